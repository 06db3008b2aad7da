"""Cap: where am I, what now, what is left. A constant number of queries for one learner as for many: reminders ask the same of a batch."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, DateTimeField, Exists, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from sextant.accounts.choices import InvitationState
from sextant.accounts.models import Cohort, Enrolment, Invitation, Learner, Person, Reach
from sextant.accounts.queries import joined_by
from sextant.accounts.reach.hours import is_paused
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Sitting
from sextant.catalogue.document import Resource
from sextant.catalogue.queries import resources_of
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import current_versions, framework_for
from sextant.ground.compiled import Compiled, CompiledObjects, Given
from sextant.mastery.choices import Verdict
from sextant.mastery.history import Move, competence_moves, domain_moves, earlier_of
from sextant.mastery.models import Estimate
from sextant.mastery.queries import CompetenceResult, DomainResult, domain_results, results
from sextant.mastery.state import State, floor_of, state_at
from sextant.pathways.choices import StepState
from sextant.pathways.models import Completion, Constraints, Plan, Step
from sextant.pathways.sentences import Names
from sextant.study.activity import active_minutes, start_of_week
from sextant.study.models import Card, Visit
from sextant.study.review.queries import IS_THERE

M = TypeVar("M", bound=Model)

SOONEST = 3
"""How many steps Cap shows."""

STILL_OPEN = timedelta(days=30)
"""A reading left for longer than this is not offered again."""

Resources = Mapping[str, tuple[str, Resource]]


@dataclass(frozen=True, slots=True)
class Left:
    """What is left before the deadline: steps and minutes planned, days, the next steps; what is done already."""

    plan: Plan
    steps: tuple[Step, ...]
    minutes: int
    done: int
    deadline: date | None
    days: int | None
    zone: ZoneInfo
    names: Names

    @property
    def soonest(self) -> tuple[Step, ...]:
        """The next steps."""
        return self.steps[:SOONEST]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The minutes a week somebody set themselves, if they did; their pause; whether a link stopped their mails, and when."""

    minutes: int | None = None
    paused_until: date | None = None
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cards of the daily review that can be asked: those seen before and due again, of which `late` before today; and new ones."""

    again: int = 0
    late: int = 0
    new: int = 0

    def __bool__(self) -> bool:
        return bool(self.again or self.new)


@dataclass(frozen=True, slots=True)
class OpenBook:
    """What one was reading last and has not finished."""

    uid: str
    title: Mapping[str, str]
    anchor: str


class Beside(NamedTuple):
    """What stands beside a learner: their week, their pause, what they were reading, their cards, how much they have done."""

    minutes: int | None
    zone: str | None
    paused_until: date | None
    stopped_at: datetime | None
    book: str | None
    anchor: str | None
    again: int
    late: int
    new: int
    done: int


@dataclass(frozen=True)
class Here:
    """Where a learner is. `estimate` is missing before any answer; `left` before any plan; `worked` are the minutes of this week."""

    learner: Learner | None
    framework: Framework
    zone: ZoneInfo
    now: datetime
    cohort: Cohort | None = None
    open_diagnostic: Sitting | None = None
    diagnosed: bool = False
    estimate: Estimate | None = None
    left: Left | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)
    waiting: Waiting = field(default_factory=Waiting)
    book: OpenBook | None = None
    invitations: tuple[Invitation, ...] = ()
    worked: int = 0

    @property
    def has_profile(self) -> bool:
        """Say whether profession and stage are known to the framework."""
        return (
            self.learner is not None
            and self.learner.profession in self.framework.professions
            and self.learner.stage in self.framework.stages
        )

    @property
    def has_begun(self) -> bool:
        """Say whether the learner did anything at all."""
        return bool(self.estimate or self.open_diagnostic or self.left or (self.learner and self.learner.profession))

    @property
    def is_paused(self) -> bool:
        """Say whether the learner has put everything off until a day."""
        return is_paused(self.rhythm.paused_until, self.now.astimezone(self.zone).date())

    @cached_property
    def state(self) -> State | None:
        """The state after at least one answer; what was only declared is not where somebody stands."""
        if self.estimate is None or self.learner is None:
            return None
        return state_at(self.estimate, self.framework, self.learner, now=self.now)

    @cached_property
    def results(self) -> tuple[CompetenceResult, ...]:
        """The result per competence."""
        return tuple(results(self.state, self.learner, {})) if self.state and self.learner else ()

    @cached_property
    def domains(self) -> tuple[DomainResult, ...]:
        """The result per domain."""
        return tuple(domain_results(self.state)) if self.state else ()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many required competences have each verdict."""
        return dict(Counter(result.verdict.value for result in self.results if result.verdict != Verdict.NOT_REQUIRED))

    @property
    def to_settle(self) -> CompetenceResult | None:
        """The competence closest to a decision among those a short test can settle."""
        open_ones = [result for result in self.results if result.verdict == Verdict.TO_SETTLE]
        return max(open_ones, key=lambda result: abs(result.chance - 0.5)) if open_ones else None

    def moves(self) -> tuple[list[Move], list[Move]]:
        """Return how far domains and competences moved since the week began; nothing where nothing was known then."""
        if self.estimate is None or self.learner is None:
            return [], []
        earlier = earlier_of(self.estimate, self.framework, floor_of(self.framework, self.learner), now=self.now)
        after = {result.code: result.theta for result in self.results}
        return domain_moves(earlier, self.framework, after), competence_moves(earlier, self.framework, after)


def here_of(person: Person, learner: Learner | None, *, now: datetime) -> Here:
    """Return where `learner` is at `now`, with what waits for the person and the minutes of the week."""
    invitations = Invitation.objects.filter(email__iexact=person.email, state=InvitationState.PENDING, cohort__archived_at=None)
    waiting = tuple(invitations.select_related("cohort__institution"))
    if learner is None:
        return Here(None, framework_for(), ZoneInfo(settings.TIME_ZONE), now, invitations=waiting)
    here = heres_of([learner], now=now)[learner.pk]
    worked = active_minutes(learner, start_of_week(now, here.zone), now)
    return Here(**{**_fields(here), "invitations": waiting, "worked": worked})


def _fields(here: Here) -> dict[str, Any]:
    return {name: getattr(here, name) for name in Here.__dataclass_fields__}


def heres_of(learners: Sequence[Learner], *, now: datetime) -> dict[UUID, Here]:
    """Return where each of these learners is at `now`: eight queries, and one for each framework beyond the first."""
    keys = [learner.pk for learner in learners]
    around = _around(keys, now=now)
    cohorts = _cohorts(keys)
    versions = current_versions()
    frameworks = {learner.pk: framework_for(**_choice(learner, cohorts.get(learner.pk)), among=versions) for learner in learners}
    zones = {key: ZoneInfo(around[key].zone or _zone_of(cohorts.get(key))) for key in keys}
    estimates = {(row.learner_id, row.framework): row for row in _estimates(keys)}
    sittings = _diagnostics(keys)
    plans, steps = _plans(keys)
    wanted = {key for key in keys if steps.get(key) or around[key].book}
    shelves = {code: resources_of(code) for code in sorted({frameworks[key].code for key in wanted})}
    found = {}
    for learner in learners:
        key, framework = learner.pk, frameworks[learner.pk]
        beside = around[key]
        own = [sitting for sitting in sittings.get(key, []) if sitting.framework == framework.code]
        shelf = shelves.get(framework.code, {}) if key in wanted else {}
        found[key] = Here(
            learner=learner,
            framework=framework,
            zone=zones[key],
            now=now,
            cohort=cohorts.get(key),
            open_diagnostic=next((sitting for sitting in own if sitting.finished_at is None), None),
            diagnosed=any(sitting.finished_at for sitting in own),
            estimate=estimates.get((key, framework.code)),
            left=_left(plans[key], beside.done, steps.get(key, ()), framework, shelf, zones[key], now=now) if key in plans else None,
            rhythm=Rhythm(beside.minutes, beside.paused_until, beside.stopped_at),
            waiting=Waiting(beside.again, beside.late, beside.new),
            book=_book(beside, shelf),
        )
    return found


def zone_beside(learner: str) -> Coalesce:
    """Return where the clock of a learner is, as they or their institution said, as a column; `learner` is the path to their key."""
    own = Constraints.objects.filter(learner=OuterRef(learner))
    return Coalesce(Subquery(own.values("zone")[:1]), Subquery(joined_by(OuterRef(learner)).values("cohort__institution__zone")[:1]))


def zone_of(learner: Learner) -> ZoneInfo:
    """Return where the clock of a learner is (one query)."""
    return ZoneInfo(Learner.objects.filter(pk=learner.pk).values_list(zone_beside("pk"), flat=True).get() or settings.TIME_ZONE)


def _around(keys: list[UUID], *, now: datetime) -> dict[UUID, Beside]:
    """Return what stands beside each learner, one row each."""
    moments = {"now": now, "yesterday": now - timedelta(days=1), "still_open": now - STILL_OPEN}
    one = len(keys) == 1
    rows = _BESIDE_ONE.rows(learner=keys[0], **moments) if one else list(_beside(Learner.objects.filter(pk__in=keys), **moments))
    return {row[0]: Beside(*row[1:]) for row in rows}


def _beside(learners: QuerySet[Learner], *, now: Any, yesterday: Any, still_open: Any) -> QuerySet[Learner, Any]:
    """Return the columns of `Beside` after the key of each of these learners; the moments are moments, or what stands for them."""
    week = Constraints.objects.filter(learner=OuterRef("pk"))
    reach = Reach.objects.filter(learner=OuterRef("pk"))
    finished = Completion.objects.filter(learner=OuterRef("learner"), module=OuterRef("resource"))
    visits = Visit.objects.filter(~Exists(finished), learner=OuterRef("pk"), last_at__gt=still_open).order_by("-last_at")
    return learners.order_by().values_list(
        "pk",
        Subquery(week.values("minutes_per_week")[:1]),
        Subquery(week.values("zone")[:1]),
        Subquery(reach.values("paused_until")[:1]),
        Subquery(reach.values("stopped_at")[:1]),
        Subquery(visits.values("resource")[:1]),
        Subquery(visits.values("anchor")[:1]),
        _count(_cards(begun_at__isnull=False, due_at__lte=now)),
        # Cards fall due when a local day begins: what fell due a whole day ago was due before today, wherever one is.
        _count(_cards(begun_at__isnull=False, due_at__lte=yesterday)),
        _count(_cards(begun_at__isnull=True, due_at__lte=now)),
        _count(Completion.objects.filter(learner=OuterRef("pk"))),
    )


_BESIDE_ONE = Compiled(
    lambda: _beside(
        Learner.objects.filter(pk=Given("learner", UUIDField())),
        **{name: Given(name, DateTimeField()) for name in ("now", "yesterday", "still_open")},
    )
)


def _cohorts(keys: list[UUID]) -> dict[UUID, Cohort]:
    """Return the newest cohort of each learner that is not archived."""
    return {row.learner_id: row.cohort for row in _enrolments(keys)}


def _choice(learner: Learner, cohort: Cohort | None) -> dict[str, Any]:
    """Return what decides of the framework, without asking for the cohort a second time."""
    if cohort is not None:
        return {"code": cohort.framework, "version": cohort.framework_version}
    return {"profession": learner.profession or None, "entry_year": learner.entry_year}


def _zone_of(cohort: Cohort | None) -> str:
    return str(cohort.institution.zone if cohort else settings.TIME_ZONE)


def _diagnostics(keys: list[UUID]) -> dict[UUID, list[Sitting]]:
    rows = Sitting.objects.filter(learner__in=keys, kind=SittingKind.DIAGNOSTIC)
    found: dict[UUID, list[Sitting]] = {}
    for row in rows.annotate(answered=Count("responses", filter=Q(responses__answered_at__isnull=False))):
        found.setdefault(row.learner_id, []).append(row)
    return found


def _plans(keys: list[UUID]) -> tuple[dict[UUID, Plan], dict[UUID, tuple[Step, ...]]]:
    """Return the plan each learner follows and the steps of it that are not done."""
    plans = {plan.learner_id: plan for plan in _current_plans(keys)}
    steps: dict[UUID, tuple[Step, ...]] = {}
    if plans:
        for step in _planned_steps(keys):
            steps[step.learner_id] = (*steps.get(step.learner_id, ()), step)
    return plans, steps


def _either(
    model: type[M], rows: Callable[[], QuerySet[M]], *, without: Collection[str] = (), joined: Sequence[str] = ()
) -> Callable[[list[UUID]], list[M]]:
    """Return what finds the `rows` of one learner, by a query written once, or of many."""
    one = CompiledObjects(model, lambda: rows().filter(learner=Given("learner", UUIDField())), without=without, joined=joined)

    def found(keys: list[UUID]) -> list[M]:
        if len(keys) == 1:
            return one.rows(learner=keys[0])
        several = rows().filter(learner__in=keys).defer(*without)
        return list(several.select_related(*joined) if joined else several)

    return found


_enrolments = _either(
    Enrolment, lambda: Enrolment.objects.filter(cohort__archived_at=None).order_by("joined_at"), joined=["cohort", "cohort__institution"]
)
_estimates = _either(Estimate, lambda: Estimate.objects.filter(observations__gt=0), without=["start"])
_current_plans = _either(Plan, lambda: Plan.objects.filter(current=True))
_planned_steps = _either(Step, lambda: Step.objects.filter(plan__current=True, state=StepState.PLANNED).order_by("learner", "position"))


def _cards(**conditions: Any) -> QuerySet[Card]:
    """Return the cards of the daily review that a learner has and that fulfil these conditions."""
    return Card.objects.filter(IS_THERE, learner=OuterRef("pk"), suspended=False, removed=False, **conditions)


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return how many rows of a learner there are, as a column."""
    return Coalesce(Subquery(rows.order_by().values("learner").annotate(count=Count("pk")).values("count"), output_field=IntegerField()), 0)


def _book(beside: Beside, shelf: Resources) -> OpenBook | None:
    uid = beside.book or ""
    return OpenBook(uid, shelf[uid][1].title, beside.anchor or "") if uid in shelf else None


def _left(plan: Plan, done: int, steps: tuple[Step, ...], framework: Framework, shelf: Resources, zone: ZoneInfo, *, now: datetime) -> Left:
    deadline = date.fromisoformat(plan.summary["deadline"]) if plan.summary.get("deadline") else None
    return Left(
        plan=plan,
        steps=steps,
        minutes=sum(step.minutes for step in steps),
        done=done,
        deadline=deadline,
        days=(deadline - now.astimezone(zone).date()).days if deadline else None,
        zone=zone,
        names=Names(framework, shelf, {}),
    )
