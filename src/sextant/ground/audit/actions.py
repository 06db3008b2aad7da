from datetime import datetime
from typing import Any
from uuid import UUID

from sextant.ground.audit.models import AuditEntry


def record_act(*, verb: str, target: str, by: UUID | None, now: datetime, **details: Any) -> AuditEntry:
    """Write that `by` did `verb` to `target`; `details` hold counts and codes, never personal data."""
    return AuditEntry.objects.create(at=now, actor=by, verb=verb, target=target, details=details)
