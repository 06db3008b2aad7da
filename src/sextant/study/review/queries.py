from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField

from sextant.accounts.models import Learner
from sextant.accounts.queries import joined_by
from sextant.assessment.foresight import foreseen
from sextant.assessment.models import ItemVersion
from sextant.catalogue.models import TermVersion
from sextant.ground.compiled import Compiled, Given
from sextant.study.choices import CardKind, CardOrigin
from sextant.study.models import Card, ReviewPace
from sextant.study.review.days import LONGEST_DAY, local_day, start_of, zone_named
from sextant.study.review.rounds import Due

NEW_A_DAY = 5
"""New cards a day until the learner chooses another number."""

AT_A_TIME = 10
"""Cards of one round, however many are due."""

IS_THERE = Q(Exists(TermVersion.objects.filter(uid=OuterRef("uid"), current=True)), kind=CardKind.TERM) | Q(
    Exists(ItemVersion.objects.filter(uid=OuterRef("uid"), current=True)), kind=CardKind.ITEM
)
"""The word or the question of a card is still taught: what was withdrawn is not asked."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner’s review stands: `seen` cards are due again, `new` ones may begin today; `late` were due before today."""

    zone: ZoneInfo
    seen: int = 0
    new: int = 0
    late: int = 0
    pace: int = NEW_A_DAY

    @property
    def due(self) -> int:
        """How many cards can be asked now."""
        return self.seen + self.new


def live_cards(learner: Learner | Given) -> QuerySet[Card]:
    """Return the cards that can be asked some day: neither removed nor suspended, and still taught."""
    return Card.objects.filter(IS_THERE, learner=learner, removed=False, suspended=False)


def chosen_zone(learner: Learner | Given) -> Subquery:
    """Return the name of the zone of the learner’s institution, as a column."""
    return Subquery(joined_by(learner).values("cohort__institution__zone")[:1])


def chosen_pace(learner: Learner | Given) -> Subquery:
    """Return how many new cards a day the learner chose, as a column."""
    return Subquery(ReviewPace.objects.filter(learner=learner).values("new_a_day")[:1])


def standing_of(learner: Learner, *, now: datetime) -> Standing:
    """Return where the review of `learner` stands today, their own day (one query)."""
    listed = _ASKABLE.rows(learner=learner.pk, now=now, lately=now - LONGEST_DAY)
    if not listed:
        return Standing(zone=zone_named(None))
    _begun, _due, zone_name, chosen = listed[0]
    zone = zone_named(zone_name)
    pace = NEW_A_DAY if chosen is None else chosen
    today = local_day(now, zone)
    morning = start_of(today, zone)
    begun_today = sum(1 for begun, *_rest in listed if begun is not None and begun >= morning)
    waiting = sum(1 for begun, due, *_rest in listed if begun is None and due <= now)
    return Standing(
        seen=sum(1 for begun, due, *_rest in listed if begun is not None and due <= now),
        new=min(waiting, max(0, pace - begun_today)),
        late=sum(1 for begun, due, *_rest in listed if begun is not None and due < morning),
        zone=zone,
        pace=pace,
    )


def _askable() -> QuerySet[Card, Any]:
    learner, now, lately = Given("learner", UUIDField()), Given("now", DateTimeField()), Given("lately", DateTimeField())
    rows = live_cards(learner).filter(Q(due_at__lte=now) | Q(begun_at__gt=lately)).order_by()
    return rows.values_list("begun_at", "due_at", chosen_zone(learner), chosen_pace(learner))


_ASKABLE = Compiled(_askable)


def due_count(learner: Learner, now: datetime) -> int:
    """Return how many cards can be asked now: those that are due again, and the new ones of today (one query)."""
    return standing_of(learner, now=now).due


def overdue(learner: Learner, now: datetime) -> int:
    """Return how many cards were due before today (one query). New cards are never late."""
    return standing_of(learner, now=now).late


def zone_of(learner: Learner) -> ZoneInfo:
    """Return the zone of the learner’s days: that of their institution, else that of the campus."""
    return zone_named(joined_by(learner).values_list("cohort__institution__zone", flat=True).first())


def due_cards(learner: Learner, framework: str, *, now: datetime) -> list[Due]:
    """Return the cards that may be asked now, the new ones without their limit (five queries)."""
    rows = list(live_cards(learner).filter(due_at__lte=now).order_by())
    terms = dict(TermVersion.objects.filter(uid__in=_uids(rows, CardKind.TERM), current=True).values_list("uid", "competence"))
    items = dict(ItemVersion.objects.filter(uid__in=_uids(rows, CardKind.ITEM), current=True).values_list("uid", "competence"))
    competence = {CardKind.TERM.value: terms, CardKind.ITEM.value: items}
    missed = {row.pk for row in rows if was_missed(row)}
    told = foreseen(learner, framework, [row.uid for row in rows if row.pk in missed])
    return [
        Due(
            row.pk,
            competence[row.kind].get(row.uid, ""),
            row.due_at,
            row.reviewed_at,
            wanted=row.origin == CardOrigin.ADDED,
            chance=told[row.uid].chance if row.pk in missed and row.uid in told else None,
        )
        for row in rows
    ]


def was_missed(card: Card) -> bool:
    """Say whether a card is a question that came because it was missed."""
    return card.kind == CardKind.ITEM and card.origin == CardOrigin.MISSED


def _uids(rows: Iterable[Card], kind: CardKind) -> list[str]:
    return [row.uid for row in rows if row.kind == kind]


def card_of(learner: Learner, pk: UUID) -> Card | None:
    """Return a card of this learner with the number of its reviews (`times`), unless it was removed."""
    return Card.objects.filter(learner=learner, pk=pk, removed=False).annotate(times=Count("reviews")).first()


def left_of(learner: Learner, round_cards: Sequence[UUID], *, since: datetime, now: datetime) -> list[UUID]:
    """Return the cards of a round begun at `since` that are still to be asked, in its order (one query)."""
    rows = live_cards(learner).filter(pk__in=round_cards, due_at__lte=now).exclude(reviewed_at__gte=since)
    waiting = set(rows.values_list("pk", flat=True))
    return [pk for pk in round_cards if pk in waiting]
