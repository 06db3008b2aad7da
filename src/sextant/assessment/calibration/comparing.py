"""Two editions side by side: which items moved by more than the errors allow, and which are in one only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

from sextant.engine.measurement.fairness import kept_after_many
from sextant.kernel.text import Text

NINETY = 1.645
"""Standard errors on either side of a 90 % interval."""

AT_REST = 0.05
"""Logits. The estimation itself stops this near, whatever the answers say: two editions never agree to the last digit."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an edition, or the experts, say of an item; `n` answers behind it."""

    a: float
    b: float
    b_se: float
    n: int

    @property
    def low(self) -> float:
        """Return the lower end of the 90 % interval of the difficulty."""
        return self.b - NINETY * self.b_se

    @property
    def high(self) -> float:
        """Return the upper end of the 90 % interval of the difficulty."""
        return self.b + NINETY * self.b_se


@dataclass(frozen=True, slots=True)
class Named:
    """An item as a page names it; `asked` while this version of it is still in use."""

    uid: str
    stem: Text
    competence: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Move:
    """
    An item in both: how far its difficulty moved, with a 90 % interval for what the errors alone would allow.

    `sure` when so great a move is not chance, after correction for as many tests as there are items.
    """

    item: Named
    before: Known
    after: Known
    allowed: float
    p: float
    sure: bool

    @property
    def by(self) -> float:
        """Return how far the difficulty moved: above 0, the item is harder than was thought."""
        return self.after.b - self.before.b


@dataclass(frozen=True, slots=True)
class Comparison:
    """Items in both (the farthest moved first), only in the newer, only in the older."""

    moves: tuple[Move, ...]
    new: tuple[Named, ...]
    gone: tuple[Named, ...]

    @property
    def sure(self) -> tuple[Move, ...]:
        """Return the moves that are not chance."""
        return tuple(move for move in self.moves if move.sure)

    @property
    def agreement(self) -> float | None:
        """Return the correlation of the two lists of difficulties; None where there is none (fewer than three items, or all alike)."""
        if len(self.moves) < 3:
            return None
        before, after = np.array([[move.before.b, move.after.b] for move in self.moves]).T
        if before.std() < 1e-9 or after.std() < 1e-9:
            return None
        return float(np.corrcoef(before, after)[0, 1])

    @property
    def apart(self) -> float | None:
        """Return the root mean squared move of the difficulties."""
        return sqrt(sum(move.by**2 for move in self.moves) / len(self.moves)) if self.moves else None


def compared(
    before: Mapping[int, Known],
    after: Mapping[int, Known],
    names: Mapping[int, Named],
    *,
    doubts: Mapping[int, float],
    same_people: bool,
) -> Comparison:
    """
    Return how the items, by key, stand in the two editions; `doubts` are how unsure the experts were of each difficulty (a spread).

    With `same_people` the answers of one are among those of the other, or one is the judgement the other began from: their errors are then
    not independent (see `_of_further_answers`). Otherwise they are.
    """
    shared = sorted(before.keys() & after.keys(), key=lambda key: names[key].uid)
    allowed, chances = [], []
    for key in shared:
        one, other = before[key], after[key]
        variance = _of_further_answers(one, other, doubts[key]) if same_people else one.b_se**2 + other.b_se**2
        sd = sqrt(variance + AT_REST**2)
        allowed.append(NINETY * sd)
        chances.append(erfc(abs(other.b - one.b) / sd / sqrt(2.0)))
    sure = kept_after_many(chances)
    moves = [
        Move(names[key], before[key], after[key], allowed[place], chances[place], bool(sure[place])) for place, key in enumerate(shared)
    ]
    return Comparison(
        moves=tuple(sorted(moves, key=lambda move: -abs(move.by))),
        new=_named(after.keys() - before.keys(), names),
        gone=_named(before.keys() - after.keys(), names),
    )


def _of_further_answers(one: Known, other: Known, doubt: float) -> float:
    """
    Return the variance to expect of a move when the answers of one are among those of the other.

    It is what the further answers took away, V − V′ (Hausman, 1978: a posterior mean is a martingale). Both are estimated, and an item
    whose discrimination changed may even come out less sure than before; so it is not less than what so many more answers, each telling as
    much as those before did, would take away.
    """
    fewer, more = sorted((one, other), key=lambda known: known.n)
    told = max(1.0 / fewer.b_se**2 - 1.0 / doubt**2, 0.0) / fewer.n if fewer.n else 0.0
    expected = fewer.b_se**2 - 1.0 / (1.0 / fewer.b_se**2 + told * (more.n - fewer.n))
    return max(abs(fewer.b_se**2 - more.b_se**2), expected)


def _named(keys: set[int], names: Mapping[int, Named]) -> tuple[Named, ...]:
    return tuple(sorted((names[key] for key in keys), key=lambda one: one.uid))


def strongest(correlation: Sequence[Sequence[float]]) -> tuple[float, float] | None:
    """Return the least and the greatest correlation of two different competences, if there are two."""
    values = [row[place] for at, row in enumerate(correlation) for place in range(at)]
    return (min(values), max(values)) if values else None
