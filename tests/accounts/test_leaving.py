"""Quitting, and a page left alone on a shared computer."""

import time

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from sextant.accounts import idle
from sextant.accounts.models import Session
from tests.conftest import PASSWORD, logged_in

LOGIN = "/compte/connexion/"
QUIT = "/compte/quitter/"


def seen(minutes_ago: int, *, own_device: bool = False) -> str:
    """Return the signed cookie of a browser that was last seen so long ago."""
    return signing.dumps([int(time.time()) - 60 * minutes_ago, own_device], salt=idle.SALT)


def enter(person, **fields: str) -> Client:
    """Log in through the page."""
    client = Client()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD, **fields})
    return client


@pytest.mark.django_db
def test_quitting_leaves_nothing_on_the_computer(amina):
    client = enter(amina)
    client.get("/compte/")

    response = client.post(QUIT, {"quit": "1"})

    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not [name for name, cookie in client.cookies.items() if cookie.value]
    assert not Session.objects.filter(person=amina.pk).exists()
    goodbye = Client().get(response.url)
    assert goodbye.status_code == 200
    assert not goodbye.cookies
    assert client.get("/compte/").url.startswith(LOGIN)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_goodbye_is_said_in_the_language_of_before(amina, language):
    client = enter(amina)
    client.post("/langue/", {"language": language})

    goodbye = client.get(client.post(QUIT).url)

    assert f'<html lang="{language}">' in goodbye.content.decode()


@pytest.mark.django_db
def test_a_link_does_not_log_anybody_out(amina):
    client = enter(amina)

    assert client.get(QUIT).status_code == 200
    assert client.get("/compte/").status_code == 200


@pytest.mark.django_db
def test_a_page_left_alone_locks_and_comes_back(amina):
    client = enter(amina)
    client.cookies[idle.COOKIE] = seen(settings.IDLE_MINUTES + 1)

    locked = client.get("/compte/adresses/?page=2")

    assert locked.status_code == 302
    assert not Session.objects.filter(person=amina.pk).exists()
    page = client.get(locked.url).content.decode()
    assert 'value="/compte/adresses/?page=2"' in page
    back = client.post(locked.url, {"login": amina.email, "password": PASSWORD, "next": "/compte/adresses/?page=2"})
    assert back.url == "/compte/adresses/?page=2"
    assert client.get(back.url).status_code == 200


@pytest.mark.django_db
def test_a_form_sent_after_the_lock_changes_nothing_and_leads_back(amina):
    client = enter(amina)
    client.cookies[idle.COOKIE] = seen(settings.IDLE_MINUTES + 1)

    locked = client.post("/compte/", {"name": "Autre", "language": "en"}, headers={"Referer": "http://testserver/compte/?onglet=1"})

    assert "next=%2Fcompte%2F%3Fonglet%3D1" in locked.url
    amina.refresh_from_db()
    assert amina.name == "Amina Benali"


@pytest.mark.django_db
def test_a_part_of_a_page_leads_back_to_the_whole_page(amina):
    client = enter(amina)
    client.cookies[idle.COOKIE] = seen(settings.IDLE_MINUTES + 1)

    locked = client.get("/compte/present/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/compte/?a=1"})

    assert "next=%2Fcompte%2F%3Fa%3D1" in locked["HX-Redirect"]


@pytest.mark.django_db
@pytest.mark.parametrize("left", ["/compte/adresses/", "https://evil.example/", "//evil.example/"])
def test_the_lock_of_the_page_itself_comes_back_to_this_site_only(amina, left):
    client = enter(amina)

    response = client.post(QUIT, {"left": left})

    if left.startswith("/compte"):
        assert response.url == f"{LOGIN}?next=%2Fcompte%2Fadresses%2F&locked=1"
    else:
        assert "evil" not in response.url
    assert client.get("/compte/").status_code == 302


@pytest.mark.django_db
def test_a_shared_computer_is_the_default(amina):
    client = enter(amina)

    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    assert client.cookies[idle.COOKIE]["max-age"] == ""
    assert "<idle-lock" in client.get("/compte/").content.decode()


@pytest.mark.django_db
def test_a_device_of_ones_own_remembers_for_14_days(amina):
    client = enter(amina, remember="on")

    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 14 * 24 * 3600
    assert "<idle-lock" not in client.get("/compte/").content.decode()
    client.cookies[idle.COOKIE] = seen(3 * 24 * 60, own_device=True)
    assert client.get("/compte/").status_code == 200


@pytest.mark.django_db
def test_nobody_signs_the_cookie_in_our_place(amina):
    client = enter(amina)
    forged, _, signature = seen(0, own_device=True).rpartition(":")
    client.cookies[idle.COOKIE] = f"{forged}:{signature[::-1]}"
    client.get("/compte/")

    assert signing.loads(client.cookies[idle.COOKIE].value, salt=idle.SALT)[1] is False


@pytest.mark.django_db
def test_the_next_person_does_not_inherit_a_device_of_ones_own(amina, farid):
    client = enter(amina, remember="on")
    client.cookies[settings.SESSION_COOKIE_NAME] = ""

    client.post(LOGIN, {"login": farid.email, "password": PASSWORD})

    assert signing.loads(client.cookies[idle.COOKIE].value, salt=idle.SALT)[1] is False


@pytest.mark.django_db
def test_a_page_in_use_keeps_the_clock_going(amina):
    client = enter(amina)
    client.cookies[idle.COOKIE] = seen(settings.IDLE_MINUTES - 1)
    before = int(time.time())

    assert client.get("/compte/present/").status_code == 204
    assert signing.loads(client.cookies[idle.COOKIE].value, salt=idle.SALT)[0] >= before


@pytest.mark.django_db
def test_each_session_knows_whose_it_is(amina, bruno):
    logged_in(amina)
    logged_in(bruno)

    assert set(Session.objects.values_list("person", flat=True)) == {amina.pk, bruno.pk}
