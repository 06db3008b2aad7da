"""Limits are counted per account: a whole faculty is one address."""

import os
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from sextant.accounts.models import Person
from tests.accounts.test_entrance import code_sent
from tests.conftest import PASSWORD

LOGIN = "/compte/connexion/"
CODE = "/compte/connexion/code/"


@pytest.fixture(autouse=True)
def _empty_counters(db):
    call_command("createcachetable")
    cache.clear()


def attempt(email: str, password: str) -> bool:
    """Try to log in from the one address of the faculty; return whether it worked."""
    return Client().post(LOGIN, {"login": email, "password": password}).status_code == 302


def test_an_account_under_attack_is_closed_for_a_while_and_others_stay_open(amina, bruno):
    tried = [attempt(amina.email, f"devinette {number}") for number in range(11)]

    assert not any(tried)
    assert not attempt(amina.email, PASSWORD)
    assert attempt(bruno.email, PASSWORD)


@pytest.mark.parametrize(
    "hosts", [[f"testserver:{port}" for port in range(1, 13)], ["testserver", "TestServer", "TESTSERVER", "testServer"] * 3]
)
def test_whoever_writes_the_name_of_the_campus_otherwise_is_counted_all_the_same(amina, hosts):
    for number, host in enumerate(hosts[:-1]):
        Client(headers={"host": host}).post(LOGIN, {"login": amina.email.swapcase(), "password": f"devinette {number}"})

    last = Client(headers={"host": hosts[-1]}).post(LOGIN, {"login": amina.email, "password": PASSWORD})

    assert last.status_code == 200
    assert "_auth_user_id" not in last.client.session


def test_an_account_under_attack_opens_to_whoever_reads_its_mail(amina):
    for number in range(11):
        attempt(amina.email, f"devinette {number}")
    client = Client()
    client.post(CODE, {"email": amina.email})

    client.post(f"{CODE}confirmer/", {"code": code_sent()})

    assert client.get("/compte/").status_code == 200


def test_a_faculty_behind_one_address_logs_in_at_once(db):
    people = [Person.objects.create_user(f"etudiant{number}@example.org", PASSWORD) for number in range(60)]

    assert all(attempt(person.email, PASSWORD) for person in people)


def test_codes_are_not_sent_without_end(amina, mailoutbox):
    for _ in range(8):
        Client().post(CODE, {"email": amina.email})

    assert len(mailoutbox) == 5


def test_too_many_attempts_say_what_to_do(amina):
    for number in range(10):
        attempt(amina.email, f"devinette {number}")

    page = Client().post(LOGIN, {"login": amina.email, "password": PASSWORD}).content.decode()

    assert 'id="errors"' in page


def test_a_crowd_of_attempts_on_others_opens_no_account_again(amina):
    for number in range(11):
        attempt(amina.email, f"devinette {number}")

    # What other people's attempts leave behind: more rows than the cache keeps by default.
    for number in range(400):
        cache.set(f"zzz-{number}", [number], timeout=300)

    assert not attempt(amina.email, PASSWORD)


def test_behind_a_proxy_one_stranger_closes_the_way_in_to_nobody_else(amina, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "3/5m/ip"}
    for number in range(4):
        # What the visitor sent stands first; what the proxy saw, last.
        forged = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.9"}
        Client().post(LOGIN, {"login": f"personne{number}@example.org", "password": "devinette"}, headers=forged)

    same = Client().post(LOGIN, {"login": amina.email, "password": PASSWORD}, headers={"X-Forwarded-For": "192.0.2.7, 203.0.113.9"})
    other = Client().post(LOGIN, {"login": amina.email, "password": PASSWORD}, headers={"X-Forwarded-For": "192.0.2.7"})

    assert same.status_code != 302
    assert other.status_code == 302


@pytest.mark.parametrize(("said", "trusted"), [("true", "1"), ("false", "0")])
def test_the_address_a_proxy_saw_is_believed_where_there_is_one(said: str, trusted: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from sextant.config.settings import ALLAUTH_TRUSTED_PROXY_COUNT; print(ALLAUTH_TRUSTED_PROXY_COUNT)"],
        env={**os.environ, "SEXTANT_PROFILE": "test", "SEXTANT_BEHIND_PROXY": said},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.strip() == trusted
