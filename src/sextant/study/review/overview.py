"""The home of the review: what is ready, what comes in the next thirty days."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, UUIDField

from sextant.accounts.models import Learner
from sextant.frameworks.document import Framework
from sextant.ground.compiled import Compiled, Given
from sextant.study.choices import CardOrigin
from sextant.study.models import Card
from sextant.study.review.days import local_day, start_of, zone_named
from sextant.study.review.load import Day, coming
from sextant.study.review.queries import AT_A_TIME, IS_THERE, NEW_A_DAY, chosen_pace, chosen_zone
from sextant.study.review.sources import candidates


@dataclass(frozen=True, slots=True)
class Overview:
    """
    What the home of the review shows.

    Of its `cards`, `entering` come in with the next round. `seen` cards come back, `new` ones may begin now; `waiting` new ones are there
    in all, `sure` of them to stay sure of what time is making uncertain.
    """

    today: date
    zone: ZoneInfo
    pace: int
    cards: int
    entering: int
    seen: int
    new: int
    waiting: int
    sure: int
    next_due: datetime | None
    days: list[Day]

    @property
    def ready(self) -> int:
        """How many cards can be asked now."""
        return self.seen + self.new

    @property
    def kept(self) -> int:
        """How many are in the deck already."""
        return self.cards - self.entering

    @property
    def now(self) -> int:
        """How many are asked in a round."""
        return min(AT_A_TIME, self.ready)

    @property
    def tomorrow(self) -> Day:
        """What comes tomorrow."""
        return self.days[1]

    @property
    def fullest(self) -> Day:
        """The day that asks for most, the first of them."""
        return max(self.days, key=lambda day: day.count)


def overview_of(learner: Learner, framework: Framework | None, *, now: datetime) -> Overview:
    """Return the home of the review; what was read and missed since the last time counts as waiting (seven queries at most)."""
    rows = _CARDS.rows(learner=learner.pk)
    zone_name, chosen = (rows[0][7], rows[0][8]) if rows else _preferences(learner)
    zone, pace = zone_named(zone_name), NEW_A_DAY if chosen is None else chosen
    today = local_day(now, zone)
    unbegun = [
        origin
        for _kind, _uid, begun, _due, suspended, removed, there, _zone, _pace, origin in rows
        if there and begun is None and not (suspended or removed)
    ]
    live = [(begun, due) for _kind, _uid, begun, due, suspended, removed, there, *_rest in rows if there and not (suspended or removed)]
    offered = candidates(learner, framework, known=[(kind, uid) for kind, uid, *_rest in rows]) if framework else []
    waiting = sum(1 for begun, _due in live if begun is None) + len(offered)
    begun_today = sum(1 for begun, _due in live if begun is not None and begun >= start_of(today, zone))
    new = min(waiting, max(0, pace - begun_today))
    comes_back = [due for begun, due in live if begun is not None]
    later = [due for due in comes_back if due > now]
    return Overview(
        today=today,
        zone=zone,
        pace=pace,
        cards=len(live) + len(offered),
        entering=len(offered),
        seen=len(comes_back) - len(later),
        new=new,
        waiting=waiting,
        sure=unbegun.count(CardOrigin.SURE),
        next_due=min(later, default=None),
        days=coming([local_day(due, zone) for due in comes_back], today=today, waiting=waiting, new_today=new, new_a_day=pace),
    )


def _cards() -> QuerySet[Card, Any]:
    learner = Given("learner", UUIDField())
    rows = Card.objects.filter(learner=learner).order_by().annotate(there=IS_THERE)
    columns = ("kind", "uid", "begun_at", "due_at", "suspended", "removed", "there")
    return rows.values_list(*columns, chosen_zone(learner), chosen_pace(learner), "origin")


_CARDS = Compiled(_cards)


def _preferences(learner: Learner) -> tuple[str | None, int | None]:
    row = Learner.objects.filter(pk=learner.pk).annotate(zone=chosen_zone(learner), pace=chosen_pace(learner)).values_list("zone", "pace")
    return row.get()
