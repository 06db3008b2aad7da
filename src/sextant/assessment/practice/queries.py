from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sextant.accounts.models import Learner
from sextant.assessment.models import Attempt, Response


def attempt_of(learner: Learner, key: UUID) -> Attempt | None:
    """Return the answer that `learner` gave under `key`, with its item."""
    return Attempt.objects.filter(learner=learner, key=key).select_related("item").first()


def last_explained(learner: Learner, uid: str, *, besides: UUID | None = None) -> datetime | None:
    """Return when `learner` was last shown the explanation of any version of an item, one response left out. One query."""
    responses = Response.objects.filter(learner=learner, item__uid=uid, explained_at__isnull=False).order_by()
    if besides is not None:
        responses = responses.exclude(pk=besides)
    attempts = Attempt.objects.filter(learner=learner, item__uid=uid, explained_at__isnull=False).order_by()
    moments = responses.values_list("explained_at", flat=True).union(attempts.values_list("explained_at", flat=True))
    return max((moment for moment in moments if moment), default=None)


def last_answered(learner: Learner) -> datetime | None:
    """Return when `learner` last answered outside a sitting."""
    return Attempt.objects.filter(learner=learner).order_by("-answered_at").values_list("answered_at", flat=True).first()


def met_uids(learner: Learner) -> Iterable[str]:
    """Return the items `learner` has answered outside sittings."""
    return Attempt.objects.filter(learner=learner).order_by().values_list("item__uid", flat=True).distinct()
