"""
Rival stories of the answers to one item, and how likely each is.

In each story of a single-answer item some propositions are right (`R`): whoever knows chooses among them, with probability
c + (1 − c) logistic(a (θ − b)); whoever does not falls on the others, whatever their ability. a and b are integrated out on a grid around
what the experts said, the shares of the propositions in closed form (Dirichlet). What comes out is the probability of each story, given
how rare defects are: a flag is a reason to look, and says how likely it is to be right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import lgamma
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..gauss import Floats

Ints = NDArray[np.intp]


class Story(Enum):
    """What may be the case with an item."""

    HEALTHY = "healthy"
    MIS_KEYED = "mis-keyed"
    TWO_RIGHT = "two-right"
    TOO_EASY = "too-easy"
    UNRELATED = "unrelated"
    WEAK = "weak"


BEFORE: Mapping[Story, float] = MappingProxyType(
    {
        Story.HEALTHY: 0.89,
        Story.MIS_KEYED: 0.02,
        Story.TWO_RIGHT: 0.03,
        Story.TOO_EASY: 0.02,
        Story.UNRELATED: 0.02,
        Story.WEAK: 0.02,
    }
)
"""How often each story is the case in a bank that was read with care but never tried: a declared assumption."""

SHOWN_FROM: Mapping[Story, float] = MappingProxyType(
    {Story.MIS_KEYED: 0.05, Story.TWO_RIGHT: 0.03, Story.TOO_EASY: 0.04, Story.UNRELATED: 0.08, Story.WEAK: 0.2}
)
"""
From which probability on a story deserves a look, at `AT` answers. Far below one half: leaving a wrong key in use harms everybody who meets
it, and looking costs a minute. With few answers two right propositions look like one attractive wrong one, and a hint is all there is.
"""

AT = 50
"""An item answered more often than this is met by more people: it deserves a look from a lesser probability on."""

DONT_KNOW = -1
"""What is "chosen" by somebody who says that they do not know."""

EASY = -4.0
"""A difficulty below the whole population: such an item tells nobody from anybody."""

FAINT = 0.3
"""The discrimination of an item that hardly tells who knows from who does not."""

_LOG_A = np.linspace(-0.6, 0.6, 5)
_LOG_A_WEIGHT = np.exp(-0.5 * (_LOG_A / 0.3) ** 2)
_B = np.linspace(-2.5, 2.5, 21)
_B_WEIGHT = np.exp(-0.5 * _B**2)
_LOG_WEIGHT = (np.log(_LOG_A_WEIGHT / _LOG_A_WEIGHT.sum())[:, None] + np.log(_B_WEIGHT / _B_WEIGHT.sum())[None, :]).reshape(-1)

_AMONG_RIGHT = 5.0
"""Two right propositions share those who find them more or less evenly, guesses included: between a quarter and three, as a rule."""

_AMONG_WRONG = 2.0
"""Wrong propositions share those who do not know less evenly."""


class NotChoices(ValueError):
    """The answers given are not choices among the propositions of an item."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    The probability of each story, summing to 1; `other` is the proposition that is right instead of, or beside, the key (its position), in
    the likelier of the stories that need one (−1 where the propositions are not known).
    """

    chances: Mapping[Story, float]
    other: int
    n: int

    @property
    def shown(self) -> tuple[Story, ...]:
        """Return the stories that deserve a look, likeliest first."""
        used = max(self.n / AT, 1.0) ** 0.25
        likely = [story for story, least in SHOWN_FROM.items() if self.chances[story] >= least / used]
        return tuple(sorted(likely, key=lambda story: -self.chances[story]))

    @property
    def is_flagged(self) -> bool:
        """Say whether the item deserves to be looked at."""
        return bool(self.shown)

    @property
    def story(self) -> Story:
        """Return the likeliest story."""
        return max(self.chances, key=lambda story: self.chances[story])


def judge(
    chosen: ArrayLike,
    theta: ArrayLike,
    *,
    key: int,
    propositions: int,
    b: float,
    b_sd: float = 0.8,
    theta_sd: ArrayLike = 0.0,
    floor: float | None = None,
    before: Mapping[Story, float] = BEFORE,
) -> Verdict:
    """
    Return what the answers to one single-answer item say of it.

    `chosen`, shape (n,), is the position of the proposition each person chose (0 to `propositions` − 1, or `DONT_KNOW`); `theta`, shape
    (n,), where they stand *by their other answers*, `theta_sd` how unsure that is; `key` the proposition said to be right; `b`, `b_sd` the
    experts' difficulty; `floor` the guessing floor, 1/`propositions` by default. With no answers, the chances are those of `before`.
    Raises `NotChoices`.
    """
    picks = np.asarray(chosen, dtype=np.intp)
    places, unsure = _places(picks, theta, theta_sd)
    if not 0 <= key < propositions or propositions < 2:
        raise NotChoices(f"the key must be one of the {propositions} propositions")
    if len(picks) and (picks.min() < DONT_KNOW or picks.max() >= propositions):
        raise NotChoices("an answer names a proposition that is not there")
    c = 1.0 / propositions if floor is None else floor
    # Those who do not know fall on "I do not know" as on one more wrong proposition, where anybody did.
    counts = np.bincount(np.where(picks == DONT_KNOW, propositions, picks), minlength=propositions)
    others = [position for position in range(propositions) if position != key]
    chose = picks[None, :] == np.arange(propositions)[:, None]
    curves = _Curves(places, unsure, b, b_sd)
    alone = curves.evidence(chose.astype(np.float64), c)
    # Two right propositions are found by chance twice as often.
    together = curves.evidence((chose[others] | chose[key]).astype(np.float64), min(2.0 * c, 0.9))
    mis_keyed = np.array([alone[other] + _shares(counts, [other]) for other in others])
    two_right = np.array([found + _shares(counts, [key, other]) for found, other in zip(together, others, strict=True)])
    of_key = _shares(counts, [key])
    knows = chose[[key]].astype(np.float64)
    logs = {
        Story.HEALTHY: float(alone[key]) + of_key,
        Story.MIS_KEYED: _mean(mis_keyed),
        Story.TWO_RIGHT: _mean(two_right),
        Story.TOO_EASY: curves.of_easy(knows, c) + of_key,
        Story.UNRELATED: _shares(counts, []),
        Story.WEAK: curves.of_faint(knows, c) + of_key,
    }
    chances = _chances(logs, before)
    rival = mis_keyed if chances[Story.MIS_KEYED] >= chances[Story.TWO_RIGHT] else two_right
    return Verdict(chances, others[int(rival.argmax())], len(picks))


def judge_scores(
    scores: ArrayLike,
    theta: ArrayLike,
    *,
    b: float,
    b_sd: float = 0.8,
    theta_sd: ArrayLike = 0.0,
    floor: float = 0.0,
    before: Mapping[Story, float] = BEFORE,
) -> Verdict:
    """
    Return what the scores in [0, 1] of an item of any type say of it: as `judge`, without the stories about its propositions.

    A partly right answer counts as its share of a right one. Raises `NotChoices`.
    """
    earned = np.asarray(scores, dtype=np.float64)
    places, unsure = _places(earned, theta, theta_sd)
    if len(earned) and not (earned.min() >= 0.0 and earned.max() <= 1.0):
        raise NotChoices("a score lies in [0, 1]")
    curves = _Curves(places, unsure, b, b_sd)
    right, wrong = float(earned.sum()), float((1.0 - earned).sum())
    logs = {
        Story.HEALTHY: float(curves.evidence(earned[None, :], floor)[0]),
        Story.TOO_EASY: curves.of_easy(earned[None, :], floor),
        Story.UNRELATED: lgamma(1 + right) + lgamma(1 + wrong) - lgamma(2 + right + wrong),
        Story.WEAK: curves.of_faint(earned[None, :], floor),
    }
    known = {story: before[story] for story in logs}
    chances = _chances(logs, {story: share / sum(known.values()) for story, share in known.items()})
    return Verdict({story: chances.get(story, 0.0) for story in Story}, -1, len(earned))


def _places(given: NDArray[np.generic], theta: ArrayLike, theta_sd: ArrayLike) -> tuple[Floats, Floats]:
    places = np.asarray(theta, dtype=np.float64)
    if given.shape != places.shape or given.ndim != 1:
        raise NotChoices("answers and theta differ in length")
    unsure = np.broadcast_to(np.asarray(theta_sd, dtype=np.float64), places.shape)
    if not (np.isfinite(places).all() and np.isfinite(unsure).all()):
        raise NotChoices("an ability is not a number")
    return places, unsure


class _Curves:
    """The evidence of who was right, a and b integrated out."""

    def __init__(self, theta: Floats, unsure: Floats, b: float, b_sd: float) -> None:
        self.theta, self.unsure = theta, unsure
        self.around = b + b_sd * _B
        self.usual = self._logistic(np.exp(_LOG_A), self.around)

    def evidence(self, knows: Floats, c: float) -> Floats:
        """Return the log evidence of each row of `knows`, shape (m, n), for an item as most are."""
        return self._of(self.usual, knows, c)

    def of_easy(self, knows: Floats, c: float) -> float:
        """Return the log evidence that everybody finds it."""
        return float(self._of(self._logistic(np.exp(_LOG_A), EASY + 0.5 * _B), knows, c)[0])

    def of_faint(self, knows: Floats, c: float) -> float:
        """Return the log evidence that it hardly tells anybody from anybody."""
        # A flat curve may lie anywhere: its difficulty is where it would have to be for the share of right answers there is.
        return float(self._of(self._logistic(FAINT * np.exp(_LOG_A), 2.0 * self.around), knows, c)[0])

    def _logistic(self, a: Floats, b: Floats) -> Floats:
        # How unsure a place is flattens the curve along it (the probit approximation of a logistic averaged over a normal).
        flat = a[:, None] / np.sqrt(1.0 + (0.588 * a[:, None] * self.unsure) ** 2)
        z = flat[:, None, :] * (self.theta[None, None, :] - b[None, :, None])
        return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z))).reshape(len(a) * len(b), -1)

    @staticmethod
    def _of(logistic: Floats, knows: Floats, c: float) -> Floats:
        chance = np.clip(c + (1.0 - c) * logistic, 1e-9, 1 - 1e-9)
        wrong = np.log1p(-chance)
        log = knows @ (np.log(chance) - wrong).T + wrong.sum(axis=1) + _LOG_WEIGHT
        top = log.max(axis=1)
        return np.asarray(top + np.log(np.exp(log - top[:, None]).sum(axis=1)))


def _shares(counts: Ints, right: Sequence[int]) -> float:
    """Return the log evidence of which proposition was chosen among the right ones, and which among the others (Dirichlets)."""
    kinds = len(counts)
    groups = (
        ([int(counts[one]) for one in right], _AMONG_RIGHT),
        # Where nothing is right, the propositions may share the answers in any way.
        ([int(counts[one]) for one in range(kinds) if one not in right], _AMONG_WRONG if right else 1.0),
    )
    found = 0.0
    for group, even in groups:
        if len(group) > 1:
            found += lgamma(even * len(group)) - lgamma(even * len(group) + sum(group))
            found += sum(lgamma(even + count) - lgamma(even) for count in group)
    return found


def _chances(logs: Mapping[Story, float], before: Mapping[Story, float]) -> Mapping[Story, float]:
    weights = {story: value + float(np.log(max(before[story], 1e-300))) for story, value in logs.items()}
    top = max(weights.values())
    total = sum(np.exp(value - top) for value in weights.values())
    return {story: float(np.exp(value - top) / total) for story, value in weights.items()}


def _mean(logs: Floats) -> float:
    top = float(logs.max())
    return top + float(np.log(np.exp(logs - top).mean()))
