"""What is due: today’s new cards, those that come back, and on whose calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sextant.accounts.models import Institution, Learner, Person
from sextant.catalogue.models import TermVersion
from sextant.study.choices import CardKind
from sextant.study.models import ReviewPace
from sextant.study.review.queries import due_count, overdue, standing_of
from tests.study.reviewing import known_card, lexicon, new_card


def test_nothing_is_due_without_cards(enrolled: Learner, now: datetime) -> None:
    assert (due_count(enrolled, now=now), overdue(enrolled, now=now)) == (0, 0)


def test_cards_that_come_back_are_due_and_late_ones_are_told_apart(enrolled: Learner, now: datetime) -> None:
    first, second, third = lexicon(3)
    known_card(enrolled, first, now - timedelta(days=2))
    known_card(enrolled, second, now - timedelta(hours=1))
    known_card(enrolled, third, now + timedelta(hours=1))

    standing = standing_of(enrolled, now=now)

    assert (standing.seen, standing.new, standing.late) == (2, 0, 1)


def test_new_cards_of_a_day_are_limited_by_what_the_learner_chose(enrolled: Learner, now: datetime) -> None:
    ReviewPace.objects.create(learner=enrolled, new_a_day=2)
    first, *rest = lexicon(4)
    new_card(enrolled, first, now, begun_at=now - timedelta(hours=2), reviewed_at=now - timedelta(hours=2), due_at=now + timedelta(days=2))
    for uid in rest:
        new_card(enrolled, uid, now)

    assert len(rest) == 3
    assert due_count(enrolled, now=now) == 1
    assert due_count(enrolled, now=now + timedelta(days=1)) == 2


def test_what_is_suspended_removed_or_withdrawn_is_not_due(enrolled: Learner, now: datetime) -> None:
    first, second, third = lexicon(3)
    new_card(enrolled, first, now, suspended=True)
    new_card(enrolled, second, now, removed=True)
    new_card(enrolled, third, now)
    new_card(enrolled, "retired-item", now, kind=CardKind.ITEM)
    assert due_count(enrolled, now=now) == 1

    TermVersion.objects.filter(uid=third).update(current=False)

    assert due_count(enrolled, now=now) == 0


def test_what_is_due_takes_one_query(enrolled: Learner, now: datetime, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        due_count(enrolled, now=now)
    for uid in lexicon(3):
        new_card(enrolled, uid, now)
    with django_assert_num_queries(1):
        due_count(enrolled, now=now)


def test_today_is_the_day_of_the_learners_institution_also_when_clocks_go_back(enrolled: Learner) -> None:
    """On 25 October 2026 Paris has 25 hours: what was begun at 00:30 counts for that day until 23:59."""
    ReviewPace.objects.create(learner=enrolled, new_a_day=1)
    first, second = lexicon(2)
    begun = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    new_card(enrolled, first, begun, begun_at=begun, reviewed_at=begun, due_at=begun + timedelta(days=9))
    new_card(enrolled, second, begun)

    assert due_count(enrolled, now=datetime(2026, 10, 25, 22, 45, tzinfo=UTC)) == 0
    assert due_count(enrolled, now=datetime(2026, 10, 25, 23, 5, tzinfo=UTC)) == 1

    Institution.objects.update(zone="Indian/Reunion")
    assert due_count(enrolled, now=datetime(2026, 10, 25, 22, 45, tzinfo=UTC)) == 1


def test_a_stranger_has_nothing_due_of_somebody_else(enrolled: Learner, bruno: Person, now: datetime) -> None:
    new_card(enrolled, lexicon(1)[0], now)

    assert due_count(Learner.objects.get(person=bruno), now=now) == 0
