"""How probable was it that somebody took a resource, given what the plan knew of them? A small logistic regression, kept from extremes."""

import numpy as np
from numpy.typing import ArrayLike

from .gauss import Floats

RIDGE = 1.0
"""Weight of the prior that nothing known matters, per standardised column: as much as a few people."""

_STEPS = 50
_TOLERANCE = 1e-10


def propensities(known: ArrayLike, taken: ArrayLike, *, ridge: float = RIDGE) -> Floats:
    """
    Return for each of n people the estimated probability of having taken a resource, from what was `known` of them, shape (n, m).

    Columns are standardised; constant ones are left out. Where everybody took it, or nobody, the probability is 1 or 0: there is nobody to
    compare with, and `effect_of` leaves all of them out. Raises `ValueError` for shapes that disagree or numbers that are not finite.

    >>> propensities([[0.0], [0.0], [1.0], [1.0]], [False, True, False, True]).round(2).tolist()
    [0.5, 0.5, 0.5, 0.5]
    """
    columns = np.asarray(known, dtype=np.float64)
    group = np.asarray(taken, dtype=np.bool_).astype(np.float64)
    if group.ndim != 1 or columns.ndim != 2 or len(columns) != len(group):
        raise ValueError("what was known and who took it are not over the same people")
    if not np.isfinite(columns).all():
        raise ValueError("something known is not a number")
    if not len(group) or group.min() == group.max():
        return group
    spread = columns.std(axis=0)
    varied = spread > 1e-12
    design = np.column_stack([np.ones(len(group)), (columns[:, varied] - columns[:, varied].mean(axis=0)) / spread[varied]])
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.0
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(group.mean() / (1.0 - group.mean()))
    for _ in range(_STEPS):
        chance = _logistic(design @ weights)
        slope = design.T @ (group - chance) - penalty * weights
        curvature = (design.T * (chance * (1.0 - chance))) @ design + np.diag(penalty) + 1e-9 * np.eye(len(weights))
        # A step is never longer than a few logits: far from the answer the curvature says little.
        step = np.linalg.solve(curvature, slope)
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-300))
        weights = weights + step
        if float(np.abs(step).max()) < _TOLERANCE:
            break
    return _logistic(design @ weights)


def _logistic(value: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * value)))
