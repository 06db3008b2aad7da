"""
The nouns of planning: modules, slots, a problem, a plan.

Time is an integer number of minutes on one absolute axis (UTC minutes since any epoch): a night on which clocks change is only a longer or
a shorter gap. Whoever knows the learner's zone turns local weekdays and hours into `Slot`s and local Mondays into `weeks` beforehand.

A level is its index in `Problem.cuts`, lowest first: with cuts (-1.5, -0.5, 0.5, 1.5), level 1 is held from -0.5 upwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite

from .refusals import (
    CyclicPrerequisites,
    DuplicateKey,
    EmptyInterval,
    OutOfRange,
    PinnedAndRefused,
    UnknownCompetence,
    UnknownLevel,
    UnknownModule,
    UnknownPrerequisite,
    WeeksDoNotCover,
)

TEST_PREFIX = "test:"


class Kind(StrEnum):
    """How a step is taken."""

    SELF_PACED = "self-paced"
    LIVE = "live"
    ON_SITE = "on-site"
    TEST = "test"


class Reason(StrEnum):
    """Why a required competence stays below the target, from the deepest cause to the most easily mended."""

    NO_MODULE = "no-module"
    """Even all modules of the pack together would not reach it."""
    ALREADY_DONE = "already-done"
    """The modules that would reach it are done: the learner needs a test or another pack, not the same module again."""
    NO_SESSION = "no-session"
    """Only modules taken in sessions would reach it, and no session is announced."""
    REFUSED = "refused"
    """Only with a module the learner refused."""
    UNREACHABLE_PLACE = "unreachable-place"
    """Only at a place the learner cannot reach."""
    SESSION_FULL = "session-full"
    """Only in a session without a seat left."""
    OUTSIDE_AVAILABILITY = "outside-availability"
    """Only in a session, or after a postponement, outside the declared free hours or the deadline."""
    NOT_ENOUGH_TIME = "not-enough-time"
    """Each needed module could be taken, but not all of them before the deadline within the weekly hours."""


@dataclass(frozen=True, slots=True)
class Gain:
    """
    What a module brings on one competence: an expert assumption, to be replaced by estimates as they come.

    The module is written for a learner exactly one level below `level`: it brings that learner up to the level's cut plus a small margin in
    expectation, so that the level is held afterwards with probability `lift`. A learner two levels below lacks the module in between: with
    probability `leap` they gain one level, else nothing. A learner further below, or already at the level, gains nothing.
    The defaults (0.95 and 0.3) correspond to a landing half a level above the cut with a spread of 0.3 logit; nobody has measured them.
    """

    level: int
    lift: float = 0.95
    leap: float = 0.3

    def __post_init__(self) -> None:
        if self.level < 0:
            raise UnknownLevel(f"level {self.level} is below the lowest level, 0")
        if not 0 <= self.leap <= self.lift <= 1:
            raise OutOfRange(f"lift and leap must satisfy 0 ≤ leap ≤ lift ≤ 1, not {self.leap} and {self.lift}")


@dataclass(frozen=True, slots=True)
class SessionOption:
    """
    One date on which a live or on-site module can be taken, from `start` to `end`.

    `place` is None for a remote session. `seats_left` is None when seats are not counted; a seat this learner already holds counts as left.
    `travel_minutes` is there and back.
    """

    key: str
    start: int
    end: int
    place: str | None = None
    seats_left: int | None = None
    travel_minutes: int = 0

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise EmptyInterval(f"session {self.key} ends at {self.end}, not after its start {self.start}")
        if self.travel_minutes < 0:
            raise OutOfRange(f"session {self.key}: {self.travel_minutes} minutes of travel")
        if self.seats_left is not None and self.seats_left < 0:
            raise OutOfRange(f"session {self.key}: {self.seats_left} seats left")

    @property
    def minutes(self) -> int:
        """Length of the session."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Module:
    """
    Something a learner can take: `gains` maps competence codes to what the module brings.

    A self-paced module may be split over several slots. A live or on-site one is taken in exactly one of its `sessions`, and lasts as long
    as that session; its `minutes` are then nominal. `prerequisites` are keys of modules to finish first (waived where done or already
    mastered).
    """

    key: str
    minutes: int
    gains: Mapping[str, Gain]
    kind: Kind = Kind.SELF_PACED
    prerequisites: tuple[str, ...] = ()
    sessions: tuple[SessionOption, ...] = ()

    def __post_init__(self) -> None:
        if self.minutes <= 0:
            raise EmptyInterval(f"module {self.key} takes {self.minutes} minutes")
        if self.kind is Kind.TEST:
            raise OutOfRange(f"module {self.key}: tests are planned from `open_tests`, not from modules")
        if self.key.startswith(TEST_PREFIX):
            raise DuplicateKey(f"module {self.key}: keys starting with {TEST_PREFIX!r} are kept for tests")
        if self.kind is Kind.SELF_PACED and self.sessions:
            raise OutOfRange(f"module {self.key} is self-paced and cannot have sessions")
        if self.kind is Kind.ON_SITE and any(session.place is None for session in self.sessions):
            raise OutOfRange(f"module {self.key} is on-site: each of its sessions needs a place")
        if len({session.key for session in self.sessions}) < len(self.sessions):
            raise DuplicateKey(f"module {self.key} has two sessions of the same key")


@dataclass(frozen=True, slots=True)
class Slot:
    """Free time of the learner; `place` is a site they are at during it, if any (a session there costs no travel)."""

    start: int
    minutes: int
    place: str | None = None

    def __post_init__(self) -> None:
        if self.minutes <= 0:
            raise EmptyInterval(f"slot at {self.start} lasts {self.minutes} minutes")

    @property
    def end(self) -> int:
        """First minute after the slot."""
        return self.start + self.minutes


@dataclass(frozen=True, slots=True)
class Chunk:
    """One uninterrupted piece of a step, from `start` to `end`."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Length of the piece."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Step:
    """A module, or the test of a competence (key `test:<competence>`), laid in time."""

    key: str
    kind: Kind
    chunks: tuple[Chunk, ...]
    session: str | None = None
    place: str | None = None
    travel_minutes: int = 0

    @property
    def start(self) -> int:
        """When the step begins."""
        return self.chunks[0].start

    @property
    def end(self) -> int:
        """When the step is finished."""
        return self.chunks[-1].end

    @property
    def minutes(self) -> int:
        """Time spent on the step, travel apart."""
        return sum(chunk.minutes for chunk in self.chunks)

    @property
    def tests(self) -> str | None:
        """Competence the step tests, or None for a module."""
        return self.key.removeprefix(TEST_PREFIX) if self.kind is Kind.TEST else None


def key_of_test(competence: str) -> str:
    """Return the key of the step that tests `competence`."""
    return TEST_PREFIX + competence


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """
    All that a plan depends on.

    `mean` and `sd`: the learner's state per competence, in logits. `required`: competence → index of the required level in `cuts`.
    `acquired`: competences whose verdict is *acquired*, which need nothing whatever the numbers say. `open_tests`: competences to be
    settled by a test of `test_minutes`, planned as a test and never as a module.
    `slots`: free hours, in any order, best given up to 8 weeks past the deadline (the planner ignores what lies past it; `relax` uses it).
    `weeks`: ascending boundaries; week i is [weeks[i], weeks[i + 1]); they must cover every slot. `minutes_per_week` caps training time,
    travel apart.
    `places`: sites within reach. `pinned`: module → key of the session to keep, or None for any. `postponed`: module → not before that
    minute.
    `previous`: steps of the plan in force, to change as few of them as possible.
    `target`: probability of being above each threshold that counts as covered; `grain`: a smaller gain of probability does not justify a
    module, unless it reaches the target.
    `chunk`: shortest piece a self-paced module may be split into.

    Sessions must lie within the declared free hours. An on-site session also blocks half of its travel time before and after it for
    anything else, except a session at the same place; that travel may lie outside the free hours.
    """

    mean: Mapping[str, float]
    sd: Mapping[str, float]
    required: Mapping[str, int]
    cuts: tuple[float, ...]
    modules: tuple[Module, ...]
    slots: tuple[Slot, ...]
    weeks: tuple[int, ...]
    minutes_per_week: int
    start: int
    deadline: int
    places: frozenset[str] = frozenset()
    pinned: Mapping[str, str | None] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    postponed: Mapping[str, int] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    acquired: frozenset[str] = frozenset()
    open_tests: frozenset[str] = frozenset()
    previous: tuple[Step, ...] = ()
    target: float = 0.8
    grain: float = 0.05
    test_minutes: int = 8
    chunk: int = 10

    def __post_init__(self) -> None:
        _refuse_bad_numbers(self)
        _refuse_unknown_names(self)
        _refuse_rings(self)
        if list(self.weeks) != sorted(set(self.weeks)):
            raise WeeksDoNotCover("week boundaries must be ascending")
        if self.slots and (
            len(self.weeks) < 2 or min(s.start for s in self.slots) < self.weeks[0] or max(s.end for s in self.slots) > self.weeks[-1]
        ):
            raise WeeksDoNotCover("every slot must lie between the first and the last week boundary")

    def module(self, key: str) -> Module:
        """Return the module called `key`; raise `UnknownModule` when there is none."""
        for module in self.modules:
            if module.key == key:
                return module
        raise UnknownModule(f"no module is called {key}")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Probability of being above the threshold of a required competence, before and after the plan."""

    competence: str
    before: float
    after: float
    target: float
    to_test: bool = False

    @property
    def reached(self) -> bool:
        """Is the probability after the plan at the target? (Never true of a competence that awaits its test.)"""
        return not self.to_test and self.after >= self.target - 1e-9


@dataclass(frozen=True, slots=True)
class Unmet:
    """
    A required competence that the plan leaves below the target, and why.

    `best` is the probability that every module of the pack together would give. `blocked` are the modules that `reason` keeps out.
    """

    competence: str
    reason: Reason
    probability: float
    target: float
    best: float
    blocked: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Objective:
    """
    What a plan costs, in the order in which it matters; less is better, compare with `<`.

    `pins_missed`: pinned modules left out. `shortfall`: missing probability over all required competences, in steps of `Problem.grain`.
    `minutes`: training time. `travel`: minutes of travel. `changes`: steps that differ from the plan in force (0 when there is none:
    someone who has laid their week around a plan is not moved for the sake of an earlier end). `finish_week`: weeks until the last step
    ends.
    `lateness`: sum over steps of the minutes until each ends.
    """

    pins_missed: int
    shortfall: int
    minutes: int
    travel: int
    changes: int
    finish_week: int
    lateness: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order of time, what they reach, what they leave unmet, and what they cost."""

    steps: tuple[Step, ...]
    coverage: tuple[Coverage, ...]
    unmet: tuple[Unmet, ...]
    missed_pins: tuple[str, ...]
    objective: Objective

    @property
    def feasible(self) -> bool:
        """Are all requirements covered and all pins kept?"""
        return not self.unmet and not self.missed_pins

    @property
    def minutes(self) -> int:
        """Training time, travel apart."""
        return self.objective.minutes

    @property
    def hours(self) -> float:
        """Training time in hours, travel apart."""
        return self.objective.minutes / 60

    def step(self, key: str) -> Step:
        """Return the step of module or test `key`; raise `UnknownModule` when the plan has none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise UnknownModule(f"no step of the plan is called {key}")


def _refuse_bad_numbers(problem: Problem) -> None:
    if not problem.cuts or list(problem.cuts) != sorted(set(problem.cuts)):
        raise UnknownLevel("cut-points must be given and ascending")
    if not 0 < problem.target < 1 or not 0 < problem.grain < 1:
        raise OutOfRange("target and grain lie strictly between 0 and 1")
    if problem.minutes_per_week < 0 or problem.test_minutes <= 0 or problem.chunk <= 0:
        raise OutOfRange("weekly minutes must not be negative, tests and chunks must last at least a minute")
    if problem.deadline < problem.start:
        raise EmptyInterval(f"the deadline {problem.deadline} is before the start {problem.start}")
    for competence, mean in problem.mean.items():
        sd = problem.sd.get(competence)
        if sd is None:
            raise UnknownCompetence(f"{competence} has a mean and no standard deviation")
        if not isfinite(mean) or not isfinite(sd) or sd <= 0:
            raise OutOfRange(f"{competence}: mean {mean} and standard deviation {sd} must be finite, the latter positive")


def _refuse_unknown_names(problem: Problem) -> None:
    modules = {module.key: module for module in problem.modules}
    if len(modules) < len(problem.modules):
        raise DuplicateKey("two modules share a key")
    for competence in (*problem.required, *problem.open_tests):
        if competence not in problem.mean:
            raise UnknownCompetence(f"the state says nothing of {competence}")
    levels = len(problem.cuts)
    for competence, level in problem.required.items():
        if not 0 <= level < levels:
            raise UnknownLevel(f"{competence} requires level {level} on a scale of {levels}")
    for module in problem.modules:
        for competence, gain in module.gains.items():
            if gain.level >= levels:
                raise UnknownLevel(f"module {module.key} brings {competence} to level {gain.level} on a scale of {levels}")
        for prerequisite in module.prerequisites:
            if prerequisite not in modules:
                raise UnknownPrerequisite(f"module {module.key} requires {prerequisite}, which is not among the modules")
    for key, session in problem.pinned.items():
        if key in problem.refused:
            raise PinnedAndRefused(f"module {key} is both pinned and refused")
        if key not in modules:
            raise UnknownModule(f"pinned module {key} is not among the modules")
        if session is not None and session not in {option.key for option in modules[key].sessions}:
            raise UnknownModule(f"pinned module {key} has no session {session}")


def _refuse_rings(problem: Problem) -> None:
    waiting = {module.key: set(module.prerequisites) for module in problem.modules}
    while waiting:
        free = {key for key, needs in waiting.items() if not needs}
        if not free:
            raise CyclicPrerequisites("these modules require each other: " + ", ".join(sorted(waiting)))
        waiting = {key: needs - free for key, needs in waiting.items() if key not in free}
