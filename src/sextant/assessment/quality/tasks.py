"""What the worker does for decisions on items. It may run twice, or late."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from sextant.assessment.quality import actions
from sextant.assessment.search import SEARCH
from sextant.ground.search import forget, index


@task()
def recount(decision: str) -> int:
    """Let the answers to an item count as was decided; return for how many learners that changed something."""
    return actions.recount(decision=UUID(decision), now=timezone.now())


@task()
@transaction.atomic
def find_again(uid: str) -> None:
    """Let the search find an item as it stands now, and not at all where nobody is asked it any more."""
    for source in SEARCH:
        forget(source.kind, [uid])
        index(source.documents([uid]))
