"""What works without a network: the worker, the manifest, copies without anybody in them."""

import json
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from sextant.accounts.models import Person
from sextant.catalogue.models import ResourceVersion
from sextant.config.commands.doctor import address as addresses
from tests.conftest import logged_in

CONSENT = "essai.res.consentement"


def address(language: str = "fr", uid: str = CONSENT) -> str:
    return f"/etude/copies/{uid}/{ResourceVersion.objects.get(uid=uid, current=True).content_hash}/{language}/"


def facts_of(script: str) -> dict[str, Any]:
    return json.loads(re.match(r"const facts = (\{.*\});\n", script)[1])  # type: ignore[index]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_worker_keeps_what_is_about_nobody(amina: Person, language: str) -> None:
    answer = logged_in(amina).get(f"/sw.js?langue={language}")

    facts = facts_of(answer.content.decode())
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert facts["away"] == f"/etude/hors-ligne/{language}/"
    for url in facts["shell"]:
        if url.startswith("/etude/"):
            page = logged_in(amina).get(url)
            assert page.status_code == 200
            assert not {"sessionid", "csrftoken"} & set(page.cookies)
            assert "Amina" not in page.content.decode()


def test_worker_of_another_language_falls_back(db: None) -> None:
    assert facts_of(Client().get("/sw.js?langue=../x").content.decode())["away"] == "/etude/hors-ligne/fr/"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_copy_is_whole_and_about_nobody(amina: Person, language: str, django_assert_max_num_queries: Any) -> None:
    stranger, person = Client(), logged_in(amina)
    person.cookies["django_language"] = "fr"
    with django_assert_max_num_queries(12):
        first = stranger.get(address(language))

    second = person.get(address(language))

    text = first.content.decode()
    assert first.content == second.content
    assert not first.cookies
    assert not {"sessionid", "csrftoken"} & set(second.cookies)
    assert f'<html lang="{language}">' in text
    assert "Savoir comment." in text
    assert "figure.svg" in text
    for word in ("Amina", "csrfmiddlewaretoken", 'name="keeper"', "idle-lock"):
        assert word not in text
    # A copy is nobody's: an answer seen there could not be held against the one given afterwards.
    assert text.count('class="proposition-letter"') > 3
    assert "answer-right" not in text
    assert first["Cache-Control"] == "private, max-age=300"


def test_copy_of_an_older_version_is_that_version(small_pack: object) -> None:
    old = address()
    ResourceVersion.objects.filter(uid=CONSENT).update(current=False)

    assert Client().get(old).status_code == 200


@pytest.mark.parametrize("path", ["copies/nope/{0}/fr/", "copies/{1}/nope/fr/", "copies/{1}/{0}/de/", "hors-ligne/de/"])
def test_nothing_elsewhere(small_pack: object, path: str) -> None:
    known = ResourceVersion.objects.get(uid=CONSENT, current=True).content_hash

    assert Client().get(f"/etude/{path.format(known, CONSENT)}").status_code == 404


def test_key_is_the_same_at_each_log_in_and_another_for_another(amina: Person, bruno: Person) -> None:
    def key(client: Client) -> str:
        return client.get("/etude/copies/moi/").json()["keeper"]

    first, again = key(logged_in(amina)), key(logged_in(amina))

    assert first == again
    assert first != key(logged_in(bruno))
    assert str(amina.pk) not in first
    assert key(Client()) == ""
    assert "no-store" in logged_in(amina).get("/etude/copies/moi/")["Cache-Control"]


def test_page_tells_the_key_to_its_own_reader(amina: Person) -> None:
    key = logged_in(amina).get("/etude/copies/moi/").json()["keeper"]

    assert f'<meta name="keeper" content="{key}">' in logged_in(amina).get("/etude/copies/").content.decode()
    assert 'name="keeper"' not in Client().get("/").content.decode()


@pytest.mark.parametrize(("language", "word"), [("fr", "fr"), ("en", "en")])
def test_manifest_can_be_installed(small_pack: object, language: str, word: str) -> None:
    answer = Client().get(f"/manifest.webmanifest?langue={language}")

    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["lang"], told["start_url"], told["scope"], told["display"], told["id"]) == (word, "/cap/", "/", "standalone", "/cap/")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))
    for shortcut in told["shortcuts"]:
        assert Client().get(shortcut["url"]).status_code in (200, 302)


def test_pages_name_worker_and_manifest_in_their_language(small_pack: object) -> None:
    page = Client().get("/", headers={"Accept-Language": "en"}).content.decode()

    assert 'href="/manifest.webmanifest?langue=en"' in page
    assert 'name="worker" content="/sw.js?langue=en"' in page


def test_goodbye_has_the_browser_forget(db: None) -> None:
    assert '<meta name="forget"' in Client().get("/compte/au-revoir/").content.decode()


@pytest.mark.parametrize(
    ("site", "well"), [("http://campus.example", False), ("https://campus.example", True), ("http://127.0.0.1:8000", True)]
)
def test_doctor_says_that_copies_and_installation_need_https(settings: Any, site: str, well: bool) -> None:
    settings.SITE_URL = site

    address, *_rest = addresses.https()

    assert address.well is well
    assert "offline copies" in address.mend
    assert "installation" in address.mend


@pytest.mark.parametrize("url", ["/sw.js?langue=fr", "/manifest.webmanifest?langue=fr", "/etude/hors-ligne/fr/", "copy"])
def test_what_a_browser_has_already_is_not_sent_again(small_pack: object, url: str) -> None:
    url = address() if url == "copy" else url
    client = Client()
    first = client.get(url)

    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    other = client.get(url, headers={"If-None-Match": '"another"'})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"]
    assert (other.status_code, other.content) == (200, first.content)
