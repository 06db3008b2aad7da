"""
What may be wrong with an item besides its key: dead propositions, drift with time, answers too fast to have been read, a curve that does
not fit. Each is a probability: how much better a defect explains what is seen than its absence, given how rare it is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..gauss import Floats


@dataclass(frozen=True, slots=True)
class Chance:
    """The probability that something is the case, and the numbers it rests on."""

    chance: float
    n: int
    value: float


RARE = 0.02
"""How often an item drifts, is answered too fast, or does not follow the model: a declared assumption, like `stories.BEFORE`."""

DEAD = 0.05
"""A proposition that fewer than one in twenty of those who are wrong would choose does no work."""

DEAD_BEFORE = 0.04
"""How often a wrong proposition is dead: declared as well."""

FAST = 0.10
"""Where more than this share of the answers came faster than the item can be read, its figures mean little."""

DRIFTING = 0.2
"""The size of the drifts looked for: the change of the expected score from the first answer to the last."""

MISFITTING = 0.15
TOLERATED = 0.03
"""Distances between the seen and the expected curve: those looked for, and those that every item has, models being models."""


def dead(wrong_choices: ArrayLike) -> tuple[Chance, ...]:
    """
    Return, for each wrong proposition, how likely it is that it attracts under `DEAD` of the people who are wrong.

    `wrong_choices`, shape (m,), counts how often each was chosen. A dead one attracts anything up to `DEAD`, a live one anything above it,
    most often its even share.

    >>> [round(found.chance, 2) for found in dead([30, 28, 0])]
    [0.0, 0.0, 0.97]
    """
    counts = np.asarray(wrong_choices, dtype=np.float64)
    total, kinds = float(counts.sum()), len(counts)
    if not kinds:
        return ()
    if kinds == 1:
        return (Chance(0.0, int(total), 1.0 if total else 0.0),)
    is_dead = _log_below(counts, total, 1.0, 1.0, DEAD)
    is_live = _log_above(counts, total, 3.0, 3.0 * (kinds - 1), DEAD)
    chances = _chance(is_dead - is_live, DEAD_BEFORE)
    return tuple(Chance(float(chance), int(total), float(count / max(total, 1.0))) for chance, count in zip(chances, counts, strict=True))


def too_fast(seconds: ArrayLike, readable_in: ArrayLike) -> Chance:
    """
    Return how likely it is that more than `FAST` of the answers come faster than the item can be read.

    `readable_in`, in seconds, is a scalar or one number an answer. Answers whose time is unknown (NaN) are left out; `value` is the share
    seen.
    """
    times = np.asarray(seconds, dtype=np.float64)
    known = np.isfinite(times)
    least = np.broadcast_to(np.asarray(readable_in, dtype=np.float64), times.shape)
    fast, n = np.array([float((times[known] < least[known]).sum())]), float(known.sum())
    log = _log_above(fast, n, 2.0, 6.0, FAST) - _log_below(fast, n, 1.0, 30.0, FAST)
    return Chance(float(_chance(log, RARE)[0]), int(n), float(fast[0] / max(n, 1.0)))


def drift(scores: ArrayLike, expected: ArrayLike, when: ArrayLike) -> Chance:
    """
    Return how likely it is that an item got easier or harder with time: `value` is the change of the score over the whole period.

    `scores` and `expected` (by the model, from the other answers) have shape (n,), `when` any number that grows with time.
    """
    residual, chance = _residual(scores, expected)
    moment = np.asarray(when, dtype=np.float64)
    if len(residual) < 3 or np.ptp(moment) == 0:
        return Chance(RARE, len(residual), 0.0)
    place = (moment - moment.min()) / np.ptp(moment)
    place = place - place.mean()
    spread = float((place**2).sum())
    slope = float((place * (residual - residual.mean())).sum()) / spread
    noise = float((place**2 * chance * (1.0 - chance)).sum()) / spread**2
    log = _log_normal(slope, noise + DRIFTING**2) - _log_normal(slope, noise)
    return Chance(float(_chance(np.array([log]), RARE)[0]), len(residual), slope)


def misfit(scores: ArrayLike, expected: ArrayLike, ability: ArrayLike) -> Chance:
    """
    Return how likely it is that the scores do not follow the curve of the model, in whatever way.

    Arrays over n answers, `ability` by the other answers. `value` is the root mean squared distance between the seen and the expected
    curve over groups of ability, less what chance alone makes of it.
    """
    residual, chance = _residual(scores, expected)
    n = len(residual)
    groups = min(n // 20, 6)
    if groups < 3:
        return Chance(RARE, n, 0.0)
    group = np.argsort(np.argsort(np.asarray(ability, dtype=np.float64), kind="stable"), kind="stable") * groups // n
    count = np.bincount(group, minlength=groups)
    off = np.bincount(group, residual, minlength=groups) / count
    noise = np.bincount(group, chance * (1.0 - chance), minlength=groups) / count**2
    log = float((_log_normal(off, noise + MISFITTING**2) - _log_normal(off, noise + TOLERATED**2)).sum())
    value = float(np.sqrt(max((count * (off**2 - noise)).sum() / n, 0.0)))
    return Chance(float(_chance(np.array([log]), RARE)[0]), n, value)


def _residual(scores: ArrayLike, expected: ArrayLike) -> tuple[Floats, Floats]:
    chance = np.clip(np.asarray(expected, dtype=np.float64), 0.02, 0.98)
    return np.asarray(scores, dtype=np.float64) - np.asarray(expected, dtype=np.float64), chance


def _log_below(count: Floats, total: float, one: float, other: float, bound: float) -> Floats:
    """Return the log evidence of `count` among `total` for a share drawn from Beta(one, other) under `bound`."""
    from scipy.special import betainc, betaln

    return np.asarray(
        betaln(count + one, total - count + other)
        - betaln(one, other)
        + np.log(np.maximum(betainc(count + one, total - count + other, bound), 1e-300))
        - np.log(betainc(one, other, bound))
    )


def _log_above(count: Floats, total: float, one: float, other: float, bound: float) -> Floats:
    """Return the same for a share above `bound`."""
    from scipy.special import betaincc, betaln

    return np.asarray(
        betaln(count + one, total - count + other)
        - betaln(one, other)
        + np.log(np.maximum(betaincc(count + one, total - count + other, bound), 1e-300))
        - np.log(betaincc(one, other, bound))
    )


def _log_normal(value: Floats | float, variance: Floats | float) -> Floats:
    return np.asarray(-0.5 * np.log(variance) - 0.5 * np.square(value) / variance)


def _chance(log_evidence: Floats, before: float) -> Floats:
    """Return the probability of a story that explains what is seen so much better than its absence."""
    return np.asarray(1.0 / (1.0 + (1.0 - before) / before * np.exp(-np.clip(log_evidence, -500.0, 500.0))))
