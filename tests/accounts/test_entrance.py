"""Signing up, logging in, keeping what a visitor did."""

import re
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from sextant.accounts.actions import create_learner
from sextant.accounts.models import Cohort, Enrolment, Invitation, Learner, Person
from sextant.accounts.proofs import proving_path
from tests.conftest import PASSWORD, logged_in

SIGNUP = "/compte/inscription/"
LOGIN = "/compte/connexion/"
CODE = "/compte/connexion/code/"
CONFIRM = "/compte/connexion/code/confirmer/"
NEW = {"email": "Nouvelle@Example.org", "password1": PASSWORD}


def visitor(client: Client, now: datetime) -> Learner:
    """Give `client` a visitor's learner, as the taster does."""
    learner = create_learner(now=now)
    session = client.session
    session["learner"] = str(learner.pk)
    session.save()
    return learner


def code_sent() -> str:
    """Return the code of the last mail."""
    found = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[0]


def link_sent() -> str:
    """Return the path of the first link of the last mail."""
    found = re.search(r"https?://[^/\s]+(/compte/\S+)", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[1]


def invite(cohort: Cohort, email: str, now: datetime) -> Invitation:
    """Invite `email` into `cohort`."""
    return Invitation.objects.create(
        cohort=cohort, email=email, name="Nom du fichier", profession="juriste", student_number="21900001", created_at=now
    )


@pytest.mark.django_db
def test_signing_up_keeps_what_the_visitor_did(client, small_pack, now):
    learner = visitor(client, now)

    response = client.post(SIGNUP, NEW)

    person = Person.objects.get(email="nouvelle@example.org")
    assert response.status_code == 302
    assert Learner.objects.get(person=person).pk == learner.pk
    assert "learner" not in client.session
    assert not EmailAddress.objects.get(user=person).verified


@pytest.mark.django_db
def test_somebody_who_has_a_learner_keeps_theirs(client, amina, now):
    other = visitor(client, now)
    own = amina.learner.pk

    client.post(LOGIN, {"login": "AMINA@example.org", "password": PASSWORD})

    assert Learner.objects.get(person=amina).pk == own
    assert Learner.objects.get(pk=other.pk).person is None


@pytest.mark.django_db
def test_a_visitor_cannot_take_the_learner_of_somebody_else(client, amina, farid):
    session = client.session
    session["learner"] = str(amina.learner.pk)
    session.save()

    client.post(LOGIN, {"login": farid.email, "password": PASSWORD})

    assert Learner.objects.get(person=amina).pk == amina.learner.pk
    assert Learner.objects.get(person=farid).pk != amina.learner.pk


@pytest.mark.django_db
def test_an_invitation_waits_until_the_address_is_proved(client, cohort, now):
    invite(cohort, "nouvelle@example.org", now)
    client.post(SIGNUP, NEW)
    assert not Enrolment.objects.exists()
    page = client.get("/compte/").content.decode()
    assert "Droit 2026" not in page
    assert 'class="notice notice-warning"' in page

    confirm = link_sent()
    assert client.get(confirm).status_code == 200
    client.post(confirm)

    enrolment = Enrolment.objects.get()
    assert (enrolment.cohort, enrolment.learner.person.email) == (cohort, "nouvelle@example.org")
    assert enrolment.student_number == "21900001"
    assert enrolment.learner.profession == "juriste"


@pytest.mark.django_db
def test_a_one_time_code_proves_the_address(client, cohort, now):
    person = Person.objects.create_user("nouvelle@example.org")
    EmailAddress.objects.create(user=person, email=person.email, primary=True)
    invite(cohort, "Nouvelle@example.org", now)

    client.post(CODE, {"email": person.email})
    client.post(CONFIRM, {"code": code_sent()})

    assert client.session["_auth_user_id"] == str(person.pk)
    assert Enrolment.objects.get().cohort == cohort


@pytest.mark.django_db
def test_confirming_an_address_asks_for_its_account_first(client, cohort, now):
    invite(cohort, "nouvelle@example.org", now)
    client.post(SIGNUP, NEW)
    confirm = link_sent()

    elsewhere = Client()
    response = elsewhere.post(confirm)

    assert response.url.startswith(LOGIN)
    assert not EmailAddress.objects.get().verified
    assert not Enrolment.objects.exists()


@pytest.mark.django_db
def test_whoever_reads_the_mail_owns_the_account(client, cohort, now):
    invite(cohort, "nouvelle@example.org", now)
    thief = client
    thief.post(SIGNUP, NEW)
    owner = Client()

    owner.post(CODE, {"email": "nouvelle@example.org"})
    owner.post(CONFIRM, {"code": code_sent()})

    assert Enrolment.objects.count() == 1
    assert thief.get("/compte/").status_code == 302
    assert owner.get("/compte/").status_code == 200
    thief.post(LOGIN, {"login": NEW["email"], "password": PASSWORD})
    assert thief.get("/compte/").status_code == 302


@pytest.mark.django_db
def test_an_address_added_but_not_proved_opens_nothing(client, amina, farid):
    EmailAddress.objects.create(user=farid, email="amina.benali@example.org")

    client.post(CODE, {"email": "amina.benali@example.org"})

    assert not re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[-1].body, re.MULTILINE)


@pytest.mark.django_db
def test_a_wrong_password_keeps_the_address_typed(client, amina):
    response = client.post(LOGIN, {"login": amina.email, "password": "autre chose"})

    page = response.content.decode()
    assert 'value="amina@example.org"' in page
    assert 'id="errors"' in page


@pytest.mark.django_db
def test_a_new_password_comes_by_mail(client, amina):
    client.post("/compte/mot-de-passe/oublie/", {"email": amina.email})
    reset = client.get(link_sent(), follow=True)
    assert reset.status_code == 200

    client.post(reset.redirect_chain[-1][0], {"password1": "une autre phrase assez longue"})
    client.post(LOGIN, {"login": amina.email, "password": "une autre phrase assez longue"})

    assert client.get("/compte/").status_code == 200


@pytest.mark.django_db
def test_a_code_for_nobody_looks_like_a_code_for_somebody(client, amina):
    known = client.post(CODE, {"email": amina.email})
    stranger = Client().post(CODE, {"email": "personne@example.org"})

    assert (known.status_code, known.url) == (stranger.status_code, stranger.url)


@pytest.mark.django_db
def test_the_person_reads_in_their_language_wherever_they_log_in(client, amina):
    logged_in(amina).post("/langue/", {"language": "en", "next": "/compte/"})

    client.post(LOGIN, {"login": amina.email, "password": PASSWORD})

    assert '<html lang="en">' in client.get("/compte/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "path",
    [
        LOGIN, SIGNUP, CODE, "/compte/mot-de-passe/oublie/", "/compte/mot-de-passe/oublie/envoye/", "/compte/mot-de-passe/nouveau/abc-xyz/",
        "/compte/mot-de-passe/nouveau/fait/", "/compte/inactif/", "/compte/adresses/verification/", "/compte/quitter/",
        "/compte/au-revoir/",
        "/compte/confidentialite/", "/compte/accessibilite/", "/compte/mentions-legales/", "/compte/effacer/",
    ],
)  # fmt: skip
def test_open_pages_show_in_both_languages(client, path, language):
    response = client.get(path, headers={"Accept-Language": language})

    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/compte/", "/compte/adresses/", "/compte/mot-de-passe/", "/compte/connexion/confirmer/"])
def test_pages_of_an_account_ask_for_it(client, farid, path):
    assert client.get(path).url.startswith(LOGIN)
    assert logged_in(farid).get(path).status_code == 200


def test_no_page_of_the_library_is_its_own():
    from django.template.loader import get_template

    from sextant.accounts.library_urls import urlpatterns

    for pattern in urlpatterns:
        name = getattr(getattr(pattern.callback, "view_class", None), "template_name", None)
        if name:
            assert "sextant/accounts" in get_template(name).origin.name, name


@pytest.mark.django_db
def test_the_link_of_an_invitation_proves_the_address(client, cohort, now):
    invite(cohort, "Nouvelle@example.org", now)

    page = client.get(proving_path("Nouvelle@example.org"), follow=True)
    assert 'value="nouvelle@example.org"' in page.content.decode()
    client.post(SIGNUP, NEW)

    assert Enrolment.objects.get().learner.person.email == "nouvelle@example.org"


@pytest.mark.django_db
def test_the_link_of_an_invitation_lets_in_who_has_an_account(client, cohort, farid, now):
    invite(cohort, farid.email, now)

    assert client.get(proving_path(farid.email)).url == LOGIN
    client.post(LOGIN, {"login": farid.email, "password": PASSWORD})

    assert Enrolment.objects.get().learner.person == farid


@pytest.mark.django_db
def test_the_next_person_at_the_same_computer_does_not_take_the_invitation(client, cohort, farid, now):
    invite(cohort, "nouvelle@example.org", now)
    client.get(proving_path("nouvelle@example.org"))

    client.post(LOGIN, {"login": farid.email, "password": PASSWORD})
    client.get(proving_path("nouvelle@example.org"))

    assert not Enrolment.objects.exists()
    assert list(farid.emailaddress_set.values_list("email", flat=True)) == [farid.email]


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["rien", "a:b:c", "ImFAYi5mciI:1abcde:xxxx"])
def test_a_link_of_nobody_proves_nothing(client, token):
    assert client.get(f"/compte/invitation/{token}/").url == SIGNUP
    assert "proved_address" not in client.session
