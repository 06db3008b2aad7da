"""The planning problem of a learner, gathered from every room below."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count

from sextant.accounts.models import Cohort, Learner
from sextant.accounts.queries import cohort_of
from sextant.catalogue.choices import Modality
from sextant.catalogue.document import Resource
from sextant.catalogue.models import Session
from sextant.catalogue.queries import resources_of, sessions_of
from sextant.engine.planning.model import Chunk, Gain, Kind, Module, Problem, SessionOption, Step as EngineStep
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for, framework_of
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import CompetenceResult, results_of
from sextant.pathways.calendar import concrete_slots, end_of_day, minute_of, week_boundaries
from sextant.pathways.choices import ChoiceKind, StepState
from sextant.pathways.models import Choice, Completion, Constraints, Plan, Step

DEFAULT_WEEKS = 12
"""The horizon of a learner who gave no deadline and has no cohort."""

ROOM_PAST_DEADLINE = timedelta(weeks=8)
"""Slots are made this far past the deadline, for the relaxations that move it."""

DEFAULT_TRAVEL = 60
"""Minutes of travel, there and back, to a site whose distance the learner did not give."""

_KINDS = {Modality.SELF_PACED: Kind.SELF_PACED, Modality.LIVE: Kind.LIVE, Modality.ON_SITE: Kind.ON_SITE}


@dataclass(frozen=True, slots=True)
class Course:
    """A learner's problem with what is needed to read its solution."""

    learner: Learner
    framework: Framework
    constraints: Constraints
    zone: ZoneInfo
    deadline: date
    results: tuple[CompetenceResult, ...]
    resources: dict[str, tuple[str, Resource]]
    problem: Problem
    fingerprint: str


def default_constraints(learner: Learner, *, now: datetime) -> Constraints:
    """Return what we assume of a learner who said nothing: two evenings and Saturday morning, two hours a week, no travel."""
    return Constraints(learner=learner, slots=[[2, 18 * 60, 120], [4, 18 * 60, 120], [6, 10 * 60, 120]], minutes_per_week=120, updated_at=now)


def deadline_of(constraints: Constraints, cohort: Cohort | None, *, now: datetime) -> date:
    """Return the learner's own deadline, else the cohort's, else twelve weeks from now."""
    today = now.astimezone(ZoneInfo(constraints.zone)).date()
    wanted = constraints.deadline or (cohort.deadline if cohort else None) or today + timedelta(weeks=DEFAULT_WEEKS)
    return max(wanted, today)


def modules_for(framework: Framework, learner: Learner, resources: dict[str, tuple[str, Resource]]) -> dict[str, Resource]:
    """Return the resources written for the learner's profession that teach a competence of the framework."""
    return {
        uid: resource
        for uid, (_, resource) in resources.items()
        if (resource.professions is None or not learner.profession or learner.profession in resource.professions)
        and any(target.competence in framework.axis and target.level in framework.levels for target in resource.targets)
    }


def _modules(framework: Framework, chosen: dict[str, Resource], sessions: list[Session], taken: dict[tuple[str, str], int], travel: dict[str, int]) -> tuple[Module, ...]:
    places_in_order = list(framework.levels)
    by_resource: dict[str, list[SessionOption]] = {}
    for session in sessions:
        by_resource.setdefault(session.resource, []).append(
            SessionOption(
                key=session.key,
                start=minute_of(session.starts_at),
                end=minute_of(session.ends_at),
                place=session.place or None,
                seats_left=max(0, session.capacity - taken.get((session.resource, session.key), 0)),
                travel_minutes=travel.get(session.place, DEFAULT_TRAVEL) if session.place else 0,
            )
        )
    modules = []
    for uid, resource in chosen.items():
        kind = _KINDS[resource.modality]
        options = by_resource.get(uid, []) if kind is not Kind.SELF_PACED else []
        if kind is Kind.LIVE:
            options = [SessionOption(key=o.key, start=o.start, end=o.end, seats_left=o.seats_left) for o in options]
        modules.append(
            Module(
                key=uid,
                minutes=resource.minutes,
                gains={
                    target.competence: Gain(places_in_order.index(target.level))
                    for target in resource.targets
                    if target.competence in framework.axis and target.level in framework.levels
                },
                kind=kind,
                prerequisites=tuple(key for key in resource.prerequisites if key in chosen),
                sessions=tuple(options),
            )
        )
    return tuple(modules)


def course_of(learner: Learner, *, now: datetime, constraints: Constraints | None = None) -> Course:
    """Return the planning problem of `learner` at `now` (a constant number of queries). `constraints` may be unsaved: a "what if"."""
    cohort = cohort_of(learner)
    framework = framework_for(code=cohort.framework, version=cohort.framework_version) if cohort else framework_of(learner)
    constraints = constraints or Constraints.objects.filter(learner=learner).first() or default_constraints(learner, now=now)
    zone = ZoneInfo(constraints.zone)
    deadline = deadline_of(constraints, cohort, now=now)
    until = deadline + ROOM_PAST_DEADLINE
    results = tuple(results_of(learner, framework))
    resources = resources_of(framework.code)
    chosen = modules_for(framework, learner, resources)
    sessions = [
        session
        for session in sessions_of(uid for uid, resource in chosen.items() if resource.modality != Modality.SELF_PACED)
        if session.starts_at > now
    ]
    modules = _modules(framework, chosen, sessions, _seats_taken(learner, sessions), constraints.places)
    choices = list(Choice.objects.filter(learner=learner, module__in=list(chosen)))
    completions = dict(Completion.objects.filter(learner=learner).values_list("module", "completed_at"))
    required = {result.code: list(framework.levels).index(result.required.code) for result in results if result.required}
    problem = Problem(
        mean={result.code: result.theta for result in results},
        sd={result.code: max((result.high - result.low) / (2 * 1.6448536269514722), 1e-3) for result in results},
        required=required,
        cuts=framework.cuts,
        modules=modules,
        slots=concrete_slots([tuple(slot) for slot in constraints.slots], start=now, until=until, zone=zone),
        weeks=week_boundaries(start=now, until=until, zone=zone),
        minutes_per_week=constraints.minutes_per_week,
        start=minute_of(now),
        deadline=end_of_day(deadline, zone),
        places=frozenset(constraints.places),
        pinned={choice.module: None for choice in choices if choice.kind == ChoiceKind.PINNED and choice.module not in completions},
        refused=frozenset(choice.module for choice in choices if choice.kind == ChoiceKind.REFUSED),
        postponed={
            choice.module: minute_of(datetime.combine(choice.until, time(), tzinfo=zone))
            for choice in choices
            if choice.kind == ChoiceKind.POSTPONED and choice.until
        },
        done=frozenset(module for module in completions if module in chosen),
        acquired=frozenset(result.code for result in results if result.verdict == Verdict.ACQUIRED),
        open_tests=frozenset(result.code for result in results if result.verdict == Verdict.TO_SETTLE) | _learnt(results, chosen, completions),
        previous=_previous(learner, now),
    )
    return Course(learner, framework, constraints, zone, deadline, results, resources, problem, _fingerprint(problem))


def _learnt(results: tuple[CompetenceResult, ...], chosen: dict[str, Resource], completions: dict[str, datetime]) -> frozenset[str]:
    """Return the required competences the learner has studied: the next thing to do there is a short test, not another reading."""
    studied = {target.competence for uid in completions if uid in chosen for target in chosen[uid].targets}
    return frozenset(
        result.code for result in results if result.code in studied and result.required and result.verdict == Verdict.TO_ACQUIRE
    )


def _seats_taken(learner: Learner, sessions: list[Session]) -> dict[tuple[str, str], int]:
    if not sessions:
        return {}
    rows = (
        Step.objects.filter(plan__current=True, session__in={session.key for session in sessions}, module__in={session.resource for session in sessions})
        .exclude(learner=learner)
        .values("module", "session")
        .annotate(seats=Count("pk"))
    )
    return Counter({(row["module"], row["session"]): row["seats"] for row in rows})


def _previous(learner: Learner, now: datetime) -> tuple[EngineStep, ...]:
    steps = Step.objects.filter(learner=learner, plan__current=True, state=StepState.PLANNED, starts_at__gt=now).order_by("position")
    return tuple(
        EngineStep(
            key=step.module,
            kind=Kind(step.kind),
            chunks=tuple(Chunk(start, end) for start, end in step.moments),
            session=step.session or None,
            place=step.place or None,
            travel_minutes=0,
        )
        for step in steps
    )


def _fingerprint(problem: Problem) -> str:
    """Return a hash of everything the plan depends on but the time of day: the same problem tomorrow morning is the same problem."""
    parts = (
        sorted(problem.mean.items()),
        sorted(problem.sd.items()),
        sorted(problem.required.items()),
        [(module.key, module.minutes, module.sessions) for module in problem.modules],
        problem.weeks[-1],
        problem.minutes_per_week,
        problem.deadline,
        sorted((slot.start + slot.minutes) for slot in problem.slots if slot.start > problem.start + 1440)[-40:],
        sorted(problem.places),
        sorted(problem.pinned),
        sorted(problem.refused),
        sorted(problem.postponed.items()),
        sorted(problem.done),
        sorted(problem.acquired),
        sorted(problem.open_tests),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
