"""Policies of testing: how many questions, chosen how, and whether competences inform each other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ...measurement.gauss import Floats, below, half_width
from ...measurement.irt import Ints
from ...measurement.risk import finished
from ...measurement.verdicts import SETTLING_QUESTIONS
from ..cohorts import People, World
from ..sittings import TOGETHER, Bools, Room

LENGTHS = (8, 15, 25, 40)
SURE = 0.90
PRECISE = 0.30
LEAST_QUESTIONS, MOST_QUESTIONS, MOST_SECONDS = 8, 25, 1200.0
"""When a diagnostic ends, as in the campus."""


class Examining(StrEnum):
    """A policy of testing."""

    RISK = "risk"
    """Competences inform each other; the question that lowers the risk of a wrong verdict most: the engine."""
    VARIANCE = "variance"
    """Competences inform each other; the question that leaves the least variance."""
    RANDOM = "random"
    """Competences inform each other; any question."""
    APART = "apart"
    """A separate estimate for each competence; the question that leaves the least variance: the peer of promise 2."""


@dataclass(frozen=True, eq=False)
class Verdicts:
    """
    What an estimate says of each learner, against the truth; every array has shape (L,).

    `wrong`: share of the required competences on the wrong side if all had to be decided. `squared`: mean squared error over all
    competences. `inside`: share of true levels within the 90 % interval. `decided`, `acquired`, `false_acquired`: counts among the
    `required`. `minutes`: time taken. `questions`: asked.
    """

    wrong: Floats
    squared: Floats
    inside: Floats
    decided: Floats
    acquired: Floats
    false_acquired: Floats
    required: Floats
    minutes: Floats
    questions: Floats


def thresholds_of(world: World, people: People) -> Floats:
    """Return what is required of each learner, shape (L, d); NaN where nothing is."""
    return np.array([world.thresholds(track) for track in world.tracks])[people.track]


def room_for(world: World, people: People, *, apart: bool = False) -> Room:
    """Return the room in which nobody has answered anything: what is expected of each, and the items each may be asked."""
    centre = np.array([track.prior for track in world.tracks])[people.track]
    room = Room.of(world.prior(apart=apart), world.bank, learners=len(people))
    room.mean += centre[:, None]
    room.left &= eligible_for(world, people)
    return room


def eligible_for(world: World, people: People) -> Bools:
    """Return the items each learner may be asked, shape (L, n)."""
    return np.asarray(np.array([track.eligible for track in world.tracks])[people.track])


def judged(world: World, people: People, room: Room, *, theta: Floats, questions: Floats) -> Verdicts:
    """Return what the estimates of `room` say of learners whose true levels are `theta`."""
    wanted = thresholds_of(world, people)
    required = ~np.isnan(wanted)
    count = np.maximum(required.sum(axis=1), 1)
    level = np.where(required, wanted, 0.0)
    above = below((room.mean - level) / room.sd)
    holds = theta >= level
    acquired, to_acquire = required & (above >= SURE), required & (above <= 1.0 - SURE)
    return Verdicts(
        wrong=((required & ((above > 0.5) != holds)).sum(axis=1)) / count,
        squared=np.square(room.mean - theta).mean(axis=1),
        inside=(np.abs(room.mean - theta) <= half_width(0.9) * room.sd).mean(axis=1),
        decided=(acquired | to_acquire).sum(axis=1).astype(np.float64),
        acquired=acquired.sum(axis=1).astype(np.float64),
        false_acquired=(acquired & ~holds).sum(axis=1).astype(np.float64),
        required=required.sum(axis=1).astype(np.float64),
        minutes=questions * people.seconds / 60.0,
        questions=questions,
    )


def sit_lengths(
    world: World, people: People, policy: Examining, *, lengths: Iterable[int] = LENGTHS, told: Callable[[int], None] = lambda _: None
) -> dict[int, Verdicts]:
    """Return the verdicts after each of the `lengths`, each a continuation of the one before; `told` hears how many learners sat."""
    marks = sorted(lengths)
    room = room_for(world, people, apart=policy is Examining.APART)
    wanted = thresholds_of(world, people)
    lots = np.random.default_rng([people.seed, 4]).random(people.scores.shape)
    found: dict[int, list[tuple[Floats, Floats, Floats]]] = {mark: [] for mark in marks}
    asked = np.zeros(len(people))
    for start in range(0, len(people), TOGETHER):
        block = np.arange(start, min(start + TOGETHER, len(people)))
        for step in range(1, marks[-1] + 1):
            who = block[room.left[block].any(axis=1)]
            if policy is Examining.RISK:
                item = room.choose(who, wanted[who])
            elif policy is Examining.RANDOM:
                item = np.asarray(np.where(room.left[who], lots[who], -1.0).argmax(axis=1))
            else:
                item = room.widest(who)
            room.answer(who, item, people.scores[who, item])
            asked[who] += 1
            if step in found:
                found[step].append((room.mean[block].copy(), room.cov[block].copy(), asked[block].copy()))
        told(len(block))
    verdicts = {}
    for mark, parts in found.items():
        mean, cov, count = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        seen = Room(room.bank, mean, cov, room.left)
        verdicts[mark] = judged(world, people, seen, theta=people.theta, questions=count)
    return verdicts


def diagnose(world: World, people: People, room: Room, scores: Floats) -> Ints:
    """Have everybody in `room` sit the diagnostic as the campus gives it; return the questions asked until it ended, shape (L,)."""
    wanted = thresholds_of(world, people)
    asked = np.zeros(len(people), dtype=np.intp)
    for start in range(0, len(people), TOGETHER):
        block = np.arange(start, min(start + TOGETHER, len(people)))
        for _ in range(MOST_QUESTIONS):
            variances = np.einsum("ldd->ld", room.cov[block])
            done = finished(room.mean[block], variances, wanted[block], p=SURE, se=PRECISE) & (asked[block] >= LEAST_QUESTIONS)
            late = asked[block] * people.seconds[block] >= MOST_SECONDS
            who = block[room.left[block].any(axis=1) & ~done & ~late]
            if not len(who):
                break
            item = room.choose(who, wanted[who])
            room.answer(who, item, scores[who, item])
            asked[who] += 1
    return asked


def settle(world: World, people: People, room: Room, scores: Floats, *, these: Bools) -> Ints:
    """
    Have each learner take the short test of each competence marked in `these`, shape (L, d); return the questions asked, (L, d).

    A test ends when the competence is decided, after eight questions, or when no item of it is left.
    """
    wanted = thresholds_of(world, people)
    asked = np.zeros(these.shape, dtype=np.intp)
    for competence in range(these.shape[1]):
        of_it = np.flatnonzero(world.bank.primary == competence)
        everyone = np.flatnonzero(these[:, competence] & ~np.isnan(wanted[:, competence]))
        only = np.full(these.shape[1], np.nan)
        for _ in range(SETTLING_QUESTIONS):
            spread = np.sqrt(room.cov[everyone, competence, competence])
            above = below((room.mean[everyone, competence] - wanted[everyone, competence]) / spread)
            open_ = (np.maximum(above, 1.0 - above) < SURE) & room.left[np.ix_(everyone, of_it)].any(axis=1)
            # Who has done stays done: an answer to another competence's test does not reopen this one.
            everyone = everyone[open_]
            if not len(everyone):
                break
            aims = np.tile(only, (len(everyone), 1))
            aims[:, competence] = wanted[everyone, competence]
            item = room.choose(everyone, aims, among=of_it)
            room.answer(everyone, item, scores[everyone, item])
            asked[everyone, competence] += 1
    return asked


def open_in(world: World, people: People, room: Room) -> Bools:
    """Return which required competences are neither acquired nor to acquire, shape (L, d)."""
    wanted = thresholds_of(world, people)
    above = below((room.mean - np.where(np.isnan(wanted), 0.0, wanted)) / room.sd)
    return np.asarray(~np.isnan(wanted) & (above < SURE) & (above > 1.0 - SURE))
