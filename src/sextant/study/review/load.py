"""What comes in the next days. Pure: days in, counts out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

HORIZON = 30
"""Days shown."""

A_DAY = 20
"""After an absence, no day asks for more: the rest moves to the days after it."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a day asks for: cards that come back, and new ones."""

    day: date
    seen: int
    new: int

    @property
    def count(self) -> int:
        """Both together."""
        return self.seen + self.new


def coming(due_days: Iterable[date], *, today: date, waiting: int, new_today: int, new_a_day: int) -> list[Day]:
    """
    Return the next thirty days. `due_days`: the day on which each card comes back; `waiting` new cards begin `new_a_day` a day.

    What was due earlier counts from today on, at most `A_DAY` cards a day.
    """
    counts = dict.fromkeys((today + timedelta(days=number) for number in range(HORIZON)), 0)
    for day in due_days:
        if max(day, today) in counts:
            counts[max(day, today)] += 1
    days, carried = [], 0
    for day, count in counts.items():
        new = min(waiting, new_today if day == today else new_a_day)
        waiting -= new
        seen = min(count + carried, max(0, A_DAY - new))
        carried += count - seen
        days.append(Day(day, seen, new))
    return days
