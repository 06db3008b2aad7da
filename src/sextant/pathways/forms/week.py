"""The grid of a week: parts of the day on the page, minutes in the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: local minutes from `start` to `end`."""

    code: str
    label: Any
    start: int
    end: int


PARTS = (
    Part("m", _("8–12 h"), 8 * 60, 12 * 60),
    Part("n", _("12–14 h"), 12 * 60, 14 * 60),
    Part("a", _("14–18 h"), 14 * 60, 18 * 60),
    Part("e", _("18–22 h"), 18 * 60, 22 * 60),
)
_BY_CODE = {part.code: part for part in PARTS}


def day_choices() -> list[tuple[str, Any]]:
    """Return the days of the week by number, Monday first."""
    return [(str((MONDAY + timedelta(days=offset)).isoweekday()), WEEKDAYS[offset]) for offset in range(7)]


def part_choices() -> list[tuple[str, Any]]:
    """Return the parts of the day."""
    return [(part.code, part.label) for part in PARTS]


def slots_of(ticks: Iterable[str]) -> list[list[int]]:
    """
    Return the weekly slots that ticks stand for: [weekday, first minute, minutes].

    >>> slots_of(["2-e", "6-m"])
    [[2, 1080, 240], [6, 480, 240]]
    """
    found = []
    for tick in ticks:
        day, _joint, code = tick.partition("-")
        part = _BY_CODE[code]
        found.append([int(day), part.start, part.end - part.start])
    return sorted(found)


def ticks_of(slots: Iterable[Sequence[int]]) -> list[str]:
    """
    Return the parts of the week that slots reach into: a slot entered otherwise shows as the parts it touches.

    >>> ticks_of([[2, 1080, 120], [6, 660, 120]])
    ['2-e', '6-m', '6-n']
    """
    touched = {
        (int(day), position)
        for day, start, minutes in slots
        for position, part in enumerate(PARTS)
        if start < part.end and part.start < start + minutes
    }
    return [f"{day}-{PARTS[position].code}" for day, position in sorted(touched)]
