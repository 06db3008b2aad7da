"""
The state moves with time: it forgets between answers, and what was studied leaves it open to what the next answers say.

Between two days of answers the state follows an Ornstein–Uhlenbeck process towards what is expected of anybody of that profession and
stage: what is above that expectation decays, what is below stays (time alone raises nobody), and each interval widens towards the one
before any answer. A study adds nothing by itself; when later answers on its competence go better than the earlier ones let expect, those
earlier ones count for less. Within one occasion (a day, or the part of it that follows a study) all answers are weighed together by
expectation propagation, so that their order does not matter; occasions follow each other in the order of time.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats, below
from .posterior import Posterior
from .replay import Observation, replay
from .verdicts import Verdict

DECIDED = frozenset({Verdict.ACQUIRED, Verdict.TO_ACQUIRE})


@dataclass(frozen=True, slots=True)
class Pace:
    """
    How fast a state moves. `stability`: days after which e⁻¹ = 37 % of what was above expectation is left; 1000 keeps 69 % after one year
    and 48 % after two, as "two thirds to three quarters" and "slightly below fifty percent" (Custers, 2010, doi:10.1007/s10459-008-9101-y).

    Declared, not measured: a success `spaced` days or more after the last one lengthens the stability of its competence by `lengthening`,
    up to `longest` times; a failure brings it back. A success is a mean score of `success` or more on one occasion. A study may open
    `taught` of variance at most (a level is 1 wide), in full where the answers after it lie `surely` standard deviations above what the
    earlier ones let expect, not at all below `hardly`.
    """

    stability: float = 1000.0
    spaced: float = 14.0
    lengthening: float = 1.5
    longest: float = 4.0
    success: float = 2.0 / 3.0
    taught: float = 1.0
    hardly: float = 0.5
    surely: float = 1.5


PACE = Pace()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, its local `day` (a number that grows by one a day) and its `moment` (any number that grows with time)."""

    day: int
    moment: float
    seen: Observation


@dataclass(frozen=True, slots=True)
class Study:
    """Something studied at a `moment`, on some competences."""

    moment: float
    competences: frozenset[int]


@dataclass(frozen=True, slots=True)
class Occasion:
    """Answers weighed together, and the competences studied since the occasion before."""

    day: int
    answers: tuple[Observation, ...]
    studied: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Memory:
    """
    What is carried from one occasion to the next: the `posterior` at the end of `day` (None before the first), and per competence the
    `stability` in days, the variance that studies may still open (`opening`), and the day of the last success (NaN for none).
    """

    posterior: Posterior
    day: int | None
    stability: Floats
    opening: Floats
    succeeded: Floats

    @classmethod
    def fresh(cls, before: Posterior, pace: Pace = PACE) -> "Memory":
        """Return the memory of a learner who answered nothing."""
        d = before.competences
        return cls(before, None, np.full(d, pace.stability), np.zeros(d), np.full(d, np.nan))

    def after_studies(self, competences: Collection[int], pace: Pace = PACE) -> "Memory":
        """Return the memory once these competences were studied: nothing is known better, and the next answers may weigh more."""
        opening = np.array(self.opening)
        opening[list(competences)] = pace.taught
        return replace(self, opening=opening)

    def at(self, day: int, floor: Posterior) -> Posterior:
        """Return what is known on a later `day` without any new answer; an earlier one changes nothing."""
        return self.posterior if self.day is None else predict(self.posterior, floor, day - self.day, self.stability)


def predict(posterior: Posterior, floor: Posterior, days: float, stability: Floats | float = PACE.stability) -> Posterior:
    """
    Return `posterior` after `days` without answers: a closed form, for any number of days at once or in parts.

    `floor` is what is expected before any answer; `stability` is in days, one for all competences or one each. Where stabilities differ,
    the noise keeps the correlations of `floor` (the exact solution of a process driven by 2 √K Σ √K, K = 1/stability), so that the
    covariance stays positive definite.

    >>> from .posterior import prior
    >>> start = Posterior([2.0], [[0.2]])
    >>> later = predict(start, prior(["a"]), 365)
    >>> later.mean.round(2).tolist(), later.cov.round(2).tolist()
    ([1.39], [[0.61]])
    """
    if days <= 0:
        return posterior
    rate = np.broadcast_to(1.0 / np.asarray(stability, dtype=np.float64), (posterior.competences,))
    kept = np.exp(-days * rate)
    above = np.maximum(posterior.mean - floor.mean, 0.0)
    root = np.sqrt(rate)
    # All equal where stabilities are: the factor is then one, and the covariance Σ0 + k²(Σ − Σ0).
    together = 2.0 * np.outer(root, root) / np.add.outer(rate, rate)
    both = np.outer(kept, kept)
    return Posterior(posterior.mean - (1.0 - kept) * above, both * posterior.cov + together * (1.0 - both) * floor.cov)


def occasions(answers: Iterable[Answer], studies: Iterable[Study] = ()) -> tuple[list[Occasion], frozenset[int]]:
    """
    Return the occasions of `answers`, in the order of time, and the competences studied since the last one began.

    A new occasion begins with each day, and with the first answer on a competence that was studied since the occasion began. Answers of
    one moment are never parted, and a study of the same moment counts as before them.
    """
    waiting = sorted(studies, key=lambda one: one.moment)
    place, found, since = 0, list[Occasion](), frozenset[int]()
    for (day, moment), together in groupby(sorted(answers, key=_when), key=_when):
        batch = tuple(one.seen for one in together)
        while place < len(waiting) and waiting[place].moment <= moment:
            since |= waiting[place].competences
            place += 1
        if found and found[-1].day == day and not since & {axis for one in batch for axis in one.item.loads}:
            found[-1] = replace(found[-1], answers=found[-1].answers + batch)
        else:
            found.append(Occasion(day, batch, since))
            since = frozenset()
    return found, since.union(*(one.competences for one in waiting[place:]))


def _when(answer: Answer) -> tuple[int, float]:
    return answer.day, answer.moment


def follow(memory: Memory, occasion: Occasion, floor: Posterior, pace: Pace = PACE) -> Memory:
    """Return the memory after one more occasion: predict, open what was studied as far as the answers bear it out, weigh the answers."""
    return Step.of(memory, occasion, floor, pace).after


@dataclass(frozen=True, eq=False)
class Step:
    """One occasion between the memories `before` and `after` it; `expected` is what the answers met, `carried` how the mean got there."""

    before: Memory
    occasion: Occasion
    expected: Posterior
    after: Memory
    carried: Floats = field(repr=False)

    @classmethod
    def of(cls, memory: Memory, occasion: Occasion, floor: Posterior, pace: Pace = PACE) -> "Step":
        """Take the step."""
        expected = memory.at(occasion.day, floor)
        carried = _carried(memory, occasion, floor)
        own = _own(occasion.answers, expected.competences)
        opening = memory.after_studies(occasion.studied, pace).opening
        opened = np.where(own.any(axis=0) & (opening > 0.0), opening, 0.0)
        if opened.any():
            opened *= np.clip((_surplus(expected, occasion.answers, own) - pace.hardly) / (pace.surely - pace.hardly), 0.0, 1.0)
            opening = opening - opened
            expected = Posterior(expected.mean, expected.cov + np.diag(opened))
        posterior = replay(expected, occasion.answers)
        stability, succeeded = _stabler(memory, occasion, own, pace)
        return cls(memory, occasion, expected, Memory(posterior, occasion.day, stability, opening, succeeded), carried)


def _carried(memory: Memory, occasion: Occasion, floor: Posterior) -> Floats:
    days = 0 if memory.day is None else max(occasion.day - memory.day, 0)
    return np.where(memory.posterior.mean > floor.mean, np.exp(-days / memory.stability), 1.0)


def _own(answers: Sequence[Observation], competences: int) -> Floats:
    """Return the weight of each answer on each competence, shape (n, d)."""
    return np.array([one.item.direction(competences) for one in answers]).reshape(len(answers), competences)


def _surplus(expected: Posterior, answers: Sequence[Observation], own: Floats) -> Floats:
    """Return by how many standard deviations the answers on each competence lie above what was expected, shape (d,)."""
    a, b, c, b_sd, score, weight, worth = np.array(
        [(one.item.a, one.item.b, one.item.c, one.item.b_sd, one.score, one.weight, one.item.worth) for one in answers]
    ).T
    holds = 1.0 / (1.0 + np.exp(-a * (own @ expected.mean - b)))
    chance = c + (1.0 - c) * holds
    steep = (1.0 - c) * a * holds * (1.0 - holds)
    share = own * weight[:, None]
    won = (share * (score - chance)[:, None]).sum(axis=0)
    # The chance of the answers themselves, then of their items, then of what was known of the learner.
    luck = (share**2 * (chance * (1.0 - chance) / worth + (steep * b_sd) ** 2)[:, None]).sum(axis=0)
    unknown = np.square((share * own * steep[:, None]).sum(axis=0)) * expected.cov.diagonal()
    return np.asarray(won / np.sqrt(luck + unknown + 1e-12))


def _stabler(memory: Memory, occasion: Occasion, own: Floats, pace: Pace) -> tuple[Floats, Floats]:
    weight = own * np.array([one.weight for one in occasion.answers])[:, None]
    total = weight.sum(axis=0)
    mean = (weight * np.array([one.score for one in occasion.answers])[:, None]).sum(axis=0) / np.maximum(total, 1e-12)
    success, failure = (total > 0.0) & (mean >= pace.success), (total > 0.0) & (mean < pace.success)
    # NaN, no success yet, is never long ago.
    again = success & (occasion.day - memory.succeeded >= pace.spaced)
    longer = np.minimum(memory.stability * pace.lengthening, pace.stability * pace.longest)
    stability = np.where(again, longer, np.where(failure, pace.stability, memory.stability))
    return stability, np.where(success & (again | np.isnan(memory.succeeded)), float(occasion.day), memory.succeeded)


def steps(memory: Memory, found: Iterable[Occasion], floor: Posterior, pace: Pace = PACE) -> list[Step]:
    """Return every step from `memory` through these occasions."""
    taken = []
    for occasion in found:
        taken.append(Step.of(memory, occasion, floor, pace))
        memory = taken[-1].after
    return taken


def pulls(taken: Sequence[Step], competence: int) -> list[Floats]:
    """
    Return, for each step, the vector that turns a push of its posterior's natural mean into a push of the last mean of `competence`.

    Forgetting and later answers leave less of an early push: that is what parts it from a row of the last covariance.
    """
    found: list[Floats] = []
    if not taken:
        return found
    last = taken[-1].after.posterior
    toward = np.zeros(last.competences)
    toward[competence] = 1.0
    for step in reversed(taken):
        posterior = step.after.posterior
        found.append(np.asarray(posterior.cov @ toward))
        toward = step.carried * np.linalg.solve(step.expected.cov, posterior.cov @ toward)
    return found[::-1]


def many(
    means: Floats, covariances: Floats, floors: Sequence[Posterior], days: NDArray[np.float64], stability: Floats
) -> tuple[Floats, Floats]:
    """
    Return means, shape (n, d), and covariances, shape (n, d, d), of many learners after `days`, shape (n,), each towards its own floor.

    The same numbers as `predict`, for a whole cohort at once.
    """
    rate = 1.0 / stability
    gone = np.maximum(days, 0.0)[:, None]
    kept = np.exp(-gone * rate)
    floor = np.array([one.mean for one in floors])
    root = np.sqrt(rate)
    together = 2.0 * root[:, :, None] * root[:, None, :] / (rate[:, :, None] + rate[:, None, :])
    both = kept[:, :, None] * kept[:, None, :]
    towards = np.array([one.cov for one in floors])
    return means - (1.0 - kept) * np.maximum(means - floor, 0.0), both * covariances + together * (1.0 - both) * towards


KEPT = 0.75
"""
What answers decided stays said while time alone leaves it this chance: without a margin, a test that ended at .90 would be open the next
day. Declared, not measured.
"""


def with_time(now: Sequence[Verdict], then: Sequence[Verdict], own: Sequence[Verdict], chance: ArrayLike) -> tuple[Verdict, ...]:
    """
    Return what may be said today of each competence, from the verdicts of three states and the `chance` of being above, today.

    `now` is by the state of today, `then` by the state after the last answer, `own` by the state after the last answers on the competence
    itself. Answers decide, time never does: it only makes what was decided uncertain, and then a test is due, whatever was settled before.
    """
    said = []
    for today, last, mine, above in zip(now, then, own, np.asarray(chance, dtype=np.float64), strict=True):
        if today in DECIDED:
            said.append(today if last is today or mine is today else Verdict.TO_SETTLE if last in DECIDED else last)
            continue
        held = last if last in DECIDED else mine
        if held not in DECIDED or today is Verdict.NOT_REQUIRED:
            said.append(today)
        else:
            said.append(held if (above if held is Verdict.ACQUIRED else 1.0 - above) >= KEPT else Verdict.TO_SETTLE)
    return tuple(said)


def lasting(
    posterior: Posterior, floor: Posterior, stability: Floats, thresholds: ArrayLike, *, kept: float = KEPT, most: int = 3650
) -> Floats:
    """
    Return after how many days without answers the chance of each competence to be above its threshold falls below `kept`, shape (d,).

    0 where it is below already, infinity where it is not within `most` days, or where nothing is required (NaN).
    """
    days = np.arange(most + 1, dtype=np.float64)[:, None]
    left = np.exp(-days / stability)
    above = np.maximum(posterior.mean - floor.mean, 0.0)
    variance = left**2 * posterior.cov.diagonal() + (1.0 - left**2) * floor.cov.diagonal()
    chance = below((posterior.mean - (1.0 - left) * above - np.asarray(thresholds, dtype=np.float64)) / np.sqrt(variance))
    gone = chance < kept
    return np.where(gone.any(axis=0), gone.argmax(axis=0).astype(np.float64), np.inf)


def faded(decided: ArrayLike, chance: ArrayLike, *, kept: float = KEPT) -> NDArray[np.bool_]:
    """Return where something that was `decided` (with the chance `chance` of still holding) is no longer sure enough to be said."""
    return np.asarray(np.asarray(decided, dtype=bool) & ~(np.asarray(chance, dtype=np.float64) >= kept))
