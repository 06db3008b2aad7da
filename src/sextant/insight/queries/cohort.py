"""The progress of a cohort: one row per learner, in a constant number of queries. Verdicts and steps, never answers or self-ratings."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sextant.accounts.models import Cohort, Enrolment, Learner
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Sitting
from sextant.catalogue.queries import resources_of
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for
from sextant.kernel.text import Text
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Estimate
from sextant.mastery.queries import results
from sextant.mastery.state import states_at
from sextant.pathways.choices import StepState
from sextant.pathways.models import Completion, Plan, Step
from sextant.pathways.sentences import Names


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """How far a learner's diagnostic is: `answered` questions, over since `finished_at` or not yet."""

    answered: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanInShort:
    """A learner's plan: whether it reaches what is required in time, its steps to come, and the first step that is overdue."""

    feasible: bool
    deadline: date | None
    unmet: int
    steps: int
    minutes: int
    overdue: Text | str
    overdue_since: datetime | None


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """What those who follow a cohort see of one learner. `verdicts` maps competence codes, and is empty before any answer."""

    learner: UUID
    name: str
    email: str
    student_number: str
    profession: Text | str
    stage: Text | str
    joined_at: datetime
    last_active_at: datetime | None
    diagnostic: Diagnostic | None
    plan: PlanInShort | None
    done: int
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def seen_at(self) -> datetime:
        """When the learner was last there, or joined."""
        return self.last_active_at or self.joined_at

    @property
    def steps_in_all(self) -> int:
        """How many steps are done or to come."""
        return self.done + (self.plan.steps if self.plan else 0)

    @property
    def has_profile(self) -> bool:
        """Say whether the profession and the stage are known."""
        return bool(self.profession and self.stage)

    @property
    def counts(self) -> dict[str, int]:
        """How many competences have each verdict, those not required left out."""
        return dict(Counter(verdict.value for verdict in self.verdicts.values() if verdict != Verdict.NOT_REQUIRED))

    @property
    def acquired(self) -> int:
        """How many competences are acquired."""
        return self.counts.get(Verdict.ACQUIRED.value, 0)

    @property
    def required(self) -> int:
        """How many competences are required and judged."""
        return sum(self.counts.values())

    @property
    def is_finished(self) -> bool:
        """Say whether nothing is left to do: every required competence is acquired."""
        return bool(self.required) and self.acquired == self.required


@dataclass(frozen=True)
class CohortProgress:
    """A cohort's learners, and the framework that applies to them."""

    cohort: Cohort
    framework: Framework
    rows: tuple[LearnerRow, ...]

    @cached_property
    def judged(self) -> int:
        """How many learners have verdicts."""
        return sum(1 for row in self.rows if row.required)

    @cached_property
    def diagnosed(self) -> int:
        """How many learners finished the diagnostic."""
        return sum(1 for row in self.rows if row.diagnostic and row.diagnostic.finished_at)

    @cached_property
    def planned(self) -> int:
        """How many learners have a plan."""
        return sum(1 for row in self.rows if row.plan)

    @cached_property
    def late(self) -> int:
        """How many learners' plans do not reach what is required in time."""
        return sum(1 for row in self.rows if row.plan and not row.plan.feasible)

    @cached_property
    def distribution(self) -> dict[str, dict[str, int]]:
        """Competence → verdict → number of learners, for the competences required of somebody."""
        found: dict[str, dict[str, int]] = {}
        for code in self.framework.codes:
            counts = Counter(row.verdicts[code].value for row in self.rows if code in row.verdicts)
            counts.pop(Verdict.NOT_REQUIRED.value, None)
            if counts:
                found[code] = dict(counts)
        return found

    @cached_property
    def totals(self) -> dict[str, int]:
        """Verdict → number, over all learners and competences."""
        totals: Counter[str] = Counter()
        for counts in self.distribution.values():
            totals.update(counts)
        return dict(totals)


def progress_of(cohort: Cohort, *, now: datetime) -> CohortProgress:
    """Return the progress of a cohort: six queries, whatever its size (seven when a step is overdue)."""
    framework = framework_for(code=cohort.framework, version=cohort.framework_version)
    enrolments = _enrolments(cohort)
    verdicts = _verdicts((one.learner for one in enrolments), cohort, framework, now=now)
    diagnostics = _diagnostics(cohort, framework.code)
    plans = _plans(cohort, now)
    overdue = any(plan.overdue_module for plan in plans.values())  # type: ignore[attr-defined]
    names = Names(framework, resources_of(framework.code) if overdue else {}, {})
    rows = []
    for enrolment in enrolments:
        learner = enrolment.learner
        plan = plans.get(learner.pk)
        rows.append(
            LearnerRow(
                learner=learner.pk,
                name=_name(enrolment),
                email=learner.person.email if learner.person else "",
                student_number=enrolment.student_number,
                profession=Text(framework.professions[learner.profession].title) if learner.profession in framework.professions else "",
                stage=Text(framework.stages[learner.stage].title) if learner.stage in framework.stages else "",
                joined_at=enrolment.joined_at,
                last_active_at=learner.last_active_at,
                diagnostic=diagnostics.get(learner.pk),
                plan=_in_short(plan, names) if plan else None,
                done=enrolment.done,  # type: ignore[attr-defined]
                verdicts=verdicts.get(learner.pk, {}),
            )
        )
    return CohortProgress(cohort, framework, tuple(rows))


def _enrolments(cohort: Cohort) -> QuerySet[Enrolment]:
    done = Completion.objects.filter(learner=OuterRef("learner")).order_by().values("learner").annotate(count=Count("pk")).values("count")
    return (
        Enrolment.objects.filter(cohort=cohort)
        .select_related("learner__person")
        .annotate(done=Coalesce(Subquery(done), 0))
        .order_by("learner__person__name", "joined_at", "pk")
    )


def _name(enrolment: Enrolment) -> str:
    """Return what to call a learner: their name, else their number, else the end of their opaque id."""
    person = enrolment.learner.person
    return (person.get_full_name() if person else "") or enrolment.student_number or str(enrolment.learner_id)[-8:]


def _diagnostics(cohort: Cohort, framework: str) -> dict[UUID, Diagnostic]:
    sittings = (
        Sitting.objects.filter(learner__enrolments__cohort=cohort, framework=framework, kind=SittingKind.DIAGNOSTIC)
        .annotate(answered=Count("responses", filter=Q(responses__answered_at__isnull=False)))
        .order_by("started_at")
    )
    # The newest wins, except that one that was finished is never hidden by one begun again.
    found: dict[UUID, Diagnostic] = {}
    for sitting in sittings:
        known = found.get(sitting.learner_id)
        if known is None or known.finished_at is None or sitting.finished_at:
            found[sitting.learner_id] = Diagnostic(sitting.answered, sitting.finished_at)
    return found


def _plans(cohort: Cohort, now: datetime) -> dict[UUID, Plan]:
    overdue = Step.objects.filter(plan=OuterRef("pk"), state=StepState.PLANNED, ends_at__lt=now).order_by("ends_at")
    plans = Plan.objects.filter(learner__enrolments__cohort=cohort, current=True).annotate(
        planned=Count("steps", filter=Q(steps__state=StepState.PLANNED)),
        overdue_module=Subquery(overdue.values("module")[:1]),
        overdue_since=Subquery(overdue.values("ends_at")[:1]),
    )
    return {plan.learner_id: plan for plan in plans}


def _in_short(plan: Plan, names: Names) -> PlanInShort:
    deadline = plan.summary.get("deadline")
    return PlanInShort(
        feasible=plan.feasible,
        deadline=date.fromisoformat(deadline) if deadline else None,
        unmet=len(plan.summary.get("unmet", ())),
        steps=plan.planned,  # type: ignore[attr-defined]
        minutes=plan.minutes,
        overdue=names.title(plan.overdue_module) if plan.overdue_module else "",  # type: ignore[attr-defined]
        overdue_since=plan.overdue_since,  # type: ignore[attr-defined]
    )


def _verdicts(enrolled: Iterable[Learner], cohort: Cohort, framework: Framework, *, now: datetime) -> dict[UUID, dict[str, Verdict]]:
    """Return the verdicts of those who answered something, by today's state of each: one query, and the time passes for all at once."""
    learners = {learner.pk: learner for learner in enrolled}
    rows = Estimate.objects.filter(learner__enrolments__cohort=cohort, framework=framework.code, observations__gt=0).defer("start")
    known = [(learners[row.learner_id], row) for row in rows if row.learner_id in learners]
    states = states_at(known, framework, now=now)
    return {
        learner.pk: {result.code: result.verdict for result in results(state, learner, {})}
        for (learner, _estimate), state in zip(known, states, strict=True)
    }
