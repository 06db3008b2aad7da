"""Several competences at once: items and correlations come back, and one competence alone gives what the exact estimation gives."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sextant.engine.measurement.calibration import Events, NotAnswers, calibrate, calibrate_joint, events, from_events

Floats = NDArray[np.float64]


def simulated(*, people: int, asked: int, competences: int, items: int, correlation: float, seed: int) -> tuple[Floats, Floats, Events]:
    """Return a, b and the answers of people who each met `asked` items of a bank of `items` a competence."""
    random = np.random.default_rng(seed)
    between = np.full((competences, competences), correlation) + (1 - correlation) * np.eye(competences)
    count = competences * items
    a, b, axis = np.exp(random.normal(0, 0.25, count)), random.normal(0, 1, count), np.repeat(np.arange(competences), items)
    theta = random.multivariate_normal(np.zeros(competences), between, people)
    item = np.concatenate([random.choice(count, asked, replace=False) for _ in range(people)])
    person = np.repeat(np.arange(people), asked)
    chance = 1 / (1 + np.exp(-a[item] * (theta[person, axis[item]] - b[item])))
    score = (random.random(len(item)) < chance).astype(float)
    directions = np.eye(competences)[axis]
    return a, b, events(person=person, item=item, score=score, directions=directions, mean=np.zeros((people, competences)))


def test_items_and_correlations_come_back() -> None:
    _, b, answers = simulated(people=1200, asked=30, competences=4, items=15, correlation=0.6, seed=1)

    found = calibrate_joint(answers)

    others = found.correlation[~np.eye(4, dtype=bool)]
    assert found.converged
    assert np.sqrt(np.mean((found.b - b) ** 2)) < 0.2
    assert abs(others.mean() - 0.6) < 0.08
    assert 0.8 < np.mean(np.abs(found.b - b) < 1.645 * found.b_se) < 1.0


def test_one_competence_agrees_with_the_exact_estimation() -> None:
    _, _, answers = simulated(people=800, asked=20, competences=1, items=40, correlation=0.0, seed=2)

    joint = calibrate_joint(answers)
    exact = calibrate(from_events(person=answers.person, item=answers.item, score=answers.score, people=800, items=40))

    np.testing.assert_allclose(joint.b, exact.b, atol=0.06)
    np.testing.assert_allclose(joint.a, exact.a, atol=0.06)


def test_correlations_that_are_given_stay() -> None:
    _, _, answers = simulated(people=200, asked=10, competences=3, items=8, correlation=0.5, seed=3)
    given = np.full((3, 3), 0.3) + 0.7 * np.eye(3)

    found = calibrate_joint(answers, correlation=given, learn_correlation=False)

    np.testing.assert_array_equal(found.correlation, given)


def test_what_was_expected_of_people_moves_the_items_with_it() -> None:
    _, _, answers = simulated(people=400, asked=12, competences=2, items=10, correlation=0.5, seed=4)
    stronger = events(person=answers.person, item=answers.item, score=answers.score, directions=answers.directions, mean=answers.mean + 1.0)

    found, shifted = calibrate_joint(answers), calibrate_joint(stronger)

    assert 0.8 < float(np.mean(shifted.b - found.b)) < 1.1


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_a_score_outside_the_unit_is_refused(score: float) -> None:
    with pytest.raises(NotAnswers, match="0 to 1"):
        events(person=[0], item=[0], score=[score], directions=[[1.0]], mean=[[0.0]])


def test_a_doubled_event_is_refused() -> None:
    with pytest.raises(NotAnswers, match="twice"):
        events(person=[0, 0], item=[0, 0], score=[1.0, 1.0], directions=[[1.0]], mean=[[0.0]])


def test_warm_start_arrives_at_the_same_place_sooner_and_says_each_step() -> None:
    _, _, answers = simulated(people=500, asked=15, competences=3, items=10, correlation=0.5, seed=6)
    cold, warm = [], []

    first = calibrate_joint(answers, progress=cold.append)
    again = calibrate_joint(answers, correlation=first.correlation, start=(first.a, first.b), progress=warm.append)

    np.testing.assert_allclose(again.b, first.b, atol=0.02)
    np.testing.assert_allclose(again.a, first.a, atol=0.02)
    np.testing.assert_allclose(again.correlation, first.correlation, atol=0.02)
    assert cold == list(range(1, first.steps + 1))
    assert warm == list(range(1, again.steps + 1))
    assert len(warm) < len(cold)


@pytest.mark.parametrize("start", [(0.0, 0.0), (1.0, np.nan), (-1.0, 0.0)])
def test_a_warm_start_that_is_no_item_is_refused(start: tuple[float, float]) -> None:
    _, _, answers = simulated(people=20, asked=5, competences=2, items=5, correlation=0.5, seed=7)

    with pytest.raises(NotAnswers):
        calibrate_joint(answers, start=start)
