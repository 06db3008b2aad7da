"""The planning problem of a simulated learner: with all the time in the world, or with their own hours, sites and deadline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...measurement.gauss import below
from ...planning.hours import required_course
from ...planning.model import Kind, Module, Plan, Problem, Slot
from ..cohorts import EVENINGS, Assumptions, People, Track, World
from ..courses import DAY, WEEK
from ..sittings import Room
from .examining import SURE
from .learning import in_turn

COVERED = 0.85
"""The probability from which a requirement counts as covered by a plan, as in the campus."""

DECLARED_SD = 0.35
"""How surely somebody who plans by declared levels takes a declaration: as the result of a short test, since nothing else is known."""

EVENING, AFTERWORK = 120, 18 * 60
LEISURE_WEEKS, LEISURE_MINUTES = 60, 360
SPARE_WEEKS = 8
"""Free hours run past the deadline by what `relax` may ask for."""


@dataclass(frozen=True, slots=True)
class Believed:
    """What a plan starts from: mean and deviation of each competence, and those held to be acquired."""

    mean: Mapping[str, float]
    sd: Mapping[str, float]
    acquired: frozenset[str]


def measured(world: World, room: Room, row: int, track: Track) -> Believed:
    """Return what was measured of a learner."""
    mean, sd = room.mean[row], np.sqrt(room.cov[row].diagonal())
    wanted = world.thresholds(track)
    above = below((mean - np.where(np.isnan(wanted), 0.0, wanted)) / sd)
    acquired = frozenset(code for axis, code in enumerate(world.codes) if code in track.required and above[axis] >= SURE)
    return Believed(dict(zip(world.codes, map(float, mean), strict=True)), dict(zip(world.codes, map(float, sd), strict=True)), acquired)


def declared(world: World, people: People, row: int, track: Track) -> Believed:
    """Return what a learner says, taken at their word."""
    said = dict(zip(world.codes, map(float, people.declared[row]), strict=True))
    acquired = frozenset(code for code, level in track.required.items() if said[code] >= world.cuts[level])
    return Believed(said, dict.fromkeys(world.codes, DECLARED_SD), acquired)


def at_leisure(world: World, track: Track, believed: Believed, *, target: float = COVERED) -> Problem:
    """Return the problem of somebody whom neither time nor place hinders."""
    return Problem(
        mean=believed.mean,
        sd=believed.sd,
        required=track.required,
        cuts=world.cuts,
        modules=tuple(replace(module, kind=Kind.SELF_PACED, sessions=()) for module in track.modules),
        slots=tuple(Slot(week * WEEK + day * DAY + AFTERWORK, EVENING) for week in range(LEISURE_WEEKS) for day in (0, 2, 4)),
        weeks=tuple(range(0, (LEISURE_WEEKS + 1) * WEEK, WEEK)),
        minutes_per_week=LEISURE_MINUTES,
        start=0,
        deadline=LEISURE_WEEKS * WEEK,
        acquired=believed.acquired,
        target=target,
    )


def constrained(
    world: World, people: People, row: int, track: Track, assumed: Assumptions, believed: Believed, *, tested: float
) -> Problem:
    """Return the problem of a learner with their own hours, sites and deadline, once `tested` minutes of tests have taken their hours."""
    weeks, weekly = int(people.weeks[row]), int(people.minutes[row])
    days = EVENINGS[people.evenings[row]]
    slots = tuple(Slot(week * WEEK + day * DAY + AFTERWORK, EVENING) for week in range(weeks + SPARE_WEEKS) for day in days)
    return Problem(
        mean=believed.mean,
        sd=believed.sd,
        required=track.required,
        cuts=world.cuts,
        modules=track.modules,
        slots=slots,
        weeks=tuple(range(0, (weeks + SPARE_WEEKS + 1) * WEEK, WEEK)),
        minutes_per_week=weekly,
        start=min(_once_tested(slots, tested, weekly), weeks * WEEK),
        deadline=weeks * WEEK,
        places=frozenset(site for place, site in enumerate(world.sites) if people.reached[row, place % 64] < assumed.reach),
        acquired=believed.acquired,
        target=COVERED,
    )


def weeks_of(problem: Problem, plan: Plan) -> list[tuple[int, Module]]:
    """Return the modules of a plan with the week each ends in, in that order."""
    modules = {module.key: module for module in problem.modules}
    ended = sorted(plan.steps, key=lambda step: (step.end, step.key))
    return [((step.end - 1) // WEEK, modules[step.key]) for step in ended if step.key in modules]


def everything(problem: Problem) -> list[tuple[int, Module]]:
    """Return all required modules with the week each ends in: the peer has its sessions without waiting and every site within reach."""
    spent, course = 0, []
    for module in in_turn(required_course(problem)):
        spent += module.minutes
        course.append(((spent - 1) // problem.minutes_per_week, module))
    return course


def _once_tested(slots: Sequence[Slot], minutes: float, weekly: int) -> int:
    """Return when `minutes` of tests are over for somebody who has `weekly` minutes in the hours of `slots`."""
    if minutes <= 0:
        return 0
    full, rest = divmod(minutes, weekly)
    for slot in slots:
        if slot.start // WEEK < full:
            continue
        if slot.minutes >= rest:
            return slot.start + round(rest)
        rest -= slot.minutes
    return slots[-1].end if slots else 0
