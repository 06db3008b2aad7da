from collections import defaultdict
from uuid import UUID

from sextant.assessment.models import Attempt, ItemVersion, Response


def answers_by_learner(item: ItemVersion) -> dict[UUID, list[UUID]]:
    """Return what each learner answered to a version, in sittings and outside: learner → the keys of the answers (two queries)."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for table in (Response, Attempt):
        rows = table.objects.filter(item=item, answered_at__isnull=False).order_by("learner", "answered_at")
        for learner, key in rows.values_list("learner_id", "pk"):
            found[learner].append(key)
    return dict(found)


def open_sittings_with(item: ItemVersion) -> int:
    """Return how many sittings that are not over hold a version, answered or on the screen (one query)."""
    return Response.objects.filter(item=item, sitting__finished_at=None).order_by().values("sitting").distinct().count()


def learners_of(item: ItemVersion) -> int:
    """Return how many learners answered a version (one query)."""
    responses, attempts = (
        table.objects.filter(item=item, answered_at__isnull=False).order_by().values_list("learner") for table in (Response, Attempt)
    )
    return responses.union(attempts).count()
