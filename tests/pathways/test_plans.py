"""Making, keeping and improving plans."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django_tasks_db.models import DBTaskResult

from sextant.accounts.models import Learner, Person
from sextant.catalogue.models import Session
from sextant.engine.planning import greedy
from sextant.engine.planning.check import violations
from sextant.engine.planning.model import Reason
from sextant.frameworks.queries import framework_of
from sextant.mastery.actions import announce_change
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Estimate
from sextant.mastery.queries import results_of
from sextant.mastery.state import thresholds
from sextant.pathways import actions, tasks
from sextant.pathways.choices import ChoiceKind, PlanState, StepState
from sextant.pathways.models import Choice, Completion, Plan, Step
from sextant.pathways.problem import course_of
from sextant.pathways.queries import current_plan, is_out_of_date, steps_of

from .learners import constrained, learner_of, place_at

CONSENT, INCIDENT, SECRET, WORKSHOP = (f"essai.res.{name}" for name in ("consentement", "incident", "secret", "atelier"))


@pytest.fixture
def learner(amina: Person, now: datetime) -> Learner:
    """Amina, below what is required on all three competences, with two evenings a week."""
    learner = learner_of(amina)
    place_at(learner, theta=-1.6, now=now)
    constrained(learner, now=now)
    return learner


def modules(plan: Plan) -> list[str]:
    return [step.module for step in steps_of(plan)]


def test_plan_covers_what_is_required_and_breaks_no_rule(learner: Learner, now: datetime) -> None:
    plan = actions.make_plan(learner=learner, now=now)

    course = course_of(learner, now=now)
    assert sorted(modules(plan)) == [CONSENT, INCIDENT, SECRET]
    assert plan.feasible
    assert plan.minutes == 37
    assert violations(course.problem, greedy.plan(course.problem)) == ()
    assert all(one["reached"] for one in plan.summary["coverage"])


def test_step_keeps_its_reason_as_codes_and_numbers(learner: Learner, now: datetime) -> None:
    plan = actions.make_plan(learner=learner, now=now)

    step = plan.steps.get(module=CONSENT)
    (bring,) = step.why["brings"]
    assert (bring["competence"], bring["from"], bring["level"]) == ("X1", "", "initie")
    assert bring["before"] < 0.01 < 0.9 < bring["after"]
    assert [one["kind"] for one in step.why["otherwise"]] == ["without"]
    assert step.why["otherwise"][0]["losses"][0]["competence"] == "X1"


def test_course_is_read_in_a_constant_number_of_queries(learner: Learner, now: datetime, django_assert_max_num_queries: object) -> None:
    course_of(learner, now=now)

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        course_of(learner, now=now)


def test_acquired_competence_needs_no_step(learner: Learner, now: datetime) -> None:
    place_at(learner, theta={"X1": 0.5, "X2": -1.6, "Y1": -1.6}, now=now)

    plan = actions.make_plan(learner=learner, now=now)

    assert sorted(modules(plan)) == [INCIDENT, SECRET]


def test_open_verdict_is_planned_as_a_short_test(learner: Learner, now: datetime) -> None:
    place_at(learner, theta={"X1": -1.0, "X2": 0.5, "Y1": 0.5}, now=now)

    plan = actions.make_plan(learner=learner, now=now)

    assert modules(plan) == ["test:X1"]
    assert plan.summary["hours"] is None or plan.summary["hours"]["planned"] >= 8


def test_hours_saved_count_questions_and_what_was_already_read(learner: Learner, now: datetime) -> None:
    place_at(learner, theta={"X1": 0.5, "X2": -1.6, "Y1": -1.6}, now=now)
    first = actions.make_plan(learner=learner, now=now)
    actions.complete(learner=learner, module=INCIDENT, module_hash="x", now=now)

    second = actions.make_plan(learner=learner, now=now)

    # Consent (10 minutes) is spared, whatever was read meanwhile.
    assert first.summary["hours"] == {"planned": 27, "full": 37}
    assert second.summary["hours"]["planned"] >= 27


def test_hours_saved_are_not_told_of_a_pack_that_covers_too_little(bruno: Person, now: datetime) -> None:
    learner = learner_of(bruno)
    place_at(learner, theta=-1.6, now=now)
    constrained(learner, now=now)
    Session.objects.all().delete()

    plan = actions.make_plan(learner=learner, now=now)

    assert not plan.feasible
    assert {one["reason"] for one in plan.summary["unmet"]} <= {Reason.NO_SESSION, Reason.NO_MODULE}


def test_only_one_plan_is_current(learner: Learner, now: datetime) -> None:
    actions.make_plan(learner=learner, now=now)
    newest = actions.make_plan(learner=learner, now=now)

    assert list(Plan.objects.filter(learner=learner, current=True)) == [newest]
    assert newest.number == 2


def test_remaking_an_unchanged_plan_changes_nothing(learner: Learner, now: datetime) -> None:
    first = actions.make_plan(learner=learner, now=now)
    second = actions.make_plan(learner=learner, now=now + timedelta(minutes=3))

    assert second.summary["changes"] is None
    assert second.inputs_hash == first.inputs_hash
    assert [(step.module, step.moments) for step in steps_of(second)] == [(step.module, step.moments) for step in steps_of(first)]


def test_refused_module_leaves_and_its_competence_says_why(learner: Learner, now: datetime) -> None:
    actions.make_plan(learner=learner, now=now)
    actions.choose(learner=learner, module=CONSENT, kind=ChoiceKind.REFUSED, now=now)

    plan = actions.make_plan(learner=learner, now=now)

    assert CONSENT not in modules(plan)
    (unmet,) = plan.summary["unmet"]
    assert (unmet["competence"], unmet["reason"], unmet["blocked"]) == ("X1", "refused", [CONSENT])
    assert plan.summary["changes"] == {"added": [], "removed": [CONSENT], "moved": plan.summary["changes"]["moved"], "minutes": -10}


def test_postponed_module_waits(learner: Learner, now: datetime) -> None:
    actions.choose(learner=learner, module=CONSENT, kind=ChoiceKind.POSTPONED, until=date(2026, 12, 10), now=now)

    plan = actions.make_plan(learner=learner, now=now)

    assert plan.steps.get(module=CONSENT).starts_at.astimezone(ZoneInfo("Europe/Paris")).date() >= date(2026, 12, 10)


def test_withdrawing_a_swap_takes_the_refusal_back_too(learner: Learner, now: datetime) -> None:
    actions.swap(learner=learner, out=CONSENT, into=WORKSHOP, now=now)

    actions.choose(learner=learner, module=WORKSHOP, kind=None, now=now)

    assert not Choice.objects.filter(learner=learner).exists()


def test_session_is_attended_only_where_one_can_go(bruno: Person, now: datetime) -> None:
    learner = learner_of(bruno)
    place_at(learner, theta=-0.6, now=now)
    constrained(learner, now=now, slots=[[3, 12 * 60, 360]], minutes_per_week=180, places={})
    without = actions.make_plan(learner=learner, now=now)
    constrained(learner, now=now, slots=[[3, 12 * 60, 360]], minutes_per_week=180, places={"salle-a": 40})

    within = actions.make_plan(learner=learner, now=now)

    assert {one["reason"] for one in without.summary["unmet"]} == {"unreachable-place"}
    step = within.steps.get(module=WORKSHOP)
    assert (step.place, step.why["travel"], step.why["session"]["demonstration"]) == ("salle-a", 40, True)


def test_finished_module_gives_way_to_a_test(learner: Learner, now: datetime) -> None:
    actions.make_plan(learner=learner, now=now)

    actions.complete(learner=learner, module=CONSENT, module_hash="x", now=now)
    actions.complete(learner=learner, module=CONSENT, module_hash="x", now=now)

    assert Completion.objects.filter(learner=learner).count() == 1
    assert Step.objects.get(learner=learner, module=CONSENT, plan__current=True).state == StepState.DONE
    plan = actions.make_plan(learner=learner, now=now)
    assert "test:X1" in modules(plan)
    assert CONSENT not in modules(plan)


def test_what_was_studied_since_a_borderline_verdict_is_tested_again(learner: Learner, now: datetime) -> None:
    framework = framework_of(learner)
    place_at(learner, theta=thresholds(framework, learner)[framework.axis["X1"]], now=now)
    Estimate.objects.filter(learner=learner).update(settled=["X1"])
    before = actions.make_plan(learner=learner, now=now)

    actions.complete(learner=learner, module=CONSENT, module_hash="x", now=now)
    after = actions.make_plan(learner=learner, now=now)

    assert results_of(learner, framework, now=now)[framework.axis["X1"]].verdict == Verdict.BORDERLINE
    assert "test:X1" not in modules(before)
    assert "test:X1" in modules(after)


def test_plan_goes_out_of_date_when_a_day_passes_without_its_step(learner: Learner, now: datetime) -> None:
    plan = actions.make_plan(learner=learner, now=now)
    steps, zone = steps_of(plan), ZoneInfo("Europe/Paris")
    day = steps[0].ends_at

    assert not is_out_of_date(plan, steps, zone=zone, now=day + timedelta(minutes=30))
    assert is_out_of_date(plan, steps, zone=zone, now=day + timedelta(days=1))


def test_infeasible_plan_offers_the_smallest_ways_out(learner: Learner, now: datetime) -> None:
    constrained(learner, now=now, slots=[[2, 18 * 60, 240]], minutes_per_week=15, deadline=date(2026, 12, 2))

    plan = actions.make_plan(learner=learner, now=now)

    assert {one["reason"] for one in plan.summary["unmet"]} == {"not-enough-time"}
    ways = plan.summary["ways_out"]
    assert {"weeks", "minutes"} <= {name for way in ways for name in ("weeks", "minutes") if way[name]}
    assert all(way["enough"] for way in ways)


def test_applying_a_way_out_makes_the_plan_feasible(learner: Learner, now: datetime) -> None:
    constrained(learner, now=now, slots=[[2, 18 * 60, 240]], minutes_per_week=15, deadline=date(2026, 12, 2))
    plan = actions.make_plan(learner=learner, now=now)
    names = ("weeks", "minutes", "places", "taken_back", "brought_forward")

    for way in plan.summary["ways_out"]:
        changed = {name: way[name] for name in names} | {"freed": [(one["module"], one["session"]) for one in way["freed"]]}
        actions.relax(learner=learner, deadline=date(2026, 12, 2), now=now, **changed)
        assert actions.make_plan(learner=learner, now=now).feasible
        constrained(learner, now=now, slots=[[2, 18 * 60, 240]], minutes_per_week=15, deadline=date(2026, 12, 2))


def test_deadline_that_is_over_still_gives_a_plan(learner: Learner, now: datetime) -> None:
    constrained(learner, now=now, deadline=date(2026, 11, 1))

    plan = actions.make_plan(learner=learner, now=now)

    assert plan.summary["deadline"] == "2026-11-23"
    assert not plan.feasible


def test_change_elsewhere_makes_the_plan_stale_and_a_task_row(learner: Learner, now: datetime) -> None:
    constrained(learner, now=now, deadline=date(2027, 6, 1))
    plan = actions.make_plan(learner=learner, now=now, improve=False)

    announce_change(learner=learner, framework=framework_of(learner))

    assert current_plan(learner).stale  # type: ignore[union-attr]
    assert DBTaskResult.objects.filter(task_path="sextant.pathways.tasks.refresh_plan").count() == 1
    tasks.refresh_plan.func(learner=str(learner.pk), framework="droit-essai")
    # Nothing the plan rests on had changed: it is kept, and no longer doubted.
    assert current_plan(learner) == plan
    assert not current_plan(learner).stale  # type: ignore[union-attr]


@pytest.mark.django_db
def test_worker_confirms_a_plan_that_cannot_be_bettered(learner: Learner, now: datetime) -> None:
    plan = actions.make_plan(learner=learner, now=now, alternatives_for=0)
    assert plan.improving
    assert "otherwise" not in plan.steps.get(module=CONSENT).why

    tasks.improve_plan.func(learner=str(learner.pk), plan=str(plan.pk))
    tasks.improve_plan.func(learner=str(learner.pk), plan=str(plan.pk))

    plan.refresh_from_db()
    assert (plan.state, plan.improving, plan.current) == (PlanState.IMPROVED, False, True)
    assert plan.steps.get(module=CONSENT).why["otherwise"]


def test_worker_puts_a_better_plan_in_the_place_of_a_poor_one(learner: Learner, now: datetime) -> None:
    course = course_of(learner, now=now)
    poor = greedy.plan(replace(course.problem, pinned={WORKSHOP: None}))
    # A plan made as if nothing but consent existed: what the worker finds covers more.
    alone = greedy.plan(replace(course.problem, refused=frozenset({INCIDENT, SECRET})))
    assert poor.missed_pins == (WORKSHOP,)
    plan = actions.keep_plan(course=course, found=alone, state=PlanState.GREEDY, now=now, improve=True, alternatives_for=0)

    tasks.improve_plan.func(learner=str(learner.pk), plan=str(plan.pk))

    better = current_plan(learner)
    assert better is not None
    assert (better.state, better.number, better.feasible) == (PlanState.IMPROVED, plan.number + 1, True)
    assert sorted(better.summary["changes"]["added"]) == [INCIDENT, SECRET]
    # What was there stays where the learner saw it.
    assert better.steps.get(module=CONSENT).moments == plan.steps.get(module=CONSENT).moments


def test_worker_drops_its_result_when_something_changed_meanwhile(learner: Learner, now: datetime) -> None:
    plan = actions.make_plan(learner=learner, now=now)
    actions.choose(learner=learner, module=CONSENT, kind=ChoiceKind.REFUSED, now=now)

    tasks.improve_plan.func(learner=str(learner.pk), plan=str(plan.pk))

    plan.refresh_from_db()
    assert (plan.state, plan.improving) == (PlanState.GREEDY, False)
    assert Plan.objects.filter(learner=learner).count() == 1


def test_worker_leaves_a_plan_that_is_no_longer_current_alone(learner: Learner, now: datetime) -> None:
    old = actions.make_plan(learner=learner, now=now)
    new = actions.make_plan(learner=learner, now=now)

    tasks.improve_plan.func(learner=str(learner.pk), plan=str(old.pk))

    new.refresh_from_db()
    assert new.current
    assert new.improving


def test_better_plan_is_refused_if_the_plan_went_stale_while_solving(learner: Learner, now: datetime) -> None:
    plan = actions.make_plan(learner=learner, now=now)
    course = course_of(learner, now=now)
    actions.mark_stale(learner_id=learner.pk)

    put = actions.replace_plan(plan=plan, course=course, found=greedy.plan(course.problem), summary=plan.summary, why={}, now=now)

    assert not put
    assert Plan.objects.filter(learner=learner).count() == 1


def test_room_made_for_a_session_makes_the_plan_feasible(bruno: Person, now: datetime) -> None:
    learner = learner_of(bruno)
    place_at(learner, theta=-0.6, now=now)
    constrained(learner, now=now, minutes_per_week=180, places={"salle-a": 40})
    plan = actions.make_plan(learner=learner, now=now)
    assert {one["reason"] for one in plan.summary["unmet"]} == {"outside-availability"}
    way = next(way for way in plan.summary["ways_out"] if way["freed"])
    assert way["enough"]

    freed = [(one["module"], one["session"]) for one in way["freed"]]
    actions.relax(
        learner=learner,
        deadline=now.date(),
        weeks=0,
        minutes=0,
        places=way["places"],
        taken_back=[],
        brought_forward=[],
        freed=freed,
        now=now,
    )

    better = actions.make_plan(learner=learner, now=now)
    assert better.feasible
    assert violations(course_of(learner, now=now).problem, greedy.plan(course_of(learner, now=now).problem)) == ()
    actions.choose(learner=learner, module=WORKSHOP, kind=None, now=now)
    assert not actions.make_plan(learner=learner, now=now).feasible


def test_slow_plan_leaves_to_the_worker_all_that_is_not_the_plan(learner: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    constrained(learner, now=now, slots=[[2, 18 * 60, 240]], minutes_per_week=15, deadline=date(2026, 12, 2))
    in_time = actions.make_plan(learner=learner, now=now)
    monkeypatch.setattr(actions, "perf_counter", count(step=60).__next__)

    late = actions.make_plan(learner=learner, now=now)

    assert in_time.summary["ways_out"]
    assert (late.summary["ways_out"], late.improving) == (None, True)
    assert any("otherwise" in step.why for step in steps_of(in_time))
    assert not any("otherwise" in step.why for step in steps_of(late))


def test_ways_out_that_were_left_to_the_worker_come_with_it(learner: Learner, now: datetime) -> None:
    constrained(learner, now=now, slots=[[2, 18 * 60, 240]], minutes_per_week=15, deadline=date(2026, 12, 2))
    course = course_of(learner, now=now)
    found = greedy.plan(course.problem)
    plan = actions.keep_plan(course=course, found=found, state=PlanState.GREEDY, now=now, improve=True, alternatives_for=0, ways_out=False)
    assert plan.summary["ways_out"] is None

    tasks.improve_plan.func(learner=str(learner.pk), plan=str(plan.pk))

    better = current_plan(learner)
    assert better is not None
    assert better.summary["ways_out"]
