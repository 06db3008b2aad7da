from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Exists, F, OuterRef, QuerySet

from sextant.accounts.models import Learner, Reach


def reach_of(learner: Learner) -> Reach | None:
    """Return what a learner said of reminders and pauses, if anything."""
    return Reach.objects.filter(learner=learner).first()


def reminders_due(*, now: datetime, after: UUID | None, most: int) -> list[Reach]:
    """
    Return the next `most` preferences to look at, in order of learner, with their learner and person (one query).

    Only people who showed that they read mail at their address: nobody is reminded at somebody else's.
    """
    proved = EmailAddress.objects.filter(user=OuterRef("learner__person"), email=OuterRef("learner__person__email"), verified=True)
    rows = Reach.objects.filter(Exists(proved), wanted=True, next_at__lte=now, learner__person__is_active=True)
    if after is not None:
        rows = rows.filter(learner__gt=after)
    return list(rows.select_related("learner__person").order_by("learner")[:most])


def due_again(keys: Iterable[UUID], *, now: datetime) -> QuerySet[Reach]:
    """Return those of these preferences that are still to be looked at, locked: nobody else claims them meanwhile."""
    return Reach.objects.select_for_update(of=("self",)).filter(pk__in=list(keys), wanted=True, next_at__lte=now).order_by(F("learner"))
