"""Policies after the course: nothing, short tests of what may have faded, or everything again. A year of forgetting, the same for all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from ...measurement import drift
from ...measurement.gauss import Floats, below
from ..cohorts import Assumptions, People, World, scores_of
from ..sittings import Bools, Room
from .examining import SURE, diagnose, eligible_for, open_in, settle, thresholds_of
from .learning import Luck, forget, mastery_of
from .studying import Deadline, Known

ROUNDS = (26, 52)
"""Weeks after the deadline at which who keeps what they learnt alive is tested again."""

STAYS = 0.75
"""An acquired competence is tested again once its believed chance falls below this: at .90 a verdict would be open the next day."""


class Keeping(StrEnum):
    """A policy of keeping what was learnt."""

    NOTHING = "nothing"
    """The verdicts of the last day of the course stand."""
    REFRESH = "refresh"
    """Twice in the year, short tests of what may have faded by the engine's own law; the module again where it has."""
    EVERYTHING = "everything"
    """Twice in the year, the whole diagnostic again, then short tests of what it leaves open; the module again where it has faded."""


@dataclass(frozen=True, eq=False)
class Kept:
    """
    What is left a year after the deadline, shape (L,): `mastery`, `held` (competences said to be acquired), `wrongly` (those of them that
    are not held), and the minutes a year of `tests` and of `modules`.
    """

    mastery: Floats
    held: Floats
    wrongly: Floats
    tests: Floats
    modules: Floats


def closing(world: World, people: People, known: Known, course: Deadline, assumed: Assumptions) -> Room:
    """Return what a last diagnostic and its short tests say on the day of the deadline."""
    room = Room(world.bank, known.room.mean.copy(), known.room.cov.copy(), eligible_for(world, people).copy())
    _believe(world, people, room, people.weeks.astype(np.float64))
    _studied(room, course.studied)
    scores = scores_of(world, people, assumed, course.theta, moment=1)
    diagnose(world, people, room, scores)
    settle(world, people, room, scores, these=open_in(world, people, room))
    return room


def keep(
    world: World,
    people: People,
    course: Deadline,
    closed: Room,
    assumed: Assumptions,
    policy: Keeping,
    *,
    told: Callable[[int], None] = lambda _: None,
) -> Kept:
    """Let a year pass after the deadline."""
    luck = Luck.of(world, people, assumed)
    everyone = np.arange(len(people))
    theta = course.theta.copy()
    room = Room(world.bank, closed.mean.copy(), closed.cov.copy(), closed.left.copy())
    acquired = _chance(world, people, room) >= SURE
    questions, modules = np.zeros(len(people)), np.zeros(len(people))
    before = 0
    for number, week in enumerate(ROUNDS):
        forget(world, people, assumed, theta, everyone, weeks=week - before, moment=1000 + number)
        _believe(world, people, room, np.full(len(people), float(week - before)))
        before = week
        if policy is Keeping.NOTHING:
            continue
        # Half a year later, questions may come again.
        room.left = eligible_for(world, people).copy()
        scores = scores_of(world, people, assumed, theta, moment=2 + number)
        if policy is Keeping.EVERYTHING:
            questions += diagnose(world, people, room, scores)
            doubtful = acquired & open_in(world, people, room)
        else:
            doubtful = acquired & (_chance(world, people, room) < STAYS)
        questions += settle(world, people, room, scores, these=doubtful).sum(axis=1)
        chance = _chance(world, people, room)
        lost = acquired & (chance < SURE) & (doubtful | (policy is Keeping.EVERYTHING))
        modules += _again(world, people, luck, theta, room, lost)
        acquired = (acquired & ~lost) | (chance >= SURE)
    told(len(people))
    wanted = thresholds_of(world, people)
    truly = theta >= np.where(np.isnan(wanted), 0.0, wanted)
    return Kept(
        mastery=mastery_of(world, people, theta),
        held=acquired.sum(axis=1).astype(np.float64),
        wrongly=(acquired & ~truly).sum(axis=1).astype(np.float64),
        tests=questions * people.seconds / 60.0,
        modules=modules,
    )


def _chance(world: World, people: People, room: Room) -> Floats:
    """Return the believed chance of holding each required competence, shape (L, d); 0 where nothing is required."""
    wanted = thresholds_of(world, people)
    required = ~np.isnan(wanted)
    return np.asarray(required * below((room.mean - np.where(required, wanted, 0.0)) / room.sd))


def _believe(world: World, people: People, room: Room, weeks: Floats) -> None:
    """Let the estimates of `room` forget, by the engine's own law."""
    floor = world.prior()
    floors = [replace(floor, mean=floor.mean + world.tracks[track].prior) for track in people.track]
    stability = np.full(room.mean.shape, drift.PACE.stability)
    room.mean, room.cov = drift.many(room.mean, room.cov, floors, 7.0 * weeks, stability)


def _studied(room: Room, studied: Bools) -> None:
    """Note what was studied: it raises nothing, it leaves the competence open to what the next answers say."""
    axes = np.arange(room.mean.shape[1])
    room.cov[:, axes, axes] += drift.PACE.taught * studied


def _again(world: World, people: People, luck: Luck, theta: Floats, room: Room, lost: Bools) -> Floats:
    """Have everybody take the module of the required level of what was lost; return the minutes, shape (L,)."""
    minutes = np.zeros(len(people))
    again = np.zeros_like(lost)
    for row in np.flatnonzero(lost.any(axis=1)):
        track = world.tracks[people.track[row]]
        for axis in np.flatnonzero(lost[row]):
            code = world.codes[axis]
            fit = [m for m in track.modules if code in m.gains and m.gains[code].level == track.required[code]]
            if fit:
                module = min(fit, key=lambda module: (module.minutes, module.key))
                luck.study(theta[row], int(row), module)
                minutes[row] += module.minutes
                again[row, axis] = True
    _studied(room, again)
    return minutes
