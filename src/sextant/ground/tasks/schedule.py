"""Tasks that come back: each is enqueued once per period, by whichever worker looks first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sextant.ground.tasks.models import ScheduledRun


@dataclass(frozen=True, slots=True)
class Scheduled:
    """`task` (a task without arguments) is enqueued every `every`."""

    name: str
    task: Any
    every: timedelta


@transaction.atomic
def enqueue_due(schedule: tuple[Scheduled, ...], *, now: datetime) -> list[str]:
    """Enqueue the tasks of `schedule` whose period has passed; return their names."""
    last = dict(ScheduledRun.objects.values_list("name", "enqueued_at"))
    due = [entry for entry in schedule if entry.name not in last or now - last[entry.name] >= entry.every]
    for entry in due:
        ScheduledRun.objects.update_or_create(name=entry.name, defaults={"enqueued_at": now})
        entry.task.enqueue()
    return [entry.name for entry in due]
