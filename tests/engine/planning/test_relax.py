"""When nothing fits, the smallest changes that would make it fit."""

from dataclasses import replace

import pytest

from sextant.engine.planning import greedy
from sextant.engine.planning.model import Slot
from sextant.engine.planning.relax import Relaxation, relaxations, with_more_hours
from sextant.engine.simulation.courses import ordinary_course

from .conftest import DAY, WEEK, make_problem, reading, session, workshop

TWELVE_WEEKS = {
    "slots": tuple(Slot(week * WEEK + day * DAY + 600, 60) for week in range(12) for day in (0, 2)),
    "weeks": tuple(range(0, 13 * WEEK, WEEK)),
}


def ask(r: Relaxation) -> dict[str, object]:
    """Only what the relaxation asks."""
    said = {name: getattr(r, name) for name in ("weeks", "minutes", "places", "taken_back", "brought_forward", "freed")}
    return {name: value for name, value in said.items() if value}


def of(problem):
    return relaxations(problem, greedy.plan(problem))


def test_feasible_plan_needs_none():
    assert of(make_problem(reading("r", 10, x=1), required={"x": 1})) == ()


def test_what_no_change_can_mend_gets_none():
    assert of(make_problem(required={"x": 1})) == ()


def test_too_little_time_asks_for_the_fewest_weeks_or_minutes():
    # 300 minutes at 30 a week: ten weeks where there are four; or, in four weeks, 75 a week.
    problem = make_problem(reading("r", 300, x=1), required={"x": 1}, minutes_per_week=30, **TWELVE_WEEKS)

    found = of(problem)

    assert [ask(r) for r in found] == [{"minutes": 60}, {"weeks": 6}]
    assert all(r.feasible and r.regained == ("x",) for r in found)
    assert [r.size for r in found] == sorted(r.size for r in found)


def test_weeks_are_asked_only_where_slots_are_known():
    problem = make_problem(reading("r", 300, x=1), required={"x": 1}, minutes_per_week=30)

    assert [ask(r) for r in of(problem)] == [{"minutes": 60}]


@pytest.mark.parametrize(
    ("modules", "changes", "expected"),
    [
        ((workshop("w", session("s", 600, place="port"), x=1),), {}, {"places": ("port",)}),
        ((reading("r", 10, x=1),), {"refused": frozenset({"r"})}, {"taken_back": ("r",)}),
        ((reading("r", 10, x=1),), {"postponed": {"r": 4 * WEEK}}, {"brought_forward": ("r",)}),
        ((workshop("w", session("s", 900, place="town"), x=1),), {}, {"freed": (("w", "s"),)}),
    ],
)
def test_the_one_thing_in_the_way_is_what_is_asked(modules, changes, expected):
    assert [ask(r) for r in of(make_problem(*modules, required={"x": 1}, **changes))] == [expected]


def test_several_are_asked_together_only_where_no_one_is_enough():
    problem = make_problem(workshop("w", session("s", 600, place="port"), x=1), reading("r", 10, y=1), refused=frozenset({"r"}))

    together, *partial = of(problem)

    assert together.feasible
    assert ask(together) == {"places": ("port",), "taken_back": ("r",)}
    assert [(ask(r), r.feasible, r.regained) for r in partial] == [
        ({"taken_back": ("r",)}, False, ("y",)),
        ({"places": ("port",)}, False, ("x",)),
    ]


def test_more_hours_lengthen_the_week_where_its_slots_are_too_short():
    problem = make_problem(minutes_per_week=110)

    richer = with_more_hours(problem, 60)

    assert richer.minutes_per_week == 170
    assert [s for s in richer.slots if s not in problem.slots] == [Slot(week * WEEK + 2 * DAY + 660, 50) for week in range(4)]


@pytest.mark.parametrize("seed", range(8))
def test_what_is_asked_is_enough_and_nothing_smaller_of_its_kind_is(seed):
    problem = ordinary_course(seed)
    plan = greedy.plan(problem)

    for r in relaxations(problem, plan):
        assert r.plan.objective < plan.objective
        if r.feasible and list(ask(r)) == ["weeks"] and r.weeks > 1:
            sooner = replace(problem, deadline=problem.deadline + (r.weeks - 1) * WEEK)
            assert greedy.plan(sooner).objective.shortfall > r.plan.objective.shortfall
