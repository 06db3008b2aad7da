from dataclasses import dataclass

import pytest

from sextant.kernel import events


@dataclass(frozen=True, slots=True)
class SomethingHappened(events.Event):
    what: str


@pytest.fixture(autouse=True)
def empty_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    from collections import defaultdict

    monkeypatch.setattr(events, "_now", defaultdict(list))
    monkeypatch.setattr(events, "_later", defaultdict(list))
    monkeypatch.setattr(events, "_enqueue", None)


def test_now_reactions_are_called_in_order_with_the_event() -> None:
    heard: list[str] = []
    events.subscribe(SomethingHappened, now=[lambda event: heard.append("1" + event.what), lambda event: heard.append("2" + event.what)])

    events.publish(SomethingHappened("a"))

    assert heard == ["1a", "2a"]


def test_later_reactions_are_handed_to_the_queue() -> None:
    queued: list[tuple[object, events.Event]] = []
    events.enqueue_with(lambda task, event: queued.append((task, event)))
    events.subscribe(SomethingHappened, later=["task"])

    events.publish(SomethingHappened("a"))

    assert queued == [("task", SomethingHappened("a"))]


def test_later_without_a_queue_is_refused_rather_than_lost() -> None:
    events.subscribe(SomethingHappened, later=["task"])

    with pytest.raises(events.LaterNeedsAQueue):
        events.publish(SomethingHappened("a"))


def test_a_reaction_that_fails_stops_the_publisher() -> None:
    def fail(event: events.Event) -> None:
        raise ValueError("no")

    events.subscribe(SomethingHappened, now=[fail])

    with pytest.raises(ValueError, match="no"):
        events.publish(SomethingHappened("a"))
