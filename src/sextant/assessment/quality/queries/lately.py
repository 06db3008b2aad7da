"""What was decided lately, for those who did not decide it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sextant.accounts.choices import RoleKind
from sextant.accounts.models import Person, Role
from sextant.assessment.models import ItemDecision

LATELY = timedelta(days=14)
MOST = 5


@dataclass(frozen=True, slots=True)
class DecidedLately:
    """A decision, the role of whoever took it (a manager's before a teacher's; "" for neither), and whether they are the one told of it."""

    decision: ItemDecision
    role: str
    own: bool


def decided_lately(framework: str, *, by: Person, now: datetime) -> list[DecidedLately]:
    """Return the last decisions on the questions of a framework, newest first, as `by` is told of them (two queries)."""
    recent = ItemDecision.objects.filter(item__framework=framework, decided_at__gt=now - LATELY)
    rows = list(recent.select_related("item").order_by("-decided_at", "-pk")[:MOST])
    roles: dict[UUID, str] = {}
    for person, kind in Role.objects.filter(person__in={row.by_id for row in rows if row.by_id}).values_list("person", "kind"):
        roles[person] = RoleKind.MANAGER if RoleKind.MANAGER in (kind, roles.get(person)) else kind
    return [DecidedLately(row, roles.get(row.by_id, "") if row.by_id else "", row.by_id == by.pk) for row in rows]
