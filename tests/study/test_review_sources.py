"""Where cards come from, and in which order they are asked."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import AttemptKind, SittingKind, Weighing
from sextant.assessment.models import Attempt, ItemVersion, Response, Sitting
from sextant.catalogue.models import ResourceVersion
from sextant.frameworks.document import Framework
from sextant.study.choices import CardKind, CardOrigin
from sextant.study.models import Card, Visit
from sextant.study.review.actions import gather
from sextant.study.review.faces import cloze
from sextant.study.review.load import A_DAY, HORIZON, coming
from sextant.study.review.rounds import Due, chosen, interleaved
from sextant.study.review.sources import met_terms
from sextant.study.review.tasks import gather_cards

CONSENT = "essai.res.consentement"
ITEM = "essai.x1.cas-1"


def visit(learner: Learner, resource: str, seconds: int, now: datetime) -> None:
    digest = ResourceVersion.objects.get(uid=resource, current=True).content_hash
    Visit.objects.create(learner=learner, resource=resource, content_hash=digest, started_at=now, last_at=now, seconds=seconds)


def sat(learner: Learner, now: datetime) -> Sitting:
    return Sitting.objects.create(
        learner=learner,
        kind=SittingKind.DIAGNOSTIC,
        framework="droit-essai",
        framework_version="2024",
        language="fr",
        edition="experts",
        seed=1,
        max_questions=25,
        started_at=now,
    )


def answered(learner: Learner, uid: str, score: float, at: datetime, *, explained: bool = True) -> None:
    Response.objects.create(
        learner=learner,
        sitting=sat(learner, at) if not (open_one := Sitting.objects.filter(learner=learner).first()) else open_one,
        position=Response.objects.filter(learner=learner).count() + 1,
        item=ItemVersion.objects.get(uid=uid, current=True),
        language="fr",
        asked_at=at,
        answered_at=at,
        answer=[],
        score=score,
        explained_at=at if explained else None,
    )


def tried(learner: Learner, uid: str, score: float, at: datetime, kind: AttemptKind = AttemptKind.CHECK) -> None:
    Attempt.objects.create(
        learner=learner,
        key=uuid4(),
        kind=kind,
        item=ItemVersion.objects.get(uid=uid, current=True),
        language="fr",
        answered_at=at,
        answer=[],
        score=score,
        explained_at=at,
        weighing=Weighing.FULL,
    )


def cards(learner: Learner) -> list[tuple[str, str]]:
    return list(Card.objects.filter(learner=learner).order_by("due_at").values_list("uid", "origin"))


def test_words_of_what_was_read_come_in_once(enrolled: Learner, framework: Framework, now: datetime) -> None:
    visit(enrolled, CONSENT, 40, now)
    visit(enrolled, CONSENT, 40, now)

    first = gather(learner=enrolled, framework=framework, now=now)
    again = gather(learner=enrolled, framework=framework, now=now)

    assert (first, again) == (len(cards(enrolled)), 0)
    assert first
    assert {origin for _uid, origin in cards(enrolled)} == {CardOrigin.READ}


def test_page_opened_by_mistake_brings_nothing(enrolled: Learner, framework: Framework, now: datetime) -> None:
    visit(enrolled, CONSENT, 59, now)

    assert gather(learner=enrolled, framework=framework, now=now) == 0


def test_resource_finished_elsewhere_counts_as_read(enrolled: Learner, framework: Framework, now: datetime) -> None:
    assert gather(learner=enrolled, framework=framework, now=now, read=[CONSENT]) > 0


def test_question_missed_comes_in_and_one_known_since_does_not(enrolled: Learner, framework: Framework, now: datetime) -> None:
    answered(enrolled, ITEM, 0.0, now - timedelta(days=2))
    answered(enrolled, "essai.x1.cas-2", 0.0, now - timedelta(days=2))
    tried(enrolled, "essai.x1.cas-2", 1.0, now - timedelta(days=1))

    gather(learner=enrolled, framework=framework, now=now)

    assert cards(enrolled) == [(ITEM, CardOrigin.MISSED)]


def test_question_missed_again_later_comes_in(enrolled: Learner, framework: Framework, now: datetime) -> None:
    answered(enrolled, ITEM, 1.0, now - timedelta(days=2))
    tried(enrolled, ITEM, 0.2, now - timedelta(days=1))

    gather(learner=enrolled, framework=framework, now=now)

    assert cards(enrolled) == [(ITEM, CardOrigin.MISSED)]


def test_question_whose_explanation_waits_does_not_come_in(enrolled: Learner, framework: Framework, now: datetime) -> None:
    answered(enrolled, ITEM, 0.0, now, explained=False)
    tried(enrolled, "essai.x1.cas-2", 0.0, now, AttemptKind.EXERCISE)

    assert gather(learner=enrolled, framework=framework, now=now) == 0


def test_card_removed_does_not_come_back_by_itself(enrolled: Learner, framework: Framework, now: datetime) -> None:
    answered(enrolled, ITEM, 0.0, now)
    gather(learner=enrolled, framework=framework, now=now)
    Card.objects.update(removed=True)

    assert gather(learner=enrolled, framework=framework, now=now) == 0
    assert Card.objects.get().removed


def test_words_and_questions_come_by_turns(enrolled: Learner, framework: Framework, now: datetime) -> None:
    answered(enrolled, ITEM, 0.0, now - timedelta(days=2))
    answered(enrolled, "essai.x1.cas-2", 0.0, now - timedelta(days=1))
    visit(enrolled, CONSENT, 100, now)

    gather(learner=enrolled, framework=framework, now=now)

    kinds = list(Card.objects.order_by("due_at").values_list("kind", flat=True))
    assert kinds[:2] == [CardKind.ITEM, CardKind.TERM]


def test_what_others_read_and_missed_is_theirs(enrolled: Learner, bruno: Person, framework: Framework, now: datetime) -> None:
    visit(enrolled, CONSENT, 100, now)
    answered(enrolled, ITEM, 0.0, now)

    assert gather(learner=Learner.objects.get(person=bruno), framework=framework, now=now) == 0


def test_gathering_takes_as_many_queries_whatever_was_read(
    enrolled: Learner, framework: Framework, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for uid in (CONSENT, "essai.res.incident"):
        visit(enrolled, uid, 100, now)
    answered(enrolled, ITEM, 0.0, now)
    met_terms(enrolled, framework)  # a text is read once a process, whoever comes first

    with django_assert_max_num_queries(10):
        gather(learner=enrolled, framework=framework, now=now)


def test_worker_makes_the_cards_of_those_who_were_active(enrolled: Learner, bruno: Person, framework: Framework) -> None:
    moment = timezone.now()
    for learner, active in ((enrolled, moment - timedelta(hours=1)), (Learner.objects.get(person=bruno), moment - timedelta(days=2))):
        answered(learner, ITEM, 0.0, active)
        Learner.objects.filter(pk=learner.pk).update(last_active_at=active)

    made = gather_cards.func()

    assert made == 1
    assert Card.objects.get().learner == enrolled


NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)


def due(competence: str = "A", *, late: float = 0, interval: float | None = 1, wanted: bool = False) -> Due:
    at = NOON - timedelta(days=late)
    return Due(uuid4(), competence, at, None if interval is None else at - timedelta(days=interval), wanted)


def test_a_day_late_is_more_for_a_short_interval() -> None:
    old, young = due(late=3, interval=100), due(late=1, interval=1)

    assert chosen([old, young], now=NOON, new=0, most=1) == [young]


def test_new_cards_wait_behind_those_that_come_back_and_ones_wanted_come_first() -> None:
    back = [due() for _ in range(8)]
    offered, wanted = due(interval=None, late=5), due(interval=None, wanted=True)

    asked = chosen([*back, offered, wanted], now=NOON, new=1, most=10)

    assert len(asked) == 9
    assert wanted in asked
    assert offered not in asked


@given(st.lists(st.sampled_from("ABCD"), max_size=12))
def test_two_in_a_row_are_of_two_competences_wherever_that_can_be(codes: list[str]) -> None:
    listed = [due(code) for code in codes]

    ordered = interleaved(listed)

    assert sorted(card.id for card in ordered) == sorted(card.id for card in listed)
    most = max((codes.count(code) for code in codes), default=0)
    if most <= (len(codes) + 1) // 2:
        assert all(one.competence != two.competence for one, two in pairwise(ordered))


def test_load_is_spread_after_an_absence() -> None:
    today = date(2026, 10, 24)

    days = coming([today - timedelta(days=3)] * 70, today=today, waiting=12, new_today=5, new_a_day=5)

    assert [day.count for day in days[:5]] == [20, 20, 20, 20, 2]
    assert [day.new for day in days[:5]] == [5, 5, 2, 0, 0]


@given(st.lists(st.integers(-20, 40), max_size=200), st.integers(0, 60), st.integers(0, 20))
def test_load_counts_each_card_once_and_never_asks_for_more_than_a_day_holds(offsets: list[int], waiting: int, pace: int) -> None:
    today = date(2026, 10, 24)

    days = coming([today + timedelta(days=offset) for offset in offsets], today=today, waiting=waiting, new_today=pace, new_a_day=pace)

    assert len(days) == HORIZON
    assert all(day.count <= A_DAY for day in days)
    assert sum(day.seen for day in days) <= sum(1 for offset in offsets if offset < HORIZON)
    assert sum(day.new for day in days) <= waiting


@pytest.mark.parametrize(
    ("definition", "names", "hidden"),
    [
        ("Le secret couvre tout.", ["secret"], "Le […] couvre tout."),
        ("Des Secrets bien gardés.", ["secret"], "Des […] bien gardés."),
        ("Rien de secrétaire ici.", ["secret"], "Rien de secrétaire ici."),
        ("An EHR (C++ based).", ["EHR", "C++"], "An […] ([…] based)."),
    ],
)
def test_definition_does_not_give_its_word_away(definition: str, names: list[str], hidden: str) -> None:
    assert cloze(definition, names) == hidden
