"""Local hours: when a reminder may come. Pure: a preference and a moment in, a moment out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sextant.accounts.models import Reach

DAY = 24 * 60
LONGEST_PAUSE = timedelta(days=366)


def is_quiet(minute: int, quiet_from: int, quiet_until: int) -> bool:
    """
    Say whether a minute of the day is within the quiet hours; none where both ends are the same.

    >>> is_quiet(21 * 60, 20 * 60, 8 * 60), is_quiet(8 * 60, 20 * 60, 8 * 60), is_quiet(13 * 60, 12 * 60, 14 * 60)
    (True, False, True)
    """
    if quiet_from <= quiet_until:
        return quiet_from <= minute < quiet_until
    return minute >= quiet_from or minute < quiet_until


def is_paused(paused_until: date | None, today: date) -> bool:
    """Say whether `today` lies within a pause; its last day does."""
    return paused_until is not None and today <= paused_until


def next_moment(reach: Reach, *, after: datetime) -> datetime | None:
    """
    Return the first moment after `after` at which a reminder may come: at the chosen hour of a chosen day outside any pause, in UTC.

    An hour that the clocks skip comes when they have; one that comes twice comes the first time.
    """
    if not reach.wanted or not reach.days:
        return None
    zone = ZoneInfo(reach.zone)
    day = after.astimezone(zone).date()
    if reach.paused_until is not None:
        day = max(day, reach.paused_until + timedelta(days=1))
    for offset in range(9):
        moment = _moment(day + timedelta(days=offset), reach.minute, zone)
        if moment > after and (day + timedelta(days=offset)).isoweekday() in reach.days:
            return moment
    return None


def may_come(reach: Reach, *, now: datetime) -> bool:
    """Say whether a reminder may come at `now`: the hour has come, on a chosen day, no quiet hour, no pause, none yet today."""
    local = now.astimezone(ZoneInfo(reach.zone))
    minute = local.hour * 60 + local.minute
    return (
        reach.wanted
        and local.isoweekday() in reach.days
        and now >= _moment(local.date(), reach.minute, ZoneInfo(reach.zone))
        and not is_quiet(minute, reach.quiet_from, reach.quiet_until)
        and not is_paused(reach.paused_until, local.date())
        and reach.sent_on != local.date()
    )


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone).astimezone(UTC)
