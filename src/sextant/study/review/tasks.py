"""What the worker does for the review. It may run twice, or late."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from sextant.accounts.models import Learner
from sextant.frameworks.queries import NoFramework, framework_of
from sextant.study.review.actions import gather

LATELY = timedelta(hours=3)
"""Longer than the time between two runs: who was active meanwhile is seen twice rather than never."""


@task()
def gather_cards() -> int:
    """Make the cards of those who have been reading or answering, so that other pages count them; return how many."""
    now = timezone.now()
    active = Learner.objects.filter(last_active_at__gte=now - LATELY, person__isnull=False, simulated=False)
    made = 0
    for learner in active.iterator():
        try:
            made += gather(learner=learner, framework=framework_of(learner), now=now)
        except NoFramework:
            return made
    return made
