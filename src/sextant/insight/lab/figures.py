"""Figures over simulated people, each with the interval that other people of the same assumptions would give."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sextant.engine.measurement.gauss import Floats

RESAMPLES = 400
LEAST = 8
"""Fewer people give no interval: what is resampled would be the same few again."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over `n` people, with the ends of its 90 % bootstrap interval (None where the people are too few)."""

    value: float
    low: float | None
    high: float | None
    n: int


def mean(values: Floats, seed: int) -> Figure:
    """Return the mean of `values`, shape (L,)."""
    return _figure(len(values), seed, lambda rows: values[rows].mean(axis=-1))


def median(values: Floats, seed: int) -> Figure:
    """Return the median of `values`, shape (L,)."""
    return _figure(len(values), seed, lambda rows: np.median(values[rows], axis=-1))


def root(squared: Floats, seed: int) -> Figure:
    """Return the root of the mean of `squared`, shape (L,)."""
    return _figure(len(squared), seed, lambda rows: np.sqrt(squared[rows].mean(axis=-1)))


def ratio(part: Floats, whole: Floats, seed: int) -> Figure:
    """Return the sum of `part` over the sum of `whole`, both of shape (L,); 0 where there is no whole."""
    return _figure(len(part), seed, lambda rows: part[rows].sum(axis=-1) / np.maximum(whole[rows].sum(axis=-1), 1e-9))


def less(ours: Floats, peer: Floats, seed: int, *, squared: bool = False) -> Figure:
    """Return by which share the mean of `ours` is below that of `peer`, of the same people; of roots of means where `squared`."""
    power = 0.5 if squared else 1.0

    def lower(rows: NDArray[np.intp]) -> Floats:
        return np.asarray(1.0 - (ours[rows].mean(axis=-1) / np.maximum(peer[rows].mean(axis=-1), 1e-9)) ** power)

    return _figure(len(ours), seed, lower)


def _figure(n: int, seed: int, statistic: Callable[[NDArray[np.intp]], Floats]) -> Figure:
    value = float(statistic(np.arange(n)))
    if n < LEAST:
        return Figure(value, None, None, n)
    low, high = np.quantile(statistic(_resamples(n, seed)), (0.05, 0.95))
    return Figure(value, float(low), float(high), n)


@cache
def _resamples(n: int, seed: int) -> NDArray[np.intp]:
    # The same people are drawn for every figure, so that differences between policies are differences of the same people.
    return np.random.default_rng([seed, 9, n]).integers(n, size=(RESAMPLES, n))
