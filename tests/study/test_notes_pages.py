"""The pages of notes: mine alone, without JavaScript too, and whatever is pasted is text."""

import csv
import io
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sextant.accounts.keepers import keeper_of
from sextant.accounts.models import Learner, Person
from sextant.catalogue.models import ResourceVersion
from sextant.study.models import Note
from tests.conftest import logged_in

CONSENT = "essai.res.consentement"
WRITE = "/etude/notes/ecrire/"
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def digest(uid: str = CONSENT) -> str:
    return ResourceVersion.objects.get(uid=uid, current=True).content_hash


def sent(**given: Any) -> dict[str, Any]:
    """Return the fields of the form."""
    made = {"client": str(uuid4()), "key": str(uuid4()), "revision": "0", "resource": CONSENT, "content_hash": digest(), "language": "fr"}
    return {**made, "body": "À relire.", **given}


def test_note_is_written_shown_changed_and_deleted(amina: Person) -> None:
    client = logged_in(amina)

    written = client.post(WRITE, sent(next=f"/etude/{CONSENT}/#notes"))
    note = Note.objects.get()
    page = client.get("/etude/notes/").content.decode()
    change = sent(client=str(note.client), revision="1", body="Relu.")
    client.post(WRITE, change)
    note.refresh_from_db()
    changed = (note.body, note.revision)
    gone = client.post(f"/etude/notes/{note.pk}/effacer/", {"revision": "2"})

    assert written.url == f"/etude/{CONSENT}/#notes"
    assert "À relire." in page
    assert changed == ("Relu.", 2)
    assert gone.url == f"/etude/{CONSENT}/#notes"
    assert not Note.objects.exists()


def test_notes_are_mine_alone(amina: Person, farid: Person) -> None:
    logged_in(amina).post(WRITE, sent(body="Secret d’Amina"))
    note, stranger = Note.objects.get(), logged_in(farid)

    assert "Secret" not in stranger.get("/etude/notes/").content.decode()
    assert "Secret" not in stranger.get("/etude/notes/export.md").content.decode()
    for verb in ("effacer", "reunir"):
        assert stranger.post(f"/etude/notes/{note.pk}/{verb}/", {"revision": "1"}).status_code == 404
        assert Client().post(f"/etude/notes/{note.pk}/{verb}/", {"revision": "1"}).url.startswith("/compte/connexion/")
    assert Note.objects.get().revision == 1


def test_somebody_elses_client_key_is_another_note(amina: Person, bruno: Person) -> None:
    form = sent()

    logged_in(amina).post(WRITE, form)
    logged_in(bruno).post(WRITE, {**form, "body": "De Bruno"})

    assert sorted(Note.objects.values_list("body", flat=True)) == ["De Bruno", "À relire."]


def test_what_was_typed_under_another_session_is_not_taken(amina: Person, bruno: Person, rf: Any) -> None:
    request = rf.get("/")
    request.user = amina

    answer = logged_in(bruno).post(WRITE, sent(keeper=keeper_of(request)), headers={"X-Keep": "1"})
    mine = logged_in(amina).post(WRITE, sent(keeper=keeper_of(request)), headers={"X-Keep": "1"})

    assert (answer.status_code, mine.status_code) == (409, 204)
    assert Note.objects.get().learner.person == amina


def test_ended_session_does_not_lose_the_words(small_pack: object) -> None:
    page = Client().post(WRITE, sent(body="Trois paragraphes."))
    part = Client().post(WRITE, sent(), headers={"HX-Request": "true"})

    assert page.status_code == 422
    assert "Trois paragraphes." in page.content.decode()
    assert part.status_code == 401
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"body": "x" * 5001}, "5000"),
        ({"quote": "x" * 2001}, "2000"),
        ({"body": " "}, "id_body_error"),
        ({"client": "none"}, ""),
        ({"revision": "-1"}, ""),
        ({"content_hash": "../../etc"}, ""),
        ({"section": '"><script>'}, ""),
        ({"body": "a\x00b"}, ""),
    ],
)
def test_what_cannot_be_kept_comes_back_with_the_reason(amina: Person, given: dict[str, str], words: str) -> None:
    answer = logged_in(amina).post(WRITE, sent(**given))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Note.objects.exists()


def test_lines_count_as_the_browser_counts_them(amina: Person) -> None:
    body = "\r\n".join(["ligne"] * 800)

    assert logged_in(amina).post(WRITE, sent(body=body)).status_code == 302
    assert "\r" not in Note.objects.get().body


def test_unknown_version_is_no_place_for_a_note(amina: Person) -> None:
    assert logged_in(amina).post(WRITE, sent(content_hash="0" * 64)).status_code == 404


def test_pasted_markup_and_formulas_are_text(amina: Person) -> None:
    client = logged_in(amina)
    client.post(WRITE, sent(body=HOSTILE, quote=HOSTILE))
    client.post(WRITE, sent(body='=HYPERLINK("http://evil.example")'))

    page = client.get("/etude/notes/").content.decode()
    markdown = client.get("/etude/notes/export.md").content.decode()
    table = client.get("/etude/notes/export.csv")

    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "<img" not in markdown.replace("\\<", "")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[3][0] for row in rows[1:]] == ["<", "'"]
    assert table["Content-Disposition"].startswith("attachment")


def test_export_is_private_and_of_two_kinds(amina: Person) -> None:
    assert Client().get("/etude/notes/export.csv").url.startswith("/compte/connexion/")
    assert logged_in(amina).get("/etude/notes/export.exe").status_code == 404
    assert "no-store" in logged_in(amina).get("/etude/notes/export.md")["Cache-Control"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_stand_in_both_languages(amina: Person, language: str) -> None:
    client = logged_in(amina)
    client.cookies["django_language"] = language

    empty = client.get("/etude/notes/")
    client.post(WRITE, sent())
    full = client.get("/etude/notes/?q=relire")

    assert f'<html lang="{language}">' in empty.content.decode()
    assert (empty.status_code, full.status_code) == (200, 200)
    assert "À relire." in full.content.decode()


def test_number_of_notes_changes_no_number_of_queries(amina: Person, django_assert_max_num_queries: Any) -> None:
    client = logged_in(amina)
    counts = []
    for wanted in (1, 3):
        while Note.objects.count() < wanted:
            client.post(WRITE, sent())
        with django_assert_max_num_queries(12) as seen:
            client.get("/etude/notes/")
        counts.append(len(seen.captured_queries))

    assert counts[0] == counts[1]


def test_withdrawn_resource_keeps_its_notes(amina: Person) -> None:
    client = logged_in(amina)
    client.post(WRITE, sent())
    more = sent(body="Encore.")
    ResourceVersion.objects.filter(uid=CONSENT).update(current=False)

    page = client.get("/etude/notes/").content.decode()
    again = client.post(WRITE, more)

    assert "À relire." in page
    assert f'href="/etude/{CONSENT}/"' not in page
    assert again.url == "/etude/notes/"


def test_number_that_no_page_holds_deletes_nothing(amina: Person) -> None:
    client = logged_in(amina)
    client.post(WRITE, sent(body="Une note."))
    note = Note.objects.get()

    for number in ("9" * 5000, "\0", "²", ""):
        assert client.post(f"/etude/notes/{note.pk}/effacer/", {"revision": number}).status_code == 302

    assert Note.objects.exists()


def test_back_leads_to_this_site_only(amina: Person) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert logged_in(amina).post(WRITE, sent(next=elsewhere)).url == f"/etude/{CONSENT}/#notes"


def test_two_versions_are_told_and_merged(amina: Person, now: datetime) -> None:
    client = logged_in(amina)
    form = sent(body="Un.")
    client.post(WRITE, form)
    for body in ("Deux.", "Trois."):
        client.post(WRITE, sent(client=form["client"], revision="1", body=body))

    page = client.get("/etude/notes/").content.decode()
    other = Note.objects.exclude(beside=None).get()
    client.post(f"/etude/notes/{other.pk}/reunir/")

    assert f"/etude/notes/{other.pk}/reunir/" in page
    assert Note.objects.get().body == "Deux.\n\nTrois."
    assert Learner.objects.filter(person=amina).count() == 1
