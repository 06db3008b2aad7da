"""How often something may be tried: counted by who tries, never by address (a faculty is one), in the cache that every process shares."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection


class TooOften(Exception):
    """It was tried too often; from `until` on it may be tried again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` tries `within` a span, of whoever tries."""

    name: str
    times: int
    within: timedelta

    def take(self, who: str, *, now: datetime) -> str:
        """
        Note a try of `who` and return its key, for whoever gives it back by `cache.delete`. Raises `TooOften`.

        Each try is a row of its own, which only one request can add: tries sent together are counted one by one.
        """
        keys = [f"limit:{self.name}:{who}:{number}" for number in range(self.times)]
        taken = {key: moment for key, moment in cache.get_many(keys).items() if moment > now - self.within}
        for key in keys:
            if key not in taken and cache.add(key, now, timeout=int(self.within.total_seconds())):
                return key
        raise TooOften(min(taken.values(), default=now) + self.within)


def forget_past_tries(*, now: datetime) -> int:
    """
    Delete what the cache holds of tries that count no more; return how many.

    Left to itself it keeps them, with the keys of people since erased, until there is no room for others.
    """
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))])  # noqa: S608
        return int(cursor.rowcount)
