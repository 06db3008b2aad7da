from datetime import date, datetime
from typing import Any

from django.db import transaction

from sextant.accounts.models import Learner
from sextant.engine.planning import greedy
from sextant.engine.planning.model import Plan as EnginePlan
from sextant.kernel.events import publish
from sextant.pathways.calendar import moment_of
from sextant.pathways.choices import ChoiceKind, PlanState, StepKind
from sextant.pathways.events import PlanMade
from sextant.pathways.models import Choice, Completion, Constraints, Plan, Step
from sextant.pathways.problem import Course, course_of
from sextant.pathways.words import summary_of, why_of


def make_plan(*, learner: Learner, now: datetime, improve: bool = True) -> Plan:
    """
    Compute the greedy plan and keep it as the current one; ask the worker for a better one when `improve`.

    The computing happens outside any transaction: a planner never holds the write lock.
    """
    course = course_of(learner, now=now)
    found = greedy.plan(course.problem)
    return keep_plan(course=course, found=found, state=PlanState.GREEDY, now=now, improve=improve)


@transaction.atomic
def keep_plan(*, course: Course, found: EnginePlan, state: PlanState, now: datetime, improve: bool) -> Plan:
    """Keep `found` as the learner's current plan."""
    learner = course.learner
    # The learner's row is the lock: two tabs that change a constraint together make two plans, one after the other.
    Learner.objects.select_for_update().get(pk=learner.pk)
    last = Plan.objects.filter(learner=learner).order_by("-number").first()
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
        summary=summary_of(course, found),
        made_at=now,
    )
    why = why_of(course, found)
    Step.objects.bulk_create(
        [
            Step(
                learner=learner,
                plan=plan,
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
            for position, step in enumerate(found.steps, start=1)
        ]
    )
    if improve:
        publish(PlanMade(learner=str(learner.pk), plan=str(plan.pk)))
    return plan


def mark_stale(*, learner_id: Any) -> None:
    """Note that what the current plan rests on has changed."""
    Plan.objects.filter(learner=learner_id, current=True).update(stale=True)


@transaction.atomic
def change_constraints(*, learner: Learner, now: datetime, **fields: Any) -> Constraints:
    """Change a learner's week, places, deadline or goal; the current plan becomes stale."""
    constraints = Constraints.objects.select_for_update().filter(learner=learner).first() or Constraints(learner=learner)
    for name, value in fields.items():
        setattr(constraints, name, value)
    constraints.updated_at = now
    constraints.save()
    mark_stale(learner_id=learner.pk)
    return constraints


@transaction.atomic
def choose(*, learner: Learner, module: str, kind: ChoiceKind | None, now: datetime, until: date | None = None) -> None:
    """Keep a module in the plan, leave it out, postpone it, or (`kind` None) withdraw what was chosen."""
    if kind is None:
        Choice.objects.filter(learner=learner, module=module).delete()
    else:
        Choice.objects.update_or_create(learner=learner, module=module, defaults={"kind": kind, "until": until, "chosen_at": now})
    mark_stale(learner_id=learner.pk)


@transaction.atomic
def swap(*, learner: Learner, out: str, into: str, now: datetime) -> None:
    """Leave `out` out of the plan and keep `into` in it."""
    choose(learner=learner, module=out, kind=ChoiceKind.REFUSED, now=now)
    choose(learner=learner, module=into, kind=ChoiceKind.PINNED, now=now)


@transaction.atomic
def complete(*, learner: Learner, module: str, module_hash: str, now: datetime) -> Completion:
    """Note that a learner finished a module; twice is once. Reading never raises a level: a short test takes the module's place in the plan."""
    completion, _created = Completion.objects.get_or_create(
        learner=learner, module=module, defaults={"module_hash": module_hash, "completed_at": now}
    )
    Choice.objects.filter(learner=learner, module=module).delete()
    mark_stale(learner_id=learner.pk)
    return completion

