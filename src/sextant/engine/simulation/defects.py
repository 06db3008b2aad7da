"""
Answers to single-answer items, healthy or with a planted defect, and to items that are harder for some: the same seed, the same answers.

Whoever knows chooses the right proposition; whoever does not says so, or guesses: right once in the number of propositions, else by how
attractive the wrong ones are. Each defect comes in two strengths, `Strength`; the sizes are declared in `SIZES`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..measurement.gauss import Floats

Ints = NDArray[np.intp]

DONT_KNOW = -1
"""What is "chosen" by somebody who says that they do not know."""


class Defect(Enum):
    """What may be planted in an item."""

    HEALTHY = "healthy"
    MIS_KEYED = "mis-keyed"
    TWO_RIGHT = "two-right"
    TOO_EASY = "too-easy"
    UNRELATED = "unrelated"
    DEAD = "dead"
    DRIFT = "drift"
    SPEEDED = "speeded"
    WEAK = "weak"
    BENT = "misfit"


class Strength(Enum):
    """How plainly a defect shows."""

    SMALL = "small"
    LARGE = "large"


SIZES: Mapping[Defect, tuple[float, float]] = MappingProxyType(
    {
        Defect.MIS_KEYED: (0.5, 1 / 3),
        Defect.TWO_RIGHT: (0.3, 0.5),
        Defect.TOO_EASY: (-3.5, -4.5),
        Defect.UNRELATED: (0.2, 0.0),
        Defect.DEAD: (0.02, 0.0),
        Defect.DRIFT: (0.8, 1.6),
        Defect.SPEEDED: (0.18, 0.35),
        Defect.WEAK: (0.4, 0.25),
        Defect.BENT: (0.5, 0.8),
    }
)
"""
Small and large, in the defect's own unit. MIS_KEYED: the share of wrong guesses that fall on the proposition taken for the key (the more,
the less it shows). TWO_RIGHT: the share of those who know that chooses the other right one. TOO_EASY: the difficulty b. UNRELATED and WEAK:
the discrimination a. DEAD: the share of the wrong answers that a proposition gets. DRIFT: by how many logits the item gets easier from the
first answer to the last. SPEEDED: the share of answers that are clicks without reading. BENT: the share of those who know, above θ = .5,
whom a subtlety leads astray.
"""


@dataclass(frozen=True)
class DrawnItem:
    """
    A single-answer item as it truly is.

    `key` is the position of the proposition said to be right, `other` that of the one that is right instead or beside it (MIS_KEYED,
    TWO_RIGHT) or that is dead (DEAD). `attraction` are the shares of the wrong propositions among wrong guesses, in the order of their
    positions. `readable_in` is the least number of seconds in which it can be read, `dont_know` the share of those who do not know that
    says so.
    """

    a: float = 1.0
    b: float = 0.0
    propositions: int = 4
    key: int = 0
    other: int = 1
    attraction: tuple[float, ...] = ()
    readable_in: float = 6.0
    dont_know: float = 0.1
    defect: Defect = Defect.HEALTHY
    strength: Strength = Strength.LARGE

    def __post_init__(self) -> None:
        """Refuse what is no item."""
        if self.propositions < 2 or not 0 <= self.key < self.propositions or not 0 <= self.other < self.propositions:
            raise ValueError("the key and the other proposition must be among two propositions or more")
        if self.key == self.other:
            raise ValueError("the other proposition is not the key")
        if self.attraction and (len(self.attraction) != self.propositions - 1 or abs(sum(self.attraction) - 1.0) > 1e-6):
            raise ValueError("one attraction for each wrong proposition, summing to 1")

    @property
    def size(self) -> float:
        """Return the size of the defect in its own unit (0 for a healthy item)."""
        sizes = SIZES.get(self.defect, (0.0, 0.0))
        return sizes[0] if self.strength is Strength.SMALL else sizes[1]


@dataclass(frozen=True, eq=False)
class DrawnAnswers:
    """
    Answers of n people to one item, each array of shape (n,): the position `chosen` (`DONT_KNOW` where they said so), the `seconds` it
    took, and the `moment` it was given.
    """

    chosen: Ints
    seconds: Floats
    moment: Floats


def draw_item(
    random: np.random.Generator,
    *,
    defect: Defect = Defect.HEALTHY,
    strength: Strength = Strength.LARGE,
    propositions: int = 4,
    readable_in: float = 6.0,
    least_attraction: float = 0.12,
) -> DrawnItem:
    """
    Return an item drawn from what banks are made of: a ~ LogN(0, .25), b ~ N(−.3, .8), the key anywhere.

    Every wrong proposition attracts at least `least_attraction` of the wrong guesses, so that a healthy item has no dead one.
    """
    key, other = (int(place) for place in random.choice(propositions, 2, replace=False))
    wrong = propositions - 1
    shares = least_attraction + (1.0 - wrong * least_attraction) * random.dirichlet(np.full(wrong, 3.0))
    return DrawnItem(
        a=float(random.lognormal(0.0, 0.25)),
        b=float(random.normal(-0.3, 0.8)),
        propositions=propositions,
        key=key,
        other=other,
        attraction=tuple(shares.tolist()),
        readable_in=readable_in,
        defect=defect,
        strength=strength,
    )


def draw_answers(
    item: DrawnItem,
    theta: ArrayLike,
    *,
    random: np.random.Generator,
    moment: ArrayLike | None = None,
    harder: ArrayLike = 0.0,
) -> DrawnAnswers:
    """
    Return what people of ability `theta`, shape (n,), would answer to `item`.

    `moment`, shape (n,), is when each answers, any number that grows with time (drawn evenly from [0, 1] by default); `harder`, a scalar or
    shape (n,), is by how many logits the item is harder for each at equal ability (a planted difference between groups: on the delta scale
    −2.35 · a · harder).

    >>> random = np.random.default_rng(1)
    >>> drawn = draw_answers(DrawnItem(defect=Defect.MIS_KEYED), np.full(400, 2.0), random=random)
    >>> bool((drawn.chosen == 1).mean() > 0.8)
    True
    """
    places = np.asarray(theta, dtype=np.float64)
    n = len(places)
    when = random.random(n) if moment is None else np.asarray(moment, dtype=np.float64)
    a, b = _curve(item, when)
    knows = random.random(n) < _logistic(a * (places - b - np.asarray(harder, dtype=np.float64)))
    right = item.other if item.defect is Defect.MIS_KEYED else item.key
    guesses = _guesses(item, right, n, random)
    says_so = random.random(n) < item.dont_know
    chosen = np.where(knows, _known(item, right, places, random), np.where(says_so, DONT_KNOW, guesses))
    seconds = item.readable_in * random.lognormal(np.log(3.2), 0.45, n)
    clicks = random.random(n) < (item.size if item.defect is Defect.SPEEDED else 0.0)
    chosen = np.where(clicks, random.integers(item.propositions, size=n), chosen)
    seconds = np.where(clicks, item.readable_in * random.uniform(0.1, 0.9, n), seconds)
    return DrawnAnswers(np.asarray(chosen, dtype=np.intp), seconds, when)


def _logistic(x: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def _curve(item: DrawnItem, when: Floats) -> tuple[float, Floats]:
    """Return the discrimination, and the difficulty at each moment."""
    a = item.size if item.defect in (Defect.UNRELATED, Defect.WEAK) else item.a
    b = np.full(len(when), item.size if item.defect is Defect.TOO_EASY else item.b)
    if item.defect is Defect.DRIFT and len(when) and np.ptp(when) > 0:
        b = b - item.size * ((when - when.min()) / np.ptp(when) - 0.5)
    return a, b


def _known(item: DrawnItem, right: int, theta: Floats, random: np.random.Generator) -> Ints:
    """Return what those who know choose."""
    astray = np.zeros(len(theta), dtype=np.bool_)
    if item.defect is Defect.TWO_RIGHT:
        astray = random.random(len(theta)) < item.size
    if item.defect is Defect.BENT:
        astray = (theta > 0.5) & (random.random(len(theta)) < item.size)
    return np.where(astray, item.other, right)


def _guesses(item: DrawnItem, right: int, n: int, random: np.random.Generator) -> Ints:
    """Return what those who do not know choose when they guess."""
    wrong = [place for place in range(item.propositions) if place != right]
    shares = np.array(item.attraction) if item.attraction else np.full(len(wrong), 1.0 / len(wrong))
    if item.defect is Defect.MIS_KEYED:
        shares = _with(shares, wrong.index(item.key), item.size)
    if item.defect is Defect.DEAD:
        shares = _with(shares, wrong.index(item.other), item.size)
    lucky = random.random(n) < 1.0 / item.propositions
    return np.where(lucky, right, random.choice(wrong, size=n, p=shares))


def _with(shares: Floats, place: int, share: float) -> Floats:
    """Return the shares with the one at `place` set, the others keeping their proportions."""
    rest = np.delete(shares, place)
    # Two propositions: there is nothing else to fall on.
    return np.insert(rest / rest.sum() * (1.0 - share), place, share) if len(rest) else np.ones(1)
