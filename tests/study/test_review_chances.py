"""Missed questions from which practice teaches most come first, and the page says so after the answer."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import AttemptKind, Weighing
from sextant.assessment.models import Attempt, CalibrationEdition
from sextant.engine.measurement.tracing import FEATURES
from sextant.frameworks.document import Framework
from sextant.study.choices import CardKind, CardOrigin
from sextant.study.models import Card
from sextant.study.review.actions import begin
from sextant.study.review.queries import due_cards
from sextant.study.review.rounds import WAITED, Due, chosen, most_taught, teaches
from tests.assessment.calibration.answering import bank
from tests.conftest import logged_in
from tests.study.reviewing import answers_of, known_card, lexicon
from tests.study.test_review_pages import asked_in


def due(chance: float | None, now: datetime, *, late: timedelta = timedelta(hours=1), seen: bool = True) -> Due:
    return Due(uuid4(), "A", now - late, now - late - timedelta(days=3) if seen else None, chance=chance)


@pytest.fixture
def edition(framework: Framework, now: datetime) -> CalibrationEdition:
    """An edition in force whose questions range from very easy to very hard, with a layer that is the state itself."""
    hard = {item.uid: [float(place) - 6, [item.competence]] for place, item in enumerate(bank()[:7])}
    zero = {code: 0.0 for code, _meaning in FEATURES}
    layer = {"weights": {**zero, "expected": 1.0}, "constant": 0.0, "in_use": True, "questions": hard}
    return CalibrationEdition.objects.create(
        framework=framework.code,
        name=f"2026-11-01-{uuid4().hex[:8]}",
        made_at=now,
        method="",
        people=100,
        answers=2000,
        data_hash="",
        settings={"layer": layer},
        in_force=True,
    )


def missed(learner: Learner, count: int, now: datetime) -> list[Card]:
    cards = []
    for item in reversed(bank()[:count]):  # the hardest first
        at = now - timedelta(days=40)
        Attempt.objects.create(
            learner=learner, key=uuid4(), kind=AttemptKind.CHECK, item=item, language="fr", answered_at=at, answer={}, score=0.0,
            weight=1.0, weighing=Weighing.FULL, explained_at=at,
        )  # fmt: skip
        cards.append(known_card(learner, item.uid, now - timedelta(hours=1), kind=CardKind.ITEM, origin=CardOrigin.MISSED))
    return cards


def test_those_that_teach_most_come_first_among_the_missed_and_words_keep_their_places(now: datetime) -> None:
    hard, word, easy, right, also = due(0.3, now), due(None, now), due(0.95, now), due(0.7, now), due(0.6, now)

    assert most_taught([hard, word, easy, right, also], now=now) == [right, word, also, hard, easy]
    assert [teaches(chance) for chance in (0.59, 0.6, 0.85, 0.86)] == [False, True, True, False]


def test_nothing_is_put_off_for_ever(now: datetime) -> None:
    waiting, fits = due(0.1, now, late=WAITED), due(0.7, now)

    assert most_taught([waiting, fits], now=now) == [waiting, fits]


def test_a_round_holds_those_that_teach_most(now: datetime) -> None:
    hard = [due(0.2, now, late=timedelta(days=2)) for _ in range(10)]
    fits = [due(0.7, now, late=timedelta(days=1)) for _ in range(4)]
    new = [due(0.2, now, seen=False), due(0.75, now, seen=False)]

    found = chosen([*hard, *fits, *new], now=now, new=1, most=10)
    fresh = chosen(new, now=now, new=1, most=10)

    assert set(found[:4]) == set(fits)
    assert len(found) == 10
    assert fresh == [new[1]]


def test_round_of_a_learner_begins_with_what_teaches_most(
    enrolled: Learner, framework: Framework, edition: CalibrationEdition, now: datetime
) -> None:
    cards = missed(enrolled, 7, now)

    told = {one.id: one.chance for one in due_cards(enrolled, framework.code, now=now)}
    order = begin(learner=enrolled, framework=framework, now=now)

    chances = [told[card.pk] or 0.0 for card in cards]
    assert chances == sorted(chances)
    fitting = {card.pk for card, chance in zip(cards, chances, strict=True) if teaches(chance)}
    assert 0 < len(fitting) < 7
    assert set(order[: len(fitting)]) == fitting


def test_nothing_changes_without_a_layer_nor_for_words_one_asked_for(
    enrolled: Learner, framework: Framework, edition: CalibrationEdition, now: datetime
) -> None:
    missed(enrolled, 2, now)
    Card.objects.update(origin=CardOrigin.ADDED)
    known_card(enrolled, lexicon(1)[0], now - timedelta(hours=1))
    assert [one.chance for one in due_cards(enrolled, framework.code, now=now)] == [None] * 3

    Card.objects.update(origin=CardOrigin.MISSED)
    CalibrationEdition.objects.update(in_force=False)
    assert [one.chance for one in due_cards(enrolled, framework.code, now=now)] == [None] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_due_cards_take_as_many_queries_whatever_their_number(
    enrolled: Learner, framework: Framework, edition: CalibrationEdition, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    missed(enrolled, count, now)
    due_cards(enrolled, framework.code, now=now)  # a process reads each edition once

    with django_assert_num_queries(4):
        due_cards(enrolled, framework.code, now=now)


def review(client: Client, card: Card, *, right: bool) -> tuple[str, str]:
    """Answer a card; return its page before and after."""
    address = f"/etude/revision/carte/{card.pk}/"
    before = client.get(address).content.decode()
    client.post(address, {"asked": asked_in(before), **answers_of(card.uid, "right" if right else "wrong")})
    return before, client.get(address).content.decode()


@pytest.mark.parametrize("right", [True, False])
def test_chance_is_told_after_the_answer_and_never_before(
    enrolled: Learner, amina: Person, edition: CalibrationEdition, now: datetime, right: bool, django_assert_max_num_queries: Any
) -> None:
    card = missed(enrolled, 1, timezone.now())[0]
    client = logged_in(amina)
    client.cookies["django_language"] = "en"

    before, after = review(client, card, right=right)

    assert "in 10 of being right" not in before
    # Very easy: about 9 in 10, whatever the answer then was.
    assert "By your answers until then, you had about 9 chances in 10 of being right." in after
    assert "This one came after them." in after
    assert "simulated" not in after
    with django_assert_max_num_queries(12):
        client.get(f"/etude/revision/carte/{card.pk}/")


def test_simulated_answers_are_told(enrolled: Learner, amina: Person, edition: CalibrationEdition) -> None:
    CalibrationEdition.objects.update(simulated=True)
    client = logged_in(amina)
    client.cookies["django_language"] = "en"

    _before, after = review(client, missed(enrolled, 1, timezone.now())[0], right=True)

    assert "the difficulty of questions comes from simulated answers" in after


def test_without_a_layer_nothing_is_told(enrolled: Learner, amina: Person, framework: Framework) -> None:
    client = logged_in(amina)
    client.cookies["django_language"] = "en"

    _before, after = review(client, missed(enrolled, 1, timezone.now())[0], right=True)

    assert "in 10 of being right" not in after
