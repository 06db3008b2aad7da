"""Finished work is forgotten: its arguments name learners. So are past tries, whose keys do."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from sextant.ground import limits

FINISHED_KEPT = timedelta(days=30)


def forget_finished(*, now: datetime) -> int:
    """Delete the tasks that ended more than 30 days ago; return how many."""
    deleted, _ = DBTaskResult.objects.finished().filter(finished_at__lt=now - FINISHED_KEPT).delete()
    return deleted


@task()
def forget_finished_tasks() -> int:
    """Delete the tasks that ended long ago."""
    return forget_finished(now=timezone.now())


@task()
def forget_past_tries() -> int:
    """Delete what is kept of tries that count no more."""
    return limits.forget_past_tries(now=timezone.now())
