"""Partial credit as ordered categories."""

import numpy as np
import pytest

from sextant.engine.measurement.calibration import NotAnswers, calibrate, complete, priors
from sextant.engine.measurement.calibration.categories import (
    MISSING,
    calibrate_categories,
    calibrate_categories_at,
    calibrate_categories_parts,
    chances,
)


def planted(people: int, items: int, *, categories: int = 4, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    a = rng.lognormal(0, 0.25, items)
    steps = rng.normal(0, 0.7, (items, 1)) + np.linspace(-0.9, 0.9, categories - 1) + rng.normal(0, 0.2, (items, categories - 1))
    theta = rng.normal(size=people)
    cumulative = np.cumsum(chances(theta, a, steps), axis=1)
    answers = (rng.random((items, 1, people)) > cumulative).sum(axis=1).T
    return a, steps, answers


def test_planted_parameters_come_back_and_the_errors_are_right():
    a, steps, answers = planted(1500, 30)

    found = calibrate_categories(answers)

    assert found.converged
    assert np.sqrt(np.mean((found.a - a) ** 2)) < 0.08
    assert np.sqrt(np.mean((found.steps - steps) ** 2)) < 0.13
    assert 0.8 <= np.mean(np.abs(found.steps - steps) < 1.645 * found.steps_se) <= 0.97
    assert found.misfit.max() < 0.05


def test_two_categories_are_the_two_parameter_model():
    rng = np.random.default_rng(2)
    a, b, theta = rng.lognormal(0, 0.25, 20), rng.normal(size=20), rng.normal(size=1200)
    scores = (rng.random((1200, 20)) < 1 / (1 + np.exp(-a * (theta[:, None] - b)))).astype(int)

    found, two = calibrate_categories(scores, b_sd=2.0), calibrate(complete(scores), before=priors(20, b_sd=2.0))

    np.testing.assert_allclose(found.a, two.a, atol=2e-3)
    np.testing.assert_allclose(found.steps[:, 0], two.b, atol=2e-3)
    np.testing.assert_allclose(found.steps_se[:, 0], two.b_se, rtol=0.02)


def test_parts_give_the_same_parameters():
    _, _, answers = planted(800, 12)

    whole, parts = calibrate_categories(answers), calibrate_categories_parts([answers[first::8] for first in range(8)])

    assert np.abs(whole.steps - parts.steps).max() < 1e-9
    assert np.abs(whole.a - parts.a).max() < 1e-9


def test_answers_missing_at_random_widen_the_errors_and_move_nothing_else():
    _, steps, answers = planted(3000, 20)
    sparse = np.where(np.random.default_rng(5).random(answers.shape) < 0.3, answers, MISSING)

    found, full = calibrate_categories(sparse), calibrate_categories(answers)

    assert np.sqrt(np.mean((found.steps - steps) ** 2)) < 0.25
    assert (found.steps_se > full.steps_se).mean() > 0.95
    assert found.n.max() < 1100


def test_items_of_unequal_length_and_categories_nobody_reached():
    _, _, answers = planted(600, 6)
    answers[:, 0] = np.minimum(answers[:, 0], 1)
    answers[:, 1] = 0
    answers[:, 2] = MISSING

    found = calibrate_categories(answers, b=0.3, counts=[2, 4, 4, 4, 4, 5])

    assert np.isfinite(found.steps).sum(axis=1).tolist() == [1, 3, 3, 3, 3, 4]
    assert np.isfinite(found.a).all()
    assert np.isfinite(found.a_se).all()
    assert np.isfinite(found.misfit).all()
    # Everybody in the lowest category: hard. Nobody at all: what was thought beforehand.
    assert found.steps[1, 0] > 2
    np.testing.assert_allclose(found.steps[2, :3], 0.3, atol=0.05)


@pytest.mark.parametrize(
    "bad",
    [[[]], [0, 1], [[0.5, 1]], [[-2, 1]], [[float("nan"), 1]], [[MISSING, MISSING]]],
    ids=["empty", "flat", "half", "below", "nan", "none"],
)
def test_what_is_no_answer_is_refused(bad: object):
    with pytest.raises(NotAnswers):
        calibrate_categories(bad)  # type: ignore[arg-type]


def test_placed_people_give_what_the_whole_estimation_gives():
    a, steps, answers = planted(2500, 12)
    rng = np.random.default_rng(9)
    theta = placed(2500)
    unsure = 0.5
    known = rng.normal((1 - unsure**2) * theta, unsure * np.sqrt(1 - unsure**2))
    person, item = np.nonzero(answers >= 0)

    found = calibrate_categories_at(
        item=item, category=answers[person, item], place=known[person], place_sd=np.full(len(person), unsure), counts=[4] * 12
    )

    assert found.converged
    assert np.sqrt(np.mean((found.a - a) ** 2)) < 0.09
    assert np.sqrt(np.mean((found.steps - steps) ** 2)) < 0.12
    assert 0.75 <= np.mean(np.abs(found.steps - steps) < 1.645 * found.steps_se) <= 0.98


def placed(people: int, *, items: int = 12, categories: int = 4, seed: int = 1) -> np.ndarray:
    """Return the abilities that `planted` drew for the same sizes."""
    rng = np.random.default_rng(seed)
    rng.lognormal(0, 0.25, items)
    rng.normal(0, 0.7, (items, 1))
    rng.normal(0, 0.2, (items, categories - 1))
    return rng.normal(size=people)


@pytest.mark.parametrize(
    "bad",
    [{"category": [4]}, {"place": [float("nan")]}, {"place_sd": [0.0]}, {"item": [1]}, {"item": []}],
    ids=["category", "nan", "sd", "item", "empty"],
)
def test_answers_of_placed_people_are_checked(bad: dict[str, object]):
    with pytest.raises(NotAnswers):
        calibrate_categories_at(**{"item": [0], "category": [1], "place": [0.0], "place_sd": [0.5], "counts": [4], **bad})  # type: ignore[arg-type]


def test_category_beyond_an_item_is_refused():
    with pytest.raises(NotAnswers, match="beyond"):
        calibrate_categories([[0, 3], [1, 2]], counts=[2, 3])
