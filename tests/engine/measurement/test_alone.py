"""What answers say by themselves: right in the middle of the scale, finite at its ends, and the change of which a posterior shows half."""

import numpy as np
import pytest

from sextant.engine.measurement.alone import NothingSaid, alone
from sextant.engine.measurement.irt import NotAnItem
from sextant.engine.measurement.posterior import NotAScore


@pytest.mark.parametrize("truth", [-1.0, 0.0, 1.0])
def test_eight_answers_are_right_on_average(truth: float) -> None:
    random = np.random.default_rng(3)
    found = []
    for _ in range(600):
        a, b = random.lognormal(0, 0.2, 8), random.normal(0, 0.8, 8)
        score = random.random(8) < 1 / (1 + np.exp(-a * (truth - b)))
        found.append(alone(a, b, np.zeros(8), score.astype(float)))

    level, error = np.array(found).T
    assert abs(level.mean() - truth) < 0.1
    assert level.std() == pytest.approx(error.mean(), rel=0.15)


def test_a_change_is_shown_whole_between_two_measures() -> None:
    random = np.random.default_rng(4)

    def measured(truth: float) -> float:
        b = random.normal(truth - 0.2, 0.6, 8)
        return alone([1.0] * 8, b, [0.0] * 8, (random.random(8) < 1 / (1 + np.exp(b - truth))).astype(float))[0]

    changes = [measured(0.4) - measured(-0.4) for _ in range(800)]

    assert np.mean(changes) == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_all_right_or_all_wrong_stays_finite(score: float) -> None:
    level, error = alone([1.0, 1.2, 0.8], [-1.0, 0.0, 1.0], [0.25, 0.0, 0.2], [score] * 3)

    assert np.isfinite([level, error]).all()
    assert (level > 0) == bool(score)
    assert -6 <= level <= 6


def test_answers_that_weigh_less_leave_more_doubt() -> None:
    whole, half = (alone([1.0] * 6, [0.0] * 6, [0.0] * 6, [1, 0, 1, 0, 1, 0], weight) for weight in (1.0, 0.5))

    assert half[1] == pytest.approx(whole[1] * np.sqrt(2))


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(NothingSaid):
        alone([], [], [], [])
    for score, weight in ((float("nan"), 1.0), (1.2, 1.0), (0.5, 0.0)):
        with pytest.raises(NotAScore):
            alone([1.0], [0.0], [0.0], [score], weight)
    for a, b, c in ((0.0, 0.0, 0.0), (1.0, float("nan"), 0.0), (1.0, 0.0, 1.0)):
        with pytest.raises(NotAnItem):
            alone([a], [b], [c], [1.0])
