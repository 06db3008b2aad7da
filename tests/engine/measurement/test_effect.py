"""Planted effects are covered by their intervals, also when those who need a resource take it; too few people are not enough data."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sextant.engine.measurement.effect import effect_of

Floats = NDArray[np.float64]


def cohort(*, effect: float, people: int, seed: int) -> tuple[Floats, Floats, NDArray[np.bool_], Floats]:
    """Return states before and after, who took the resource, and the plan's probabilities: the weaker are sent more often."""
    random = np.random.default_rng(seed)
    before = random.normal(0, 1, people)
    propensity = 1 / (1 + np.exp(0.2 + 1.2 * before))
    taken = random.random(people) < propensity
    # The weaker also progress more by themselves: comparing the two groups as they are would credit the resource with it.
    after = before + effect * taken - 0.3 * before + 0.2 * before**2 + random.normal(0, 0.5, people)
    return before, after, taken, propensity


@pytest.mark.parametrize("effect", [0.0, 0.3])
def test_intervals_cover_planted_effects(effect: float) -> None:
    found = [effect_of(*cohort(effect=effect, people=350, seed=seed)) for seed in range(200)]

    assert 0.84 <= np.mean([one.low <= effect <= one.high for one in found]) <= 0.96
    assert abs(np.mean([one.value for one in found]) - effect) < 0.03


def test_comparing_the_groups_as_they_are_would_have_been_wrong() -> None:
    before, after, taken, propensity = cohort(effect=0.0, people=20_000, seed=1)
    change = after - before

    found = effect_of(before, after, taken, propensity)

    assert change[taken].mean() - change[~taken].mean() > 0.2
    assert abs(found.value) < 0.05


def test_too_few_people_are_not_enough_data() -> None:
    found = effect_of(*cohort(effect=1.0, people=40, seed=2))

    assert not found.is_enough
    assert np.isnan(found.value)


def test_people_without_counterparts_are_left_out_and_counted() -> None:
    before, after, taken, propensity = cohort(effect=0.3, people=1000, seed=3)
    sure = np.where(before < -1.5, 0.99, propensity)

    found = effect_of(before, after, taken, sure)

    assert found.left_out >= int((before < -1.5).sum())
    assert found.taken + found.not_taken + found.left_out == 1000


@pytest.mark.parametrize("propensity", [1.2, float("nan")])
def test_what_is_no_probability_is_refused(propensity: float) -> None:
    with pytest.raises(ValueError, match="propensity"):
        effect_of([0.0], [1.0], [True], [propensity])
