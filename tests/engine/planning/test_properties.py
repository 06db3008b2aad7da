"""What holds of every plan, over problems drawn at random."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.engine.planning import greedy
from sextant.engine.planning.check import violations
from sextant.engine.planning.explain import explain
from sextant.engine.planning.model import Gain, Kind, Module, Problem, SessionOption, Slot
from sextant.engine.planning.relax import with_more_hours

from .conftest import DAY, WEEK, make_problem, reading

COMPETENCES = ("x", "y", "z")
SITES = ("town", "port")


@st.composite
def modules(draw: st.DrawFn, number: int) -> Module:
    """A module that may need earlier ones."""
    kind = draw(st.sampled_from((Kind.SELF_PACED, Kind.SELF_PACED, Kind.LIVE, Kind.ON_SITE)))
    gains = draw(st.dictionaries(st.sampled_from(COMPETENCES), st.integers(0, 2).map(Gain), min_size=1, max_size=2))
    prerequisites = draw(st.sets(st.integers(0, number - 1), max_size=1)) if number else set()
    sessions = []
    if kind is not Kind.SELF_PACED:
        for n in range(draw(st.integers(0, 2))):
            start = draw(st.integers(0, 3)) * WEEK + draw(st.sampled_from((0, 2))) * DAY + draw(st.sampled_from((600, 630, 700)))
            place = draw(st.sampled_from(SITES)) if kind is Kind.ON_SITE else None
            sessions.append(
                SessionOption(f"s{n}", start, start + 30, place, draw(st.sampled_from((None, 0, 3))), draw(st.sampled_from((0, 45))))
            )
    return Module(f"m{number}", draw(st.integers(5, 70)), gains, kind, tuple(f"m{n}" for n in prerequisites), tuple(sessions))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A small problem, with choices of the learner."""
    made = tuple(draw(modules(n)) for n in range(draw(st.integers(0, 8))))
    keys = [m.key for m in made]
    some = st.sets(st.sampled_from(keys), max_size=2) if keys else st.just(set())
    refused = draw(some)
    slots = draw(st.lists(st.builds(Slot, st.integers(0, 4 * WEEK).map(lambda m: m // 30 * 30), st.integers(10, 120)), max_size=10))
    return Problem(
        mean={c: draw(st.floats(-2.5, 1)) for c in COMPETENCES},
        sd={c: draw(st.floats(0.1, 1)) for c in COMPETENCES},
        required=draw(st.dictionaries(st.sampled_from(COMPETENCES), st.integers(0, 2))),
        cuts=(-1.5, -0.5, 0.5),
        modules=made,
        slots=tuple(slots) + tuple(Slot(week * WEEK + day * DAY + 600, 60) for week in range(3) for day in (0, 2)),
        weeks=tuple(range(0, 6 * WEEK, WEEK)),
        minutes_per_week=draw(st.integers(0, 150)),
        start=draw(st.integers(0, WEEK)),
        deadline=draw(st.integers(WEEK, 4 * WEEK)),
        places=frozenset(draw(st.sets(st.sampled_from(SITES)))),
        pinned=dict.fromkeys(draw(some) - refused),
        refused=frozenset(refused),
        postponed=dict.fromkeys(draw(some), draw(st.integers(0, 4 * WEEK))),
        done=frozenset(draw(some)),
        acquired=frozenset(draw(st.sets(st.sampled_from(COMPETENCES), max_size=1))),
        open_tests=frozenset(draw(st.sets(st.sampled_from(COMPETENCES), max_size=1))),
    )


@settings(max_examples=150, deadline=None)
@given(problems())
def test_every_plan_passes_the_verifier_and_every_gap_is_explained(problem):
    plan = greedy.plan(problem, trials=20)

    assert violations(problem, plan) == ()
    short = {c.competence for c in plan.coverage if not c.reached and not c.to_test and c.competence not in problem.acquired}
    untested = {c for c in problem.open_tests if f"test:{c}" not in {s.key for s in plan.steps}}
    assert {u.competence for u in plan.unmet} == short | untested
    assert [reason.key for reason in explain(problem, plan)] == [step.key for step in plan.steps]


@settings(max_examples=60, deadline=None)
@given(problems(), st.data())
def test_refused_module_never_comes_back(problem, data):
    plan = greedy.plan(problem, trials=20)
    keys = [s.key for s in plan.steps if s.tests is None]
    if not keys:
        return
    gone = data.draw(st.sampled_from(keys))
    pinned = {key: None for key in problem.pinned if key != gone}

    again = greedy.plan(replace(problem, refused=problem.refused | {gone}, pinned=pinned, previous=plan.steps), trials=20)

    assert gone not in {s.key for s in again.steps}
    assert violations(replace(problem, refused=problem.refused | {gone}, pinned=pinned), again) == ()


@settings(max_examples=60, deadline=None)
@given(problems(), st.integers(1, 120))
def test_more_hours_never_cover_less(problem, minutes):
    plan = greedy.plan(problem, trials=20)
    richer = with_more_hours(problem, minutes)

    again = greedy.plan(richer, incumbent=plan, trials=20)

    assert violations(richer, again) == ()
    assert (again.objective.pins_missed, again.objective.shortfall) <= (plan.objective.pins_missed, plan.objective.shortfall)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_plan_depends_on_nothing_but_the_problem(problem):
    shuffled = replace(problem, modules=problem.modules[::-1], slots=problem.slots[::-1])

    assert greedy.plan(problem, trials=10) == greedy.plan(shuffled, trials=10)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_replanning_under_the_plan_in_force_moves_nothing(problem):
    plan = greedy.plan(problem, trials=20)

    again = greedy.plan(replace(problem, previous=plan.steps), incumbent=plan, trials=20)

    assert again.objective.changes == 0 or again.objective < replace(plan.objective, changes=0)


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(-10_000_000, 10_000_000))
def test_the_origin_of_time_is_indifferent(problem, shift):
    def move(m: Module) -> Module:
        return replace(m, sessions=tuple(replace(s, start=s.start + shift, end=s.end + shift) for s in m.sessions))

    moved = replace(
        problem,
        modules=tuple(move(m) for m in problem.modules),
        slots=tuple(replace(s, start=s.start + shift) for s in problem.slots),
        weeks=tuple(w + shift for w in problem.weeks),
        start=problem.start + shift,
        deadline=problem.deadline + shift,
        postponed={k: v + shift for k, v in problem.postponed.items()},
    )

    here, there = greedy.plan(problem, trials=10), greedy.plan(moved, trials=10)

    assert [(s.key, s.start + shift, s.session) for s in here.steps] == [(s.key, s.start, s.session) for s in there.steps]
    assert here.objective == there.objective


@pytest.mark.parametrize(
    ("zone", "first"), [("Europe/Paris", (2026, 10, 19)), ("Europe/Paris", (2027, 3, 22)), ("Indian/Reunion", (2026, 10, 19))]
)
def test_slots_across_a_change_of_clocks_are_just_minutes(zone, first):
    place = ZoneInfo(zone)
    monday = datetime(*first, tzinfo=place)

    def minute(local: datetime) -> int:
        return int(local.astimezone(UTC).timestamp()) // 60

    # Sundays 1 to 4 in the morning: on the night the clocks change that is two or four hours of elapsed time.
    nights = [(monday + timedelta(weeks=w, days=6, hours=1), monday + timedelta(weeks=w, days=6, hours=4)) for w in range(3)]
    slots = tuple(Slot(minute(a), minute(b) - minute(a)) for a, b in nights)
    weeks = tuple(minute(monday + timedelta(weeks=w)) for w in range(4))
    problem = make_problem(
        reading("x1", 150, x=1), reading("y1", 150, y=1),
        slots=slots, weeks=weeks, start=weeks[0], deadline=weeks[-1], minutes_per_week=240,
    )  # fmt: skip

    plan = greedy.plan(problem)

    assert violations(problem, plan) == ()
    assert plan.feasible
    assert {s.minutes for s in slots} == ({180} if zone == "Indian/Reunion" else {180, 240} if first[1] == 10 else {180, 120})
