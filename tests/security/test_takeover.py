"""A stranger who knows an address, and no more, gets nothing of whoever reads its mail."""

import re
from datetime import datetime
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from sextant.accounts.choices import RoleKind
from sextant.accounts.institutions.actions import give_role
from sextant.accounts.models import Cohort, Person
from sextant.accounts.proofs import proving_path
from tests.conftest import PASSWORD

DEAN, STRANGER = "dean@example.org", "stranger@example.org"
NEW = "une autre phrase, assez longue"


@pytest.fixture(autouse=True)
def _empty_counters(db: None) -> None:
    call_command("createcachetable")
    cache.clear()


@pytest.fixture
def trap(db: None) -> Person:
    """An account that a stranger made with the dean's address, with an address of theirs, proved, beside it."""
    trap: Person = Person.objects.create_user(DEAN, PASSWORD)
    EmailAddress.objects.create(user=trap, email=DEAN, primary=True, verified=False)
    EmailAddress.objects.create(user=trap, email=STRANGER, primary=False, verified=True)
    return trap


def link(mails: list[EmailMessage], part: str) -> str:
    """Return the path of the last link that holds `part`, mailed to the dean."""
    found = [re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", str(mail.body)) for mail in mails if mail.to == [DEAN]]
    return next(one[1] for one in reversed(found) if one)


def log_in_by_code(email: str, mails: list[EmailMessage]) -> Client:
    """Ask for a one-time code and give what was mailed, if anything was."""
    client = Client()
    mails.clear()
    client.post(reverse("account_request_login_code"), {"email": email})
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(mails[0].body), re.MULTILINE) if mails else None
    client.post(reverse("account_confirm_login_code"), {"code": code[1] if code else "XXXXXX"})
    return client


def desk_of(client: Client) -> int:
    """Return the status of the desk in this browser."""
    return client.get(reverse("insight:desk")).status_code


def reset(mails: list[EmailMessage]) -> Client:
    """Choose a new password from the mail sent to the dean, and log in with it."""
    client = Client()
    client.post(reverse("account_reset_password"), {"email": DEAN})
    form = client.get(link(mails, "mot-de-passe"), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW})
    client.post(reverse("account_login"), {"login": DEAN, "password": NEW})
    return client


def test_a_new_password_and_a_confirmed_address_shut_the_stranger_out(
    trap: Person, cohort: Cohort, elise: Person, now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    give_role(kind=RoleKind.TEACHER, institution=cohort.institution, cohort=cohort, email=DEAN, by=elise, now=now)
    dean = reset(mailoutbox)
    dean.post(reverse("account_email"), {"action_send": "", "email": DEAN})
    dean.post(link(mailoutbox, "adresses/confirmer"))
    assert desk_of(dean) == 200

    assert desk_of(log_in_by_code(STRANGER, mailoutbox)) == 302
    assert list(EmailAddress.objects.filter(user=trap).values_list("email", flat=True)) == [DEAN]


def test_a_new_password_and_an_invitation_shut_the_stranger_out(trap: Person, mailoutbox: list[EmailMessage]) -> None:
    dean = reset(mailoutbox)
    dean.get(proving_path(DEAN))

    assert list(EmailAddress.objects.filter(user=trap).values_list("email", "verified")) == [(DEAN, True)]
    assert log_in_by_code(STRANGER, mailoutbox).get(reverse("accounts:account")).status_code == 302


def test_one_more_address_is_kept_by_whoever_proved_their_own_first(amina: Person) -> None:
    second = EmailAddress.objects.create(user=amina, email="amina@home.example", verified=False)
    client = Client()
    client.post(reverse("account_login"), {"login": amina.email, "password": PASSWORD})
    client.get(proving_path(second.email))

    assert EmailAddress.objects.filter(user=amina, verified=True).count() == 2


def test_an_address_claimed_by_a_stranger_still_opens_its_owners_account(mailoutbox: list[EmailMessage]) -> None:
    # The library takes whichever account comes first out of a set: with these numbers, the stranger's.
    farid = Person.objects.create_user("farid@example.org", pk=UUID(int=1))
    EmailAddress.objects.create(user=farid, email=DEAN, verified=False)
    dean = Person.objects.create_user(DEAN, pk=UUID(int=2))
    EmailAddress.objects.create(user=dean, email=DEAN, primary=True, verified=False)

    client = log_in_by_code(DEAN, mailoutbox)

    assert client.get(reverse("accounts:account")).context["user"].pk == dean.pk


def test_a_password_reset_is_about_the_owners_account_only(farid: Person, mailoutbox: list[EmailMessage]) -> None:
    EmailAddress.objects.create(user=farid, email=DEAN, verified=False)

    Client().post(reverse("account_reset_password"), {"email": DEAN})

    assert len(mailoutbox) == 1
    assert "mot-de-passe/nouveau" not in str(mailoutbox[0].body)


def test_a_session_planted_before_the_log_in_opens_nothing_after_it(amina: Person, small_pack: object) -> None:
    planted = Client()
    planted.post(reverse("assessment:taster"), {})
    key = planted.cookies["sessionid"].value
    victim = Client()
    victim.cookies["sessionid"] = key
    victim.post(reverse("account_login"), {"login": amina.email, "password": PASSWORD})
    assert victim.get(reverse("accounts:account")).status_code == 200

    assert victim.cookies["sessionid"].value != key
    assert planted.get(reverse("accounts:account")).status_code == 302
    assert planted.get(reverse("assessment:taster_result"))["location"] == reverse("insight:landing")


def test_guesses_at_a_code_end_after_three(amina: Person, mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": amina.email})
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(mailoutbox[0].body), re.MULTILINE)
    assert code is not None
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "AAAAAA"})
    client.post(reverse("account_confirm_login_code"), {"code": code[1]})

    assert client.get(reverse("accounts:account")).status_code == 302
