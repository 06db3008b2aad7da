"""Local weekly hours turned into minutes on one axis, across changes of clock."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sextant.engine.planning.model import Slot

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def minute_of(moment: datetime) -> int:
    """Return the minute of `moment` on the planning axis."""
    return int((moment - EPOCH).total_seconds() // 60)


def moment_of(minute: int) -> datetime:
    """Return the moment of a minute of the planning axis, in UTC."""
    return EPOCH + timedelta(minutes=minute)


def local_minute(day: date, minutes: int, zone: ZoneInfo) -> int:
    """Return the minute of the axis at which a local clock shows `minutes` after midnight on `day` (1440: the next midnight)."""
    # A clock time that does not exist that night is read with the offset before the change, one that comes twice the first time (PEP 495).
    day, minutes = day + timedelta(days=minutes // 1440), minutes % 1440
    return minute_of(datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone).astimezone(UTC))


def end_of_day(day: date, zone: ZoneInfo) -> int:
    """Return the minute at which the local `day` is over (deadlines are inclusive)."""
    return local_minute(day, 1440, zone)


def concrete_slots(weekly: Iterable[Sequence[int]], *, start: datetime, until: date, zone: ZoneInfo) -> tuple[Slot, ...]:
    """
    Return the slots between `start` and the end of the local day `until`.

    `weekly` holds (weekday 1–7, first minute of the local day, minutes). A slot keeps its local hour when the clocks change; what falls
    into the hour that is skipped is dropped, and the hour that comes twice never makes a slot longer than declared.
    """
    lines = sorted(tuple(line) for line in weekly)
    # A learner is given a quarter of an hour to get ready: nothing is planned in the minute they look at the page.
    earliest = (minute_of(start) // 15 + 1) * 15
    last = end_of_day(until, zone)
    slots = []
    # A slot of the evening before may still run after midnight.
    day = start.astimezone(zone).date() - timedelta(days=1)
    while day <= until:
        for weekday, begin, minutes in lines:
            if weekday != day.isoweekday():
                continue
            opens = local_minute(day, begin, zone)
            closes = min(local_minute(day, begin + minutes, zone), opens + minutes, last)
            opens = max(opens, earliest)
            if closes > opens:
                slots.append(Slot(opens, closes - opens))
        day += timedelta(days=1)
    return tuple(slots)


def week_boundaries(*, start: datetime, until: date, zone: ZoneInfo) -> tuple[int, ...]:
    """Return the local Mondays' midnights from the week of `start` to the first one after the day `until`."""
    monday = monday_of(start.astimezone(zone).date())
    boundaries = [local_minute(monday, 0, zone)]
    while monday <= until:
        monday += timedelta(weeks=1)
        boundaries.append(local_minute(monday, 0, zone))
    return tuple(boundaries)


def monday_of(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())
