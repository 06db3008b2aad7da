"""Cap: where am I, what now, what is left. Nine queries at most."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from sextant.accounts.choices import InvitationState
from sextant.accounts.models import Cohort, Invitation, Learner, Person
from sextant.accounts.queries import cohort_of, framework_choice
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Sitting
from sextant.catalogue.queries import resources_of
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Estimate
from sextant.mastery.queries import CompetenceResult, DomainResult, domain_results, results
from sextant.mastery.state import State, from_estimate, prior_for
from sextant.pathways.choices import StepState
from sextant.pathways.models import Completion, Constraints, Plan, Step
from sextant.pathways.sentences import Names

SOONEST = 3
"""How many steps Cap shows."""


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
class Here:
    """Where a learner is. `state` is missing before any answer; `left` before any plan."""

    learner: Learner | None
    framework: Framework
    cohort: Cohort | None
    open_diagnostic: Sitting | None
    diagnosed: bool
    results: tuple[CompetenceResult, ...]
    domains: tuple[DomainResult, ...]
    left: Left | None
    invitations: tuple[Invitation, ...]

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
        return bool(self.results or self.open_diagnostic or self.left or (self.learner and self.learner.profession))

    @property
    def counts(self) -> dict[str, int]:
        """How many required competences have each verdict."""
        return dict(Counter(result.verdict.value for result in self.results if result.verdict != Verdict.NOT_REQUIRED))

    @property
    def to_settle(self) -> CompetenceResult | None:
        """The competence closest to a decision among those a short test can settle."""
        open_ones = [result for result in self.results if result.verdict == Verdict.TO_SETTLE]
        return max(open_ones, key=lambda result: abs(result.chance - 0.5)) if open_ones else None


def here_of(person: Person, learner: Learner | None, *, now: datetime) -> Here:
    """Return where `learner` is at `now`."""
    cohort = cohort_of(learner) if learner else None
    framework = framework_for(**_choice(learner, cohort))  # type: ignore[arg-type]
    invitations = Invitation.objects.filter(email__iexact=person.email, state=InvitationState.PENDING, cohort__archived_at=None)
    waiting = tuple(invitations.select_related("cohort__institution"))
    if learner is None:
        return Here(None, framework, None, None, False, (), (), None, waiting)
    state = _state(learner, framework)
    sittings = list(
        Sitting.objects.filter(learner=learner, kind=SittingKind.DIAGNOSTIC, framework=framework.code).annotate(
            answered=Count("responses", filter=Q(responses__answered_at__isnull=False))
        )
    )
    return Here(
        learner=learner,
        framework=framework,
        cohort=cohort,
        open_diagnostic=next((sitting for sitting in sittings if sitting.finished_at is None), None),
        diagnosed=any(sitting.finished_at for sitting in sittings),
        results=tuple(results(state, learner, {})) if state else (),
        domains=tuple(domain_results(state)) if state else (),
        left=_left(learner, cohort, framework, now=now),
        invitations=waiting,
    )


def _choice(learner: Learner | None, cohort: Cohort | None) -> dict[str, object]:
    """Return what decides of the framework, without asking for the cohort a second time."""
    if cohort is not None:
        return {"code": cohort.framework, "version": cohort.framework_version}
    if learner is None:
        return framework_choice(None)
    return {"profession": learner.profession or None, "entry_year": learner.entry_year}


def _state(learner: Learner, framework: Framework) -> State | None:
    """Return the state after at least one answer; what was only declared is not where somebody stands."""
    estimate = Estimate.objects.filter(learner=learner, framework=framework.code).first()
    if estimate is None or not estimate.observations:
        return None
    before = prior_for(framework, learner, {})
    return State(framework, before, from_estimate(estimate, framework, before), estimate.observations, frozenset(estimate.settled))


def _left(learner: Learner, cohort: Cohort | None, framework: Framework, *, now: datetime) -> Left | None:
    done = Completion.objects.filter(learner=OuterRef("learner")).order_by().values("learner").annotate(count=Count("pk")).values("count")
    plan = (
        Plan.objects.filter(learner=learner, current=True)
        .annotate(
            done=Coalesce(Subquery(done, output_field=IntegerField()), 0),
            zone=Subquery(Constraints.objects.filter(learner=OuterRef("learner")).values("zone")[:1]),
        )
        .first()
    )
    if plan is None:
        return None
    steps = tuple(Step.objects.filter(plan=plan, state=StepState.PLANNED).order_by("position"))
    zone = ZoneInfo(plan.zone or (cohort.institution.zone if cohort else settings.TIME_ZONE))
    deadline = date.fromisoformat(plan.summary["deadline"]) if plan.summary.get("deadline") else None
    return Left(
        plan=plan,
        steps=steps,
        minutes=sum(step.minutes for step in steps),
        done=plan.done,
        deadline=deadline,
        days=(deadline - now.astimezone(zone).date()).days if deadline else None,
        zone=zone,
        names=Names(framework, resources_of(framework.code) if steps else {}, {}),
    )
