"""Learners drawn at random from what is believed of a population, and the answers they would give: the same seed, the same people."""

from math import comb

import numpy as np

from ..measurement.gauss import Floats
from ..measurement.irt import Bank, probability
from ..measurement.posterior import Posterior
from ..scoring.qrm import CREDIT

PROPOSITIONS = 5


def draw_abilities(prior: Posterior, *, learners: int, seed: int) -> Floats:
    """
    Return the true abilities of simulated learners, shape (learners, d), units of θ, drawn from `prior`.

    >>> from ..measurement.posterior import prior
    >>> draw_abilities(prior(["data", "data", "law"]), learners=4, seed=1).shape
    (4, 3)
    """
    return np.asarray(np.random.default_rng(seed).multivariate_normal(prior.mean, prior.cov, size=learners, method="cholesky"))


def draw_scores(bank: Bank, abilities: Floats, *, seed: int) -> Floats:
    """
    Return the score each learner would earn on each item, shape (learners, n), whichever is asked and in whichever order.

    `abilities` has shape (learners, d). An item earns 0 or 1 with the probability of its curve; a graded one earns 1, 0.5, 0.2 or 0, as
    five propositions each wrong with the one probability that makes the expected score follow the same curve.
    """
    rng = np.random.default_rng(seed)
    expected = probability(abilities @ bank.patterns.T[:, bank.pattern], a=bank.a, b=bank.b, c=bank.c)
    scores = (rng.random(expected.shape) < expected).astype(np.float64)
    if bank.graded.any():
        slip = slip_for(expected[:, bank.graded])
        credit = np.zeros(PROPOSITIONS + 1)
        credit[: len(CREDIT)] = CREDIT
        scores[:, bank.graded] = credit[rng.binomial(PROPOSITIONS, slip)]
    return scores


def draw_ratings(abilities: Floats, *, seed: int, spread: float = 1.0, optimism: float = 0.0) -> Floats:
    """
    Return what learners would say of themselves, in the shape of `abilities`: the truth, plus `optimism`, plus noise of deviation
    `spread`.

    The noise has one part for the person and one for the competence, of equal size: who overrates one thing tends to overrate all.
    """
    rng = np.random.default_rng(seed)
    person = rng.normal(size=(len(abilities), 1))
    return np.asarray(abilities + optimism + spread * (person + rng.normal(size=abilities.shape)) / np.sqrt(2.0))


def slip_for(expected: Floats, *, propositions: int = PROPOSITIONS) -> Floats:
    """Return the chance of a discordance on each of `propositions` that makes the expected credit `expected`, in its shape."""
    grid = np.linspace(0.0, 1.0, 2001)
    right = 1.0 - grid
    credit = sum(CREDIT[wrong] * comb(propositions, wrong) * grid**wrong * right ** (propositions - wrong) for wrong in range(len(CREDIT)))
    return np.asarray(np.interp(-expected, -np.asarray(credit), grid))
