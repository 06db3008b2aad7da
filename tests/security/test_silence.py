"""What must not be said: addresses in logs, anything in the address bar of another site, cookies to scripts."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from sextant.accounts.actions import create_learner, enrol, forget_visitors
from sextant.accounts.models import Cohort, Enrolment, Invitation, Person
from sextant.accounts.rosters.tasks import send_invitations
from tests.conftest import PASSWORD, logged_in

ADDRESS = "secrete@example.org"


class RefusingServer(BaseEmailBackend):
    """A mail server that takes nobody, and says whom."""

    def send_messages(self, email_messages: Any) -> int:
        """Refuse."""
        raise SMTPRecipientsRefused({ADDRESS: (550, b"no such user " + ADDRESS.encode())})


@pytest.fixture
def _refused(settings: Any, db: None) -> None:
    call_command("createcachetable")
    settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"


@pytest.mark.usefixtures("_refused")
def test_an_invitation_that_is_refused_leaves_no_address_in_the_log(
    cohort: Cohort, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    Invitation.objects.create(cohort=cohort, email=ADDRESS, created_at=now)

    with caplog.at_level(logging.DEBUG):
        assert send_invitations.func(cohort=str(cohort.pk)) == 0

    assert "SMTPRecipientsRefused" in caplog.text
    assert ADDRESS not in caplog.text
    assert Invitation.objects.get().sent_at is None


@pytest.mark.usefixtures("_refused", "small_pack")
@pytest.mark.parametrize(
    ("route", "form"),
    [
        ("account_signup", {"email": ADDRESS, "password1": PASSWORD}),
        ("account_reset_password", {"email": ADDRESS}),
        ("account_request_login_code", {"email": ADDRESS}),
    ],
)
def test_a_mail_that_is_refused_is_told_to_the_person_and_hides_the_address_from_the_log(
    route: str, form: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.WARNING):
        answer = client.post(reverse(route), form, follow=True)

    assert answer.status_code == 200
    assert ADDRESS not in caplog.text
    assert "SMTPRecipientsRefused" in caplog.text
    # The account is made all the same.
    assert Person.objects.filter(email=ADDRESS).exists() is (route == "account_signup")


def test_no_answer_may_be_kept_framed_guessed_or_sent_elsewhere(small_pack: object) -> None:
    client = Client(raise_request_exception=False)
    for path, status in (
        ("/", 200),
        ("/nulle-part/", 404),
        ("/etude/%00/", 404),
        (reverse("insight:cap"), 302),
        (reverse("set_language"), 405),
    ):
        answer = client.get(path)
        assert answer.status_code == status
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";")}
        assert policy == {
            "default-src": ["'none'"],
            "img-src": ["'self'", "data:"],
            "base-uri": ["'none'"],
            "frame-ancestors": ["'none'"],
            **{f"{kind}-src": ["'self'"] for kind in ("script", "style", "font", "connect", "worker", "manifest")},
            "form-action": ["'self'"],
        }


def test_no_cookie_is_for_scripts(amina: Person) -> None:
    call_command("createcachetable")
    client = Client()
    client.get(reverse("account_login"))
    client.post(reverse("set_language"), {"language": "en"})
    client.post(reverse("account_login"), {"login": amina.email, "password": PASSWORD})

    assert {"csrftoken", "django_language", "sessionid", "sextant_seen"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_a_visitor_in_a_cohort_is_forgotten_like_any_visitor(cohort: Cohort, now: datetime) -> None:
    visitor = create_learner(now=now)
    enrol(learner=visitor, cohort=cohort, now=now)

    assert forget_visitors(now=now + timedelta(days=29)) == 0
    assert forget_visitors(now=now + timedelta(days=31)) == 1
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("visitor", 404), ("person", 404), ("administrator", 200)])
def test_the_gallery_of_a_campus_in_production_is_for_administrators(db: None, settings: Any, who: str, status: int) -> None:
    settings.PROFILE = "production"
    client = Client()
    if who != "visitor":
        client = logged_in(Person.objects.create_user("quelqu.un@example.org", is_staff=who == "administrator"))

    assert client.get(reverse("ui:gallery")).status_code == status
