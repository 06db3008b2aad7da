"""
Active time: how long somebody really worked, from what is stamped and from nothing else. It is shown, stated and planned with; no level
ever rests on it.

**The method.** An *act* is an answer of a sitting, an answer outside one, or a review of a card. It counts from the moment its question
was shown, and at most five minutes: a question left open over lunch is not an hour of work. Between two acts that lie at most five minutes
apart, the time between them counts too (the explanation was being read); a longer gap counts for nothing. A *reading* counts the seconds
during which the page was in use. Acts done within a reading are part of it: the longer of the two counts, never both. Readings that
overlap (two tabs) are one. So no second is counted twice, and the time of a day, a week or any stretch adds up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, DateTimeField, F, IntegerField, Max, QuerySet, UUIDField, Value

from sextant.accounts.models import Learner
from sextant.assessment.models import Attempt, Response
from sextant.ground.compiled import Compiled, Given
from sextant.study.models import CardReview, Visit

LONGEST = timedelta(minutes=5)
"""An act counts no longer than this, and neither does the gap between two acts."""

AROUND = timedelta(days=1)
"""Acts this far outside a period may belong to a reading that reaches into it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading from its opening to its last sign of life, and how long of that the page was in use."""

    span: Stretch
    active: timedelta


def active_minutes(learner: Learner, since: datetime, until: datetime) -> int:
    """Return the whole minutes in which `learner` was active between `since` and `until` (one query)."""
    return minutes(stretches(learner, since, until))


def minutes(found: Iterable[Stretch]) -> int:
    """Return the whole minutes in stretches that do not overlap."""
    return int(sum((stretch.length for stretch in found), timedelta()) // timedelta(minutes=1))


def start_of_week(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which the local week of `now` began (Monday, midnight), in UTC."""
    today = now.astimezone(zone).date()
    return _midnight(today - timedelta(days=today.weekday()), zone)


def stretches(learner: Learner, since: datetime, until: datetime) -> list[Stretch]:
    """Return when `learner` was active between `since` and `until`: stretches in order that do not overlap (one query)."""
    acts, readings = [], []
    for kind, start, end, seconds in _rows(learner, since - AROUND, until + AROUND):
        begun = end if start is None else min(start, end)
        if kind == "visit":
            readings.append(Reading(Stretch(begun, end), timedelta(seconds=seconds)))
        else:
            acts.append(Stretch(max(begun, end - LONGEST), end))
    worked = union_of(acts, readings)
    return [Stretch(max(one.start, since), min(one.end, until)) for one in worked if one.end > since and one.start < until]


def last_active(learners: Iterable[UUID], since: datetime) -> dict[UUID, datetime]:
    """Return when each of `learners` was last seen to do anything, of those who did since then (one query)."""
    keys = list(learners)
    sources = (
        Response.objects.filter(learner__in=keys, answered_at__gte=since).order_by().values_list("learner_id", Max("answered_at")),
        Attempt.objects.filter(learner__in=keys, answered_at__gte=since).order_by().values_list("learner_id", Max("answered_at")),
        CardReview.objects.filter(learner__in=keys, reviewed_at__gte=since).order_by().values_list("learner_id", Max("reviewed_at")),
        Visit.objects.filter(learner__in=keys, last_at__gte=since).order_by().values_list("learner_id", Max("last_at")),
    )
    first, *others = sources
    found: dict[UUID, datetime] = {}
    for learner, moment in first.union(*others):
        found[learner] = max(moment, found.get(learner, moment))
    return found


def union_of(acts: Iterable[Stretch], readings: Iterable[Reading]) -> list[Stretch]:
    """
    Return the active stretches that acts and readings make together, in order.

    >>> at = lambda minute: datetime(2026, 11, 23, 9, minute, tzinfo=UTC)
    >>> found = union_of([Stretch(at(1), at(2)), Stretch(at(4), at(5))], [Reading(Stretch(at(0), at(20)), timedelta(minutes=10))])
    >>> minutes(found)
    10
    """
    worked = _merged(acts, joined=LONGEST)
    free = []
    for reading in _one_at_a_time(readings):
        inside = [Stretch(max(act.start, reading.span.start), min(act.end, reading.span.end)) for act in worked]
        inside = [act for act in inside if act.start < act.end]
        # What the acts do not explain stands in the gaps between them, from the opening on.
        free += list(_placed(reading.active - sum((act.length for act in inside), timedelta()), reading.span, inside))
    return _merged([*worked, *free])


def _rows(learner: Learner, since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    return _DONE.rows(learner=learner.pk, since=since, until=until)


def _done() -> QuerySet[Any, Any]:
    mine = {"learner": Given("learner", UUIDField())}
    since, until = Given("since", DateTimeField()), Given("until", DateTimeField())
    sources = (
        _stamped(Response.objects.filter(**mine, answered_at__gte=since, answered_at__lt=until), "response", "asked_at", "answered_at"),
        _stamped(Attempt.objects.filter(**mine, answered_at__gte=since, answered_at__lt=until), "attempt", "shown_at", "answered_at"),
        _stamped(CardReview.objects.filter(**mine, reviewed_at__gte=since, reviewed_at__lt=until), "review", "shown_at", "reviewed_at"),
        _stamped(Visit.objects.filter(**mine, last_at__gte=since, started_at__lt=until), "visit", "started_at", "last_at", "seconds"),
    )
    first, *others = sources
    rows: QuerySet[Any, Any] = first.union(*others, all=True)
    return rows


_DONE = Compiled(_done)


def _stamped(rows: QuerySet[Any], kind: str, start: str, end: str, seconds: str = "") -> Any:
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()), F(start), F(end), F(seconds) if seconds else Value(0, output_field=IntegerField())
    )


def _merged(found: Iterable[Stretch], *, joined: timedelta = timedelta()) -> list[Stretch]:
    """Return the union of stretches, those at most `joined` apart made one; nothing of no length is left."""
    merged: list[Stretch] = []
    for stretch in sorted(found, key=lambda one: one.start):
        if merged and stretch.start - merged[-1].end <= joined:
            merged[-1] = Stretch(merged[-1].start, max(merged[-1].end, stretch.end))
        else:
            merged.append(stretch)
    return [stretch for stretch in merged if stretch.start < stretch.end]


def _one_at_a_time(readings: Iterable[Reading]) -> list[Reading]:
    """Return readings of which those that overlap are made one, never more active than it is long."""
    found: list[Reading] = []
    for reading in sorted(readings, key=lambda one: one.span.start):
        if found and reading.span.start < found[-1].span.end:
            span = Stretch(found[-1].span.start, max(found[-1].span.end, reading.span.end))
            found[-1] = Reading(span, found[-1].active + reading.active)
        else:
            found.append(reading)
    return [Reading(one.span, min(one.active, one.span.length)) for one in found]


def _placed(left: timedelta, span: Stretch, taken: list[Stretch]) -> Iterator[Stretch]:
    """Yield stretches of `span`, `left` long in all, that avoid what is `taken` (in order)."""
    start = span.start
    for stop, resume in [*((one.start, one.end) for one in taken), (span.end, span.end)]:
        if left <= timedelta():
            return
        end = min(stop, start + left)
        if end > start:
            yield Stretch(start, end)
            left -= end - start
        start = max(start, resume)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
