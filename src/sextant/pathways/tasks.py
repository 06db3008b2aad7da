"""What the worker does for plans. Each task may run twice, or late: it then changes nothing it should not."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from sextant.accounts.models import Learner
from sextant.pathways import actions
from sextant.pathways.draws import drawn
from sextant.pathways.models import Plan
from sextant.pathways.problem import course_of, previous_steps
from sextant.pathways.queries import steps_of
from sextant.pathways.words import summary_of, why_of

SOLVE_SECONDS = 2.0
ALTERNATIVES_SECONDS = 1.0
FRESH = timedelta(minutes=10)
"""A plan made this recently is improved as of the moment it was made, so that both answer the same question."""


@task()
def improve_plan(learner: str, plan: str) -> None:
    """Look for a better plan than `plan`, and put it in its place unless something changed meanwhile."""
    from dataclasses import replace

    from sextant.engine.planning import solve

    kept = Plan.objects.filter(pk=UUID(plan), learner=UUID(learner), current=True, improving=True).select_related("learner").first()
    if kept is None:
        return
    if kept.stale:
        actions.stop_improving(plan=kept.pk)
        return
    now = timezone.now()
    moment = kept.made_at if now - kept.made_at < FRESH else now
    course = course_of(kept.learner, now=moment)
    if course.fingerprint != kept.inputs_hash:
        actions.stop_improving(plan=kept.pk)
        return
    steps = previous_steps(step for step in steps_of(kept) if step.starts_at > moment)
    # The first version is "previous": what is as good stays where the learner saw it.
    problem = replace(course.problem, previous=steps)
    course = replace(course, problem=problem)
    found = drawn(course, solve.plan(problem, seconds=SOLVE_SECONDS))
    why = why_of(course, found, seconds=ALTERNATIVES_SECONDS)
    summary = summary_of(course, found)
    same = [(step.key, step.chunks, step.session) for step in found.steps] == [(step.key, step.chunks, step.session) for step in steps]
    if same:
        actions.confirm_plan(plan=kept, summary=summary, why=why)
    else:
        actions.replace_plan(plan=kept, course=course, found=found, summary=summary, why=why, now=moment)


@task()
def refresh_plan(learner: str, **event: str) -> None:
    """Make the plan of a learner who is away anew when what it rests on has changed."""
    found = Learner.objects.filter(pk=UUID(learner)).first()
    if found is not None:
        actions.refresh_plan(learner=found, now=timezone.now())
