"""A session that ends in the middle of a check: the answer is kept, given once, and never to somebody else."""

from datetime import timedelta
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone

from sextant.accounts import idle
from sextant.accounts.models import Learner, Person
from sextant.assessment.models import Attempt, ItemVersion
from sextant.assessment.practice.tickets import new_ticket
from sextant.study.checks.kept import ANSWER
from sextant.study.kept import KEPT_SECONDS
from tests.assessment.sittings import learner
from tests.conftest import PASSWORD, logged_in
from tests.study.checking import HTMX, check_items, send

RESUME = "/etude/controles/reprise/"


@pytest.fixture
def item(small_pack: object) -> ItemVersion:
    return check_items()[0]


def ticket_of(item: ItemVersion, someone: Person) -> str:
    return new_ticket(item, learner=learner(someone), language="fr", now=timezone.now() - timedelta(minutes=2)).signed()


def log_in(client: Client, someone: Person, *, then: str = RESUME) -> Any:
    return client.post("/compte/connexion/", {"login": someone.email, "password": PASSWORD, "next": then})


def next_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["next"][0]


def test_answer_sent_while_logged_out_is_given_after_the_log_in(amina: Person, item: ItemVersion) -> None:
    client = Client(enforce_csrf_checks=True)
    sent = send(client, item, ticket_of(item, amina))
    unforced = Client()
    unforced.cookies = client.cookies

    entered = log_in(unforced, amina, then=next_of(sent["Location"]))
    given = unforced.get(entered["Location"])
    page = unforced.get(given["Location"])

    assert sent.status_code == 302
    assert entered["Location"] == RESUME
    assert "Il fallait retenir." in page.content.decode()
    assert (Attempt.objects.get().learner, Attempt.objects.get().score) == (learner(amina), 1.0)


def test_answer_is_given_once(amina: Person, item: ItemVersion) -> None:
    client = Client()
    send(client, item, ticket_of(item, amina))
    waiting = client.cookies[ANSWER.name].value
    log_in(client, amina)
    client.get(RESUME)
    forgotten = client.cookies[ANSWER.name].value

    client.cookies[ANSWER.name] = waiting
    client.get(RESUME)

    assert forgotten == ""
    assert Attempt.objects.count() == 1


def test_answer_is_dropped_when_somebody_else_logs_in(amina: Person, bruno: Person, item: ItemVersion) -> None:
    client = Client()
    send(client, item, ticket_of(item, amina))

    log_in(client, bruno)
    page = client.get(RESUME, follow=True)

    assert not Attempt.objects.exists()
    assert client.cookies[ANSWER.name].value == ""
    assert "somebody else" in page.content.decode() or "quelqu" in page.content.decode()


def test_page_that_locked_itself_keeps_what_was_sent(amina: Person, item: ItemVersion) -> None:
    client = logged_in(amina)
    ticket = ticket_of(item, amina)
    long_ago = int(time()) - settings.IDLE_MINUTES * 60 - 5
    client.cookies[idle.COOKIE] = signing.dumps([long_ago, False], salt=idle.SALT)

    sent = send(client, item, ticket)
    after = client.get("/compte/")
    log_in(client, amina, then=next_of(sent["Location"]))
    client.get(RESUME)

    assert after.status_code == 302, "the lock did not lock"
    assert Attempt.objects.get().score == 1


def test_lock_still_locks_everything_else(amina: Person, item: ItemVersion) -> None:
    client = logged_in(amina)
    client.cookies[idle.COOKIE] = signing.dumps([0, False], salt=idle.SALT)

    page = client.get(f"/etude/controles/{item.uid}/")

    assert "locked=1" in page["Location"]


def test_log_in_in_another_tab_does_not_lose_the_answer(amina: Person, item: ItemVersion) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")

    sent = send(client, item, ticket_of(item, amina))

    assert sent.status_code == 302
    assert Attempt.objects.count() == 1


def test_htmx_goes_to_the_log_in_and_takes_the_answer_along(amina: Person, item: ItemVersion) -> None:
    client = Client()

    sent = send(client, item, ticket_of(item, amina), headers=HTMX)

    assert next_of(sent["HX-Redirect"]) == RESUME
    assert client.cookies[ANSWER.name].value
    assert client.cookies[ANSWER.name]["httponly"]


def test_answer_waits_for_half_an_hour(amina: Person, item: ItemVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    client = logged_in(amina)
    at = time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: at - KEPT_SECONDS - 5)
    client.cookies[ANSWER.name] = signing.dumps([ticket_of(item, amina), {"answer": ["A"]}], salt=ANSWER.salt, compress=True)
    monkeypatch.undo()

    client.get(RESUME)

    assert not Attempt.objects.exists()


def test_hostile_cookie_gives_nothing(amina: Person, item: ItemVersion) -> None:
    client = logged_in(amina)

    for hostile in ("", "x", signing.dumps([1], salt=ANSWER.salt), signing.dumps(["x", {}], salt=ANSWER.salt)):
        client.cookies[ANSWER.name] = hostile
        assert client.get(RESUME).status_code == 302

    assert not Attempt.objects.exists()


def test_empty_answer_leads_back_to_the_question(amina: Person, item: ItemVersion) -> None:
    client = Client()

    sent = client.post(f"/etude/controles/{item.uid}/", {"ticket": ticket_of(item, amina)})

    assert next_of(sent["Location"]) == f"/etude/controles/{item.uid}/"
    assert ANSWER.name not in client.cookies


def test_visitor_whose_session_is_gone_has_nobody_to_wait_for(item: ItemVersion, now: Any) -> None:
    visitor = Learner.objects.create(created_at=now)
    ticket = new_ticket(item, learner=visitor, language="fr", now=timezone.now()).signed()

    page = send(Client(), item, ticket)

    assert page.status_code == 200
    assert "Il fallait retenir." in page.content.decode()
    assert not Attempt.objects.exists()


def test_nobody_is_asked_to_log_in_first(item: ItemVersion) -> None:
    assert next_of(Client().get(RESUME)["Location"]) == RESUME
