"""Housekeeping, for the schedule of `config.wiring`."""

from django.utils import timezone
from django_tasks import task

from sextant.accounts import actions


@task()
def forget_visitors() -> int:
    """Erase the answers of visitors who did not come back."""
    return actions.forget_visitors(now=timezone.now())


@task()
def clear_sessions() -> int:
    """Delete the sessions that are over."""
    return actions.clear_sessions(now=timezone.now())
