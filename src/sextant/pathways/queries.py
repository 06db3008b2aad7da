import hashlib
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import UUIDField

from sextant.accounts.models import Learner
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Sitting
from sextant.frameworks.document import Framework
from sextant.ground.compiled import CompiledObjects, Given
from sextant.mastery.models import Declaration
from sextant.pathways.choices import StepState
from sextant.pathways.models import CalendarFeed, Constraints, Plan, Step


def current_plan(learner: Learner) -> Plan | None:
    """Return the plan a learner follows."""
    return _PLAN.first(learner=learner.pk)


_PLAN = CompiledObjects(Plan, lambda: Plan.objects.filter(learner=Given("learner", UUIDField()), current=True))


def plan_named(pk: UUID) -> Plan | None:
    """Return the plan of this id, whoever it belongs to: ask `permissions` next."""
    return Plan.objects.filter(pk=pk).first()


def steps_of(plan: Plan) -> list[Step]:
    """Return the steps of a plan in order of time."""
    return _STEPS.rows(plan=plan.pk)


_STEPS = CompiledObjects(Step, lambda: Step.objects.filter(plan=Given("plan", UUIDField())).order_by("position"))


def constraints_of(learner: Learner) -> Constraints | None:
    """Return what a learner said of their week, if anything."""
    return _WEEK.first(learner=learner.pk)


_WEEK = CompiledObjects(Constraints, lambda: Constraints.objects.filter(learner=Given("learner", UUIDField())))


def is_out_of_date(plan: Plan, steps: list[Step], *, zone: ZoneInfo, now: datetime) -> bool:
    """Say whether a plan must be made anew: something changed, a step of a day that is over was not done, or what was acquired faded."""
    midnight = datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)
    if plan.stale or has_faded(plan, midnight.date()):
        return True
    return any(step.state == StepState.PLANNED and step.ends_at <= midnight for step in steps)


def has_faded(plan: Plan, today: date) -> bool:
    """Say whether time alone made something uncertain, since the plan was made, that was acquired then."""
    day = plan.summary.get("fades_on")
    return bool(day) and date.fromisoformat(day) <= today


def has_finished_diagnostic(learner: Learner) -> bool:
    """Say whether a learner finished a diagnostic (the first five questions are not one)."""
    return Sitting.objects.filter(learner=learner, kind=SittingKind.DIAGNOSTIC, finished_at__isnull=False).exists()


def token_hash(token: str) -> str:
    """Return what is kept of a secret address."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_of(learner: Learner) -> CalendarFeed | None:
    """Return the calendar address of a learner, without its secret, which nobody knows any more."""
    return CalendarFeed.objects.filter(learner=learner).first()


def learner_of_feed(token: str) -> Learner | None:
    """Return whose calendar a secret address opens."""
    feed = CalendarFeed.objects.filter(token_hash=token_hash(token)).select_related("learner__person").first()
    return feed.learner if feed else None


def certificates_of(learner: Learner, framework: Framework) -> dict[str, str]:
    """Return the prior certificates a learner named: domain or competence code → its name."""
    named = Declaration.objects.filter(learner=learner, framework=framework.code).exclude(certificate="")
    return dict(named.values_list("code", "certificate"))
