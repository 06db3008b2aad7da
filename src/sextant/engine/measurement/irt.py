"""
Items: how likely a right answer is, and what an expert's judgement says of an item nobody has answered yet.

Everything is on one latent scale, the logit scale of the two-parameter model: P(right) = c + (1 − c) / (1 + exp(−a (θ − b))), where θ is
the ability *along the item* (the weighted mean of the competences the item loads on), b in the units of θ, a per unit of θ, c the
guessing floor (Birnbaum, in Lord & Novick, Statistical Theories of Mental Test Scores, 1968). A score between 0 and 1 is read as the
expected share of success, so P is also the expected score of a partially credited item.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, isfinite, log, sqrt
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats

Ints = NDArray[np.intp]


class NotAnItem(ValueError):
    """The parameters given do not describe an item: the message says which one and why."""


class NotAJudgement(ValueError):
    """The share judged lies at or below what guessing earns, or is not below 1: no difficulty follows from it."""


@dataclass(frozen=True)
class Item:
    """
    One question as the estimate sees it.

    `a` > 0 is the discrimination, `b` the difficulty, `c` in [0, 1) the guessing floor, `b_sd` ≥ 0 how unsure `b` is (the standard
    deviation of an expert's or a young calibration's value). `loads` maps the index of each competence the item calls on to its weight;
    weights are > 0 and sum to 1. `worth` ≥ 1 is how many right-or-wrong answers one answer tells as much as: above 1 where calibration
    found shares of credit to (`calibration.worth`). Raises `NotAnItem`.
    """

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    b_sd: float = 0.0
    loads: Mapping[int, float] = field(default_factory=lambda: {0: 1.0})
    worth: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is not an item."""
        if not all(isfinite(value) for value in (self.a, self.b, self.c, self.b_sd, self.worth)):
            raise NotAnItem("a parameter is not a finite number")
        if self.a <= 0.0 or not 0.0 <= self.c < 1.0 or self.b_sd < 0.0:
            raise NotAnItem(f"expected a > 0, 0 <= c < 1, b_sd >= 0; got a={self.a}, c={self.c}, b_sd={self.b_sd}")
        if self.worth < 1.0:
            raise NotAnItem(f"an answer is worth one at least, not {self.worth}")
        if not self.loads or min(self.loads) < 0 or not all(weight > 0.0 for weight in self.loads.values()):
            raise NotAnItem("an item loads on at least one competence, with weights above 0")
        if abs(sum(self.loads.values()) - 1.0) > 1e-6:
            raise NotAnItem(f"the loads sum to {sum(self.loads.values())}, not 1")
        object.__setattr__(self, "loads", MappingProxyType(dict(sorted(self.loads.items()))))

    def direction(self, competences: int) -> Floats:
        """Return the weights of the item over `competences` competences, shape (competences,). Raises `NotAnItem` if it loads beyond."""
        if max(self.loads) >= competences:
            raise NotAnItem(f"the item loads on competence {max(self.loads)}, the framework has {competences}")
        weights = np.zeros(competences)
        for competence, weight in self.loads.items():
            weights[competence] = weight
        return weights


@dataclass(frozen=True, eq=False)
class Bank:
    """
    Many items as arrays, made by `bank_of` (from items) or `bank_from` (from arrays).

    n items over d competences: `a`, `b`, `c`, `b_sd`, `worth` have shape (n,). Items that load alike share one row of `patterns`, of shape
    (P, d); `pattern`, shape (n,), says which. `family` and `enemies`, shape (n,), hold an id, or −1 for none: two items of a family (a
    case) or of the same enemy set never meet in one sitting. `group`, shape (n,), is the content group a blueprint counts, from 0.
    `graded` marks items whose score may lie between 0 and 1.
    """

    a: Floats
    b: Floats
    c: Floats
    b_sd: Floats
    worth: Floats
    patterns: Floats
    pattern: Ints
    family: Ints
    enemies: Ints
    group: Ints
    graded: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Refuse arrays that are not a bank, and freeze the others."""
        arrays = (self.a, self.b, self.c, self.b_sd, self.worth, self.pattern, self.family, self.enemies, self.group, self.graded)
        if any(array.shape != self.a.shape for array in arrays) or self.a.ndim != 1:
            raise NotAnItem("the arrays of a bank differ in length")
        if not all(np.isfinite(array).all() for array in (self.a, self.b, self.c, self.b_sd, self.worth, self.patterns)):
            raise NotAnItem("a parameter is not a finite number")
        if (self.a <= 0).any() or (self.c < 0).any() or (self.c >= 1).any() or (self.b_sd < 0).any() or (self.worth < 1).any():
            raise NotAnItem("expected a > 0, 0 <= c < 1, b_sd >= 0, worth >= 1 for every item")
        if self.patterns.ndim != 2 or (self.patterns < 0).any() or np.abs(self.patterns.sum(axis=1) - 1.0).max(initial=0.0) > 1e-6:
            raise NotAnItem("every loading pattern has weights >= 0 that sum to 1")
        for array in (*arrays, self.patterns):
            array.setflags(write=False)

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self.a)

    @property
    def competences(self) -> int:
        """Return the number of competences, d."""
        return int(self.patterns.shape[1])

    @cached_property
    def primary(self) -> Ints:
        """Return the competence each item loads on most, shape (n,)."""
        return np.asarray(self.patterns.argmax(axis=1)[self.pattern], dtype=np.intp)

    @cached_property
    def sharp(self) -> Floats:
        """Return the discrimination of the right-or-wrong question that tells as much as each item, shape (n,)."""
        return np.asarray(self.a * np.sqrt(self.worth))

    @cached_property
    def by_pattern(self) -> tuple[Ints, ...]:
        """Return, for each pattern, the positions of its items."""
        return tuple(np.flatnonzero(self.pattern == row).astype(np.intp) for row in range(len(self.patterns)))

    def item(self, position: int) -> Item:
        """Return one item of the bank."""
        weights = self.patterns[self.pattern[position]]
        return Item(
            a=float(self.a[position]),
            b=float(self.b[position]),
            c=float(self.c[position]),
            b_sd=float(self.b_sd[position]),
            worth=float(self.worth[position]),
            loads={int(k): float(weights[k]) for k in np.flatnonzero(weights)},
        )


def bank_from(
    *,
    a: ArrayLike,
    b: ArrayLike,
    competences: int,
    primary: ArrayLike | None = None,
    loads: ArrayLike | None = None,
    c: ArrayLike = 0.0,
    b_sd: ArrayLike = 0.0,
    worth: ArrayLike = 1.0,
    family: ArrayLike | None = None,
    enemies: ArrayLike | None = None,
    group: ArrayLike | None = None,
    graded: ArrayLike = False,
) -> Bank:
    """
    Return a bank from arrays of length n (a scalar `c`, `b_sd`, `worth`, `graded` serves all items).

    Give either `primary`, shape (n,), the one competence of each item, or `loads`, shape (n, competences). `group` defaults to the
    competence an item loads on most. Raises `NotAnItem`.

    >>> bank = bank_from(a=[1.0, 1.2], b=[0.0, 0.5], competences=3, primary=[0, 2])
    >>> len(bank), bank.item(1).loads[2]
    (2, 1.0)
    """
    b = np.array(b, dtype=np.float64)
    if (primary is None) == (loads is None):
        raise NotAnItem("give either the primary competence of each item or its loads")
    if loads is None:
        used, pattern = np.unique(np.asarray(primary, dtype=np.intp), return_inverse=True)
        if len(used) and (used[0] < 0 or used[-1] >= competences):
            raise NotAnItem(f"an item loads on a competence outside 0…{competences - 1}")
        patterns = np.zeros((len(used), competences))
        patterns[np.arange(len(used)), used] = 1.0
    else:
        rows = np.asarray(loads, dtype=np.float64)
        if rows.ndim != 2 or rows.shape[1] != competences:
            raise NotAnItem(f"expected loads of shape (n, {competences}), got {rows.shape}")
        patterns, pattern = np.unique(rows, axis=0, return_inverse=True)
    pattern = np.asarray(pattern, dtype=np.intp).reshape(-1)
    heaviest = patterns.argmax(axis=1)[pattern] if len(patterns) else pattern

    def ids(given: ArrayLike | None, default: ArrayLike) -> Ints:
        return np.array(np.broadcast_to(np.asarray(default if given is None else given), b.shape), dtype=np.intp)

    def reals(given: ArrayLike) -> Floats:
        return np.array(np.broadcast_to(np.asarray(given, dtype=np.float64), b.shape))

    return Bank(
        a=reals(a),
        b=b,
        c=reals(c),
        b_sd=reals(b_sd),
        worth=reals(worth),
        patterns=patterns,
        pattern=pattern,
        family=ids(family, -1),
        enemies=ids(enemies, -1),
        group=ids(group, heaviest),
        graded=np.array(np.broadcast_to(np.asarray(graded, dtype=np.bool_), b.shape)),
    )


def bank_of(
    items: Iterable[Item],
    *,
    competences: int,
    family: Sequence[int] | None = None,
    enemies: Sequence[int] | None = None,
    group: Sequence[int] | None = None,
    graded: Sequence[bool] | bool = False,
) -> Bank:
    """
    Return the bank of these items, in their order, over a framework of `competences` competences.

    `family`, `enemies`, `group` and `graded` are as in `Bank`. Raises `NotAnItem`.

    >>> len(bank_of([Item(b=-1.0), Item(b=1.0, loads={0: 0.5, 1: 0.5})], competences=2))
    2
    """
    items = list(items)
    return bank_from(
        a=[item.a for item in items],
        b=[item.b for item in items],
        c=[item.c for item in items],
        b_sd=[item.b_sd for item in items],
        worth=[item.worth for item in items],
        loads=np.array([item.direction(competences) for item in items]).reshape(len(items), competences),
        competences=competences,
        family=family,
        enemies=enemies,
        group=group,
        graded=graded,
    )


def probability(theta: ArrayLike, *, a: ArrayLike, b: ArrayLike, c: ArrayLike = 0.0) -> Floats:
    """
    Return the probability of a right answer (the expected score) at ability `theta` along the item; arguments broadcast.

    >>> float(probability(0.0, a=1.0, b=0.0, c=0.25))
    0.625
    """
    slope = np.asarray(a, dtype=np.float64) * (np.asarray(theta, dtype=np.float64) - np.asarray(b, dtype=np.float64))
    floor = np.asarray(c, dtype=np.float64)
    return np.asarray(floor + (1.0 - floor) * 0.5 * (1.0 + np.tanh(0.5 * slope)))


def information(theta: ArrayLike, *, a: ArrayLike, b: ArrayLike, c: ArrayLike = 0.0) -> Floats:
    """
    Return the Fisher information of a right-or-wrong answer about the ability `theta` along the item, per squared unit of θ; broadcasts.

    >>> float(information(0.0, a=2.0, b=0.0))
    1.0
    """
    right = probability(theta, a=a, b=b, c=c)
    floor = np.asarray(c, dtype=np.float64)
    return np.asarray(np.square(a) * (1.0 - right) / right * np.square((right - floor) / (1.0 - floor)))


@dataclass(frozen=True, slots=True)
class Difficulty:
    """A difficulty and how unsure it is, both in units of θ."""

    b: float
    sd: float


def difficulty_judged(
    *, cut: float, share: float, floor: float = 0.0, a: float = 1.0, share_sd: float = 0.10, judges: int = 1, cut_sd: float = 0.20
) -> Difficulty:
    """
    Return the difficulty that follows from an expert's judgement, with its uncertainty.

    The expert names a level and says which `share` of learners who only just hold it would answer right (Angoff's question); `cut` is
    where that level starts on θ, `floor` what guessing earns (1/k for a single answer among k). Then b = cut − logit((share − floor) / (1
    − floor)) / a.

    The uncertainty comes by the delta method from `share_sd`, the spread of one expert's shares (divided by √judges), and from `cut_sd`,
    how loosely experts picture the level. Both defaults are declared assumptions, to be replaced by what the first calibration finds.
    Raises `NotAJudgement` unless floor < share < 1.

    >>> difficulty_judged(cut=0.0, share=0.5, cut_sd=0.0)
    Difficulty(b=0.0, sd=0.4)
    >>> round(difficulty_judged(cut=0.5, share=0.7, floor=0.25).b, 3)
    0.095
    """
    if not floor < share < 1.0:
        raise NotAJudgement(f"a share of {share} says nothing when guessing earns {floor}: expected {floor} < share < 1")
    if a <= 0.0 or judges < 1 or share_sd < 0.0 or cut_sd < 0.0 or not isfinite(cut):
        raise NotAJudgement("expected a > 0, at least one judge, spreads >= 0 and a finite cut")
    known = (share - floor) / (1.0 - floor)
    slope = 1.0 / (a * known * (1.0 - known) * (1.0 - floor))
    return Difficulty(b=cut - log(known / (1.0 - known)) / a, sd=sqrt((slope * share_sd) ** 2 / judges + cut_sd**2))


def share_expected(*, cut: float, b: float, floor: float = 0.0, a: float = 1.0) -> float:
    """
    Return the share of just-competent learners expected right: the inverse of `difficulty_judged`, to show a difficulty to an author.

    >>> share_expected(cut=0.0, b=0.0)
    0.5
    """
    return floor + (1.0 - floor) / (1.0 + exp(-a * (cut - b)))
