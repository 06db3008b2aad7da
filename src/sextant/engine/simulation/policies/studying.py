"""Policies of study: all that is required, what one's declared levels leave open, or what was measured. The same people, the same luck."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ...measurement.gauss import Floats
from ...measurement.irt import Ints
from ...planning import greedy
from ...planning.hours import hours_saved, required_course, share_covered
from ...planning.model import Module
from ..cohorts import Assumptions, People, World
from ..sittings import Bools, Room
from .examining import diagnose, open_in, room_for, settle
from .learning import Luck, forget, held, mastery_of
from .planned import RELAXED, Account, Plans
from .problems import COVERED, at_leisure, constrained, declared, everything, measured, weeks_of

SETTINGS = (0.80, COVERED, 0.88, 0.91, 0.94)
"""How surely a plan must cover a requirement: more surely costs hours and brings mastery."""

QUICK = 20
"""Attempts of the planner where nothing hinders it, and for the peer: without constraints more attempts hardly find a shorter course."""


class Studying(StrEnum):
    """A policy of study."""

    MEASURED = "measured"
    """The plan from the diagnostic and the short tests."""
    DECLARED = "declared"
    """The same planner, from the levels people say they have; no test."""
    EVERYTHING = "everything"
    """All modules the pack requires of that profession and stage."""


@dataclass(frozen=True, eq=False)
class Known:
    """
    What was measured of each learner before the course: the `room` after diagnostic and short tests, and what each took.

    `at_once` is the room after the diagnostic alone; `diagnostic` and `short` count questions, `minutes` is the time of both; shape (L,).
    """

    room: Room
    at_once: Room
    diagnostic: Ints
    short: Ints
    minutes: Floats


@dataclass(frozen=True, eq=False)
class Leisure:
    """
    What each course costs in `minutes` and brings in `mastery` when nothing hinders it, shape (L,) by policy.

    For the measured plan by setting: `personal_minutes`, `personal_mastery` and `saved`, the share of the full course that is spared
    (NaN where the engine shows none, see `hours.hours_saved`), shape (settings, L). `covered` is the share of the requirements that the
    pack covers, `at_first` the mastery before.
    """

    minutes: dict[Studying, Floats]
    mastery: dict[Studying, Floats]
    personal_minutes: Floats
    personal_mastery: Floats
    saved: Floats
    covered: Floats
    at_first: Floats


@dataclass(frozen=True, eq=False)
class Deadline:
    """
    What a policy has done by each learner's own deadline, shape (L,): `minutes` spent, `mastery`, who `left` before the end, whose course
    was `finished`; then the true levels `theta`, (L, d), and which competences were `studied`.
    """

    minutes: Floats
    mastery: Floats
    left: Bools
    finished: Bools
    theta: Floats
    studied: Bools


def measure(world: World, people: People) -> Known:
    """Have everybody sit the diagnostic, then a short test of each competence it leaves open."""
    room = room_for(world, people)
    asked = diagnose(world, people, room, people.scores)
    at_once = Room(room.bank, room.mean.copy(), room.cov.copy(), room.left.copy())
    short = settle(world, people, room, people.scores, these=open_in(world, people, room)).sum(axis=1)
    return Known(room, at_once, asked, short, (asked + short) * people.seconds / 60.0)


def leisure(world: World, people: People, known: Known, assumed: Assumptions, *, told: Callable[[int], None] = lambda _: None) -> Leisure:
    """Let everybody finish each course, without deadline, drop-out or forgetting."""
    luck, shape = Luck.of(world, people, assumed), (len(SETTINGS), len(people))
    minutes = {policy: np.zeros(len(people)) for policy in Studying}
    mastery = {policy: np.zeros(len(people)) for policy in Studying}
    personal_minutes, personal_mastery, saved = np.zeros(shape), np.zeros(shape), np.full(shape, np.nan)
    covered = np.zeros(len(people))

    for row in range(len(people)):
        track = world.tracks[people.track[row]]
        believed = measured(world, known.room, row, track)
        problem = at_leisure(world, track, believed)
        course = required_course(problem)
        covered[row] = share_covered(problem)

        def brought(modules: Sequence[Module], row: int = row) -> tuple[float, float]:
            after = luck.after(people.theta[row], row, modules)
            return float(sum(module.minutes for module in modules)), held(world, world.tracks[people.track[row]], after)

        for number, target in enumerate(SETTINGS):
            plan = greedy.plan(at_leisure(world, track, believed, target=target), trials=QUICK)
            found = hours_saved(plan, course, covered[row], diagnostic_minutes=round(known.minutes[row]))
            saved[number, row] = np.nan if found is None else found.share
            taken = {step.key for step in plan.steps}
            spent, personal_mastery[number, row] = brought([module for module in problem.modules if module.key in taken])
            personal_minutes[number, row] = spent + known.minutes[row]
        said = greedy.plan(at_leisure(world, track, declared(world, people, row, track)), trials=QUICK)
        taken = {step.key for step in said.steps}
        by_word = brought([module for module in problem.modules if module.key in taken])
        minutes[Studying.DECLARED][row], mastery[Studying.DECLARED][row] = by_word
        minutes[Studying.EVERYTHING][row], mastery[Studying.EVERYTHING][row] = brought(course)
        told(1)
    campus = SETTINGS.index(COVERED)
    minutes[Studying.MEASURED], mastery[Studying.MEASURED] = personal_minutes[campus], personal_mastery[campus]
    at_first = mastery_of(world, people, people.theta)
    return Leisure(minutes, mastery, personal_minutes, personal_mastery, saved, covered, at_first)


def to_the_deadline(
    world: World,
    people: People,
    known: Known,
    assumed: Assumptions,
    *,
    relaxed: int = RELAXED,
    told: Callable[[int], None] = lambda _: None,
) -> tuple[dict[Studying, Deadline], Plans]:
    """
    Let everybody follow each course within their own hours, sites and deadline, forget meanwhile, and leave when patience ends.

    Ways out are looked for in the first `relaxed` plans that cannot reach everything.
    """
    account = Account(relaxed)
    steps: dict[Studying, list[list[tuple[int, Module]]]] = {policy: [] for policy in Studying}
    ends = {policy: np.zeros(len(people), dtype=np.intp) for policy in Studying}
    for row in range(len(people)):
        track = world.tracks[people.track[row]]
        mine = constrained(world, people, row, track, assumed, measured(world, known.room, row, track), tested=float(known.minutes[row]))
        said = constrained(world, people, row, track, assumed, declared(world, people, row, track), tested=0.0)
        courses = {
            Studying.MEASURED: weeks_of(mine, account.take(mine)),
            Studying.DECLARED: weeks_of(said, greedy.plan(said, trials=QUICK)),
            Studying.EVERYTHING: everything(said),
        }
        for policy, course in courses.items():
            # A course lasts as long as it has steps, to the deadline where it does not fit; nobody leaves one that is over.
            ends[policy][row] = min(max((week for week, _ in course), default=-1) + 1, people.weeks[row])
            steps[policy].append(course)
        told(1)
    luck = Luck.of(world, people, assumed)
    return {policy: _live(world, people, known, assumed, luck, policy, steps[policy], ends[policy]) for policy in Studying}, account.close()


def _live(
    world: World,
    people: People,
    known: Known,
    assumed: Assumptions,
    luck: Luck,
    policy: Studying,
    steps: Sequence[Sequence[tuple[int, Module]]],
    ends: Ints,
) -> Deadline:
    theta = people.theta.copy()
    minutes = known.minutes.copy() if policy is Studying.MEASURED else np.zeros(len(people))
    studied = np.zeros(theta.shape, dtype=bool)
    place = np.zeros(len(people), dtype=np.intp)
    for week in range(int(people.weeks.max())):
        here = np.flatnonzero(people.weeks > week)
        forget(world, people, assumed, theta, here, weeks=1, moment=week)
        for row in here[people.patience[here] > week]:
            while place[row] < len(steps[row]) and steps[row][place[row]][0] <= week:
                module = steps[row][place[row]][1]
                luck.study(theta[row], int(row), module)
                minutes[row] += module.minutes
                studied[row, [luck.axis[code] for code in module.gains if code in luck.axis]] = True
                place[row] += 1
    finished = place == np.array([len(course) for course in steps])
    return Deadline(minutes, mastery_of(world, people, theta), people.patience < ends, finished, theta, studied)
