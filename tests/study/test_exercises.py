"""The pages of exercises: to anybody, to a learner, to somebody else, in both languages, with and without what was typed."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from sextant.accounts.models import Learner, Person
from sextant.assessment.bank import document_of
from sextant.assessment.choices import AttemptKind, ItemRole, Weighing
from sextant.assessment.item_types import type_of
from sextant.assessment.models import Attempt, ItemVersion
from sextant.assessment.practice.tickets import new_ticket
from sextant.mastery.models import Observation
from tests.conftest import logged_in

TRI, AUDIENCE, CLIENTE = "essai.exo.tri", "essai.exo.audience", "essai.exo.cliente"
ALL = (TRI, AUDIENCE, CLIENTE)
INDEX = "/etude/exercices/"
INDEX_QUERIES = 8


def at(uid: str) -> str:
    return f"{INDEX}{uid}/"


def item(uid: str) -> ItemVersion:
    return ItemVersion.objects.get(uid=uid, current=True)


def forms(uid: str) -> Any:
    document = document_of(item(uid))
    return type_of(document).fabricate(document)


def slow_ticket(uid: str, learner: Learner | None, *, ago: int = 300) -> str:
    """A ticket of an exercise shown some minutes ago: nobody can be said to have rushed."""
    now = timezone.now()
    return new_ticket(item(uid), learner=learner, language="fr", now=now, shown_at=now - timedelta(seconds=ago)).signed()


def ticket_in(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_index_lists_every_exercise_to_anybody(small_pack: object, language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language

    page = client.get(INDEX)

    assert page.status_code == 200
    assert all(at(uid) in page.content.decode() for uid in ALL)
    assert {"fr": "Trier le courrier", "en": "Sort the mail"}[language] in page.content.decode()


@pytest.mark.parametrize("uid", ALL)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_exercise_is_shown_to_anybody_with_a_form_that_posts(small_pack: object, uid: str, language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language

    page = client.get(at(uid))

    assert page.status_code == 200
    assert 'method="post"' in page.content.decode()
    assert ticket_in(page.content.decode())


@pytest.mark.parametrize("uid", ALL)
def test_visitor_reads_why_and_nothing_is_kept(small_pack: object, uid: str) -> None:
    client = Client()
    ticket = ticket_in(client.get(at(uid)).content.decode())

    page = client.post(at(uid), {"ticket": ticket, **forms(uid).wrong})

    assert page.status_code == 200
    assert 'class="outcome outcome-wrong"' in page.content.decode()
    assert not Attempt.objects.exists()
    assert not Observation.objects.exists()


@pytest.mark.parametrize("uid", ALL)
def test_learner_is_graded_observed_and_sees_it_again(enrolled: Learner, amina: Person, uid: str) -> None:
    client = logged_in(amina)

    answer = client.post(at(uid), {"ticket": slow_ticket(uid, enrolled), **forms(uid).right})

    attempt = Attempt.objects.get(learner=enrolled)
    observation = Observation.objects.get(learner=enrolled)
    assert (answer.status_code, answer["Location"]) == (302, f"{at(uid)}{attempt.pk}/")
    assert (attempt.kind, attempt.score, attempt.weighing) == (AttemptKind.EXERCISE, 1.0, Weighing.FULL)
    assert (observation.item, observation.score) == (uid, 1.0)
    page = client.get(answer["Location"]).content.decode()
    assert 'class="outcome outcome-right"' in page
    assert "100" in page
    assert f"{at(uid)}{attempt.pk}/" in client.get(INDEX).content.decode()


def test_partial_credit_is_observed_as_it_is(enrolled: Learner, amina: Person) -> None:
    form = {**forms(TRI).right, "answer-original": ["original.garder"]}

    logged_in(amina).post(at(TRI), {"ticket": slow_ticket(TRI, enrolled), **form})

    assert Observation.objects.get(learner=enrolled).score == pytest.approx(2 / 3)


def test_second_try_is_explained_already_and_counts_for_nothing(enrolled: Learner, amina: Person) -> None:
    client = logged_in(amina)
    client.post(at(TRI), {"ticket": slow_ticket(TRI, enrolled), **forms(TRI).wrong})

    again = client.post(at(TRI), {"ticket": slow_ticket(TRI, enrolled, ago=0), **forms(TRI).right})

    assert Attempt.objects.order_by("answered_at").last().weighing == Weighing.EXPLAINED  # type: ignore[union-attr]
    assert Observation.objects.count() == 1
    assert client.get(again["Location"]).status_code == 200


def test_same_post_twice_is_one_attempt(enrolled: Learner, amina: Person) -> None:
    client, ticket = logged_in(amina), slow_ticket(TRI, enrolled)

    first, second = (client.post(at(TRI), {"ticket": ticket, **form}) for form in (forms(TRI).right, forms(TRI).wrong))

    assert first["Location"] == second["Location"]
    assert Attempt.objects.get().score == 1.0
    assert Observation.objects.count() == 1


def test_unfinished_grid_is_refused_with_every_choice_kept(enrolled: Learner, amina: Person) -> None:
    form = {"answer-contrat": ["contrat.jeter"], "answer-message": ["message.sain"]}

    page = logged_in(amina).post(at(TRI), {"ticket": slow_ticket(TRI, enrolled), **form})

    text = page.content.decode()
    assert page.status_code == 422
    assert 'role="alert"' in text
    assert text.count(" checked") == 2
    assert 'value="contrat.jeter" checked' in text
    assert not Attempt.objects.exists()


def test_conversation_is_held_turn_by_turn_without_a_fault(enrolled: Learner, amina: Person) -> None:
    client, ticket = logged_in(amina), slow_ticket(CLIENTE, enrolled)

    page = client.post(at(CLIENTE), {"ticket": ticket, "answer": ["debut.flou"]})

    text = page.content.decode()
    assert page.status_code == 200
    assert 'role="alert"' not in text
    assert '<input type="hidden" name="answer" value="debut.flou">' in text
    assert "Puis-je le corriger" in text
    assert "Que gardez-vous sur moi" in text
    end = client.post(at(CLIENTE), {"ticket": ticket_in(text), "answer": ["debut.flou", "droits.oui"]})
    assert Attempt.objects.get().score == 0.75
    assert "Elle repart rassurée." in client.get(end["Location"]).content.decode()


def test_conversation_says_to_choose_when_nothing_was_chosen(small_pack: object) -> None:
    client = Client()
    ticket = ticket_in(client.get(at(CLIENTE)).content.decode())

    page = client.post(at(CLIENTE), {"ticket": ticket})

    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()


@pytest.mark.parametrize("uid", ALL)
@pytest.mark.parametrize(
    "hostile",
    [
        {"answer": ["Z"]},
        {"answer": ["\x00"]},
        {"answer": ["Z"] * 800},
        {"answer-nowhere": ["nowhere.right"]},
        {"answer-contrat": ["contrat.garder", "contrat.jeter"]},
        {"answer-contrat": ["<script>alert(1)</script>"]},
    ],
)
def test_hostile_post_is_refused_and_escaped(small_pack: object, uid: str, hostile: dict[str, list[str]]) -> None:
    client = Client()
    ticket = ticket_in(client.get(at(uid)).content.decode())

    page = client.post(at(uid), {"ticket": ticket, **hostile})

    assert page.status_code == 422
    assert "<script>alert" not in page.content.decode()
    assert not Attempt.objects.exists()


def test_ten_thousand_values_are_refused(small_pack: object) -> None:
    assert Client().post(at(AUDIENCE), {"ticket": "x", "answer": ["relire"] * 10_000}).status_code == 400


@pytest.mark.parametrize("forged", ["", "nonsense", "a:b:c"])
def test_forged_ticket_asks_again_and_keeps_the_choices(small_pack: object, forged: str) -> None:
    page = Client().post(at(TRI), {"ticket": forged, **forms(TRI).wrong})

    assert page.status_code == 422
    assert page.content.decode().count(" checked") == 3


def test_ticket_of_another_exercise_is_not_found(small_pack: object) -> None:
    assert Client().post(at(TRI), {"ticket": slow_ticket(AUDIENCE, None)}).status_code == 404


def test_ended_session_keeps_the_choices_through_the_log_in(enrolled: Learner, amina: Person) -> None:
    browser = Client()

    page = browser.post(at(TRI), {"ticket": slow_ticket(TRI, enrolled), **forms(TRI).wrong})

    assert page.status_code == 422
    assert page.content.decode().count(" checked") == 3
    assert f"/compte/connexion/?next={at(TRI)}".replace("/", "%2F")[-20:] in page.content.decode()
    assert not Attempt.objects.exists()
    browser.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")
    back = browser.get(at(TRI)).content.decode()
    assert back.count(" checked") == 3
    browser.get(at(TRI))
    assert browser.get(at(TRI)).content.decode().count(" checked") == 0


def test_choices_of_an_ended_session_wait_for_nobody_else(enrolled: Learner, amina: Person, bruno: Person) -> None:
    browser = Client()
    browser.post(at(TRI), {"ticket": slow_ticket(TRI, enrolled), **forms(TRI).wrong})

    stranger = browser.get(at(TRI)).content.decode()
    browser.force_login(bruno, backend="allauth.account.auth_backends.AuthenticationBackend")
    other = browser.get(at(TRI)).content.decode()
    browser.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert (stranger.count(" checked"), other.count(" checked")) == (0, 0)
    assert browser.get(at(TRI)).content.decode().count(" checked") == 3


def test_page_asked_by_nobody_and_sent_by_somebody_asks_again(enrolled: Learner, amina: Person) -> None:
    page = logged_in(amina).post(at(TRI), {"ticket": slow_ticket(TRI, None), **forms(TRI).wrong})

    assert page.status_code == 422
    assert page.content.decode().count(" checked") == 3
    assert not Attempt.objects.exists()


def test_attempt_is_its_learners_alone(enrolled: Learner, amina: Person, bruno: Person, farid: Person) -> None:
    done = logged_in(amina).post(at(TRI), {"ticket": slow_ticket(TRI, enrolled), **forms(TRI).right})["Location"]

    assert logged_in(amina).get(done).status_code == 200
    for somebody in (logged_in(bruno), logged_in(farid), Client()):
        assert somebody.get(done).status_code == 404
    other = done.replace(TRI, AUDIENCE)
    assert logged_in(amina).get(other).status_code == 404
    assert logged_in(amina).get(f"{at(TRI)}{UUID(int=7)}/").status_code == 404


@pytest.mark.parametrize("path", ["essai.exo.rien/", "essai.x1.cas-1/", "essai.res.consentement.check-1/"])
def test_what_is_no_exercise_is_not_found(small_pack: object, path: str) -> None:
    assert Client().get(INDEX + path).status_code == 404


def test_answer_is_graded_by_the_version_that_was_shown(enrolled: Learner, amina: Person) -> None:
    ticket, right = slow_ticket(TRI, enrolled), forms(TRI).right
    old = item(TRI)
    ItemVersion.objects.filter(pk=old.pk).update(current=False)

    answer = logged_in(amina).post(at(TRI), {"ticket": ticket, **right})

    assert Attempt.objects.get().item == old
    assert logged_in(amina).get(answer["Location"]).status_code == 200
    assert Client().get(at(TRI)).status_code == 404


def test_index_without_exercises_says_so(small_pack: object) -> None:
    ItemVersion.objects.filter(role=ItemRole.EXERCISE).update(current=False)

    page = Client().get(INDEX)

    assert 'class="empty"' in page.content.decode()


@pytest.mark.parametrize("tries", [1, 3])
def test_pages_ask_a_constant_number_of_queries(
    enrolled: Learner, amina: Person, tries: int, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    client = logged_in(amina)
    for uid in ALL[:tries]:
        done = client.post(at(uid), {"ticket": slow_ticket(uid, enrolled), **forms(uid).wrong})["Location"]
    client.get(INDEX)

    with django_assert_num_queries(INDEX_QUERIES):
        client.get(INDEX)
    with django_assert_max_num_queries(12):
        client.get(at(TRI))
    with django_assert_max_num_queries(12):
        client.get(done)


def test_exercise_for_another_profession_is_not_listed(enrolled: Learner, amina: Person) -> None:
    row = item(TRI)
    ItemVersion.objects.filter(pk=row.pk).update(body={**row.body, "professions": ["notaire"]}, content_hash="0" * 64)

    page = logged_in(amina).get(INDEX).content.decode()

    assert at(TRI) not in page
    assert at(AUDIENCE) in page
