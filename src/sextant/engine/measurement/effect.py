"""
Does a resource teach? The change of the state of those who took it, against those who might have and did not.

Who takes a resource is not drawn at random: the plan proposes it to those who need it. The plan's own probabilities of proposing it
(propensities) are known, and correct for that: the augmented inverse-probability estimate (Robins, Rotnitzky & Zhao, 1994) is right when
either they or the regression of the change on what was known beforehand is right.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats, half_width

LEAST = 30
"""Fewer people with or without the resource are not enough data, whatever the figures say."""

TRIMMED = 0.05
"""People whom the plan almost always, or almost never, sends to the resource have nobody to be compared with: they are left out."""


@dataclass(frozen=True, slots=True)
class Effect:
    """
    The effect on the state in units of θ, averaged over those compared, with the bounds of its 90 % interval.

    `taken` and `not_taken` are the people compared, `left_out` those trimmed. Where `is_enough` is false the numbers are NaN.
    """

    value: float
    low: float
    high: float
    taken: int
    not_taken: int
    left_out: int

    @property
    def is_enough(self) -> bool:
        """Say whether there are data enough for an answer."""
        return min(self.taken, self.not_taken) >= LEAST


def effect_of(
    before: ArrayLike, after: ArrayLike, taken: ArrayLike, propensity: ArrayLike, *, known: ArrayLike | None = None, level: float = 0.9
) -> Effect:
    """
    Return the effect of a resource on the competence it serves.

    Arrays over n people: `before` and `after` the state, `taken` whether they took it, `propensity` the probability with which the plan
    proposed it, in (0, 1); `known`, shape (n, m), anything else known beforehand (stage, hours). Raises `ValueError` for shapes that
    disagree or numbers that are not finite.
    """
    start, end, chance = (np.asarray(array, dtype=np.float64) for array in (before, after, propensity))
    group = np.asarray(taken, dtype=np.bool_)
    others = np.zeros((len(start), 0)) if known is None else np.asarray(known, dtype=np.float64)
    if not start.shape == end.shape == chance.shape == group.shape or start.ndim != 1 or others.shape[:1] != start.shape:
        raise ValueError("the arrays are not over the same people")
    if not all(np.isfinite(array).all() for array in (start, end, chance, others)) or ((chance < 0) | (chance > 1)).any():
        raise ValueError("a state, a propensity or a covariate is not a number, or a propensity lies outside 0 to 1")
    kept = (chance >= TRIMMED) & (chance <= 1.0 - TRIMMED)
    start, end, chance, group, others = start[kept], end[kept], chance[kept], group[kept], others[kept]
    with_it, without = int(group.sum()), int((~group).sum())
    left_out = int((~kept).sum())
    if min(with_it, without) < LEAST:
        return Effect(np.nan, np.nan, np.nan, with_it, without, left_out)
    change = end - start
    design = np.column_stack([np.ones(len(start)), start, np.log(chance / (1.0 - chance)), others])
    if_taken, if_not = _fitted(design, change, group), _fitted(design, change, ~group)
    each = if_taken - if_not + group * (change - if_taken) / chance - ~group * (change - if_not) / (1.0 - chance)
    value = float(each.mean())
    # What the two regressions cost in certainty is taken off the people there are.
    people = max(len(each) - 2 * design.shape[1], 1)
    width = half_width(level) * float(each.std(ddof=1)) / np.sqrt(people)
    return Effect(value, value - width, value + width, with_it, without, left_out)


def _fitted(design: Floats, change: Floats, group: NDArray[np.bool_]) -> Floats:
    some = design[group]
    weights = np.linalg.solve(some.T @ some + 1e-6 * np.eye(design.shape[1]), some.T @ change[group])
    return np.asarray(design @ weights)
