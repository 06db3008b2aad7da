"""Active time: every second once, none for an open window, and the same sum however the time is cut."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from sextant.accounts.models import Learner
from sextant.assessment.choices import AttemptKind, Weighing
from sextant.assessment.models import Attempt, ItemVersion, Response, Sitting
from sextant.study.activity import active_minutes, last_active, start_of_week, stretches
from sextant.study.choices import CardKind
from sextant.study.models import Card, CardReview, Visit

PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(days=1)


def attempted(learner: Learner, at: datetime, *, shown: float | None = None) -> None:
    Attempt.objects.create(
        learner=learner,
        key=uuid4(),
        kind=AttemptKind.CHECK,
        item=ItemVersion.objects.all()[0],
        language="fr",
        answer=[],
        score=1.0,
        weighing=Weighing.FULL,
        shown_at=None if shown is None else at - timedelta(minutes=shown),
        answered_at=at,
    )


def visited(learner: Learner, start: datetime, *, lasting: float, active: float) -> None:
    Visit.objects.create(
        learner=learner,
        resource="essai.res.consentement",
        content_hash="0" * 64,
        started_at=start,
        last_at=start + timedelta(minutes=lasting),
        seconds=round(active * 60),
    )


def over(learner: Learner, now: datetime) -> int:
    return active_minutes(learner, now - DAY, now + DAY)


def test_nothing_done_is_no_minute(enrolled: Learner, now: datetime) -> None:
    assert over(enrolled, now) == 0


def test_an_answer_counts_from_when_its_question_was_shown(enrolled: Learner, now: datetime) -> None:
    attempted(enrolled, now, shown=3)

    assert over(enrolled, now) == 3


def test_a_question_left_open_counts_five_minutes(enrolled: Learner, now: datetime) -> None:
    attempted(enrolled, now, shown=90)

    assert over(enrolled, now) == 5


def test_a_question_shown_after_its_answer_counts_nothing(enrolled: Learner, now: datetime) -> None:
    attempted(enrolled, now, shown=-3)

    assert over(enrolled, now) == 0


def test_short_gaps_between_acts_count_and_long_ones_do_not(enrolled: Learner, now: datetime) -> None:
    attempted(enrolled, now)
    attempted(enrolled, now + timedelta(minutes=4))
    attempted(enrolled, now + timedelta(minutes=30))

    assert over(enrolled, now) == 4


def test_a_reading_counts_its_active_seconds(enrolled: Learner, now: datetime) -> None:
    visited(enrolled, now, lasting=60, active=12)

    assert over(enrolled, now) == 12


@pytest.mark.parametrize(("active", "total"), [(12, 12), (2, 6)])
def test_acts_within_a_reading_are_part_of_it(enrolled: Learner, now: datetime, active: float, total: int) -> None:
    visited(enrolled, now, lasting=60, active=active)
    attempted(enrolled, now + timedelta(minutes=10), shown=2)
    attempted(enrolled, now + timedelta(minutes=40), shown=4)

    assert over(enrolled, now) == total


def test_two_tabs_are_never_more_than_the_clock(enrolled: Learner, now: datetime) -> None:
    visited(enrolled, now, lasting=10, active=10)
    visited(enrolled, now + timedelta(minutes=2), lasting=10, active=10)

    assert over(enrolled, now) == 12


def test_a_review_and_an_answer_of_a_sitting_count(enrolled: Learner, now: datetime) -> None:
    card = Card.objects.create(learner=enrolled, kind=CardKind.TERM, uid="mot", added_at=now, due_at=now)
    CardReview.objects.create(learner=enrolled, card=card, key=uuid4(), rating=3, shown_at=now, reviewed_at=now + timedelta(minutes=1))
    sitting = Sitting.objects.create(
        learner=enrolled, kind="diagnostic", framework="droit-essai", framework_version="2024", language="fr", edition="experts", seed=1,
        max_questions=25, started_at=now,
    )  # fmt: skip
    Response.objects.create(
        learner=enrolled, sitting=sitting, position=1, item=ItemVersion.objects.all()[0], language="fr",
        asked_at=now + timedelta(minutes=20), answered_at=now + timedelta(minutes=22), answer=[], score=1.0,
    )  # fmt: skip

    assert over(enrolled, now) == 3


def test_a_question_not_answered_counts_nothing(enrolled: Learner, now: datetime) -> None:
    sitting = Sitting.objects.create(
        learner=enrolled, kind="diagnostic", framework="droit-essai", framework_version="2024", language="fr", edition="experts", seed=1,
        max_questions=25, started_at=now,
    )  # fmt: skip
    Response.objects.create(learner=enrolled, sitting=sitting, position=1, item=ItemVersion.objects.all()[0], language="fr", asked_at=now)

    assert over(enrolled, now) == 0


def test_periods_add_up_wherever_they_are_cut(enrolled: Learner, now: datetime) -> None:
    visited(enrolled, now, lasting=60, active=30)
    attempted(enrolled, now + timedelta(minutes=50), shown=5)
    cut = now + timedelta(minutes=17)

    parts = [*stretches(enrolled, now - DAY, cut), *stretches(enrolled, cut, now + DAY)]

    assert sum((part.length for part in parts), timedelta()) == timedelta(minutes=30)


def test_somebody_elses_time_is_not_mine(enrolled: Learner, bruno: object, now: datetime) -> None:
    attempted(Learner.objects.get(person=bruno), now, shown=4)

    assert over(enrolled, now) == 0


def test_weeks_begin_on_the_local_monday_when_clocks_go_back_too() -> None:
    # Sunday 25 October 2026: clocks go back at three.
    before_midnight = datetime(2026, 10, 25, 22, 30, tzinfo=UTC)

    assert start_of_week(before_midnight, PARIS) == datetime(2026, 10, 18, 22, 0, tzinfo=UTC)
    assert start_of_week(before_midnight + DAY, PARIS) == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_time_of_a_period_takes_one_query(enrolled: Learner, now: datetime, rows: int, django_assert_num_queries: object) -> None:
    for number in range(rows):
        visited(enrolled, now + timedelta(minutes=30 * number), lasting=10, active=5)
        attempted(enrolled, now + timedelta(minutes=30 * number + 20), shown=1)

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert over(enrolled, now) == 6 * rows


def test_who_was_active_since(enrolled: Learner, bruno: object, now: datetime, django_assert_num_queries: object) -> None:
    other = Learner.objects.get(person=bruno)
    visited(other, now - timedelta(hours=3), lasting=1, active=1)
    attempted(enrolled, now - timedelta(hours=1))

    with django_assert_num_queries(1):  # type: ignore[operator]
        found = last_active([enrolled.pk, other.pk], now - timedelta(hours=2))

    assert found == {enrolled.pk: now - timedelta(hours=1)}
