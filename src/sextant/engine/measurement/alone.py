"""
What a few answers say by themselves, whatever was known before.

A posterior leans on its prior: after eight answers it shows little more than half of a change. To measure a change, each side is estimated
from its own answers: the mode of the likelihood times the root of its information (Jeffreys), which for the two-parameter model is Warm's
weighted likelihood estimate (Psychometrika 54, 1989) and stays finite where every answer is right, or none.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from .irt import NotAnItem, probability
from .posterior import NotAScore

_GRID = np.linspace(-6.0, 6.0, 241)


class NothingSaid(ValueError):
    """There is no answer to estimate anything from."""


def alone(a: Sequence[float], b: Sequence[float], c: Sequence[float], score: ArrayLike, weight: ArrayLike = 1.0) -> tuple[float, float]:
    """
    Return the ability that answers to items `a`, `b`, `c` show by themselves, in units of θ, and its standard error.

    All of shape (n,); `score` in [0, 1], `weight` in (0, 1]. Raises `NothingSaid` for no answer, `NotAScore`, and `NotAnItem`.

    >>> level, error = alone([1.0] * 8, [0.0] * 8, [0.0] * 8, [1, 1, 1, 1, 0, 0, 0, 0])
    >>> abs(round(level, 2)), round(error, 2)
    (0.0, 0.71)
    """
    slope, place, floor = (np.asarray(column, dtype=np.float64)[:, None] for column in (a, b, c))
    earned = np.broadcast_to(np.asarray(score, dtype=np.float64), (len(slope),))[:, None]
    counts = np.broadcast_to(np.asarray(weight, dtype=np.float64), (len(slope),))[:, None]
    if not len(slope):
        raise NothingSaid("no answer, no estimate")
    if not (np.isfinite(slope) & np.isfinite(place) & (slope > 0.0) & (floor >= 0.0) & (floor < 1.0)).all():
        raise NotAnItem("a parameter is not a number, or out of its range")
    if not ((earned >= 0.0) & (earned <= 1.0) & (counts > 0.0) & (counts <= 1.0)).all():
        raise NotAScore("a score lies outside 0 to 1, or a weight is not above 0")
    right = np.clip(probability(_GRID, a=slope, b=place, c=floor), 1e-12, 1.0 - 1e-12)
    likelihood = (counts * (earned * np.log(right) + (1.0 - earned) * np.log1p(-right))).sum(axis=0)
    # Fisher information of the three-parameter model (Birnbaum, 1968).
    steepness = slope * (right - floor) * (1.0 - right) / (1.0 - floor)
    information = (counts * steepness**2 / (right * (1.0 - right))).sum(axis=0)
    height = likelihood + 0.5 * np.log(information + 1e-300)
    top = int(height.argmax())
    return float(_GRID[top]) + _between(height, top), float(1.0 / np.sqrt(information[top]))


def _between(height: np.ndarray, top: int) -> float:
    """Return how far from the grid's best point the curve through it and its neighbours is highest."""
    if top in (0, len(height) - 1):
        return 0.0
    left, middle, right = height[top - 1 : top + 2]
    bend = float(left - 2.0 * middle + right)
    return 0.0 if bend >= 0.0 else 0.5 * float(left - right) / bend * float(_GRID[1] - _GRID[0])
