"""What every page of a plan starts with: whose it is, in which zone, with which names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from sextant.accounts.models import Learner
from sextant.catalogue.document import Site
from sextant.catalogue.queries import places, resources_of
from sextant.frameworks.queries import framework_for
from sextant.pathways import actions
from sextant.pathways.itinerary import Itinerary, itinerary_of
from sextant.pathways.models import Constraints, Plan, Step
from sextant.pathways.problem import default_constraints
from sextant.pathways.queries import constraints_of, current_plan, has_finished_diagnostic, is_out_of_date, steps_of
from sextant.pathways.sentences import Names


@dataclass(frozen=True, slots=True)
class Here:
    """A learner's current plan with what its pages need."""

    learner: Learner
    constraints: Constraints
    plan: Plan
    steps: list[Step]
    names: Names

    @property
    def zone(self) -> ZoneInfo:
        """The learner's zone."""
        return ZoneInfo(self.constraints.zone)

    @property
    def today(self) -> date:
        """The day it is for the learner."""
        return timezone.now().astimezone(self.zone).date()

    def finished(self, module: str) -> date | None:
        """Return the day on which the learner finished a module, if they did: finishing remakes the plan, which notes it."""
        at = dict(self.plan.summary["done"]).get(module)
        return datetime.fromisoformat(at).astimezone(self.zone).date() if at else None

    @property
    def itinerary(self) -> Itinerary:
        """The plan in words."""
        return itinerary_of(self.plan, self.steps, names=self.names, zone=self.zone)


def can_plan(learner: Learner) -> bool:
    """Say whether a first plan can be made: a profession, a stage, and a finished diagnostic."""
    return bool(learner.profession and learner.stage) and has_finished_diagnostic(learner)


def here_of(learner: Learner) -> Here | None:
    """
    Return the learner's plan, made anew if something changed or a day went by without it; None where there is nothing to plan from yet.

    What follows a plan's making does not make it stale again, so that a page never chases its own tail.
    """
    now = timezone.now()
    constraints = constraints_of(learner) or default_constraints(learner, now=now)
    plan = current_plan(learner)
    steps = steps_of(plan) if plan else []
    if plan is None and not can_plan(learner):
        return None
    if plan is None or is_out_of_date(plan, steps, zone=ZoneInfo(constraints.zone), now=now):
        plan = actions.make_plan(learner=learner, now=now)
        steps = steps_of(plan)
    return Here(learner, constraints, plan, steps, names_of(plan))


def names_of(plan: Plan) -> Names:
    """Return the names behind the codes of a plan."""
    framework = framework_for(code=plan.framework, version=plan.framework_version)
    # Places are read only by a page that names one.
    return Names(framework, resources_of(plan.framework), cast(Mapping[str, Site], SimpleLazyObject(places)))


def language_of(request: HttpRequest) -> str:
    """Return the two letters of the page's language."""
    return (getattr(request, "LANGUAGE_CODE", None) or settings.LANGUAGE_CODE)[:2]
