"""Simulated learners: the same seed gives the same people, and they follow the curves they are drawn from."""

import numpy as np
import pytest

from sextant.engine.measurement.irt import bank_from, probability
from sextant.engine.measurement.posterior import prior
from sextant.engine.simulation.learners import draw_abilities, draw_ratings, draw_scores

START = prior(["data", "data", "law"], [0.5, 0.0, -0.5])


def test_abilities_have_the_moments_of_the_prior() -> None:
    drawn = draw_abilities(START, learners=20_000, seed=1)

    np.testing.assert_allclose(drawn.mean(axis=0), START.mean, atol=0.03)
    np.testing.assert_allclose(np.cov(drawn.T), START.cov, atol=0.04)


def test_the_same_seed_draws_the_same_learners() -> None:
    bank = bank_from(a=[1.0, 1.0], b=[0.0, 1.0], primary=[0, 2], competences=3, graded=[False, True])
    one, same, other = (draw_abilities(START, learners=5, seed=seed) for seed in (1, 1, 2))

    assert (one == same).all()
    assert (one != other).all()
    assert (draw_scores(bank, one, seed=3) == draw_scores(bank, one, seed=3)).all()
    assert (draw_ratings(one, seed=3) == draw_ratings(one, seed=3)).all()


@pytest.mark.parametrize("graded", [False, True])
@pytest.mark.parametrize("c", [0.0, 0.25])
def test_scores_follow_the_curve_of_the_item(graded: bool, c: float) -> None:
    bank = bank_from(a=[0.8, 1.5, 1.0], b=[-1.0, 0.5, 3.0], c=c, loads=[[1, 0, 0], [0, 0, 1], [0.5, 0.5, 0]], competences=3, graded=graded)
    theta = np.array([0.3, -0.2, 0.9])

    scores = draw_scores(bank, np.tile(theta, (40_000, 1)), seed=1)

    expected = [probability(float(bank.item(k).direction(3) @ theta), a=bank.a[k], b=bank.b[k], c=c) for k in range(3)]
    np.testing.assert_allclose(scores.mean(axis=0), expected, atol=0.01)
    assert set(np.unique(scores)) == ({0.0, 0.2, 0.5, 1.0} if graded else {0.0, 1.0})


def test_ratings_err_as_much_as_asked() -> None:
    theta = draw_abilities(START, learners=20_000, seed=1)

    errors = draw_ratings(theta, seed=2, spread=0.8, optimism=0.3) - theta

    assert errors.mean() == pytest.approx(0.3, abs=0.02)
    assert errors.std() == pytest.approx(0.8, abs=0.02)
    assert np.corrcoef(errors.T)[0, 1] == pytest.approx(0.5, abs=0.03)
