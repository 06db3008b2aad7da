"""The only place where contexts react to each other."""

from functools import partial

from sextant.ground.tasks.schedule import Scheduled
from sextant.kernel import events

SCHEDULE: tuple[Scheduled, ...] = ()
"""What comes back, and how often."""


def connect() -> None:
    """Say who reacts to what."""
    events.forget_subscriptions()
    events.enqueue_with(_enqueue)


def _enqueue(task: object, event: events.Event) -> None:
    from dataclasses import asdict

    task.enqueue(**asdict(event))  # type: ignore[attr-defined]
