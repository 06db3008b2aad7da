"""The ground's tables."""

from sextant.ground.audit.models import AuditEntry
from sextant.ground.tasks.models import ScheduledRun, WorkerPulse

__all__ = ["AuditEntry", "ScheduledRun", "WorkerPulse"]
