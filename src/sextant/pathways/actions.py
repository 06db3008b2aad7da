"""A learner's constraints, choices, plan, steps and calendar: everything that is written."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import transaction

from sextant.accounts.actions import change_profile, enrol
from sextant.accounts.models import Cohort, Learner
from sextant.catalogue.queries import resources_of
from sextant.engine.planning import greedy
from sextant.engine.planning.model import Plan as EnginePlan
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_of
from sextant.kernel.events import publish
from sextant.mastery.actions import announce_change, declare_levels, note_study, take_back_study
from sextant.pathways.calendar import moment_of
from sextant.pathways.choices import ChoiceKind, PlanState, StepKind, StepState
from sextant.pathways.draws import drawn
from sextant.pathways.events import PlanMade
from sextant.pathways.models import CalendarFeed, Choice, Completion, Constraints, Plan, Step
from sextant.pathways.problem import DEFAULT_TRAVEL, Course, course_of, default_constraints
from sextant.pathways.queries import current_plan, token_hash
from sextant.pathways.words import difference_of, summary_of, why_of

WEB_SECONDS = 0.2
"""Time the web process spends on the cost of alternatives; the worker works out the rest."""

SLOW = 0.03
"""A greedy plan that takes longer than these seconds leaves the ways out to the worker: the answer must come within half a second."""

ASKED_SECONDS = 3.0
"""The same when a learner asks for it, where no worker runs."""


def make_plan(*, learner: Learner, now: datetime, improve: bool = True, alternatives_for: float = WEB_SECONDS) -> Plan:
    """
    Compute the greedy plan and keep it as the current one; ask the worker for a better one when `improve`.

    The computing happens outside any transaction: a planner never holds the write lock. `alternatives_for` bounds the seconds spent on
    what doing otherwise would cost (0 for none, in bulk).
    """
    course = course_of(learner, now=now)
    started = perf_counter()
    found = drawn(course, greedy.plan(course.problem))
    # Trying the ways out takes several plans: where one is slow and a worker follows, they are left to it.
    ways_out = not improve or perf_counter() - started < SLOW
    return keep_plan(
        course=course,
        found=found,
        state=PlanState.GREEDY,
        now=now,
        improve=improve and (bool(found.steps) or not ways_out),
        ways_out=ways_out,
        # One budget for all that is not the plan itself.
        alternatives_for=alternatives_for - (perf_counter() - started) if improve else alternatives_for,
    )


def keep_plan(
    *,
    course: Course,
    found: EnginePlan,
    state: PlanState,
    now: datetime,
    improve: bool,
    alternatives_for: float,
    ways_out: bool = True,
) -> Plan:
    """Keep `found` as the learner's current plan; steps that stay are told apart from those that changed."""
    until = perf_counter() + alternatives_for
    summary = summary_of(course, found, ways_out=ways_out)
    why = why_of(course, found, seconds=until - perf_counter())
    return _write_plan(course=course, found=found, state=state, now=now, improve=improve, summary=summary, why=why)


@transaction.atomic
def _write_plan(
    *, course: Course, found: EnginePlan, state: PlanState, now: datetime, improve: bool, summary: dict[str, Any], why: dict[str, Any]
) -> Plan:
    learner = course.learner
    # The learner's row is the lock: two tabs that change a constraint together make two plans, one after the other.
    Learner.objects.select_for_update().get(pk=learner.pk)
    last = Plan.objects.filter(learner=learner).order_by("-number").first()
    rows = [_row(course, why, position, step) for position, step in enumerate(found.steps, start=1)]
    if last is not None:
        old = Step.objects.filter(plan=last, state=StepState.PLANNED, ends_at__gt=now)
        kept = [row for row in old.values("module", "session", "minutes", "moments") if row["module"] not in course.completed]
        summary = {**summary, "changes": difference_of(kept, [_kept(row) for row in rows])}
    Plan.objects.filter(learner=learner, current=True).update(current=False, improving=False)
    plan = Plan.objects.create(
        learner=learner,
        number=last.number + 1 if last else 1,
        state=state,
        improving=improve,
        framework=course.framework.code,
        framework_version=course.framework.version,
        inputs_hash=course.fingerprint,
        minutes=found.minutes,
        feasible=found.feasible,
        summary=summary,
        made_at=now,
    )
    for row in rows:
        row.plan = plan
    Step.objects.bulk_create(rows)
    if improve:
        publish(PlanMade(learner=str(learner.pk), plan=str(plan.pk)))
    return plan


def _row(course: Course, why: dict[str, Any], position: int, step: Any) -> Step:
    return Step(
        learner=course.learner,
        position=position,
        module=step.key,
        module_hash=course.resources[step.key][0] if step.key in course.resources else "",
        kind=StepKind(step.kind.value),
        starts_at=moment_of(step.start),
        ends_at=moment_of(step.end),
        moments=[[chunk.start, chunk.end] for chunk in step.chunks],
        minutes=step.minutes,
        session=step.session or "",
        place=step.place or "",
        pinned=step.key in course.problem.pinned,
        why=why.get(step.key, {}),
    )


def _kept(row: Step) -> dict[str, Any]:
    return {"module": row.module, "session": row.session, "minutes": row.minutes, "moments": row.moments}


def refresh_plan(*, learner: Learner, now: datetime) -> Plan | None:
    """Make the current plan anew if what it rests on has changed; a learner without a plan gets none. Twice changes nothing."""
    plan = current_plan(learner)
    if plan is None:
        return None
    course = course_of(learner, now=now)
    if course.fingerprint == plan.inputs_hash:
        Plan.objects.filter(pk=plan.pk, current=True, stale=True).update(stale=False)
        return plan
    return make_plan(learner=learner, now=now)


@transaction.atomic
def stop_improving(*, plan: UUID) -> None:
    """Note that nobody looks for a better plan than this one any more."""
    Plan.objects.filter(pk=plan, improving=True).update(improving=False)


@transaction.atomic
def confirm_plan(*, plan: Plan, summary: dict[str, Any], why: dict[str, Any]) -> None:
    """Note that no better plan was found, and keep the ways out and what the alternatives cost."""
    kept = {**summary, "changes": plan.summary.get("changes")}
    if not Plan.objects.filter(pk=plan.pk, current=True).update(state=PlanState.IMPROVED, improving=False, summary=kept):
        return
    steps = list(Step.objects.filter(plan=plan))
    for step in steps:
        step.why = why.get(step.module, step.why)
    Step.objects.bulk_update(steps, ["why"])


@transaction.atomic
def replace_plan(*, plan: Plan, course: Course, found: EnginePlan, summary: dict[str, Any], why: dict[str, Any], now: datetime) -> bool:
    """Put `found` in the place of `plan` unless another plan was made, or something changed, meanwhile; return whether it was."""
    # Lock, then look: the learner may be changing a constraint at this moment.
    Learner.objects.select_for_update().get(pk=course.learner.pk)
    if not Plan.objects.filter(pk=plan.pk, current=True, stale=False, improving=True).exists():
        Plan.objects.filter(pk=plan.pk).update(improving=False)
        return False
    _write_plan(course=course, found=found, state=PlanState.IMPROVED, now=now, improve=False, summary=summary, why=why)
    return True


def mark_stale(*, learner_id: Any) -> None:
    """Note that what the current plan rests on has changed."""
    Plan.objects.filter(learner=learner_id, current=True).update(stale=True)


def mark_cohort_stale(*, cohort_id: Any) -> None:
    """Note that what the plans of a cohort's learners rest on has changed."""
    Plan.objects.filter(learner__enrolments__cohort=cohort_id, current=True).update(stale=True)


@transaction.atomic
def change_constraints(*, learner: Learner, now: datetime, **fields: Any) -> Constraints:
    """Change a learner's week, places, deadline or goal; the current plan becomes stale."""
    # The learner's row is the lock: two tabs that save together must not write two rows of constraints.
    Learner.objects.select_for_update().get(pk=learner.pk)
    constraints = Constraints.objects.filter(learner=learner).first() or default_constraints(learner, now=now)
    for name, value in fields.items():
        setattr(constraints, name, value)
    constraints.updated_at = now
    constraints.save()
    mark_stale(learner_id=learner.pk)
    return constraints


@transaction.atomic
def choose(
    *,
    learner: Learner,
    module: str,
    kind: ChoiceKind | None,
    now: datetime,
    until: date | None = None,
    session: str = "",
    freed: bool = False,
    instead_of: str = "",
) -> None:
    """Keep a module in the plan (perhaps in one session of it), leave it out, postpone it, or (`kind` None) withdraw what was chosen."""
    before = Choice.objects.filter(learner=learner, module=module).first()
    if before is not None and before.instead_of and before.instead_of != instead_of:
        # A swap is one decision: taking it back puts the module that was left out back in question.
        Choice.objects.filter(learner=learner, module=before.instead_of, kind=ChoiceKind.REFUSED).delete()
    if kind is None:
        Choice.objects.filter(learner=learner, module=module).delete()
    else:
        Choice.objects.update_or_create(
            learner=learner,
            module=module,
            defaults={"kind": kind, "until": until, "session": session, "freed": freed, "instead_of": instead_of, "chosen_at": now},
        )
    mark_stale(learner_id=learner.pk)


@transaction.atomic
def swap(*, learner: Learner, out: str, into: str, now: datetime) -> None:
    """Leave `out` out of the plan and keep `into` in it; withdrawing the second withdraws both."""
    choose(learner=learner, module=out, kind=ChoiceKind.REFUSED, now=now)
    choose(learner=learner, module=into, kind=ChoiceKind.PINNED, instead_of=out, now=now)


@transaction.atomic
def relax(
    *,
    learner: Learner,
    deadline: date,
    weeks: int,
    minutes: int,
    places: Sequence[str],
    taken_back: Sequence[str],
    brought_forward: Sequence[str],
    freed: Sequence[tuple[str, str]],
    now: datetime,
) -> Constraints:
    """
    Apply a way out: `weeks` after `deadline` (the date in force), `minutes` more a week (the last slot of the week becomes longer where the
    slots do not hold them), more `places`, refusals and postponements taken back, room made for the sessions `freed` (module, session).
    """
    constraints = Constraints.objects.filter(learner=learner).first() or default_constraints(learner, now=now)
    fields: dict[str, Any] = {}
    if weeks:
        fields["deadline"] = deadline + timedelta(weeks=weeks)
    if minutes:
        fields["minutes_per_week"] = constraints.minutes_per_week + minutes
        fields["slots"] = longer_slots(constraints.slots, constraints.minutes_per_week + minutes)
    if places:
        fields["places"] = {**dict.fromkeys(places, DEFAULT_TRAVEL), **constraints.places}
    Choice.objects.filter(learner=learner, module__in=taken_back, kind=ChoiceKind.REFUSED).delete()
    Choice.objects.filter(learner=learner, module__in=brought_forward, kind=ChoiceKind.POSTPONED).delete()
    for module, session in freed:
        choose(learner=learner, module=module, kind=ChoiceKind.PINNED, session=session, freed=True, now=now)
    return change_constraints(learner=learner, now=now, **fields)


def longer_slots(slots: Sequence[Sequence[int]], wanted: int) -> list[list[int]]:
    """
    Return the weekly slots with the last one long enough for `wanted` minutes a week in all, up to Sunday's midnight (as `relax` assumes).

    >>> longer_slots([[2, 1080, 60], [4, 1080, 60]], 150)
    [[2, 1080, 60], [4, 1080, 90]]
    """
    ordered = sorted([int(day), int(start), int(minutes)] for day, start, minutes in slots)
    missing = wanted - sum(minutes for _, _, minutes in ordered)
    if ordered and missing > 0:
        day, start, minutes = ordered[-1]
        room = (8 - day) * 1440 - start
        ordered[-1] = [day, start, min(minutes + missing, room)]
    return ordered


@transaction.atomic
def complete(*, learner: Learner, module: str, module_hash: str, now: datetime) -> Completion:
    """
    Note that a learner finished a module; twice is once.

    Reading never raises a level: a short test takes the module's place in the plan. What it taught is noted, so that the answers to come
    weigh more than those before.
    """
    completion, created = Completion.objects.get_or_create(
        learner=learner, module=module, defaults={"module_hash": module_hash, "completed_at": now}
    )
    if created:
        Step.objects.filter(learner=learner, plan__current=True, module=module).update(state=StepState.DONE)
        choose(learner=learner, module=module, kind=None, now=now)
        framework = framework_of(learner)
        _hash, document = resources_of(framework.code).get(module, ("", None))
        taught = [target.competence for target in document.targets] if document else []
        note_study(learner=learner, framework=framework, resource=module, competences=taught, now=now)
    return completion


@transaction.atomic
def reopen(*, learner: Learner, module: str) -> None:
    """Take back that a module is finished: it may be planned again."""
    Completion.objects.filter(learner=learner, module=module).delete()
    take_back_study(learner=learner, framework=framework_of(learner), resource=module)
    mark_stale(learner_id=learner.pk)


@transaction.atomic
def open_feed(*, learner: Learner, now: datetime) -> str:
    """Return the secret of a new calendar address; an address given before answers no longer. Only its hash is kept."""
    # The learner's row is the lock: of two clicks that come together, the address of the second remains.
    Learner.objects.select_for_update().get(pk=learner.pk)
    token = secrets.token_urlsafe(24)
    CalendarFeed.objects.filter(learner=learner).delete()
    CalendarFeed.objects.create(token_hash=token_hash(token), learner=learner, created_at=now)
    return token


@transaction.atomic
def close_feed(*, learner: Learner) -> None:
    """Withdraw a learner's calendar address."""
    CalendarFeed.objects.filter(learner=learner).delete()


@transaction.atomic
def say_who(*, learner: Learner, profile: dict[str, Any], cohort: Cohort | None, now: datetime) -> None:
    """Keep who a learner is, and enrol them in the cohort whose code they gave."""
    change_profile(learner=learner, now=now, **profile)
    if cohort is not None:
        enrol(learner=learner, cohort=cohort, now=now)


@transaction.atomic
def say_known(
    *, learner: Learner, framework: Framework, levels: Mapping[str, str | None], certificates: Mapping[str, str], now: datetime
) -> None:
    """Keep what a learner says they know, which moves what is expected of them, and tell the other contexts."""
    declare_levels(learner=learner, framework=framework, levels=levels, certificates=certificates, now=now)
    announce_change(learner=learner, framework=framework)
