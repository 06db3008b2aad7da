"""
An item between two calibrations: each answer moves what is thought of it.

The posterior of (log a, b) lives on a grid around what the last edition said; an answer multiplies it by its likelihood, the place of the
person by their other answers being known with an error. Nothing is approximated but the grid: the order of the answers does not matter,
and a hundred of them in one go are the same as one by one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..gauss import Floats
from ..irt import probability
from .answers import NotAnswers
from .expectation import CERTAIN

REACH = 4.0
"""The grid covers this many standard errors on either side."""

NARROWEST = 0.02
"""Below this standard error more answers cannot be told on the grid: nobody needs a difficulty to a fiftieth of a logit."""

_A_NODES, _B_NODES = 9, 61
_TOGETHER = 256


@dataclass(frozen=True, eq=False)
class Moved:
    """What is thought of an item after 0, 1, …, n answers; each array has shape (n + 1,). Standard errors as in `Calibration`."""

    a: Floats
    b: Floats
    a_se: Floats
    b_se: Floats


def moved(
    *, a: float, b: float, a_se: float, b_se: float, scores: ArrayLike, theta: ArrayLike, theta_sd: ArrayLike = 0.0, c: float = 0.0
) -> Moved:
    """
    Return how `scores`, shape (n,), in [0, 1], move an item that was thought to be (`a`, `b`), with standard errors `a_se`, `b_se`.

    `theta`, shape (n,), is where each person stands by their *other* answers, `theta_sd` how unsure that is; `c` the guessing floor.
    Raises `NotAnswers` for numbers that are not finite, scores outside [0, 1], or parameters that are not those of an item.

    >>> easier = moved(a=1.0, b=0.0, a_se=0.2, b_se=0.6, scores=[1.0] * 20, theta=[0.0] * 20)
    >>> bool(easier.b[-1] < -0.5 and easier.b_se[-1] < easier.b_se[0])
    True
    """
    given = np.asarray(scores, dtype=np.float64)
    places = np.asarray(theta, dtype=np.float64)
    if given.ndim != 1 or places.shape != given.shape:
        raise NotAnswers("scores and abilities differ in length")
    unsure = np.broadcast_to(np.asarray(theta_sd, dtype=np.float64), places.shape)
    if not (np.isfinite(given).all() and np.isfinite(places).all() and np.isfinite(unsure).all() and (unsure >= 0).all()):
        raise NotAnswers("a score or an ability is not a finite number")
    if given.min(initial=0.0) < 0.0 or given.max(initial=0.0) > 1.0:
        raise NotAnswers("every score must be a number from 0 to 1")
    if not (np.isfinite([a, b, a_se, b_se, c]).all() and a > 0 and a_se >= 0 and b_se >= 0 and 0 <= c < 1):
        raise NotAnswers("expected a > 0, standard errors of at least 0 and a floor in [0, 1)")
    z = np.linspace(-REACH, REACH, _A_NODES)
    spread = max(a_se / a, NARROWEST)
    slope = np.exp(np.log(a) + spread * z)[:, None]
    at = (b + max(b_se, NARROWEST) * np.linspace(-REACH, REACH, _B_NODES))[None, :]
    log = -0.5 * z[:, None] ** 2 - 0.5 * np.square(np.linspace(-REACH, REACH, _B_NODES))[None, :]
    found = [_summary(log[None], slope, at)]
    for first in range(0, len(given), _TOGETHER):
        some = slice(first, first + _TOGETHER)
        # How unsure a place is flattens the curve along it (the probit approximation of a logistic averaged over a normal).
        flat = slope[None] / np.sqrt(1.0 + np.square(0.588 * slope[None] * unsure[some, None, None]))
        chance = np.clip(probability(places[some, None, None], a=flat, b=at[None], c=c), CERTAIN, 1.0 - CERTAIN)
        told = given[some, None, None]
        steps = log[None] + np.cumsum(told * np.log(chance) + (1.0 - told) * np.log1p(-chance), axis=0)
        found.append(_summary(steps, slope, at))
        log = steps[-1] - steps[-1].max()
    return Moved(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _summary(log: Floats, slope: Floats, at: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return mean a, mean b and their standard deviations for each grid of log-densities, shape (m, A, B)."""
    mass = np.exp(log - log.max(axis=(1, 2), keepdims=True))
    mass /= mass.sum(axis=(1, 2), keepdims=True)

    def moments(values: Floats) -> tuple[Floats, Floats]:
        mean = (mass * values).sum(axis=(1, 2))
        return mean, np.sqrt(np.maximum((mass * np.square(values)).sum(axis=(1, 2)) - mean**2, 0.0))

    (mean_log_a, sd_log_a), (mean_b, sd_b) = moments(np.log(slope)), moments(at)
    a = np.exp(mean_log_a)
    return a, mean_b, a * sd_log_a, sd_b
