"""Learners at a known place: a state written as the replay would have left it, and a diagnostic that is over."""

from datetime import datetime, timedelta
from typing import Any

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Sitting
from sextant.frameworks.queries import framework_of
from sextant.mastery.actions import rebuild
from sextant.mastery.models import Estimate
from sextant.pathways import actions

EVENINGS = [[2, 18 * 60, 240], [4, 18 * 60, 240]]
"""Tuesday and Thursday, 18:00 to 22:00."""


def learner_of(person: Person) -> Learner:
    """Return the learner of a member of the cast."""
    return Learner.objects.get(person=person)


def place_at(learner: Learner, *, theta: float | dict[str, float], now: datetime, sd: float = 0.2) -> None:
    """Put `learner` at `theta` on every competence (or on each named one), known to `sd`, after a finished diagnostic."""
    framework = framework_of(learner)
    rebuild(learner=learner, framework=framework, now=now)
    size = len(framework.codes)
    mean = [theta.get(code, -2.0) if isinstance(theta, dict) else theta for code in framework.codes]
    covariance = [[sd * sd if row == column else 0.0 for column in range(size)] for row in range(size)]
    Estimate.objects.filter(learner=learner).update(mean=mean, covariance=covariance, observations=20)
    Sitting.objects.create(
        learner=learner,
        kind=SittingKind.DIAGNOSTIC,
        framework=framework.code,
        framework_version=framework.version,
        language="fr",
        edition="experts",
        seed=1,
        max_questions=25,
        started_at=now - timedelta(minutes=20),
        finished_at=now,
    )


def constrained(learner: Learner, *, now: datetime, **fields: Any) -> None:
    """Give `learner` two evenings and an hour a week, unless told otherwise."""
    actions.change_constraints(learner=learner, now=now, **{"slots": EVENINGS, "minutes_per_week": 60, "places": {}, **fields})
