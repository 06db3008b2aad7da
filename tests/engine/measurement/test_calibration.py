"""Planted parameters come back, parts of the people add up to the whole, and odd answers get a clear refusal or a sane result."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sextant.engine.measurement.calibration import Answers, NotAnswers, calibrate, calibrate_parts, complete, from_events, priors

Floats = NDArray[np.float64]


def simulated(people: int, items: int, *, seed: int, c: float = 0.0, present: float = 1.0) -> tuple[Floats, Floats, Floats]:
    """Return a, b and a matrix of answers (NaN where absent) of a standard normal population."""
    random = np.random.default_rng(seed)
    a, b = np.exp(random.normal(0, 0.25, items)), random.normal(0, 1, items)
    theta = random.normal(0, 1, people)
    chance = c + (1 - c) / (1 + np.exp(-a * (theta[:, None] - b)))
    scores = (random.random((people, items)) < chance).astype(float)
    scores[random.random((people, items)) >= present] = np.nan
    return a, b, scores


def rmse(found: Floats, true: Floats) -> float:
    return float(np.sqrt(np.mean((found - true) ** 2)))


def test_planted_parameters_come_back_with_honest_errors() -> None:
    a, b, scores = simulated(2000, 200, seed=11)

    found = calibrate(complete(scores))

    assert found.converged
    assert rmse(found.a, a) < 0.075
    assert rmse(found.b, b) < 0.09
    assert 0.8 < np.mean(np.abs(found.b - b) < 1.645 * found.b_se) < 0.97
    assert 0.8 < np.mean(np.abs(found.a - a) < 1.645 * found.a_se) < 0.97


def test_sparse_answers_are_calibrated_like_dense_ones() -> None:
    _, _, scores = simulated(1500, 60, seed=3, present=0.15)
    rows, columns = np.nonzero(~np.isnan(scores))
    sparse = from_events(person=rows, item=columns, score=scores[rows, columns], people=1500, items=60)
    here = ~np.isnan(scores)
    dense = Answers(np.where(here, scores, 0.0), here.astype(float))

    one, other = calibrate(sparse), calibrate(dense)

    assert not isinstance(sparse.scores, np.ndarray)
    np.testing.assert_allclose(one.a, other.a, atol=1e-9)
    np.testing.assert_allclose(one.b_se, other.b_se, atol=1e-9)


def test_eight_parts_give_the_same_parameters_as_the_whole() -> None:
    _, _, scores = simulated(1003, 40, seed=5, present=0.7)
    parts = [complete(scores[first::8]) for first in range(8)]

    whole, added = calibrate(complete(scores)), calibrate_parts(parts)

    np.testing.assert_allclose(added.a, whole.a, atol=1e-9)
    np.testing.assert_allclose(added.b, whole.b, atol=1e-9)
    np.testing.assert_allclose(added.a_se, whole.a_se, atol=1e-9)


def test_a_fixed_guessing_floor_is_taken_into_account() -> None:
    _, b, scores = simulated(4000, 60, seed=7, c=0.25)

    found, ignoring = calibrate(complete(scores), c=0.25), calibrate(complete(scores))

    assert rmse(found.b, b) < 0.15
    assert rmse(ignoring.b, b) > 2 * rmse(found.b, b)


def test_partly_right_answers_count_as_shares() -> None:
    a, b, _ = simulated(2, 50, seed=9)
    random = np.random.default_rng(9)
    theta = random.normal(0, 1, 3000)
    chance = 1 / (1 + np.exp(-a * (theta[:, None] - b)))
    scores = random.binomial(2, chance) / 2

    found = calibrate(complete(scores))

    assert rmse(found.b, b) < 0.09


def test_an_expert_s_difficulty_counts_while_answers_are_few() -> None:
    _, b, scores = simulated(12, 30, seed=2)
    knowing = priors(30, b=b, b_sd=0.3)

    with_expert, without = calibrate(complete(scores), before=knowing), calibrate(complete(scores), before=priors(30))

    assert rmse(with_expert.b, b) < 0.5 * rmse(without.b, b)


def test_items_all_right_all_wrong_or_never_met_stay_finite_and_unsure() -> None:
    _, _, scores = simulated(300, 20, seed=4)
    scores[:, 0], scores[:, 1], scores[:, 2] = 1.0, 0.0, np.nan

    found = calibrate(complete(scores))

    assert np.isfinite(np.concatenate([found.a, found.b, found.a_se, found.b_se, found.misfit])).all()
    assert found.b[0] < np.sort(found.b)[3]
    assert found.b[1] > np.sort(found.b)[-4]
    assert found.n[2] == 0
    assert found.b_se[:3].min() > 2 * np.median(found.b_se)


def test_a_constant_population_does_not_break_it() -> None:
    found = calibrate(complete(np.ones((50, 5))))

    assert np.isfinite(found.b).all()


def test_a_warm_start_reaches_the_same_place() -> None:
    _, _, scores = simulated(800, 30, seed=6)
    cold = calibrate(complete(scores))

    warm = calibrate(complete(scores), start=(cold.a, cold.b))

    np.testing.assert_allclose(warm.b, cold.b, atol=5e-3)


def test_a_mis_keyed_item_stands_out_by_its_misfit() -> None:
    _, _, scores = simulated(2000, 40, seed=8)
    scores[:, 7] = 1.0 - scores[:, 7]

    found = calibrate(complete(scores))

    assert int(np.argmax(found.misfit)) == 7
    assert found.misfit[7] > 0.1


@pytest.mark.parametrize(
    ("scores", "words"),
    [([[0.0, 2.0]], "0 to 1"), ([[0.0, np.inf]], "0 to 1"), ([], "matrix"), ([1.0, 0.0], "matrix")],
)
def test_what_is_not_answers_is_refused_in_words(scores: list[object], words: str) -> None:
    with pytest.raises(NotAnswers, match=words):
        complete(scores)  # type: ignore[arg-type]


def test_an_answer_given_twice_is_refused() -> None:
    with pytest.raises(NotAnswers, match="twice"):
        from_events(person=[0, 0], item=[1, 1], score=[1.0, 0.0], people=1, items=2)
