"""
Do two groups of equal ability answer an item alike? Mantel–Haenszel with the classes of the Educational Testing Service, and a logistic
regression that also sees a difference that changes sign with ability.

P. W. Holland and D. T. Thayer (1988) for the statistic, N. J. Dorans and P. W. Holland (1993) for the classes, H. Swaminathan and
H. J. Rogers (1990) for the regression, Y. Benjamini and Y. Hochberg (1995) for many tests at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats
from .irt import Ints, probability

LEAST_GROUP = 30
"""Fewer people in either group say nothing that should be acted upon."""

STRATA = 10
DELTA = -2.35
"""From a log odds ratio to the delta scale of the Educational Testing Service."""

SIGNIFICANT = 0.05
TOGETHER = 256
"""How many comparisons share one block of memory."""

RIDGE = 1e-4
APART = 0.3
"""Logits by which the distance of two groups differs, as a rule, from one competence to the next."""


class TooFew(ValueError):
    """One of the groups is too small for a comparison."""


@dataclass(frozen=True, slots=True)
class Difference:
    """
    How differently an item works for the focal group.

    `delta` (ETS units; below 0 the item is harder for the focal group at equal ability) with its standard error, `p` the probability of so
    great a difference by chance, uniform or not; `crossing` the probability of so great a change of the difference with ability; `size`
    the class: A negligible, B moderate, C large. `reference` and `focal` are the numbers of people. `p_uniform` is the probability of so
    great a `delta` by chance (Mantel–Haenszel alone).
    """

    delta: float
    delta_se: float
    p: float
    crossing: float
    size: str
    reference: int
    focal: int
    p_uniform: float


@dataclass(frozen=True, eq=False)
class Groups:
    """
    Answers of two groups to one item, arrays of shape (n,).

    `scores` in [0, 1] (a partly right answer counts as its share), `ability` by the other items (the item itself left out), `focal` true
    for the focal group. Raises `ValueError`, and `TooFew` under `LEAST_GROUP` people in a group.
    """

    scores: Floats
    ability: Floats
    focal: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Refuse what cannot be compared."""
        if not self.scores.shape == self.ability.shape == self.focal.shape or self.scores.ndim != 1:
            raise ValueError("scores, ability and focal differ in length")
        if not (np.isfinite(self.scores).all() and np.isfinite(self.ability).all()):
            raise ValueError("a score or an ability is not a number")
        reference, people = int((~self.focal).sum()), int(self.focal.sum())
        if min(reference, people) < LEAST_GROUP:
            raise TooFew(f"{reference} and {people} people: at least {LEAST_GROUP} are needed in each group")


def compare(scores: ArrayLike, ability: ArrayLike, focal: ArrayLike) -> Difference:
    """Return the difference of an item between a reference and a focal group: see `Groups`."""
    some = Groups(np.asarray(scores, dtype=np.float64), np.asarray(ability, dtype=np.float64), np.asarray(focal, dtype=np.bool_))
    return compare_many([some])[0]


def compare_many(groups: Sequence[Groups]) -> list[Difference]:
    """Return the difference of each, worked through together: of many items, by many groupings."""
    # Of like length in one block: little is padded.
    order = sorted(range(len(groups)), key=lambda place: len(groups[place].scores))
    found: dict[int, Difference] = {}
    for first in range(0, len(order), TOGETHER):
        block = order[first : first + TOGETHER]
        found |= zip(block, _compared([groups[place] for place in block]), strict=True)
    return [found[place] for place in range(len(groups))]


def _compared(groups: Sequence[Groups]) -> list[Difference]:
    longest = max(len(one.scores) for one in groups)
    right, theta, focal, here = (np.zeros((len(groups), longest)) for _ in range(4))
    for row, one in enumerate(groups):
        n = len(one.scores)
        right[row, :n], theta[row, :n], focal[row, :n], here[row, :n] = one.scores, one.ability, one.focal, 1.0
    log_odds, se = _mantel_haenszel(right, theta, focal, here)
    p, crossing = _regressions(right, theta, focal, here)
    from scipy.special import erfc

    p_uniform = erfc(np.abs(log_odds) / se / np.sqrt(2.0))
    delta, delta_se = DELTA * log_odds, abs(DELTA) * se
    return [
        Difference(
            delta=float(delta[row]),
            delta_se=float(delta_se[row]),
            p=float(p[row]),
            crossing=float(crossing[row]),
            size=_size(float(delta[row]), float(delta_se[row])),
            reference=int((~one.focal).sum()),
            focal=int(one.focal.sum()),
            p_uniform=float(p_uniform[row]),
        )
        for row, one in enumerate(groups)
    ]


def _mantel_haenszel(right: Floats, theta: Floats, focal: Floats, here: Floats) -> tuple[Floats, Floats]:
    """Return the common log odds ratio of reference to focal over strata of ability, with its standard error (Robins et al., 1986)."""
    tests = len(right)
    n = here.sum(axis=1).astype(np.intp)
    ranked = np.sort(np.where(here > 0, theta, np.inf), axis=1)
    at = n[:, None] * np.arange(1, STRATA)[None, :] // STRATA
    edges = np.take_along_axis(ranked, at, axis=1)
    stratum = (theta[:, :, None] >= edges[:, None, :]).sum(axis=2)
    cell = (np.arange(tests)[:, None] * STRATA + stratum).reshape(-1)

    def count(weight: Floats) -> Floats:
        return np.asarray(np.bincount(cell, (weight * here).reshape(-1), minlength=tests * STRATA), dtype=np.float64).reshape(tests, STRATA)

    a, b = count((1.0 - focal) * right), count((1.0 - focal) * (1.0 - right))
    c, d = count(focal * right), count(focal * (1.0 - right))
    met = a + b + c + d
    total = np.maximum(met, 1e-300)
    # Half an answer in the margins keeps an item that a group has all right or all wrong from an infinite ratio.
    half = 0.25 / np.maximum((met > 0).sum(axis=1), 1)
    for_reference, for_focal = a * d / total, b * c / total
    r, s = for_reference.sum(axis=1) + half, for_focal.sum(axis=1) + half
    p, q = (a + d) / total, (b + c) / total
    variance = (
        (p * for_reference).sum(axis=1) / (2 * r * r)
        + (p * for_focal + q * for_reference).sum(axis=1) / (2 * r * s)
        + (q * for_focal).sum(axis=1) / (2 * s * s)
    )
    return np.log(r / s), np.sqrt(np.maximum(variance, 1e-12))


def _size(delta: float, se: float) -> str:
    if abs(delta) < 1.0 or abs(delta) < 1.96 * se:
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1.0) > 1.645 * se else "B"


def _regressions(right: Floats, theta: Floats, focal: Floats, here: Floats) -> tuple[Floats, Floats]:
    """Return the p-values of any difference (two degrees of freedom) and of a crossing one (one)."""
    from scipy.special import erfc

    x = np.stack([np.ones_like(theta), theta, focal, focal * theta], axis=2) * here[:, :, None]
    weights = np.zeros((len(x), 4))
    deviances = []
    for columns in (2, 3, 4):
        # Each model begins where the one inside it ended.
        weights[:, :columns], deviance = _fitted(x[:, :, :columns], right, here, weights[:, :columns])
        deviances.append(deviance)
    both, one = np.maximum(deviances[0] - deviances[2], 0.0), np.maximum(deviances[1] - deviances[2], 0.0)
    return np.exp(-0.5 * both), np.asarray(erfc(np.sqrt(0.5 * one)))


def _fitted(x: Floats, y: Floats, here: Floats, start: Floats) -> tuple[Floats, Floats]:
    """Return the weights of logistic regressions and twice their negative log-likelihoods, with a ridge too small to matter."""
    weights = start.copy()
    ridge = RIDGE * np.eye(x.shape[2])
    left = np.arange(len(x))
    for _ in range(30):
        some = x[left]
        chance = _logistic(np.matmul(some, weights[left, :, None])[:, :, 0])
        slope = np.matmul(some.transpose(0, 2, 1), ((y[left] - chance) * here[left])[:, :, None])[:, :, 0] - weights[left] @ ridge
        curve = np.matmul(some.transpose(0, 2, 1) * (chance * (1.0 - chance) + 1e-9)[:, None, :], some) + ridge
        step = np.linalg.solve(curve, slope[:, :, None])[:, :, 0]
        weights[left] += np.clip(step, -2.0, 2.0)
        left = left[np.abs(step).max(axis=1) > 1e-6]
        if not len(left):
            break
    chance = np.clip(_logistic(np.matmul(x, weights[:, :, None])[:, :, 0]), 1e-12, 1 - 1e-12)
    return weights, np.asarray(-2.0 * ((y * np.log(chance) + (1.0 - y) * np.log1p(-chance)) * here).sum(axis=1))


def _logistic(z: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z)))


@dataclass(frozen=True, eq=False)
class Answered:
    """
    All answers of an edition, arrays of shape (e,): `scores`, `place` and `place_sd` (by the other answers), and `a`, `b`, `c` of the item
    each was given to.
    """

    scores: Floats
    place: Floats
    place_sd: Floats
    a: Floats
    b: Floats
    c: Floats


def levelled(answers: Answered, *, group: Ints, competence: Ints) -> Floats:
    """
    Return the places of `answers` moved so that no group does better or worse than expected on the whole, shape (e,).

    A place known from few answers leans towards what was expected of everybody; of a group that stands lower it is too high, and all items
    would look harder for it. What its answers to all items say of a group is therefore given back to it: by group, then by group and
    competence. `group` and `competence` hold numbers from 0.
    """
    flat = answers.a / np.sqrt(1.0 + np.square(0.588 * answers.a * answers.place_sd))
    kinds = int(competence.max()) + 1
    by_group = _shift(answers, flat, group, np.zeros(len(flat)), np.inf)
    return answers.place + by_group + _shift(answers, flat, group * kinds + competence, by_group, APART)


def _shift(answers: Answered, flat: Floats, cell: Ints, already: Floats, sd: float) -> Floats:
    """Return how far the people of each cell stand above their place, logits, for each answer."""
    shift = np.zeros(int(cell.max()) + 1)
    for _ in range(8):
        chance = np.clip(probability(answers.place + already + shift[cell], a=flat, b=answers.b, c=answers.c), 1e-9, 1 - 1e-9)
        slope = flat * (chance - answers.c) * (1.0 - chance) / (1.0 - answers.c)
        weight = 1.0 / (chance * (1.0 - chance))
        up = np.bincount(cell, slope * weight * (answers.scores - chance), minlength=len(shift)) - shift / sd**2
        curve = np.bincount(cell, slope**2 * weight, minlength=len(shift)) + 1.0 / sd**2 + 1e-6
        step = np.clip(up / curve, -1.0, 1.0)
        shift += step
        if np.abs(step).max() < 1e-4:
            break
    return shift[cell]


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
