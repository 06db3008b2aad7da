"""How far each answer carries an estimate: which of them weigh most, and in which direction."""

from collections.abc import Sequence

import numpy as np

from .gauss import Floats
from .posterior import Posterior
from .replay import Observation


def influences(posterior: Posterior, observations: Sequence[Observation], toward: int | Floats) -> Floats:
    """
    Return by how much each of the `observations` that led to `posterior` moves the mean of a competence, shape (n,), in units of θ.

    `toward` is the competence or, where time went by since, the vector that carries a push of this posterior to it (`drift.pulls`).

    To first order: the slope of the answer's log-likelihood at the mean, carried to the competence by the covariance (the infinitesimal
    jackknife). It orders answers and gives their direction without one replay for each of them; the sum is what all answers together
    hold against the prior.

    >>> from .irt import Item
    >>> from .posterior import prior
    >>> right, wrong = Observation(Item(b=0.0), 1.0), Observation(Item(b=0.0), 0.0, weight=0.5)
    >>> influences(prior(["a"]), [right, wrong], 0).tolist()
    [0.5, -0.25]
    """
    if not observations:
        return np.zeros(0)
    directions = np.array([seen.item.direction(posterior.competences) for seen in observations])
    a, b, c, b_sd, score, weight = np.array(
        [(seen.item.a, seen.item.b, seen.item.c, seen.item.b_sd, seen.score, seen.weight * seen.item.worth) for seen in observations]
    ).T
    holds = 1.0 / (1.0 + np.exp(-a * (directions @ posterior.mean - b)))
    right = c + (1.0 - c) * holds
    slope = weight * (score * (1.0 - c) * a * holds * (1.0 - holds) / right - (1.0 - score) * a * holds)
    along = np.einsum("nd,nd->n", directions @ posterior.cov, directions)
    # A part of what an answer says is about its item, not about the learner.
    carried = directions @ (posterior.cov[:, toward] if isinstance(toward, int) else toward)
    return np.asarray(carried * slope * along / (along + b_sd**2))
