"""The learner’s own days: a review belongs to the day on their calendar, also when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

LONGEST_DAY = timedelta(hours=26)
"""No local day is longer, not even the one on which the clocks go back."""


def zone_named(name: str | None) -> ZoneInfo:
    """Return the zone of this name; that of the campus where there is none."""
    return ZoneInfo(name or settings.TIME_ZONE)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """
    Return the day it is in `zone` at `moment`.

    >>> local_day(datetime(2026, 10, 24, 22, 30, tzinfo=UTC), ZoneInfo("Europe/Paris"))
    datetime.date(2026, 10, 25)
    """
    return moment.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """
    Return the instant at which `day` begins in `zone`.

    >>> start_of(date(2026, 10, 26), ZoneInfo("Europe/Paris")) - start_of(date(2026, 10, 25), ZoneInfo("Europe/Paris"))
    datetime.timedelta(days=1, seconds=3600)
    """
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
