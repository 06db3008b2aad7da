"""
When a card comes back: the only place that knows the `fsrs` package.

The package counts in periods of 24 hours; a learner counts in days. Reviewing at eight in the evening and again the next morning is a day
later for them, so the gap is given to the package as whole local days, and a card that comes back in so many days is due from the morning
of that day. Steps of minutes stay minutes. Otherwise the intervals are the package’s own, with its default parameters (FSRS 6).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sextant.study.choices import CardState
from sextant.study.review.days import local_day, start_of

if TYPE_CHECKING:
    import fsrs

RETENTION = 0.9
"""How likely one is to remember a card on the day it comes back."""


class Rating(IntEnum):
    """How well one knew a card."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a card’s memory: none of the numbers before the first review; `reviewed_at` is the last one."""

    due_at: datetime
    state: int = CardState.LEARNING
    step: int | None = 0
    stability: float | None = None
    difficulty: float | None = None
    reviewed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What one button does: when the card would come back, as minutes or as the local day `day` (`days` from today)."""

    rating: Rating
    minutes: int
    days: int
    day: date


@cache
def _scheduler(*, fuzz: bool) -> "fsrs.Scheduler":
    from fsrs import Scheduler

    return Scheduler(desired_retention=RETENTION, enable_fuzzing=fuzz)


def next_state(memory: Memory, rating: Rating, now: datetime, *, zone: ZoneInfo, fuzz: bool = True) -> Memory:
    """
    Return the memory after a review rated `rating` at `now`, on the calendar of `zone`.

    With `fuzz`, intervals of three days and more vary a little, so that cards begun together do not come back together for ever.
    """
    import fsrs

    now = now.astimezone(UTC)
    card = fsrs.Card(
        card_id=0,  # without one the package waits a millisecond to make it unique
        state=fsrs.State(memory.state),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due_at,
        last_review=_aligned(memory.reviewed_at, now, zone),
    )
    after, _log = _scheduler(fuzz=fuzz).review_card(card, fsrs.Rating(int(rating)), now)
    return Memory(
        due_at=_due(after.due - now, now, zone, whole_days=after.state == fsrs.State.Review),
        state=int(after.state),
        step=after.step,
        stability=after.stability,
        difficulty=after.difficulty,
        reviewed_at=now,
    )


def previews(memory: Memory, now: datetime, *, zone: ZoneInfo) -> tuple[Preview, ...]:
    """Return what each of the four buttons would do, without the small variation."""
    found = []
    today = local_day(now, zone)
    for rating in Rating:
        after = next_state(memory, rating, now, zone=zone, fuzz=False)
        day = local_day(after.due_at, zone)
        days = (day - today).days if after.state == CardState.REVIEW else 0
        minutes = 0 if days else round((after.due_at - now).total_seconds() / 60)
        found.append(Preview(rating, minutes, days, day))
    return tuple(found)


def _aligned(before: datetime | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the last review as far from `now` as the learner’s days count: whole days once the day has changed."""
    if before is None:
        return None
    days = (local_day(now, zone) - local_day(before, zone)).days
    return now - timedelta(days=days) if days > 0 else max(before.astimezone(UTC), now - timedelta(hours=23))


def _due(interval: timedelta, now: datetime, zone: ZoneInfo, *, whole_days: bool) -> datetime:
    return start_of(local_day(now, zone) + timedelta(days=interval.days), zone) if whole_days else now + interval
