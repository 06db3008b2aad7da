"""The probability of taking a resource is found again, and effects that follow from it are covered by their intervals."""

import numpy as np
import pytest

from sextant.engine.measurement.effect import effect_of
from sextant.engine.measurement.propensity import propensities


def test_the_probability_is_found_again() -> None:
    random = np.random.default_rng(1)
    known = random.normal(0, 1, (4000, 3))
    truth = 1 / (1 + np.exp(-(0.3 + 0.8 * known[:, 0] - 0.5 * known[:, 1])))

    found = propensities(known, random.random(4000) < truth)

    assert np.abs(found - truth).mean() < 0.02
    assert ((found > 0) & (found < 1)).all()


def test_it_sums_to_those_who_took_it() -> None:
    random = np.random.default_rng(2)
    known, taken = random.normal(5, 3, (60, 2)), random.random(60) < 0.4

    assert propensities(known, taken).sum() == pytest.approx(taken.sum())


def test_constant_columns_and_people_parted_without_overlap_give_numbers() -> None:
    taken = np.arange(80) < 40
    parted = np.column_stack([np.where(taken, -1.0, 1.0), np.full(80, 7.0)])

    found = propensities(parted, taken)

    assert np.isfinite(found).all()
    assert found[0] > 0.9 > 0.1 > found[-1]


@pytest.mark.parametrize("everybody", [True, False])
def test_everybody_or_nobody_leaves_nobody_to_compare(everybody: bool) -> None:
    found = propensities(np.zeros((50, 1)), [everybody] * 50)

    assert set(found) == {float(everybody)}
    assert effect_of([0.0] * 50, [1.0] * 50, [everybody] * 50, found).left_out == 50


def test_nobody_at_all_is_nobody() -> None:
    assert len(propensities(np.zeros((0, 2)), [])) == 0


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        propensities([[float("nan")], [0.0]], [True, False])
    with pytest.raises(ValueError, match="same people"):
        propensities([[0.0]], [True, False])


def test_intervals_cover_with_estimated_probabilities() -> None:
    covered, values = [], []
    for seed in range(150):
        random = np.random.default_rng(seed)
        before, hours = random.normal(-0.8, 0.5, 160), random.choice((1.0, 2.0, 3.0), 160)
        taken = random.random(160) < 1 / (1 + np.exp(0.4 + 1.0 * before - 0.3 * hours))
        after = before + 0.5 * taken - 0.4 * before + random.normal(0, 0.8, 160)
        found = effect_of(before, after, taken, propensities(np.column_stack([before, hours]), taken))
        covered.append(found.low <= 0.5 <= found.high)
        values.append(found.value)

    assert 0.83 <= np.mean(covered) <= 0.97
    assert abs(np.mean(values) - 0.5) < 0.05
