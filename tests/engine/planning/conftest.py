"""A small learner's week, and the two planners that must both respect it."""

from collections.abc import Callable
from typing import Any

import pytest

from sextant.engine.planning import greedy, solve
from sextant.engine.planning.model import Gain, Kind, Module, Plan, Problem, SessionOption, Slot

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY

Planner = Callable[[Problem], Plan]


def solved(problem: Problem) -> Plan:
    """The solver's plan, in a time a test can afford."""
    return solve.plan(problem, seconds=0.5)


@pytest.fixture(params=[greedy.plan, solved], ids=["greedy", "cp-sat"])
def planner(request: pytest.FixtureRequest) -> Planner:
    """Each planner in turn."""
    chosen: Planner = request.param
    return chosen


def session(key: str, start: int, minutes: int = 60, **details: Any) -> SessionOption:
    """A session of an hour unless told otherwise."""
    return SessionOption(key, start, start + minutes, **details)


def reading(key: str, minutes: int, *, prerequisites: tuple[str, ...] = (), **levels: int) -> Module:
    """A self-paced module bringing each competence to a level."""
    return Module(key, minutes, {c: Gain(level) for c, level in levels.items()}, prerequisites=prerequisites)


def workshop(key: str, *sessions: SessionOption, kind: Kind = Kind.ON_SITE, **levels: int) -> Module:
    """A module taken in one of its sessions."""
    return Module(key, 60, {c: Gain(level) for c, level in levels.items()}, kind, sessions=sessions)


def make_problem(*modules: Module, **changes: Any) -> Problem:
    """
    A learner one level below what is required on `x` and `y`, free from 10 to 11 on Mondays and Wednesdays of 4 weeks, 90 minutes a week.
    """
    given: dict[str, Any] = {
        "mean": {"x": -1.0, "y": -1.0},
        "sd": {"x": 0.3, "y": 0.3},
        "required": {"x": 1, "y": 1},
        "cuts": (-1.5, -0.5, 0.5, 1.5),
        "modules": modules,
        "slots": tuple(Slot(week * WEEK + day * DAY + 10 * HOUR, 60) for week in range(4) for day in (0, 2)),
        "weeks": tuple(range(0, 5 * WEEK, WEEK)),
        "minutes_per_week": 90,
        "start": 0,
        "deadline": 4 * WEEK,
        "places": frozenset({"town"}),
    }
    return Problem(**{**given, **changes})
