"""
Which items are not what their author thought: mis-keyed, with two right answers, too easy to tell anything, with dead propositions,
drifting, answered too fast.

A single-answer item is held against rival stories of the same answers. In each story some propositions are right (`R`): whoever knows
chooses among them, with probability c + (1 − c) logistic(a (θ − b)); whoever does not falls on the others, whatever their ability. a and b
are integrated out on a grid around what the experts said, the shares of the propositions in closed form (Dirichlet). What comes out is the
probability of each story, given how rare defects are: a flag is a reason to look, and says how likely it is to be right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import lgamma

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats
from .irt import probability

Ints = NDArray[np.intp]


class Story(Enum):
    """What may be the case with an item."""

    HEALTHY = "healthy"
    MIS_KEYED = "mis-keyed"
    TWO_RIGHT = "two-right"
    TOO_EASY = "too-easy"
    UNRELATED = "unrelated"


BEFORE: Mapping[Story, float] = {
    Story.HEALTHY: 0.88,
    Story.MIS_KEYED: 0.03,
    Story.TWO_RIGHT: 0.03,
    Story.TOO_EASY: 0.03,
    Story.UNRELATED: 0.03,
}
"""How often each story is the case in a bank that was read with care but never tried: a declared assumption."""

FLAGGED = 0.85
"""An item is flagged when it is less likely than this to be healthy: some 3 % of healthy items are, at any number of answers."""

EASY = -4.5
"""A difficulty below the whole population: such an item tells nobody from anybody."""

_LOG_A = np.linspace(-0.6, 0.6, 5)
_LOG_A_WEIGHT = np.exp(-0.5 * (_LOG_A / 0.3) ** 2)
_B = np.linspace(-2.5, 2.5, 21)
_B_WEIGHT = np.exp(-0.5 * _B**2)


class NotChoices(ValueError):
    """The answers given are not choices among the propositions of an item."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    The probability of each story, summing to 1; `other` is the proposition that is right instead of, or beside, the key (its position), in
    the likelier of the stories that need one.
    """

    chances: Mapping[Story, float]
    other: int
    n: int

    @property
    def is_flagged(self) -> bool:
        """Say whether the item deserves to be looked at."""
        return self.chances[Story.HEALTHY] < FLAGGED

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

    `chosen`, shape (n,), is the position of the proposition each person chose (0 to `propositions` − 1); `theta`, shape (n,), where they
    stand *by their other answers*, `theta_sd` how unsure that is; `key` the proposition said to be right; `b`, `b_sd` the experts'
    difficulty; `floor` the guessing floor, 1/`propositions` by default. With no answers, the chances are those of `before`. Raises
    `NotChoices`.
    """
    picks, places = np.asarray(chosen, dtype=np.intp), np.asarray(theta, dtype=np.float64)
    unsure = np.broadcast_to(np.asarray(theta_sd, dtype=np.float64), places.shape)
    if picks.shape != places.shape or picks.ndim != 1:
        raise NotChoices("chosen and theta differ in length")
    if not 0 <= key < propositions or propositions < 2:
        raise NotChoices(f"the key must be one of the {propositions} propositions")
    if len(picks) and (picks.min() < 0 or picks.max() >= propositions or not np.isfinite(places).all()):
        raise NotChoices("an answer names a proposition that is not there, or an ability is not a number")
    c = 1.0 / propositions if floor is None else floor
    counts = np.bincount(picks, minlength=propositions)
    others = [position for position in range(propositions) if position != key]
    around = b + b_sd * _B
    easy = EASY + 0.5 * _B

    def log_evidence(right: Sequence[int], difficulties: Floats) -> float:
        knows = np.isin(picks, right)
        # Two right propositions are found by chance twice as often.
        return _curve(knows, places, unsure, difficulties, min(c * len(right), 0.9)) + _shares(counts, right)

    mis_keyed = np.array([log_evidence([other], around) for other in others])
    two_right = np.array([log_evidence([key, other], around) for other in others])
    logs = {
        Story.HEALTHY: log_evidence([key], around),
        Story.MIS_KEYED: _mean(mis_keyed),
        Story.TWO_RIGHT: _mean(two_right),
        Story.TOO_EASY: log_evidence([key], easy),
        Story.UNRELATED: _shares(counts, []),
    }
    weights = {story: value + float(np.log(before[story])) for story, value in logs.items()}
    top = max(weights.values())
    total = sum(np.exp(value - top) for value in weights.values())
    chances = {story: float(np.exp(value - top) / total) for story, value in weights.items()}
    rival = mis_keyed if chances[Story.MIS_KEYED] >= chances[Story.TWO_RIGHT] else two_right
    return Verdict(chances, others[int(rival.argmax())], len(picks))


def _curve(knows: NDArray[np.bool_], theta: Floats, unsure: Floats, difficulties: Floats, c: float) -> float:
    """Return the log evidence of who chose a right proposition, a and b integrated out."""
    if not len(theta):
        return 0.0
    a = np.exp(_LOG_A)[:, None, None]
    # How unsure a place is flattens the curve along it (the probit approximation of a logistic averaged over a normal).
    flat = a / np.sqrt(1.0 + (0.588 * a * unsure) ** 2)
    chance = np.clip(probability(theta, a=flat, b=difficulties[None, :, None], c=c), 1e-9, 1 - 1e-9)
    log = np.where(knows, np.log(chance), np.log1p(-chance)).sum(axis=2)
    weight = np.log(_LOG_A_WEIGHT / _LOG_A_WEIGHT.sum())[:, None] + np.log(_B_WEIGHT / _B_WEIGHT.sum())[None, :]
    return _log_sum(log + weight)


def _shares(counts: Ints, right: Sequence[int]) -> float:
    """Return the log evidence of which proposition was chosen among the right ones, and which among the others (flat Dirichlets)."""
    groups = [[int(counts[one]) for one in right], [int(counts[one]) for one in range(len(counts)) if one not in right]]
    found = 0.0
    for group in groups:
        if len(group) > 1:
            found += lgamma(len(group)) - lgamma(len(group) + sum(group)) + sum(lgamma(1 + count) for count in group)
    return found


def _mean(logs: Floats) -> float:
    return _log_sum(logs) - float(np.log(len(logs)))


def _log_sum(logs: Floats) -> float:
    top = float(logs.max())
    return top + float(np.log(np.exp(logs - top).sum()))


@dataclass(frozen=True, slots=True)
class Chance:
    """The probability that something is the case, and the numbers it rests on."""

    chance: float
    n: int
    value: float


DEAD = 0.05
"""A proposition that fewer than one in twenty of those who are wrong would choose does no work."""


def dead(wrong_choices: ArrayLike) -> tuple[Chance, ...]:
    """
    Return, for each wrong proposition, how likely it is that it attracts under `DEAD` of the people who are wrong (flat prior).

    `wrong_choices`, shape (m,), counts how often each was chosen.

    >>> [round(found.chance, 2) for found in dead([30, 28, 0])]
    [0.0, 0.0, 0.95]
    """
    from scipy.special import betainc

    counts = np.asarray(wrong_choices, dtype=np.float64)
    total, kinds = counts.sum(), len(counts)
    if not kinds:
        return ()
    chances = betainc(counts + 1.0, total - counts + kinds - 1.0, DEAD) if kinds > 1 else np.zeros(1)
    return tuple(Chance(float(chance), int(total), float(count / max(total, 1.0))) for chance, count in zip(chances, counts, strict=True))


def drift(scores: ArrayLike, expected: ArrayLike, when: ArrayLike) -> Chance:
    """
    Return how likely it is that an item got easier or harder with time: `value` is the change of the score over the whole period.

    `scores` and `expected` (by the model, from the other answers) have shape (n,), `when` any number that grows with time. The chance
    weighs a change of about a tenth against none, one to nine beforehand.
    """
    residual = np.asarray(scores, dtype=np.float64) - np.asarray(expected, dtype=np.float64)
    chance = np.clip(np.asarray(expected, dtype=np.float64), 0.02, 0.98)
    moment = np.asarray(when, dtype=np.float64)
    if len(residual) < 3 or np.ptp(moment) == 0:
        return Chance(0.1, len(residual), 0.0)
    place = (moment - moment.min()) / np.ptp(moment)
    place = place - place.mean()
    weight = chance * (1.0 - chance)
    spread = float((place**2).sum())
    slope = float((place * residual).sum()) / spread
    noise = float((place**2 * weight).sum()) / spread**2
    return Chance(_against_none(slope, noise, size=0.15, before=0.1), len(residual), slope)


def too_fast(seconds: ArrayLike, readable_in: float) -> Chance:
    """
    Return how likely it is that more than a tenth of the answers come faster than the item can be read (`readable_in` seconds).

    Answers whose time is unknown (NaN) are left out; `value` is the share seen.
    """
    from scipy.special import betainc

    times = np.asarray(seconds, dtype=np.float64)
    times = times[np.isfinite(times)]
    fast = int((times < readable_in).sum())
    return Chance(float(1.0 - betainc(fast + 1.0, len(times) - fast + 9.0, 0.10)), len(times), fast / max(len(times), 1))


def _against_none(value: float, variance: float, *, size: float, before: float) -> float:
    """Return the probability that a normal estimate of this variance shows an effect N(0, size²) rather than none."""
    log = 0.5 * np.log(variance / (variance + size**2)) + 0.5 * value**2 * (1.0 / variance - 1.0 / (variance + size**2))
    odds = before / (1.0 - before) * np.exp(min(float(log), 500.0))
    return float(odds / (1.0 + odds))
