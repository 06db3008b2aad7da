"""Hours saved, and when not to say."""

import pytest

from sextant.engine.planning import greedy
from sextant.engine.planning.hours import hours_saved, required_course, share_covered

from .conftest import make_problem, reading


def test_saving_is_the_part_of_the_full_course_not_planned():
    problem = make_problem(reading("x1", 30, x=1), reading("x0", 20, x=0), reading("y1", 50, y=1), acquired=frozenset({"y"}))
    plan = greedy.plan(problem)

    saved = hours_saved(plan, required_course(problem), share_covered(problem), diagnostic_minutes=10)

    assert saved is not None
    assert (saved.planned, saved.full, saved.minutes, saved.share) == (40, 100, 60, 0.6)


def test_nothing_is_said_where_the_pack_covers_too_little():
    problem = make_problem(reading("x1", 30, x=1))

    assert share_covered(problem) == 0.5
    assert hours_saved(greedy.plan(problem), problem.modules, 0.79) is None
    assert hours_saved(greedy.plan(problem), problem.modules, 0.8) is not None


def test_nothing_is_said_where_the_plan_covers_less_than_the_course():
    problem = make_problem(reading("x1", 30, x=1), required={"x": 1}, slots=())

    assert hours_saved(greedy.plan(problem), problem.modules, 1.0) is None


def test_nothing_is_said_of_an_empty_course():
    assert hours_saved(greedy.plan(make_problem(required={})), (), 1.0) is None


def test_modules_above_the_requirement_are_not_in_the_course():
    problem = make_problem(reading("x1", 30, x=1), reading("x2", 30, x=2), reading("z", 30, z=0))

    assert [m.key for m in required_course(problem)] == ["x1"]


@pytest.mark.parametrize(("levels", "share"), [({}, 1.0), ({"x": 0}, 0.0), ({"x": 1}, 1.0)])
def test_share_covered_counts_modules_at_the_required_level(levels, share):
    assert share_covered(make_problem(reading("x1", 30, x=1), required=levels)) == share
