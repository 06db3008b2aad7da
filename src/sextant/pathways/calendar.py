"""Local weekly hours turned into minutes on one axis, across changes of clock."""

from collections.abc import Iterable
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


def _local(day: date, minutes: int, zone: ZoneInfo) -> int:
    # 24:00 is the next day's midnight; a clock time that does not exist that night is read with the offset before the change (PEP 495).
    day, minutes = day + timedelta(days=minutes // 1440), minutes % 1440
    return minute_of(datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone).astimezone(UTC))


def end_of_day(day: date, zone: ZoneInfo) -> int:
    """Return the last minute of the local `day` (deadlines are inclusive), exclusive."""
    return _local(day, 1440, zone)


def concrete_slots(weekly: Iterable[tuple[int, int, int]], *, start: datetime, until: date, zone: ZoneInfo) -> tuple[Slot, ...]:
    """
    Return the slots between `start` and the end of the local day `until`.

    `weekly` holds (weekday 1–7, first minute of the local day, minutes). A slot keeps its local hour when the clocks change; a slot during
    the hour that is skipped is dropped.
    """
    lines = sorted(weekly)
    first = start.astimezone(zone).date()
    # A learner is given a quarter of an hour to get ready: nothing is planned in the minute they look at the page.
    earliest = (minute_of(start) // 15 + 1) * 15
    slots = []
    day = first
    while day <= until:
        for weekday, begin, minutes in lines:
            if weekday != day.isoweekday():
                continue
            opens, closes = _local(day, begin, zone), _local(day, begin + minutes, zone)
            opens = max(opens, earliest)
            if closes > opens:
                slots.append(Slot(opens, closes - opens))
        day += timedelta(days=1)
    return tuple(slots)


def week_boundaries(*, start: datetime, until: date, zone: ZoneInfo) -> tuple[int, ...]:
    """Return the local Mondays' midnights from the week of `start` to the one after `until`."""
    monday = start.astimezone(zone).date()
    monday -= timedelta(days=monday.weekday())
    boundaries = []
    while True:
        boundaries.append(_local(monday, 0, zone))
        if monday > until:
            return tuple(boundaries)
        monday += timedelta(weeks=1)
