"""What the worker does for decisions on items. It may run twice, or late."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from sextant.assessment.quality import actions


@task()
def recount(decision: str) -> int:
    """Let the answers to an item count as was decided; return for how many learners that changed something."""
    return actions.recount(decision=UUID(decision), now=timezone.now())
