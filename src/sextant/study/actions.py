"""What every room of study may write: that a learner is reading."""

import re
from datetime import datetime, timedelta

from django.db import transaction

from sextant.accounts.actions import note_activity
from sextant.accounts.models import Learner
from sextant.catalogue.queries import resource as resource_version
from sextant.study.models import Visit

CONTINUES = timedelta(minutes=30)
"""A visit whose last sign of life is older than this is over: the next sign begins another."""

LONGEST_SIGN = 60
"""A sign of life stands for at most so many seconds."""

MOST_OF_A_RESOURCE = 2
"""A visit counts at most so many times the minutes of its resource: a page left open is not work."""

_ANCHOR = re.compile(r"s-[a-z0-9-]{1,100}")


@transaction.atomic
def keep_visit(*, learner: Learner, resource: str, content_hash: str, seconds: int = 0, anchor: str = "", now: datetime) -> Visit:
    """
    Note a sign of life of somebody who reads this version of a resource, `seconds` of which they were active since the last one.

    What is claimed never counts for more than the time that went by: a sign sent twice counts once. The version need not be current any
    more. Raises `ResourceVersion.DoesNotExist`.
    """
    document = resource_version(resource, content_hash)
    # The learner's row is the lock: two tabs that open together make one visit.
    Learner.objects.select_for_update().only("pk").get(pk=learner.pk)
    note_activity(learner=learner, now=now)
    visit = Visit.objects.filter(learner=learner, resource=resource, content_hash=content_hash).order_by("-last_at").first()
    place = anchor if _ANCHOR.fullmatch(anchor) else ""
    if visit is None or now - visit.last_at > CONTINUES:
        return Visit.objects.create(
            learner=learner, resource=resource, content_hash=content_hash, started_at=now, last_at=now, seconds=0, anchor=place
        )
    passed = int((now - visit.last_at).total_seconds())
    added = max(0, min(seconds, LONGEST_SIGN, passed))
    visit.seconds = min(visit.seconds + added, MOST_OF_A_RESOURCE * 60 * document.minutes)
    visit.last_at = max(visit.last_at, now)
    visit.anchor = place or visit.anchor
    visit.save(update_fields=["seconds", "last_at", "anchor"])
    return visit
