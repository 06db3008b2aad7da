"""What happened elsewhere and makes a plan stale."""

from sextant.accounts.events import LearnerEnrolled, ProfileChanged
from sextant.mastery.events import EstimateChanged
from sextant.pathways import actions


def mark_stale(event: EstimateChanged | ProfileChanged | LearnerEnrolled) -> None:
    """The state, the profile or the cohort of a learner changed: their plan rests on the old one."""
    actions.mark_stale(learner_id=event.learner)
