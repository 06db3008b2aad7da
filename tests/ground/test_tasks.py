"""A killed worker's task is given back; a scheduled task is enqueued once a period."""

from datetime import datetime, timedelta

import pytest
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from sextant.ground.tasks.lease import LEASE, beat, reap
from sextant.ground.tasks.schedule import Scheduled, enqueue_due

pytestmark = pytest.mark.django_db


@task()
def do_nothing() -> None:
    """A task."""


def running_task(worker: str) -> DBTaskResult:
    result = do_nothing.enqueue()
    row = DBTaskResult.objects.get(pk=result.id)
    row.claim(worker)
    return row


def test_reap_gives_back_the_task_of_a_dead_worker(now: datetime) -> None:
    beat(worker_id="dead", now=now - LEASE - timedelta(seconds=1))
    row = running_task("dead")

    assert reap(now=now) == 1

    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY


def test_reap_leaves_a_living_worker_alone(now: datetime) -> None:
    beat(worker_id="alive", now=now - LEASE + timedelta(seconds=1))
    row = running_task("alive")

    assert reap(now=now) == 0

    row.refresh_from_db()
    assert row.status == TaskResultStatus.RUNNING


def test_a_scheduled_task_is_enqueued_once_a_period(now: datetime) -> None:
    schedule = (Scheduled("nothing", do_nothing, timedelta(hours=1)),)

    assert enqueue_due(schedule, now=now) == ["nothing"]
    assert enqueue_due(schedule, now=now + timedelta(minutes=59)) == []
    assert enqueue_due(schedule, now=now + timedelta(minutes=60)) == ["nothing"]
    assert DBTaskResult.objects.count() == 2
