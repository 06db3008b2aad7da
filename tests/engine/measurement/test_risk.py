"""What a question is expected to bring: the closed forms against quadrature."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.engine.measurement.posterior import tilted
from sextant.engine.measurement.risk import ENDING, LEVEL, finished, foresee, loss, loss_expected, variance_drop

NAN = float("nan")


@given(mean=st.floats(-4, 4), spread=st.floats(0.01, 2), a=st.floats(0.3, 2.5), c=st.sampled_from([0.0, 0.2, 0.5]))
def test_foresight_equals_the_moments_of_the_update(mean: float, spread: float, a: float, c: float) -> None:
    means, variances = tilted(mean, spread, a=a, c=c, score=np.array([1.0, 0.0]), weight=1.0)

    seen = foresee(mean, spread, a=a, c=c)

    assert mean + float(seen.shift_right) == pytest.approx(means[0], abs=0.01 * np.sqrt(spread))
    assert mean + float(seen.shift_wrong) == pytest.approx(means[1], abs=0.03 * np.sqrt(spread))
    assert float(seen.kept_right) == pytest.approx(variances[0] / spread, abs=0.02)
    assert float(seen.kept_wrong) == pytest.approx(variances[1] / spread, abs=0.02)


@given(mean=st.floats(-1, 1), spread=st.floats(0.01, 1.5), a=st.floats(0.3, 2.0), c=st.sampled_from([0.0, 0.2, 0.5]))
def test_the_quick_drop_of_variance_is_near_the_exact_one(mean: float, spread: float, a: float, c: float) -> None:
    seen = foresee(mean, spread, a=a, c=c)
    exact = float(seen.right * seen.shift_right**2 + (1 - seen.right) * seen.shift_wrong**2)

    assert float(variance_drop(mean, spread, a=a, c=c)) == pytest.approx(exact, rel=0.15, abs=0.02 * spread)


@given(mean=st.floats(-4, 4), spread=st.floats(0.01, 4), a=st.floats(0.3, 2.5), c=st.sampled_from([0.0, 0.2, 0.5]))
def test_foresight_balances(mean: float, spread: float, a: float, c: float) -> None:
    seen = foresee(mean, spread, a=a, c=c)
    right = seen.right

    # Before the answer one expects to stay where one is; the variance expected is what is left of it, plus how far the mean may move.
    assert float(right * seen.shift_right + (1 - right) * seen.shift_wrong) == pytest.approx(0.0, abs=1e-9)
    moved = right * seen.shift_right**2 + (1 - right) * seen.shift_wrong**2
    assert float(right * seen.kept_right + (1 - right) * seen.kept_wrong) * spread + float(moved) == pytest.approx(spread)
    assert seen.kept_right > 0
    assert seen.kept_wrong > 0


def test_loss_is_the_expected_error_and_a_share_of_the_variance() -> None:
    mean, var = np.array([0.0, 0.0]), np.array([1.0, 1.0])

    assert float(loss(mean, var, np.array([0.0, NAN]))) == pytest.approx(0.25 + 2 * LEVEL)
    assert float(loss(mean, var, np.array([9.0, NAN]))) == pytest.approx(2 * LEVEL)


@given(threshold=st.floats(-2, 2), b=st.floats(-3, 3), c=st.sampled_from([0.0, 0.25]))
def test_no_question_is_expected_to_do_harm(threshold: float, b: float, c: float) -> None:
    mean, var, thresholds = np.array([0.2, -0.1]), np.array([0.8, 0.6]), np.array([threshold, NAN])
    gain = np.array([[0.8, 0.3]])

    after = loss_expected(
        mean, var, thresholds, gain=gain, centre=np.array([0.2 - b]), spread=np.array([0.8]), a=np.array([1.2]), c=np.array([c]), p=0.999999
    )

    # With so strict a `p` no answer ends the sitting: the next question is owed in any case.
    assert float(after[0]) - ENDING <= float(loss(mean, var, thresholds)) + 2e-3


def test_finished_when_each_is_decided_or_known() -> None:
    thresholds = np.array([0.0, NAN])

    assert finished(np.array([1.3, 0.0]), np.array([1.0, 0.09]), thresholds, p=0.9, se=0.3)
    assert finished(np.array([-1.3, 0.0]), np.array([1.0, 0.09]), thresholds, p=0.9, se=0.3)
    assert not finished(np.array([1.2, 0.0]), np.array([1.0, 0.09]), thresholds, p=0.9, se=0.3)
    assert not finished(np.array([1.3, 0.0]), np.array([1.0, 0.1]), thresholds, p=0.9, se=0.3)
