"""The conformance suite: what every planner owes a learner."""

from dataclasses import replace

import pytest

from sextant.engine.planning.check import violations
from sextant.engine.planning.model import Chunk, Gain, Kind, Module, Reason, Slot
from sextant.engine.simulation.courses import crowded_course, ordinary_course

from .conftest import DAY, HOUR, WEEK, Planner, make_problem, reading, session, workshop


def keys(plan):
    return [step.key for step in plan.steps]


@pytest.mark.parametrize("seed", range(12))
def test_plan_breaks_no_rule_for_ordinary_learners(planner: Planner, seed: int):
    problem = ordinary_course(seed)

    plan = planner(problem)

    assert violations(problem, plan) == ()
    assert plan.steps


@pytest.mark.parametrize("seed", range(3))
def test_plan_breaks_no_rule_when_crowded(planner: Planner, seed: int):
    problem = crowded_course(seed)

    assert violations(problem, planner(problem)) == ()


def test_plan_reaches_what_is_required_in_the_fewest_minutes(planner: Planner):
    problem = make_problem(reading("long", 40, x=1), reading("short", 20, x=1), reading("both", 30, x=1, y=1), reading("y-only", 25, y=1))

    plan = planner(problem)

    assert keys(plan) == ["both"]
    assert plan.feasible
    assert plan.objective.minutes == 30
    assert all(c.before < 0.1 and c.after >= 0.8 for c in plan.coverage)


def test_nothing_is_planned_for_what_is_acquired_or_already_likely(planner: Planner):
    problem = make_problem(reading("x1", 20, x=1), reading("y1", 20, y=1), mean={"x": -1.0, "y": 0.5}, acquired=frozenset({"x"}))

    plan = planner(problem)

    assert plan.steps == ()
    assert plan.feasible


def test_open_competence_is_planned_as_a_test_and_never_as_a_module(planner: Planner):
    problem = make_problem(reading("x1", 20, x=1), reading("y1", 20, y=1), open_tests=frozenset({"x"}))

    plan = planner(problem)

    assert keys(plan) == ["test:x", "y1"]
    assert plan.steps[0].kind is Kind.TEST
    assert plan.steps[0].minutes == 8
    assert plan.feasible


def test_refused_module_stays_out_and_another_comes_in(planner: Planner):
    problem = make_problem(reading("short", 20, x=1), reading("long", 40, x=1), required={"x": 1}, refused=frozenset({"short"}))

    assert keys(planner(problem)) == ["long"]


def test_pinned_module_is_kept_with_all_it_needs(planner: Planner):
    problem = make_problem(
        reading("short", 20, x=1),
        reading("first", 15, y=0),
        reading("wish", 40, prerequisites=("first",), x=1),
        required={"x": 1},
        mean={"x": -1.0, "y": -2.0},
        pinned={"wish": None},
    )

    assert keys(planner(problem)) == ["first", "wish"]


def test_pinned_session_is_kept(planner: Planner):
    at = [WEEK + 10 * HOUR, 2 * WEEK + 10 * HOUR]
    module = workshop("w", session("early", at[0], place="town"), session("late", at[1], place="town"), x=1)

    free = planner(make_problem(module, required={"x": 1}))
    pinned = planner(make_problem(module, required={"x": 1}, pinned={"w": "late"}))

    assert (free.steps[0].session, pinned.steps[0].session) == ("early", "late")


def test_pin_that_cannot_be_kept_is_reported(planner: Planner):
    module = workshop("w", session("s", 11 * HOUR, place="town"), x=1)

    plan = planner(make_problem(module, reading("r", 20, x=1), required={"x": 1}, pinned={"w": None}))

    assert plan.missed_pins == ("w",)
    assert plan.objective.pins_missed == 1
    assert keys(plan) == ["r"]


def test_done_module_is_not_repeated_and_opens_what_needs_it(planner: Planner):
    problem = make_problem(
        reading("first", 20, y=1), reading("then", 20, prerequisites=("first",), x=1), required={"x": 1}, done=frozenset({"first"})
    )

    assert keys(planner(problem)) == ["then"]


def test_prerequisite_is_waived_when_it_teaches_what_is_held(planner: Planner):
    problem = make_problem(
        reading("first", 20, y=1), reading("then", 20, prerequisites=("first",), x=1), required={"x": 1}, mean={"x": -1.0, "y": 0.5}
    )

    assert keys(planner(problem)) == ["then"]


def test_prerequisite_comes_first(planner: Planner):
    problem = make_problem(
        reading("first", 50, y=0), reading("then", 10, prerequisites=("first",), x=1), required={"x": 1}, mean={"x": -1.0, "y": -2.0}
    )

    plan = planner(problem)

    assert keys(plan) == ["first", "then"]
    assert plan.steps[0].end <= plan.steps[1].start


def test_lower_level_comes_first(planner: Planner):
    problem = make_problem(reading("high", 10, x=1), reading("low", 50, x=0), required={"x": 1}, mean={"x": -2.0, "y": 0.0})

    assert keys(planner(problem)) == ["low", "high"]


def test_postponed_module_waits(planner: Planner):
    problem = make_problem(reading("r", 20, x=1), required={"x": 1}, postponed={"r": 2 * WEEK})

    assert planner(problem).steps[0].start == 2 * WEEK + 10 * HOUR


def test_long_module_is_split_into_pieces_of_ten_minutes_at_least(planner: Planner):
    slots = tuple(Slot(day * DAY + 600, 25) for day in range(5))
    problem = make_problem(reading("r", 55, x=1), required={"x": 1}, slots=slots)

    step = planner(problem).steps[0]

    assert step.minutes == 55
    assert [c.minutes for c in step.chunks] == [25, 20, 10]


def test_module_that_fits_whole_in_a_slot_is_not_split(planner: Planner):
    problem = make_problem(reading("r", 25, x=1), required={"x": 1}, slots=(Slot(0, 15), Slot(DAY, 30)))

    assert planner(problem).steps[0].chunks == (Chunk(DAY, DAY + 25),)


def test_module_is_split_if_it_fits_no_other_way(planner: Planner):
    problem = make_problem(reading("r", 25, x=1), reading("q", 10, y=1), slots=(Slot(0, 15), Slot(DAY, 20)))

    plan = planner(problem)

    assert plan.feasible
    assert sorted(step.minutes for step in plan.steps) == [10, 25]


def test_week_is_never_fuller_than_agreed(planner: Planner):
    problem = make_problem(reading("x1", 50, x=1), reading("y1", 50, y=1), minutes_per_week=60)

    plan = planner(problem)

    assert plan.feasible
    assert plan.steps[1].start >= WEEK
    assert plan.objective.finish_week == 2


def test_slots_that_touch_are_one(planner: Planner):
    module = workshop("w", session("s", 600, 90, place="town"), x=1)
    problem = make_problem(module, required={"x": 1}, slots=(Slot(600, 60), Slot(660, 60)))

    assert keys(planner(problem)) == ["w"]


def test_two_sessions_do_not_overlap_nor_their_travel(planner: Planner):
    slots = (Slot(600, 240),)
    one = workshop("one", session("s", 600, place="town", travel_minutes=40), x=1)
    two = workshop("two", session("s", 680, place="port", travel_minutes=60), y=1)
    problem = make_problem(one, two, slots=slots, minutes_per_week=300, places=frozenset({"town", "port"}))

    apart = make_problem(
        one,
        replace(two, sessions=(session("s", 710, place="port", travel_minutes=60),)),
        slots=slots,
        minutes_per_week=300,
        places=frozenset({"town", "port"}),
    )

    assert len(planner(problem).steps) == 1
    assert len(planner(apart).steps) == 2


def test_session_where_the_learner_already_is_costs_no_travel(planner: Planner):
    module = workshop("w", session("s", 600, place="town", travel_minutes=40), x=1)
    problem = make_problem(module, required={"x": 1}, slots=(Slot(600, 60, place="town"),))

    assert planner(problem).objective.travel == 0


def test_reading_is_not_laid_in_the_travel_to_a_session(planner: Planner):
    module = workshop("w", session("s", 660, 30, place="town", travel_minutes=60), x=1)
    problem = make_problem(module, reading("r", 60, y=1), slots=(Slot(600, 90), Slot(DAY, 60)))

    plan = planner(problem)

    assert plan.step("r").start == DAY
    assert violations(problem, plan) == ()


def test_nearer_session_is_preferred(planner: Planner):
    module = workshop(
        "w", session("far", 600, place="town", travel_minutes=90), session("near", WEEK + 600, place="town", travel_minutes=10), x=1
    )

    assert planner(make_problem(module, required={"x": 1})).steps[0].session == "near"


def test_what_a_session_needs_is_done_before_it(planner: Planner):
    problem = make_problem(
        reading("quick", 20, x=1),
        reading("preparation", 50, y=0),
        replace(workshop("w", session("s", 2 * DAY + 600, place="town"), y=1), prerequisites=("preparation",)),
        mean={"x": -1.0, "y": -2.0},
        minutes_per_week=120,
    )

    plan = planner(problem)

    assert keys(plan) == ["preparation", "w", "quick"]
    assert violations(problem, plan) == ()


def test_week_made_shorter_is_respected_by_what_was_planned(planner: Planner):
    problem = make_problem(reading("x1", 50, x=1), reading("y1", 50, y=1), minutes_per_week=100)
    first = planner(problem)
    shorter = replace(problem, minutes_per_week=60, previous=first.steps)

    plan = planner(shorter)

    assert violations(shorter, plan) == ()
    assert plan.feasible
    assert plan.objective.changes == 1


@pytest.mark.parametrize(
    ("reason", "modules", "changes"),
    [
        (Reason.NO_MODULE, (reading("far", 10, x=0),), {}),
        (Reason.ALREADY_DONE, (reading("r", 10, x=1),), {"done": frozenset({"r"})}),
        (Reason.NO_SESSION, (workshop("w", x=1),), {}),
        (Reason.REFUSED, (reading("r", 10, x=1),), {"refused": frozenset({"r"})}),
        (Reason.UNREACHABLE_PLACE, (workshop("w", session("s", 600, place="moon"), x=1),), {}),
        (Reason.SESSION_FULL, (workshop("w", session("s", 600, place="town", seats_left=0), x=1),), {}),
        (Reason.OUTSIDE_AVAILABILITY, (workshop("w", session("s", 900, place="town"), x=1),), {}),
        (Reason.OUTSIDE_AVAILABILITY, (reading("r", 10, x=1),), {"postponed": {"r": 4 * WEEK}}),
        (Reason.OUTSIDE_AVAILABILITY, (workshop("w", session("s", WEEK + 600, place="town"), x=1),), {"deadline": WEEK}),
        (Reason.NOT_ENOUGH_TIME, (reading("r", 400, x=1),), {}),
        (Reason.NOT_ENOUGH_TIME, (reading("r", 10, x=1),), {"slots": ()}),
    ],
)
def test_unmet_competence_says_why(planner: Planner, reason: Reason, modules: tuple[Module, ...], changes):
    problem = make_problem(*modules, required={"x": 1}, **changes)

    plan = planner(problem)

    assert [(u.competence, u.reason) for u in plan.unmet] == [("x", reason)]
    assert not plan.feasible
    assert plan.unmet[0].blocked == (() if reason is Reason.NO_MODULE else (modules[0].key,))
    assert plan.unmet[0].probability < plan.unmet[0].target
    assert (plan.unmet[0].best >= plan.unmet[0].target) is (reason is not Reason.NO_MODULE)


def test_module_behind_a_refused_prerequisite_counts_as_refused(planner: Planner):
    problem = make_problem(
        reading("first", 10, y=1), reading("then", 10, prerequisites=("first",), x=1), required={"x": 1}, refused=frozenset({"first"})
    )

    assert [(u.reason, u.blocked) for u in planner(problem).unmet] == [(Reason.REFUSED, ("then",))]


def test_test_without_room_is_unmet(planner: Planner):
    problem = make_problem(required={}, open_tests=frozenset({"x"}), slots=(Slot(0, 5),))

    assert [(u.competence, u.reason) for u in planner(problem).unmet] == [("x", Reason.NOT_ENOUGH_TIME)]


def test_scarce_time_goes_to_what_covers_most(planner: Planner):
    problem = make_problem(reading("x1", 60, x=1), reading("both", 60, x=1, y=1), slots=(Slot(0, 60),))

    assert keys(planner(problem)) == ["both"]


def test_empty_problem_gives_an_empty_plan(planner: Planner):
    plan = planner(make_problem(required={}))

    assert plan.steps == plan.coverage == plan.unmet == ()
    assert plan.objective.finish_week == 0


def test_module_that_hardly_helps_is_left_out(planner: Planner):
    weak = Module("weak", 60, {"x": Gain(1, lift=0.04, leap=0.0)})

    assert planner(make_problem(weak, required={"x": 1})).steps == ()


def test_replanning_keeps_what_it_can(planner: Planner):
    problem = make_problem(
        *(reading(f"m{n}", 40 + n, **{f"c{n}": 1}) for n in range(5)),
        mean={f"c{n}": -1.0 for n in range(5)},
        sd={f"c{n}": 0.3 for n in range(5)},
        required={f"c{n}": 1 for n in range(5)},
    )
    first = planner(problem)
    gone = first.steps[0].key

    again = planner(replace(problem, previous=first.steps, refused=frozenset({gone})))

    assert {s.key: s.chunks for s in again.steps} == {s.key: s.chunks for s in first.steps[1:]}
    assert again.objective.changes == 1


def test_replanning_the_same_changes_nothing(planner: Planner):
    problem = ordinary_course(4)
    first = planner(problem)

    assert planner(replace(problem, previous=first.steps)).steps == first.steps
