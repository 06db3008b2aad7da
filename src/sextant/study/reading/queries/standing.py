"""Where a version stands among those of its resource, and where its reader stopped."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Count, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from sextant.accounts.models import Learner
from sextant.assessment.choices import ItemRole
from sextant.assessment.models import ItemVersion
from sextant.catalogue.models import ResourceVersion
from sextant.ground.compiled import NO_ROW, Compiled, Given
from sextant.study.models import Visit
from sextant.study.reading.queries.minutes import Section


class Standing(StrEnum):
    """Whether a version is the one offered."""

    CURRENT = "current"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Resume:
    """Where a reader stopped, and when."""

    anchor: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """What must be known to open a resource: its current version if it is offered, its questions, and its reader's last visit."""

    current: str
    checks: int
    left_hash: str
    left_anchor: str
    left_at: datetime | None

    def standing_of(self, content_hash: str) -> Standing:
        """Return whether a stored version is current, replaced by another, or withdrawn with its resource."""
        if not self.current:
            return Standing.WITHDRAWN
        return Standing.CURRENT if self.current == content_hash else Standing.REPLACED


def opening_of(uid: str, learner: Learner | None) -> Opening:
    """Return what must be known to open a resource (one query). Raises `ResourceVersion.DoesNotExist`."""
    # A visitor has no row: the same query then finds none.
    rows = _OPENING.rows(uid=uid, learner=learner.pk if learner else NO_ROW)
    if not rows:
        raise ResourceVersion.DoesNotExist(uid)
    ((offered, content_hash, checks, left_hash, left_anchor, left_at),) = rows
    return Opening(content_hash if offered else "", checks, left_hash or "", left_anchor or "", left_at)


def _opening() -> QuerySet[ResourceVersion, Any]:
    uid, learner = Given("uid", CharField()), Given("learner", UUIDField())
    checks = ItemVersion.objects.filter(resource=uid, role=ItemRole.CHECK, current=True).order_by().values("resource")
    left = Visit.objects.filter(learner=learner, resource=uid).order_by("-last_at")
    return (
        ResourceVersion.objects.filter(uid=uid)
        .order_by("-current")
        .values_list(
            "current",
            "content_hash",
            Coalesce(Subquery(checks.annotate(count=Count("pk")).values("count")), 0),
            Subquery(left.values("content_hash")[:1]),
            Subquery(left.values("anchor")[:1]),
            Subquery(left.values("last_at")[:1]),
        )[:1]
    )


_OPENING = Compiled(_opening)


def resume_of(opening: Opening, sections: tuple[Section, ...]) -> Resume | None:
    """Return where to go on, if one stopped at a heading that is still there, the first one aside."""
    places = {section.anchor: section.title for section in sections[1:] if section.anchor}
    if opening.left_at is None or opening.left_anchor not in places:
        return None
    return Resume(opening.left_anchor, places[opening.left_anchor], opening.left_at)
