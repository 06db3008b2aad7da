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
from .posterior import Posterior, check_score, meaning, update

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
    if len(observations) == 1:
        return update(prior, observations[0].item, observations[0].score, weight=observations[0].weight)
    # One canonical order makes even the rounding the same for every permutation.
    rows = sorted(
        (_way(one.item), one.item.a, one.item.b, one.item.c, one.item.b_sd, one.score, one.weight * one.item.worth) for one in observations
    )
    if not rows:
        return prior
    a, b, c, b_sd, score, weight = np.array([row[1:] for row in rows]).T
    # Answers move the state along the few ways in which their items load. They are weighed there, and carried to the whole at the end.
    ways = {_way(one.item): one.item for one in observations}
    place = {way: number for number, way in enumerate(sorted(ways))}
    directions = np.array([ways[way].direction(prior.competences) for way in place])
    belongs = np.eye(len(place))[[place[row[0]] for row in rows]]
    gain = prior.cov @ directions.T
    start = directions @ gain
    centre, unsure = belongs @ (directions @ prior.mean) - b, b_sd**2
    # Of each answer's factor, the slope and the tilt.
    factors = np.zeros((2, len(rows)))
    cov, along, var = start, factors[1], belongs @ start.diagonal()
    said = meaning(a=a, c=c, score=score, weight=weight)
    damping, best, since = 1.0, np.inf, 0
    for _ in range(_SWEEPS):
        # The cavity: what all the other answers say along this item's direction, from where the prior's mean lies.
        held = 1.0 - var * factors[0]
        cavity = (along - var * factors[1]) / held
        cavity_var = var / held
        spread = cavity_var + unsure
        shift, kept = said(centre + cavity, spread)
        # Below zero where a lucky right answer to a far too hard item leaves one less sure than before.
        lost = (1.0 - kept) / spread
        refined = np.array((lost, shift / spread + lost * cavity)) / (1.0 - cavity_var * lost)
        missing = refined - factors
        change = float(np.abs(missing).max())
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
        while (joined := _joined(start, belongs, tried := factors + step * missing)) is None:
            step *= 0.5
            if step < _LEAST_STEP**2:
                return _carried(prior, gain, cov, factors @ belongs)
        factors, (cov, along, var) = tried, joined
    return _carried(prior, gain, cov, factors @ belongs)


def _way(item: Item) -> tuple[tuple[int, float], ...]:
    """Return how an item loads, as something to compare and to sort."""
    return tuple(item.loads.items())


def _joined(start: Floats, belongs: Floats, factors: Floats) -> tuple[Floats, Floats, Floats] | None:
    """
    Return the prior times all factors: the covariance along the ways, from `start`, and mean and variance along each answer.

    None if that, or the same less one factor, is no distribution.
    """
    slope, tilt = factors @ belongs
    joint = start * slope
    joint.flat[:: len(joint) + 1] += 1.0
    # Factors that only add to what is known always leave a distribution. The eigenvalues are real: those of I + √Σ S √Σ.
    if factors[0].min() < 0.0 and (np.linalg.eigvals(joint).real <= 0.0).any():
        return None
    cov: Floats = np.asarray(np.linalg.solve(joint, start), dtype=np.float64)
    var = np.asarray(belongs @ cov.diagonal())
    if (var * factors[0]).max() > _FULLEST:
        return None
    return cov, np.asarray(belongs @ (cov @ tilt)), var


def _carried(prior: Posterior, gain: Floats, cov: Floats, factors: Floats) -> Posterior:
    """Return the posterior of all competences from the covariance along the ways and the sum of the factors on each."""
    slope, tilt = factors
    taken = np.diag(slope) - slope[:, None] * cov * slope
    whole = prior.cov - gain @ taken @ gain.T
    return Posterior(prior.mean + gain @ (tilt - slope * (cov @ tilt)), 0.5 * (whole + whole.T))
