from collections.abc import Mapping
from datetime import UTC, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sextant.study.activity import last_active


def active_today(zones: Mapping[UUID, ZoneInfo], *, now: datetime) -> set[UUID]:
    """Return which of these learners did anything on their own today so far (one query)."""
    midnights = {key: datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone).astimezone(UTC) for key, zone in zones.items()}
    if not midnights:
        return set()
    last = last_active(midnights, min(midnights.values()))
    return {key for key, moment in last.items() if moment >= midnights[key]}
