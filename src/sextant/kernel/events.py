"""
The event bus: a context publishes what happened, `config.wiring` says who reacts.

A subscriber is `now` (called in the same transaction, a few queries at most) or `later` (a task row written in the same transaction).
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Reaction = Callable[[Any], object]
"""What answers an event: a function of the event."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; subclasses are frozen dataclasses holding plain values."""


class LaterNeedsAQueue(RuntimeError):
    """An event has `later` reactions but no queue was given to the bus."""


_now: dict[type[Event], list[Reaction]] = defaultdict(list)
_later: dict[type[Event], list[Any]] = defaultdict(list)
_enqueue: Callable[[Any, Event], None] | None = None


def subscribe(event: type[Event], *, now: Sequence[Reaction] = (), later: Sequence[Any] = ()) -> None:
    """Have `now` reactions called when `event` is published, and `later` tasks enqueued."""
    _now[event].extend(now)
    _later[event].extend(later)


def publish(event: Event) -> None:
    """Tell everyone who subscribed to `event`; call it inside the transaction that made it true."""
    for reaction in _now[type(event)]:
        reaction(event)
    for task in _later[type(event)]:
        if _enqueue is None:
            raise LaterNeedsAQueue(type(event).__name__)
        _enqueue(task, event)


def enqueue_with(enqueue: Callable[[Any, Event], None]) -> None:
    """Give the bus the function that writes a task row for an event."""
    global _enqueue
    _enqueue = enqueue


def forget_subscriptions() -> None:
    """Empty the bus, so that a start-up that runs twice in one process subscribes once."""
    _now.clear()
    _later.clear()
