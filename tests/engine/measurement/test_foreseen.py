"""How well answers were foreseen."""

import numpy as np
import pytest

from sextant.engine.measurement.foreseen import area, calibration_error, gain, losses, weight_errors
from sextant.engine.measurement.tracing import FEATURES, fit_layer


def test_area_counts_ties_half_and_needs_both_kinds() -> None:
    assert area([1, 1, 0, 0], [0.9, 0.5, 0.5, 0.1]) == 0.875
    for constant in ([1, 1], [0, 0], []):
        with pytest.raises(ValueError, match="right answers and wrong ones"):
            area(constant, [0.5] * len(constant))


def test_losses_of_a_sure_mistake_are_finite() -> None:
    assert losses([1.0, 0.0, 0.5], [0.0, 0.0, 0.5]) == pytest.approx([20.72, 0.0, 0.693], abs=0.01)


def test_calibration_error_is_what_chances_are_off_by() -> None:
    assert calibration_error([1.0, 0.0, 1.0, 0.0], [0.5] * 4) == 0.0
    assert calibration_error([1.0, 1.0, 0.0, 0.0], [0.7, 0.7, 0.1, 0.1]) == pytest.approx(0.2)


def test_gain_of_people_who_hang_together_is_less_sure() -> None:
    off = np.array([0.3, 0.3, -0.1, -0.1])
    mean, apart = gain(off, np.zeros(4), np.arange(4))
    same, together = gain(off, np.zeros(4), np.array([0, 0, 1, 1]))

    assert mean == same == pytest.approx(0.1)
    assert together > apart


def test_weights_lie_as_far_from_the_truth_as_their_errors_say() -> None:
    rng = np.random.default_rng(5)
    truth = np.linspace(-1, 1, len(FEATURES))
    off = []
    for _ in range(60):
        x = rng.normal(size=(800, len(FEATURES)))
        y = (rng.random(800) < 1 / (1 + np.exp(-x @ truth))).astype(float)
        layer = fit_layer(x, y)
        off.append((layer.weights - truth) / weight_errors(layer, x, y, np.arange(800)))

    assert 0.85 < np.std(off) < 1.15
