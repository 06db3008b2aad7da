"""
Do two groups of equal ability answer an item alike? Mantel–Haenszel with the classes of the Educational Testing Service, and a logistic
regression that also sees a difference that changes sign with ability.

P. W. Holland and D. T. Thayer (1988) for the statistic, N. J. Dorans and P. W. Holland (1993) for the classes, H. Swaminathan and
H. J. Rogers (1990) for the regression, Y. Benjamini and Y. Hochberg (1995) for many tests at once.
"""

from dataclasses import dataclass
from math import erfc, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats

LEAST_GROUP = 30
"""Fewer people in either group say nothing that should be acted upon."""

STRATA = 10
DELTA = -2.35
"""From a log odds ratio to the delta scale of the Educational Testing Service."""

SIGNIFICANT = 0.05


class TooFew(ValueError):
    """One of the groups is too small for a comparison."""


@dataclass(frozen=True, slots=True)
class Difference:
    """
    How differently an item works for the focal group.

    `delta` (ETS units; below 0 the item is harder for the focal group at equal ability) with its standard error, `p` the probability of so
    great a difference by chance, uniform or not; `crossing` the probability of so great a change of the difference with ability; `size`
    the class: A negligible, B moderate, C large. `reference` and `focal` are the numbers of people.
    """

    delta: float
    delta_se: float
    p: float
    crossing: float
    size: str
    reference: int
    focal: int


def compare(scores: ArrayLike, ability: ArrayLike, focal: ArrayLike) -> Difference:
    """
    Return the difference of an item between a reference and a focal group.

    `scores` in [0, 1] (a partly right answer counts as its share), `ability` by the other items (the item itself left out), `focal` true
    for the focal group; three arrays of shape (n,). Raises `TooFew` under `LEAST_GROUP` people in a group.
    """
    right, theta = np.asarray(scores, dtype=np.float64), np.asarray(ability, dtype=np.float64)
    group = np.asarray(focal, dtype=np.bool_)
    if not right.shape == theta.shape == group.shape or right.ndim != 1:
        raise ValueError("scores, ability and focal differ in length")
    if not (np.isfinite(right).all() and np.isfinite(theta).all()):
        raise ValueError("a score or an ability is not a number")
    reference, people = int((~group).sum()), int(group.sum())
    if min(reference, people) < LEAST_GROUP:
        raise TooFew(f"{reference} and {people} people: at least {LEAST_GROUP} are needed in each group")
    log_odds, se = _mantel_haenszel(right, theta, group)
    delta, delta_se = DELTA * log_odds, abs(DELTA) * se
    p, crossing = _regressions(right, theta, group)
    return Difference(delta, delta_se, p, crossing, _size(delta, delta_se), reference, people)


def _mantel_haenszel(right: Floats, theta: Floats, group: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the common log odds ratio of reference to focal over strata of ability, with its standard error (Robins et al., 1986)."""
    edges = np.quantile(theta, np.linspace(0, 1, STRATA + 1)[1:-1])
    stratum = np.searchsorted(edges, theta)

    def count(mask: NDArray[np.bool_], weight: Floats) -> Floats:
        return np.asarray(np.bincount(stratum[mask], weight[mask], minlength=STRATA), dtype=np.float64)

    a, b = count(~group, right), count(~group, 1.0 - right)
    c, d = count(group, right), count(group, 1.0 - right)
    total = a + b + c + d
    here = total > 0
    a, b, c, d, total = (array[here] for array in (a, b, c, d, total))
    # Half an answer in the margins keeps an item that a group has all right or all wrong from an infinite ratio.
    for_reference, for_focal = a * d / total, b * c / total
    r, s = float(for_reference.sum()) + 0.25 / len(total), float(for_focal.sum()) + 0.25 / len(total)
    p, q = (a + d) / total, (b + c) / total
    variance = (
        float((p * for_reference).sum()) / (2 * r * r)
        + float((p * for_focal + q * for_reference).sum()) / (2 * r * s)
        + float((q * for_focal).sum()) / (2 * s * s)
    )
    return log(r / s), sqrt(max(variance, 1e-12))


def _size(delta: float, se: float) -> str:
    if abs(delta) < 1.0 or abs(delta) < 1.96 * se:
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1.0) > 1.645 * se else "B"


def _regressions(right: Floats, theta: Floats, group: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the p-values of any difference (two degrees of freedom) and of a crossing one (one)."""
    ones, of_group = np.ones_like(theta), group.astype(np.float64)
    alone = _deviance(np.stack([ones, theta], axis=1), right)
    shifted = _deviance(np.stack([ones, theta, of_group], axis=1), right)
    crossed = _deviance(np.stack([ones, theta, of_group, of_group * theta], axis=1), right)
    both, one = max(alone - crossed, 0.0), max(shifted - crossed, 0.0)
    return float(np.exp(-0.5 * both)), erfc(sqrt(0.5 * one))


def _deviance(x: Floats, y: Floats) -> float:
    """Return twice the negative log-likelihood of a logistic regression, with a ridge too small to matter."""
    weights = np.zeros(x.shape[1])
    ridge = 1e-4 * np.eye(x.shape[1])
    for _ in range(30):
        chance = 0.5 * (1.0 + np.tanh(0.5 * (x @ weights)))
        slope = x.T @ (y - chance) - ridge @ weights
        step = np.linalg.solve((x.T * (chance * (1.0 - chance) + 1e-9)) @ x + ridge, slope)
        weights = weights + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-8:
            break
    chance = np.clip(0.5 * (1.0 + np.tanh(0.5 * (x @ weights))), 1e-12, 1 - 1e-12)
    return float(-2.0 * (y * np.log(chance) + (1.0 - y) * np.log1p(-chance)).sum())


def kept_after_many(p_values: ArrayLike, *, rate: float = SIGNIFICANT) -> NDArray[np.bool_]:
    """
    Return which of many tests stand when at most the share `rate` of those kept may be chance (Benjamini & Hochberg); NaN never stands.

    >>> kept_after_many([0.001, 0.2, 0.012, float("nan")]).tolist()
    [True, False, True, False]
    """
    p = np.asarray(p_values, dtype=np.float64)
    valid = np.flatnonzero(np.isfinite(p))
    kept = np.zeros(len(p), dtype=np.bool_)
    if not len(valid):
        return kept
    order = valid[np.argsort(p[valid])]
    passing = np.flatnonzero(p[order] <= rate * np.arange(1, len(order) + 1) / len(order))
    if len(passing):
        kept[order[: passing[-1] + 1]] = True
    return kept
