"""When a card comes back: the package's own intervals, on the learner's calendar."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import fsrs
import pytest

from sextant.study.choices import CardState
from sextant.study.review.days import local_day
from sextant.study.review.schedule import RETENTION, Memory, Rating, next_state, previews

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)

SEQUENCES = [
    [3, 3, 3, 3, 3, 3],
    [4, 4, 4],
    [1, 1, 3, 3, 1, 3, 3],
    [2, 2, 3, 2, 4, 1, 1, 2, 3, 3],
    [3, 4, 2, 1, 4, 3],
]


def fresh(now: datetime) -> Memory:
    return Memory(due_at=now)


def reference(ratings: list[int], start: datetime) -> list[fsrs.Card]:
    """Run `ratings` through the package itself, each review at the moment the card is due."""
    scheduler = fsrs.Scheduler(desired_retention=RETENTION, enable_fuzzing=False)
    card, at, states = fsrs.Card(card_id=1, due=start), start, []
    for rating in ratings:
        card, _log = scheduler.review_card(card, fsrs.Rating(rating), at)
        states.append(card)
        at = card.due
    return states


@pytest.mark.parametrize("ratings", SEQUENCES, ids=str)
def test_intervals_and_numbers_are_those_of_the_package(ratings: list[int]) -> None:
    """The same moments for both, so that the days between are the same: every number is equal to the last bit."""
    expected = reference(ratings, START)
    memory, at = fresh(START), START

    for rating, wanted in zip(ratings, expected, strict=True):
        memory = next_state(memory, Rating(rating), at, zone=ZoneInfo("UTC"), fuzz=False)
        interval = wanted.due - at
        assert (memory.state, memory.step) == (int(wanted.state), wanted.step)
        assert (memory.stability, memory.difficulty) == (wanted.stability, wanted.difficulty)
        if memory.state == CardState.REVIEW:
            assert (memory.due_at.date() - at.date()).days == interval.days
        else:
            assert memory.due_at - at == interval
        at = wanted.due


def test_golden_intervals() -> None:
    """Days between reviews always good, of fsrs 6.3.2 with its default parameters: a change of the package shows here."""
    memory, at, days = fresh(START), START, []
    for _number in range(7):
        memory = next_state(memory, Rating.GOOD, at, zone=PARIS, fuzz=False)
        days.append((local_day(memory.due_at, PARIS) - local_day(at, PARIS)).days)
        at = max(at, memory.due_at) + timedelta(hours=8 if days[-1] else 0)

    assert days == GOLDEN


GOLDEN = [0, 2, 11, 46, 163, 498, 1348]


def test_the_evening_and_the_next_morning_are_a_day_apart() -> None:
    """Twelve hours for the package, a night for the learner: the card moves on."""
    evening = datetime(2026, 9, 7, 18, 0, tzinfo=UTC)
    memory = Memory(evening, CardState.REVIEW, None, 1.0, 5.0, evening)

    morning = next_state(memory, Rating.GOOD, evening + timedelta(hours=12), zone=PARIS, fuzz=False)
    whole_day = next_state(memory, Rating.GOOD, evening + timedelta(hours=24), zone=PARIS, fuzz=False)

    assert morning.stability == whole_day.stability
    assert morning.stability is not None
    assert morning.stability > 2


def test_twice_the_same_day_is_not_a_day_apart() -> None:
    morning = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    memory = Memory(morning, CardState.REVIEW, None, 1.0, 5.0, datetime(2026, 10, 24, 22, 1, tzinfo=UTC))

    # The day on which the clocks go back has 25 hours: these two moments are 24.5 h apart, on the same day.
    later = next_state(memory, Rating.GOOD, datetime(2026, 10, 25, 22, 31, tzinfo=UTC), zone=PARIS, fuzz=False)

    assert later.stability is not None
    assert later.stability < 1.2


@pytest.mark.parametrize("moment", [datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2027, 3, 27, 23, 30, tzinfo=UTC)])
def test_days_are_counted_on_the_calendar_when_the_clocks_change(moment: datetime) -> None:
    memory = Memory(moment, CardState.REVIEW, None, 1.0, 5.0, moment - timedelta(days=1))

    after = next_state(memory, Rating.HARD, moment, zone=PARIS, fuzz=False)

    due = after.due_at.astimezone(PARIS)
    assert (due.hour, due.minute) == (0, 0)
    assert (due.date() - local_day(moment, PARIS)).days == 1 or after.stability > 1.5  # type: ignore[operator]
    assert due.date() > local_day(moment, PARIS)


def test_previews_say_what_each_button_does() -> None:
    shown = previews(fresh(START), START, zone=PARIS)

    assert [(one.minutes, one.days) for one in shown] == [(1, 0), (6, 0), (10, 0), (0, 8)]
    for one in shown:
        after = next_state(fresh(START), one.rating, START, zone=PARIS, fuzz=False)
        assert one.day == local_day(after.due_at, PARIS)


def test_variation_moves_the_day_a_little_and_nothing_else() -> None:
    random.seed(7)
    memory = Memory(START, CardState.REVIEW, None, 20.0, 5.0, START - timedelta(days=20))
    exact = next_state(memory, Rating.GOOD, START, zone=PARIS, fuzz=False)

    varied = [next_state(memory, Rating.GOOD, START, zone=PARIS) for _ in range(40)]

    assert {one.stability for one in varied} == {exact.stability}
    assert len({one.due_at for one in varied}) > 1
    far = (exact.due_at - START).days
    assert all(abs((one.due_at - exact.due_at).days) <= 0.1 * far + 3 for one in varied)


def test_a_clock_that_went_back_does_not_break_a_card() -> None:
    memory = Memory(START, CardState.REVIEW, None, 3.0, 5.0, START + timedelta(hours=2))

    after = next_state(memory, Rating.GOOD, START, zone=PARIS, fuzz=False)

    assert after.due_at > START
