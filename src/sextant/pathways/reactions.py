"""What happened elsewhere and makes a plan stale."""

from sextant.accounts.events import CohortChanged, LearnerEnrolled, ProfileChanged
from sextant.mastery.events import EstimateChanged
from sextant.pathways import actions


def mark_stale(event: EstimateChanged | ProfileChanged | LearnerEnrolled) -> None:
    """The state, the profile or the cohort of a learner changed: their plan rests on the old one."""
    actions.mark_stale(learner_id=event.learner)


def mark_cohort_stale(event: CohortChanged) -> None:
    """The deadline or the framework version of a cohort changed: the plans of its learners rest on the old one."""
    actions.mark_cohort_stale(cohort_id=event.cohort)
