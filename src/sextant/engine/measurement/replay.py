"""
The estimate rebuilt from all observations at once: the order in which they are listed does not matter.

Expectation propagation (Minka, 2001): every answer is replaced by a normal factor along its item's direction, and all factors are refined
together until each agrees with the others. Chosen over two neighbours. Against integration on a grid (two competences, 3 to 40 answers,
with and without guessing) its mean is within .003 standard errors and its standard error within .5 %; a sequence of `update`s depends on
the order and is off by some .03 and 1 %; the joint mode with its curvature (Laplace) by .03 to .07, and is 1 to 4 % too narrow.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .gauss import Floats
from .irt import Item
from .posterior import Posterior, check_score, tilted

_SWEEPS = 60
_TOLERANCE = 1e-9
_LEAST_STEP = 0.05
_FULLEST = 0.999


@dataclass(frozen=True)
class Observation:
    """One answer: the item, the score in [0, 1], and the weight in (0, 1] of its assurance. Raises `NotAScore`."""

    item: Item
    score: float
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is not a score."""
        check_score(self.score, self.weight)


def replay(prior: Posterior, observations: Iterable[Observation]) -> Posterior:
    """
    Return the estimate that follows from `prior` and a set of observations, the same for every order of them.

    300 observations over 15 competences take some milliseconds. Raises `NotAnItem` when an item loads beyond the framework.

    >>> from .posterior import prior
    >>> one, two = Observation(Item(b=-1.0), 1.0), Observation(Item(b=1.0), 0.0)
    >>> start = prior(["a"])
    >>> replay(start, [one, two]).mean.tolist() == replay(start, [two, one]).mean.tolist()
    True
    """
    observations = list(observations)
    if not observations:
        return prior
    d = prior.competences
    rows = np.array(
        [(seen.item.a, seen.item.b, seen.item.c, seen.item.b_sd, seen.score, seen.weight, *seen.item.direction(d)) for seen in observations]
    )
    # One canonical order makes even the rounding the same for every permutation.
    rows = rows[np.lexsort(rows.T)]
    a, b, c, b_sd, score, weight = rows[:, :6].T
    directions = rows[:, 6:]
    precision: Floats = np.asarray(np.linalg.inv(prior.cov), dtype=np.float64)
    shift = np.asarray(precision @ prior.mean)
    slope, tilt = np.zeros(len(rows)), np.zeros(len(rows))
    mean, cov = prior.mean, prior.cov
    damping, best, since = 1.0, np.inf, 0
    for _ in range(_SWEEPS):
        var = np.einsum("nd,nd->n", directions @ cov, directions)
        # The cavity: what all the other answers say along this item's direction.
        held = 1.0 - var * slope
        cavity_var = var / held
        cavity = (directions @ mean - var * tilt) / held
        spread = cavity_var + b_sd**2
        after, after_var = tilted(cavity - b, spread, a=a, c=c, score=score, weight=weight)
        ratio = cavity_var / spread
        along_mean = cavity + ratio * (after - (cavity - b))
        along_var = cavity_var - ratio * cavity_var * (1.0 - after_var / spread)
        # Below zero where a lucky right answer to a far too hard item leaves one less sure than before.
        to_slope = 1.0 / along_var - 1.0 / cavity_var - slope
        to_tilt = along_mean / along_var - cavity / cavity_var - tilt
        change = float(max(np.abs(to_slope).max(), np.abs(to_tilt).max()))
        if change < _TOLERANCE:
            break
        # Refining all factors at once may swing: take smaller steps whenever it no longer gets nearer.
        if change < 0.9 * best:
            best, since = change, 0
        else:
            since += 1
            if since >= 3:
                damping, since = max(0.5 * damping, _LEAST_STEP), 0
        step = damping
        while (joined := _joined(precision, shift, directions, slope + step * to_slope, tilt + step * to_tilt)) is None:
            step *= 0.5
            if step < _LEAST_STEP**2:
                return Posterior(mean, cov)
        slope, tilt = slope + step * to_slope, tilt + step * to_tilt
        mean, cov = joined
    return Posterior(mean, cov)


def _joined(precision: Floats, shift: Floats, directions: Floats, slope: Floats, tilt: Floats) -> tuple[Floats, Floats] | None:
    """Return mean and covariance of the prior times all factors; None if that, or the same less one factor, is no distribution."""
    joint = precision + (directions.T * slope) @ directions
    if np.linalg.eigvalsh(joint)[0] <= 0.0:
        return None
    cov = np.linalg.inv(joint)
    cov = 0.5 * (cov + cov.T)
    if (np.einsum("nd,nd->n", directions @ cov, directions) * slope > _FULLEST).any():
        return None
    return cov @ (shift + directions.T @ tilt), cov
