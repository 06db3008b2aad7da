"""The posterior of an item between two calibrations."""

import numpy as np
import pytest

from sextant.engine.measurement.calibration import NotAnswers, calibrate, complete, moved, priors


def simulated(n: int, *, a: float, b: float, c: float = 0.0, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=n)
    chance = c + (1 - c) / (1 + np.exp(-a * (theta - b)))
    return theta, (rng.random(n) < chance).astype(float)


def test_answers_bring_the_item_to_where_it_is_and_make_it_surer():
    theta, scores = simulated(400, a=1.3, b=0.8, c=0.2)

    found = moved(a=1.0, b=0.0, a_se=0.3, b_se=0.8, scores=scores, theta=theta, c=0.2)

    assert found.b.shape == (401,)
    assert (found.a[0], found.b[0]) == pytest.approx((1.0, 0.0), abs=1e-9)
    assert found.b_se[0] == pytest.approx(0.8, rel=0.01)
    assert abs(found.b[-1] - 0.8) < 2.5 * found.b_se[-1]
    assert abs(found.a[-1] - 1.3) < 2.5 * found.a_se[-1]
    assert found.b_se[-1] < 0.25


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(20261123)
    held = []
    for seed in range(300):
        a, b = float(np.exp(rng.normal(0, 0.3))), float(rng.normal(0, 0.8))
        theta, scores = simulated(60, a=a, b=b, seed=seed)
        # What is known of a place is its posterior mean: the place, less the error that is in what is known.
        known = rng.normal(0.8 * theta, np.sqrt(0.2 * 0.8))
        found = moved(a=1.0, b=0.0, a_se=0.3, b_se=0.8, scores=scores, theta=known, theta_sd=np.sqrt(0.2))
        held.append(abs(found.b[-1] - b) < 1.645 * found.b_se[-1])

    assert 0.85 <= np.mean(held) <= 0.95


def test_order_and_batches_do_not_matter():
    theta, scores = simulated(600, a=1.0, b=-0.5)
    shuffled = np.random.default_rng(3).permutation(600)

    straight = moved(a=1.0, b=0.0, a_se=0.3, b_se=0.8, scores=scores, theta=theta)
    mixed = moved(a=1.0, b=0.0, a_se=0.3, b_se=0.8, scores=scores[shuffled], theta=theta[shuffled])

    assert mixed.b[-1] == pytest.approx(straight.b[-1], abs=1e-9)
    assert mixed.a_se[-1] == pytest.approx(straight.a_se[-1], abs=1e-9)


def test_uncertain_places_say_less():
    theta, scores = simulated(100, a=1.2, b=0.7)

    known = moved(a=1.0, b=0.0, a_se=0.3, b_se=0.8, scores=scores, theta=theta)
    unknown = moved(a=1.0, b=0.0, a_se=0.3, b_se=0.8, scores=scores, theta=theta, theta_sd=1.5)

    assert unknown.a_se[-1] > known.a_se[-1]


def test_agrees_with_the_batch_from_the_same_prior():
    rng = np.random.default_rng(11)
    a, b = rng.lognormal(0, 0.25, 40), rng.normal(size=40)
    theta = rng.normal(size=800)
    scores = (rng.random((800, 40)) < 1 / (1 + np.exp(-a * (theta[:, None] - b)))).astype(float)
    batch = calibrate(complete(scores), before=priors(40, b=0.0, b_sd=0.8, log_a_sd=0.3))

    online = moved(a=1.0, b=0.0, a_se=0.3, b_se=0.8, scores=scores[:, 0], theta=theta)

    assert abs(online.b[-1] - batch.b[0]) < 2 * batch.b_se[0]


@pytest.mark.parametrize("bad", [{"scores": [1.0, float("nan")]}, {"scores": [1.0, 1.5]}, {"a": 0.0}, {"theta": [0.0]}, {"theta_sd": -1.0}])
def test_what_is_no_answer_is_refused(bad: dict[str, object]):
    with pytest.raises(NotAnswers):
        moved(**{"a": 1.0, "b": 0.0, "a_se": 0.2, "b_se": 0.5, "scores": [1.0, 0.0], "theta": [0.0, 0.0], **bad})  # type: ignore[arg-type]


def test_no_answer_moves_nothing():
    found = moved(a=1.2, b=0.4, a_se=0.2, b_se=0.5, scores=[], theta=[])

    assert (len(found.b), found.b[0]) == (1, pytest.approx(0.4))
