"""A killed worker leaves its task RUNNING for ever: the lease finds such tasks and gives them back. Every task is idempotent for that."""

from datetime import datetime, timedelta

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from sextant.ground.tasks.models import WorkerPulse

LEASE = timedelta(seconds=30)
"""A worker silent for longer than this is taken for dead."""

BEAT = timedelta(seconds=5)
"""How often a worker says that it lives."""


def beat(*, worker_id: str, now: datetime) -> None:
    """Note that `worker_id` lives."""
    WorkerPulse.objects.update_or_create(worker_id=worker_id, defaults={"seen_at": now})


def retire(*, worker_id: str) -> None:
    """Forget a worker that stops of its own accord."""
    WorkerPulse.objects.filter(worker_id=worker_id).delete()


@transaction.atomic
def reap(*, now: datetime) -> int:
    """Give back the tasks of dead workers; return how many."""
    WorkerPulse.objects.filter(seen_at__lt=now - LEASE).delete()
    living = set(WorkerPulse.objects.values_list("worker_id", flat=True))
    orphans = [
        task.pk
        for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).only("pk", "worker_ids")
        if not task.worker_ids or task.worker_ids[-1] not in living
    ]
    return DBTaskResult.objects.filter(pk__in=orphans, status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.READY, started_at=None
    )
