"""The planning problem of a learner, gathered from every room below."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from statistics import NormalDist
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count

from sextant.accounts.models import Cohort, Learner
from sextant.accounts.queries import cohort_of
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Response, Sitting
from sextant.assessment.queries import seconds_spent
from sextant.catalogue.choices import Modality
from sextant.catalogue.document import Resource
from sextant.catalogue.models import Session
from sextant.catalogue.queries import resources_of, sessions_of
from sextant.engine.planning.draws import levelled
from sextant.engine.planning.model import Chunk, Gain, Kind, Module, Problem, SessionOption, Slot
from sextant.engine.planning.model import Step as EngineStep
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for, framework_of
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import CONFIDENCE, CompetenceResult, declarations_of, fades_on, results, state_of
from sextant.mastery.state import State
from sextant.pathways.calendar import concrete_slots, end_of_day, local_minute, minute_of, week_boundaries
from sextant.pathways.choices import ChoiceKind, StepState
from sextant.pathways.models import Choice, Completion, Constraints, Step

DEFAULT_WEEKS = 12
"""The horizon of a learner who gave no deadline and has no cohort."""

DEFAULT_SLOTS = ((2, 18 * 60, 240), (4, 18 * 60, 240), (6, 8 * 60, 240))
"""The week of a learner who said nothing of it: two evenings and Saturday morning."""

ROOM_PAST_DEADLINE = timedelta(weeks=8)
"""Slots are made this far past the deadline, for the relaxations that move it."""

COVERED = 0.85
"""
A requirement is covered from this probability on: at .85, the simulated hours saved cost less than two points of mastery
(`benchmarks/planning_hours_saved`).
"""

DEFAULT_TRAVEL = 60
"""Minutes of travel, there and back, to a site whose distance the learner did not give."""

HALF_INTERVAL = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
"""Standard errors from the middle of an interval to its end."""

_KINDS = {Modality.SELF_PACED: Kind.SELF_PACED, Modality.LIVE: Kind.LIVE, Modality.ON_SITE: Kind.ON_SITE}


@dataclass(frozen=True, slots=True)
class Course:
    """
    A learner's problem with what is needed to read its solution.

    `sessions` maps (resource, key) to the dated session; `asked_minutes` is the time spent answering questions so far; `fades_on` the first
    day on which something acquired must be tested again.
    `undrawn` are the modules of the plan in force that stand in it without a draw.
    """

    learner: Learner
    framework: Framework
    constraints: Constraints
    zone: ZoneInfo
    deadline: date
    results: tuple[CompetenceResult, ...]
    resources: dict[str, tuple[str, Resource]]
    sessions: dict[tuple[str, str], Session]
    choices: tuple[Choice, ...]
    completed: dict[str, datetime]
    asked_minutes: int
    problem: Problem
    undrawn: frozenset[str]
    fingerprint: str
    fades_on: date | None = None


def default_constraints(learner: Learner | None, *, now: datetime) -> Constraints:
    """Return what we assume of a learner who said nothing: two evenings and Saturday morning, two hours a week, no travel."""
    return Constraints(learner=learner, slots=[list(slot) for slot in DEFAULT_SLOTS], minutes_per_week=120, updated_at=now)


def deadline_of(constraints: Constraints, cohort: Cohort | None, *, now: datetime) -> date:
    """Return the learner's own deadline, else the cohort's, else twelve weeks from now; never a day that is over."""
    today = now.astimezone(ZoneInfo(constraints.zone)).date()
    wanted = constraints.deadline or (cohort.deadline if cohort else None) or today + timedelta(weeks=DEFAULT_WEEKS)
    return max(wanted, today)


def modules_for(framework: Framework, learner: Learner, resources: Mapping[str, tuple[str, Resource]]) -> dict[str, Resource]:
    """Return the resources written for the learner's profession that teach a competence of the framework."""
    return {
        uid: resource
        for uid, (_, resource) in resources.items()
        if (resource.professions is None or not learner.profession or learner.profession in resource.professions)
        and any(target.competence in framework.axis and target.level in framework.levels for target in resource.targets)
    }


def course_of(learner: Learner, *, now: datetime, constraints: Constraints | None = None) -> Course:
    """Return the planning problem of `learner` at `now` (a constant number of queries). `constraints` may be unsaved: a "what if"."""
    cohort = cohort_of(learner)
    framework = framework_for(code=cohort.framework, version=cohort.framework_version) if cohort else framework_of(learner)
    constraints = constraints or Constraints.objects.filter(learner=learner).first() or default_constraints(learner, now=now)
    zone = ZoneInfo(constraints.zone)
    deadline = deadline_of(constraints, cohort, now=now)
    until = deadline + ROOM_PAST_DEADLINE
    declared = declarations_of(learner, framework)
    state = state_of(learner, framework, declared, now=now)
    found = tuple(results(state, learner, declared))
    resources = resources_of(framework.code)
    chosen = modules_for(framework, learner, resources)
    dated = sessions_of(uid for uid, resource in chosen.items() if resource.modality != Modality.SELF_PACED)
    sessions = [session for session in dated if session.starts_at > now]
    taken = _seats_taken(learner, sessions)
    modules = tuple(_module(framework, uid, resource, chosen, sessions, taken, constraints.places) for uid, resource in chosen.items())
    choices = tuple(Choice.objects.filter(learner=learner).order_by("chosen_at"))
    completed = dict(Completion.objects.filter(learner=learner).values_list("module", "completed_at"))
    levels = list(framework.levels)
    ahead = list(Step.objects.filter(learner=learner, plan__current=True, state=StepState.PLANNED, starts_at__gt=now))
    problem = Problem(
        target=COVERED,
        mean={result.code: result.theta for result in found},
        sd={result.code: max((result.high - result.low) / (2 * HALF_INTERVAL), 1e-3) for result in found},
        required={result.code: levels.index(result.required.code) for result in found if result.required},
        cuts=framework.cuts,
        modules=modules,
        slots=concrete_slots(constraints.slots, start=now, until=until, zone=zone) + _freed(choices, sessions, until=until, zone=zone),
        weeks=week_boundaries(start=now, until=until, zone=zone),
        minutes_per_week=constraints.minutes_per_week,
        start=minute_of(now),
        deadline=end_of_day(deadline, zone),
        places=frozenset(constraints.places),
        pinned=_pinned(choices, {module.key: module for module in modules}, completed),
        refused=frozenset(choice.module for choice in choices if choice.kind == ChoiceKind.REFUSED and choice.module in chosen),
        postponed={
            choice.module: local_minute(choice.until, 0, zone)
            for choice in choices
            if choice.kind == ChoiceKind.POSTPONED and choice.until and choice.module in chosen
        },
        done=frozenset(module for module in completed if module in chosen),
        acquired=frozenset(result.code for result in found if result.verdict == Verdict.ACQUIRED),
        open_tests=_to_test(found, chosen, completed, _settled(learner, framework)),
        previous=previous_steps(ahead),
    )
    # Equivalent resources are given the same time, so that a draw between them changes nothing else.
    problem = levelled(problem) if may_draw(constraints) else problem
    return Course(
        learner=learner,
        framework=framework,
        constraints=constraints,
        zone=zone,
        deadline=deadline,
        results=found,
        fades_on=fades_on(state, found, learner),
        resources=resources,
        sessions={(session.resource, session.key): session for session in sessions},
        choices=choices,
        completed=completed,
        asked_minutes=_asked_minutes(learner),
        problem=problem,
        undrawn=frozenset(step.module for step in ahead if not step.why.get("drawn")),
        fingerprint=_fingerprint(problem, state, constraints, choices, {uid: resources[uid][0] for uid in chosen}),
    )


def may_draw(constraints: Constraints) -> bool:
    """Say whether a coin may choose between equivalent resources: where the campus draws, unless the learner would rather not."""
    return settings.DRAWS and not constraints.no_lots


def _module(
    framework: Framework,
    uid: str,
    resource: Resource,
    chosen: Mapping[str, Resource],
    sessions: Iterable[Session],
    taken: Mapping[tuple[str, str], int],
    travel: Mapping[str, int],
) -> Module:
    kind = _KINDS[resource.modality]
    levels = list(framework.levels)
    gains = {
        target.competence: Gain(levels.index(target.level))
        for target in resource.targets
        if target.competence in framework.axis and target.level in framework.levels
    }
    return Module(
        key=uid,
        minutes=resource.minutes,
        gains=gains,
        kind=kind,
        prerequisites=tuple(key for key in resource.prerequisites if key in chosen),
        sessions=tuple(
            _option(session, kind, taken, travel) for session in sessions if session.resource == uid and _can_be_held(session, kind)
        ),
    )


def _can_be_held(session: Session, kind: Kind) -> bool:
    # A workshop whose place nobody wrote down cannot be planned.
    return kind is Kind.LIVE or (kind is Kind.ON_SITE and bool(session.place))


def _option(session: Session, kind: Kind, taken: Mapping[tuple[str, str], int], travel: Mapping[str, int]) -> SessionOption:
    on_site = kind is Kind.ON_SITE
    return SessionOption(
        key=session.key,
        start=minute_of(session.starts_at),
        end=minute_of(session.ends_at),
        place=session.place if on_site else None,
        seats_left=max(0, session.capacity - taken.get((session.resource, session.key), 0)),
        travel_minutes=int(travel.get(session.place, DEFAULT_TRAVEL)) if on_site else 0,
    )


def _pinned(choices: Iterable[Choice], modules: Mapping[str, Module], completed: Mapping[str, datetime]) -> dict[str, str | None]:
    pinned: dict[str, str | None] = {}
    for choice in choices:
        if choice.kind != ChoiceKind.PINNED or choice.module not in modules or choice.module in completed:
            continue
        # A session that is over, or withdrawn, binds nobody: the module is kept, at another date.
        known = {option.key for option in modules[choice.module].sessions}
        pinned[choice.module] = choice.session if choice.session in known else None
    return pinned


def _freed(choices: Iterable[Choice], sessions: Iterable[Session], *, until: date, zone: ZoneInfo) -> tuple[Slot, ...]:
    """Return the hours of the sessions for which the learner makes room outside their usual week."""
    wanted = {(choice.module, choice.session) for choice in choices if choice.kind == ChoiceKind.PINNED and choice.freed}
    last = end_of_day(until, zone)
    moments = [(minute_of(one.starts_at), minute_of(one.ends_at)) for one in sessions if (one.resource, one.key) in wanted]
    return tuple(Slot(start, end - start) for start, end in moments if end <= last)


STUDIED_FOR = {Verdict.TO_ACQUIRE, Verdict.BORDERLINE}
"""What studying may change. A borderline verdict is final for the answers there were: what was learnt since deserves new questions."""


def _to_test(
    results: Iterable[CompetenceResult], chosen: Mapping[str, Resource], completed: Mapping[str, datetime], settled: Mapping[str, datetime]
) -> frozenset[str]:
    """
    Return the competences whose next step is a short test: those to be settled, and those studied since their last test.

    Reading never raises a level: what was studied is proved by a test, not read again.
    """
    studied: dict[str, datetime] = {}
    for uid, at in completed.items():
        for target in chosen[uid].targets if uid in chosen else ():
            studied[target.competence] = max(at, studied.get(target.competence, at))
    found = set()
    for result in results:
        if result.required is None:
            continue
        again = result.code in studied and (result.code not in settled or settled[result.code] < studied[result.code])
        if result.verdict == Verdict.TO_SETTLE or (result.verdict in STUDIED_FOR and again):
            found.add(result.code)
    return frozenset(found)


def _settled(learner: Learner, framework: Framework) -> dict[str, datetime]:
    """Return when each competence was last settled by a short test."""
    ended = Sitting.objects.filter(learner=learner, kind=SittingKind.SETTLE, framework=framework.code, finished_at__isnull=False)
    return {competence: at for competence, at in ended.order_by("finished_at").values_list("competence", "finished_at") if at is not None}


def _asked_minutes(learner: Learner) -> int:
    answers = Response.objects.filter(learner=learner, answered_at__isnull=False).only("asked_at", "answered_at")
    return ceil(seconds_spent(list(answers)) / 60)


def _seats_taken(learner: Learner, sessions: list[Session]) -> dict[tuple[str, str], int]:
    if not sessions:
        return {}
    keys, resources = {session.key for session in sessions}, {session.resource for session in sessions}
    rows = (
        Step.objects.filter(plan__current=True, session__in=keys, module__in=resources)
        .exclude(learner=learner)
        .values("module", "session")
        .annotate(seats=Count("pk"))
    )
    return {(row["module"], row["session"]): row["seats"] for row in rows}


def previous_steps(steps: Iterable[Step]) -> tuple[EngineStep, ...]:
    """Return kept steps as the engine knows them."""
    return tuple(
        EngineStep(
            key=step.module,
            kind=Kind(step.kind),
            chunks=tuple(Chunk(start, end) for start, end in step.moments),
            session=step.session or None,
            place=step.place or None,
        )
        for step in sorted(steps, key=lambda step: step.position)
    )


def _fingerprint(problem: Problem, state: State, constraints: Constraints, choices: Iterable[Choice], hashes: Mapping[str, str]) -> str:
    """Return a hash of everything a plan rests on but the moment: the same problem an hour later is the same problem."""
    parts = [
        state.framework.code,
        state.framework.version,
        # As the last answer left it: of time alone, what matters is what it makes uncertain, and that stands below among the tests.
        [[round(float(one), 6) for one in numbers] for numbers in (state.last.mean, state.last.sd)],
        sorted(problem.required.items()),
        sorted(hashes.items()),
        # Seats come and go with other learners' plans: only "full or not" matters here.
        sorted((module.key, option.key, option.start, option.seats_left == 0) for module in problem.modules for option in module.sessions),
        sorted(map(list, constraints.slots)),
        constraints.zone,
        problem.minutes_per_week,
        problem.deadline,
        sorted(constraints.places.items()),
        sorted(problem.pinned.items(), key=str),
        sorted((choice.module, choice.session) for choice in choices if choice.freed),
        sorted(problem.refused),
        sorted(problem.postponed.items()),
        sorted(problem.done),
        sorted(problem.acquired),
        sorted(problem.open_tests),
        # Said only where it is so: the courses made before one could say it are not made anew for it.
        *(["no lots"] if constraints.no_lots else []),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
