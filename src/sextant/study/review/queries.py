from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sextant.accounts.models import Enrolment, Learner
from sextant.assessment.models import ItemVersion
from sextant.catalogue.models import TermVersion
from sextant.study.choices import CardKind
from sextant.study.models import Card, ReviewPace
from sextant.study.review.days import LONGEST_DAY, local_day, start_of, zone_named

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


def live_cards(learner: Learner) -> QuerySet[Card]:
    """Return the cards that can be asked some day: neither removed nor suspended, and still taught."""
    return Card.objects.filter(IS_THERE, learner=learner, removed=False, suspended=False)


def _zone(learner: Learner) -> Subquery:
    joined = Enrolment.objects.filter(learner=learner, cohort__archived_at=None).order_by("-joined_at")
    return Subquery(joined.values("cohort__institution__zone")[:1])


def _pace(learner: Learner) -> Subquery:
    return Subquery(ReviewPace.objects.filter(learner=learner).values("new_a_day")[:1])


def standing_of(learner: Learner, *, now: datetime) -> Standing:
    """Return where the review of `learner` stands today, their own day (one query)."""
    begun_lately = Q(begun_at__gt=now - LONGEST_DAY)
    rows = (
        live_cards(learner)
        .filter(Q(due_at__lte=now) | begun_lately)
        .order_by()
        .annotate(zone=_zone(learner), pace=_pace(learner))
        .values_list("begun_at", "due_at", "zone", "pace")
    )
    listed = list(rows)
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


def due_count(learner: Learner, *, now: datetime) -> int:
    """Return how many cards can be asked now: those that are due again, and the new ones of today (one query)."""
    return standing_of(learner, now=now).due


def overdue(learner: Learner, *, now: datetime) -> int:
    """Return how many cards were due before today (one query). New cards are never late."""
    return standing_of(learner, now=now).late


def zone_of(learner: Learner) -> ZoneInfo:
    """Return the zone of the learner’s days: that of their institution, else that of the campus."""
    joined = Enrolment.objects.filter(learner=learner, cohort__archived_at=None).order_by("-joined_at")
    return zone_named(joined.values_list("cohort__institution__zone", flat=True).first())


def has_card(learner: Learner, uids: Iterable[str]) -> set[str]:
    """Return those of these words that are in the learner’s review: what the lexicon asks, to show it."""
    rows = Card.objects.filter(learner=learner, kind=CardKind.TERM, uid__in=list(uids), removed=False)
    return set(rows.values_list("uid", flat=True))
