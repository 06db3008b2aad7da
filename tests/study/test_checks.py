"""Answering the questions inside resources."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from sextant.accounts.models import Learner, Person
from sextant.accounts.sessions import LEARNER_KEY
from sextant.assessment.choices import AttemptKind, Weighing
from sextant.assessment.models import Attempt, ItemReport, ItemVersion, Response
from sextant.assessment.practice.tickets import Ticket, new_ticket
from sextant.mastery.models import Observation
from sextant.study.models import Visit
from tests.assessment.sittings import learner
from tests.conftest import logged_in
from tests.study.checking import CONSENT, HTMX, answer_of, check_items, forms_on, open_check, send

PAGE = f"/etude/{CONSENT}/"


def shown_earlier(item: ItemVersion, someone: Learner | None, *, minutes: float = 2, beside: bool = False) -> Ticket:
    """Return the ticket of a page that was opened a while ago."""
    return new_ticket(item, learner=someone, language="fr", now=timezone.now() - timedelta(minutes=minutes), beside=beside)


@pytest.fixture
def item(small_pack: object) -> ItemVersion:
    return check_items()[0]


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_question_stands_in_the_reading_without_its_answer(amina: Person, item: ItemVersion, language: str) -> None:
    client = logged_in(amina)
    client.cookies["django_language"] = language

    page = client.get(PAGE).content.decode()

    assert list(forms_on(page)) == [f"/etude/controles/{item.uid}/"]
    assert 'id="check-essai-res-consentement-check-1"' in page
    assert "Relisez." not in page
    assert "Il fallait retenir." not in page


def test_answer_beside_the_text_is_explained_in_place_and_counts_less(amina: Person, item: ItemVersion) -> None:
    ticket = shown_earlier(item, learner(amina), beside=True)

    answer = send(logged_in(amina), item, ticket.signed(), headers=HTMX)

    attempt = Attempt.objects.get()
    assert answer.status_code == 200
    assert "<html" not in text_of(answer)
    assert "Il fallait retenir." in text_of(answer)
    assert "50 %" in text_of(answer)
    assert (attempt.kind, attempt.resource, attempt.weighing, attempt.weight) == (AttemptKind.CHECK, CONSENT, Weighing.AFTER_READING, 0.5)
    assert attempt.option_order == list(ticket.order)
    assert Observation.objects.get().weight == 0.5


def test_without_javascript_the_explanation_is_a_page_that_leads_back(amina: Person, item: ItemVersion) -> None:
    client = logged_in(amina)

    answer = send(client, item, shown_earlier(item, learner(amina)).signed())
    page = client.get(answer["Location"])

    assert answer.status_code == 302
    assert "Il fallait retenir." in text_of(page)
    assert f'href="{PAGE}#check-essai-res-consentement-check-1"' in page.content.decode()


def test_text_opened_within_a_day_makes_an_answer_count_less_and_later_fully(amina: Person, bruno: Person, item: ItemVersion) -> None:
    now = timezone.now()
    for someone, hours in ((amina, 23), (bruno, 25)):
        moment = now - timedelta(hours=hours)
        Visit.objects.create(learner=learner(someone), resource=CONSENT, content_hash="x", started_at=moment, last_at=moment)
        send(logged_in(someone), item, shown_earlier(item, learner(someone)).signed())

    weights = dict(Attempt.objects.values_list("learner__person__name", "weighing"))
    assert weights == {"Amina Benali": Weighing.AFTER_READING, "Bruno Teissier": Weighing.FULL}


def test_doubled_click_is_one_attempt(amina: Person, item: ItemVersion) -> None:
    client, ticket = logged_in(amina), shown_earlier(item, learner(amina)).signed()

    first = send(client, item, ticket)
    second = send(client, item, ticket, right=False)

    assert first["Location"] == second["Location"]
    assert (Attempt.objects.count(), Attempt.objects.get().score) == (1, 1.0)


def test_click_counts_for_nothing_and_says_so(amina: Person, item: ItemVersion) -> None:
    client = logged_in(amina)

    answer = send(client, item, open_check(client, item), headers=HTMX)

    assert "faster than" in text_of(answer) or "plus vite" in text_of(answer)
    assert Attempt.objects.get().weight == 0
    assert not Observation.objects.exists()


def test_trying_again_is_practice_and_says_when_it_counts(amina: Person, item: ItemVersion) -> None:
    client = logged_in(amina)
    send(client, item, shown_earlier(item, learner(amina)).signed())

    page = client.get(f"/etude/controles/{item.uid}/")
    again = send(client, item, shown_earlier(item, learner(amina)).signed(), headers=HTMX)

    assert forms_on(page.content.decode())
    assert Attempt.objects.count() == 2
    assert (Attempt.objects.last().weight, Observation.objects.count()) == (0.0, 1)  # type: ignore[union-attr]
    assert again.status_code == 200


def test_not_knowing_is_an_answer(amina: Person, item: ItemVersion) -> None:
    ticket = shown_earlier(item, learner(amina)).signed()

    logged_in(amina).post(f"/etude/controles/{item.uid}/", {"ticket": ticket, "dont_know": "1"})

    assert Attempt.objects.get().score == 0


@pytest.mark.parametrize(("headers", "status"), [({}, 422), (HTMX, 200)])
def test_empty_answer_comes_back_with_a_sentence_under_the_same_ticket(
    amina: Person, item: ItemVersion, headers: dict[str, str], status: int
) -> None:
    ticket = shown_earlier(item, learner(amina)).signed()

    answer = logged_in(amina).post(f"/etude/controles/{item.uid}/", {"ticket": ticket}, headers=headers)

    assert answer.status_code == status
    assert 'role="alert"' in text_of(answer)
    assert forms_on(answer.content.decode()) == {f"/etude/controles/{item.uid}/": ticket}
    assert not Attempt.objects.exists()


def test_visitor_sees_what_it_got_and_nothing_is_stored(item: ItemVersion) -> None:
    client = Client()

    answer = send(client, item, open_check(client, item), right=False)

    assert answer.status_code == 200
    assert "Il fallait retenir." in text_of(answer)
    assert "outcome-wrong" in text_of(answer)
    assert "signaler" not in text_of(answer)
    assert not Attempt.objects.exists()
    assert not Learner.objects.exists()
    assert "sessionid" not in client.cookies


def test_visitor_who_took_the_first_five_questions_keeps_their_answers(item: ItemVersion, now: Any) -> None:
    visitor = Learner.objects.create(created_at=now)
    client = Client()
    session = client.session
    session[LEARNER_KEY] = str(visitor.pk)
    session.save()

    send(client, item, shown_earlier(item, visitor).signed())

    assert Attempt.objects.get().learner == visitor


# --- tickets that do not fit ----------------------------------------------------------------------------------------------------------


def test_forged_ticket_is_refused_and_the_answer_is_shown_again(amina: Person, item: ItemVersion) -> None:
    client = logged_in(amina)
    chosen = answer_of(item)["answer"][0]

    answer = send(client, item, shown_earlier(item, learner(amina)).signed()[:-1] + "x")

    page = text_of(answer)
    assert answer.status_code == 422
    assert f'value="{chosen}" checked' in page
    assert not Attempt.objects.exists()
    assert send(client, item, forms_on(page)[f"/etude/controles/{item.uid}/"]).status_code == 302
    assert Attempt.objects.get().score == 1


def test_somebody_elses_ticket_is_not_mine(amina: Person, bruno: Person, item: ItemVersion) -> None:
    answer = send(logged_in(bruno), item, shown_earlier(item, learner(amina)).signed())

    assert answer.status_code == 422
    assert not Attempt.objects.exists()


def test_question_shown_before_the_log_in_keeps_its_time(amina: Person, item: ItemVersion) -> None:
    client = logged_in(amina)
    refused = send(client, item, shown_earlier(item, None).signed())

    send(client, item, forms_on(text_of(refused))[f"/etude/controles/{item.uid}/"])

    assert refused.status_code == 422
    assert Attempt.objects.get().weighing == Weighing.FULL


def test_ticket_of_another_question_is_refused(amina: Person, item: ItemVersion) -> None:
    other = ItemVersion.objects.get(uid="essai.x1.cas-1")

    answer = send(logged_in(amina), item, shown_earlier(other, learner(amina)).signed())

    assert answer.status_code == 422
    assert not Attempt.objects.exists()


def test_question_withdrawn_while_being_answered_still_counts(amina: Person, item: ItemVersion) -> None:
    ticket = shown_earlier(item, learner(amina)).signed()
    ItemVersion.objects.filter(pk=item.pk).update(current=False)
    client = logged_in(amina)

    answer = send(client, item, ticket)

    attempt = Attempt.objects.get()
    assert (attempt.item_id, attempt.weight) == (item.pk, 1.0)
    assert "Il fallait retenir." in text_of(client.get(answer["Location"]))
    assert client.get(f"/etude/controles/{item.uid}/").status_code == 404


def test_bank_is_not_for_browsing(amina: Person, item: ItemVersion) -> None:
    bank = ItemVersion.objects.get(uid="essai.x1.cas-1")
    client = logged_in(amina)
    before = client.get(f"/etude/controles/{bank.uid}/").status_code
    Attempt.objects.create(
        learner=learner(amina), key=uuid4(), kind=AttemptKind.REVIEW, item=bank, language="fr", answered_at=timezone.now(),
        explained_at=timezone.now(), answer="A", score=0, weighing=Weighing.FULL,
    )  # fmt: skip

    assert before == 404
    assert client.get(f"/etude/controles/{bank.uid}/").status_code == 200


def test_ticket_handed_on_opens_no_question_of_the_bank(amina: Person, bruno: Person, item: ItemVersion) -> None:
    bank = ItemVersion.objects.get(uid="essai.x1.cas-1")
    handed = shown_earlier(bank, learner(amina)).signed()

    answer = send(logged_in(bruno), bank, handed)

    assert answer.status_code == 404
    assert send(logged_in(bruno), item, shown_earlier(item, learner(amina)).signed()).status_code == 422
    assert not Attempt.objects.exists()


def test_somebody_elses_explanation_is_not_shown(amina: Person, bruno: Person, item: ItemVersion) -> None:
    address = send(logged_in(amina), item, shown_earlier(item, learner(amina)).signed())["Location"]

    page = logged_in(bruno).get(address)

    assert "Il fallait retenir." not in text_of(page)
    assert logged_in(amina).get(f"/etude/controles/{item.uid}/?reponse=nonsense").status_code == 404


# --- what a question costs and what one says of it ------------------------------------------------------------------------------------


def test_pages_of_checks_ask_the_database_little(amina: Person, item: ItemVersion, django_assert_max_num_queries: Any) -> None:
    client = logged_in(amina)
    address = send(client, item, shown_earlier(item, learner(amina)).signed())["Location"]

    for page in (f"/etude/controles/{item.uid}/", address):
        client.get(page)
        with django_assert_max_num_queries(12):
            client.get(page)


@pytest.mark.parametrize(("headers", "status"), [({}, 302), (HTMX, 200)])
def test_question_is_reported(amina: Person, item: ItemVersion, headers: dict[str, str], status: int) -> None:
    client, address = logged_in(amina), f"/etude/controles/{item.uid}/signaler/"
    assert client.get(address, headers=headers).status_code == 200

    for _twice in range(2):
        answer = client.post(address, {"message": "La B est juste aussi."}, headers=headers)

    assert answer.status_code == status
    assert ItemReport.objects.get().item == item


def test_empty_report_comes_back_and_a_stranger_cannot_report(amina: Person, item: ItemVersion) -> None:
    assert logged_in(amina).post(f"/etude/controles/{item.uid}/signaler/", {"message": " "}).status_code == 422
    assert Client().get(f"/etude/controles/{item.uid}/signaler/").status_code == 404
    assert logged_in(amina).get("/etude/controles/essai.x1.cas-1/signaler/").status_code == 404
    assert not Response.objects.exists()
