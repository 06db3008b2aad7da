"""Each step says why it is there; each alternative says what it costs."""

from dataclasses import replace

import pytest

from sextant.engine.planning import greedy
from sextant.engine.planning.check import violations
from sextant.engine.planning.explain import Otherwise, alternatives, explain
from sextant.engine.planning.refusals import UnknownModule
from sextant.engine.simulation.courses import ordinary_course

from .conftest import DAY, WEEK, make_problem, reading, session, workshop


def test_step_says_from_which_probability_to_which():
    problem = make_problem(reading("low", 20, x=0), reading("high", 30, x=1), required={"x": 1}, mean={"x": -2.0, "y": 0.0})
    plan = greedy.plan(problem)

    low, high = explain(problem, plan)

    assert (low.key, low.opens, low.pinned, low.tests) == ("low", ("high",), False, None)
    assert low.brings[0].level == 0
    assert low.brings[0].held_before == pytest.approx(0.048, abs=0.001)
    assert low.brings[0].held_after == pytest.approx(0.952, abs=0.001)
    assert high.brings[0].held_before < 0.01
    assert high.brings[0].held_after == high.brings[0].required_with == plan.coverage[0].after > 0.9
    assert high.brings[0].required_without < 0.01
    assert low.brings[0].required_without == pytest.approx(0.046, abs=0.001)


def test_prerequisite_is_explained_by_what_it_opens():
    problem = make_problem(
        reading("first", 10, y=1), reading("then", 10, prerequisites=("first",), x=1), required={"x": 1}, mean={"x": -1.0, "y": -1.0}
    )

    first, _ = explain(problem, greedy.plan(problem))

    assert first.opens == ("then",)
    assert first.brings == ()


def test_pin_and_test_are_said_to_be_so():
    problem = make_problem(reading("wish", 10, y=1), required={}, pinned={"wish": None}, open_tests=frozenset({"x"}))

    test, wish = explain(problem, greedy.plan(problem))

    assert (test.tests, test.pinned) == ("x", False)
    assert (wish.tests, wish.pinned) == (None, True)


def test_alternatives_cost_what_replanning_shows():
    problem = make_problem(reading("short", 20, x=1), reading("long", 45, x=1), required={"x": 1})
    plan = greedy.plan(problem)

    found = alternatives(problem, plan, "short")

    assert [(a.kind, a.module, a.minutes, a.added, a.removed, a.covers_as_much) for a in found] == [
        (Otherwise.OTHER_MODULE, "long", 25, ("long",), ("short",), True)
    ]


def test_doing_without_the_only_module_costs_the_competence():
    problem = make_problem(reading("only", 20, x=1), required={"x": 1})
    plan = greedy.plan(problem)

    (without,) = alternatives(problem, plan, "only")

    assert without.kind is Otherwise.WITHOUT
    assert without.minutes == -20
    assert [(loss.competence, loss.before, loss.after) for loss in without.losses] == [
        ("x", plan.coverage[0].after, plan.coverage[0].before)
    ]
    assert not without.covers_as_much


def test_other_session_tells_how_many_days_later():
    module = workshop(
        "w",
        session("near", 600, place="town", travel_minutes=10),
        session("far", WEEK + DAY * 2 + 600, place="town", travel_minutes=50),
        x=1,
    )
    problem = make_problem(module, required={"x": 1})
    plan = greedy.plan(problem)

    found = {a.kind: a for a in alternatives(problem, plan, "w")}

    other = found[Otherwise.OTHER_SESSION]
    assert (other.session, other.days, other.travel, other.minutes, other.losses) == ("far", 9, 40, 0, ())


def test_test_has_no_alternative_and_a_stranger_is_refused():
    problem = make_problem(required={}, open_tests=frozenset({"x"}))
    plan = greedy.plan(problem)

    assert alternatives(problem, plan, "test:x") == ()
    with pytest.raises(UnknownModule):
        alternatives(problem, plan, "nothing")


@pytest.mark.parametrize("seed", range(4))
def test_every_alternative_is_a_right_plan_without_the_step_as_it_was(seed):
    problem = ordinary_course(seed)
    plan = greedy.plan(problem)

    for step in plan.steps:
        for other in alternatives(problem, plan, step.key):
            changed = {s.key: s.session for s in other.plan.steps}
            assert step.key not in changed or changed[step.key] != step.session
            # The pins of the variant are not those of the problem; all else is.
            broken = violations(replace(problem, pinned={}), other.plan)
            assert {v.other for v in broken} <= {"pins"}
