"""The verifier sees every kind of fault: a right plan is spoilt in one place, and the place is named."""

from dataclasses import replace

import pytest

from sextant.engine.planning import greedy
from sextant.engine.planning.check import Rule, violations
from sextant.engine.planning.model import Chunk, Kind, Step

from .conftest import DAY, WEEK, make_problem, reading, session, workshop

PROBLEM = make_problem(
    reading("low", 30, x=0),
    reading("high", 40, x=1),
    reading("needed", 20, y=0),
    workshop("w", session("s", WEEK + 600, place="town", seats_left=1), session("t", 2 * WEEK + 600, place="town"), y=1),
    mean={"x": -2.0, "y": -2.0, "z": 0.0},
    sd={"x": 0.3, "y": 0.3, "z": 0.3},
    open_tests=frozenset({"z"}),
)
PLAN = greedy.plan(PROBLEM)


def with_step(key, /, **changes):
    return replace(PLAN, steps=tuple(replace(s, **changes) if s.key == key else s for s in PLAN.steps))


def moved(key, start):
    step = PLAN.step(key)
    return with_step(key, chunks=(Chunk(start, start + step.minutes),))


def test_verifier_finds_nothing_wrong_with_a_right_plan():
    assert {s.key for s in PLAN.steps} == {"test:z", "low", "high", "needed", "w"}
    assert violations(PROBLEM, PLAN) == ()


@pytest.mark.parametrize(
    ("rule", "problem", "plan"),
    [
        (Rule.UNKNOWN_STEP, PROBLEM, with_step("low", key="gone")),
        (Rule.UNKNOWN_STEP, replace(PROBLEM, open_tests=frozenset()), PLAN),
        (Rule.REPEATED_STEP, PROBLEM, replace(PLAN, steps=(*PLAN.steps, PLAN.steps[0]))),
        (Rule.REFUSED, replace(PROBLEM, refused=frozenset({"low"})), PLAN),
        (Rule.DONE, replace(PROBLEM, done=frozenset({"low"})), PLAN),
        (Rule.WRONG_LENGTH, PROBLEM, with_step("low", chunks=(Chunk(600, 620),))),
        (Rule.WRONG_LENGTH, PROBLEM, with_step("test:z", chunks=(Chunk(600, 603),))),
        (Rule.SHORT_CHUNK, PROBLEM, with_step("low", chunks=(Chunk(608, 633), Chunk(2 * DAY + 600, 2 * DAY + 605)))),
        (Rule.TOO_EARLY, replace(PROBLEM, start=DAY), PLAN),
        (Rule.TOO_EARLY, replace(PROBLEM, postponed={"low": WEEK}), PLAN),
        (Rule.AFTER_DEADLINE, replace(PROBLEM, deadline=WEEK), PLAN),
        (Rule.NOT_FREE, PROBLEM, moved("low", 645)),
        (Rule.OVERLAP, PROBLEM, moved("low", PLAN.step("needed").start)),
        (Rule.WEEK_TOO_FULL, replace(PROBLEM, minutes_per_week=59), PLAN),
        (Rule.UNKNOWN_SESSION, PROBLEM, with_step("w", session="u")),
        (Rule.UNKNOWN_SESSION, PROBLEM, with_step("w", session="t")),
        (Rule.UNREACHABLE_PLACE, replace(PROBLEM, places=frozenset()), PLAN),
        (
            Rule.SESSION_FULL,
            replace(
                PROBLEM,
                modules=(*PROBLEM.modules[:3], workshop("w", session("s", WEEK + 600, place="town", seats_left=0), y=1)),
            ),
            PLAN,
        ),
        (Rule.NOT_THE_PINNED_SESSION, replace(PROBLEM, pinned={"w": "t"}), PLAN),
        (
            Rule.PREREQUISITE,
            replace(PROBLEM, modules=(reading("low", 30, x=0, prerequisites=("needed",)), *PROBLEM.modules[1:])),
            moved("needed", 3 * WEEK + 600),
        ),
        (Rule.LEVEL_ORDER, PROBLEM, moved("low", 3 * WEEK + 600)),
        (Rule.WRONG_ACCOUNT, PROBLEM, replace(PLAN, objective=replace(PLAN.objective, minutes=1))),
        (Rule.WRONG_ACCOUNT, PROBLEM, replace(PLAN, objective=replace(PLAN.objective, shortfall=1))),
        (Rule.WRONG_ACCOUNT, PROBLEM, replace(PLAN, objective=replace(PLAN.objective, travel=1))),
        (Rule.WRONG_ACCOUNT, PROBLEM, replace(PLAN, missed_pins=("low",))),
    ],
)
def test_verifier_names_the_broken_rule(rule, problem, plan):
    assert rule in {v.rule for v in violations(problem, plan)}


def test_verifier_wants_travel_time_between_sessions_at_different_places():
    problem = make_problem(
        workshop("one", session("s", 600, 60, place="town", travel_minutes=40), x=1),
        workshop("two", session("s", 680, 60, place="port", travel_minutes=60), y=1),
        places=frozenset({"town", "port"}),
    )
    plan = replace(
        greedy.plan(problem),
        steps=(
            Step("one", Kind.ON_SITE, (Chunk(600, 660),), "s", "town", 40),
            Step("two", Kind.ON_SITE, (Chunk(680, 740),), "s", "port", 60),
        ),
    )

    assert Rule.OVERLAP in {v.rule for v in violations(problem, plan)}
