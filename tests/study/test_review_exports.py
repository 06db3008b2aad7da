"""The deck as files: a table without formulas, and a package that Anki reads."""

import csv
import io
import json
import sqlite3
import tempfile
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sextant.accounts.models import Learner, Person
from sextant.catalogue.models import TermVersion
from sextant.study.choices import CardKind
from sextant.study.models import Card
from sextant.study.review.anki import DECK, FIELDS, MODELS, to_apkg
from sextant.study.review.exports import sheets_of, to_csv
from tests.conftest import logged_in
from tests.study.reviewing import lexicon, new_card

ITEM = "essai.x1.cas-1"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def deck(enrolled: Learner, now: datetime) -> Learner:
    """Two words and a question."""
    for uid in lexicon(2):
        new_card(enrolled, uid, now)
    new_card(enrolled, ITEM, now + timedelta(seconds=1), kind=CardKind.ITEM)
    return enrolled


def collection(package: bytes, folder: Path) -> sqlite3.Connection:
    """Open a package as Anki does: a zip with the collection and the list of media."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["collection.anki2", "media"]
        assert json.loads(archive.read("media")) == {}
        archive.extract("collection.anki2", folder)
    return sqlite3.connect(folder / "collection.anki2")


def test_package_is_a_collection_of_the_format(deck: Learner, now: datetime, tmp_path: Path) -> None:
    opened = collection(to_apkg(sheets_of(deck), language="fr", now=now), tmp_path)

    assert opened.execute("pragma integrity_check").fetchone() == ("ok",)
    tables = {name for (name,) in opened.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")}
    assert tables == {"col", "notes", "cards", "revlog", "graves"}
    version, decks, models = opened.execute("select ver, decks, models from col").fetchone()
    assert version == 11
    assert json.loads(decks)[str(DECK)]["name"] == "Sextant"
    model = json.loads(models)[str(MODELS["fr"])]
    assert [field["name"] for field in model["flds"]] == list(FIELDS)


def test_each_card_is_a_note_with_both_languages_its_source_its_date_and_the_licence(deck: Learner, now: datetime, tmp_path: Path) -> None:
    opened = collection(to_apkg(sheets_of(deck), language="fr", now=now), tmp_path)

    notes = [(fields.split("\x1f"), tags) for fields, tags in opened.execute("select flds, tags from notes order by id")]
    assert len(notes) == 3
    for fields, _tags in notes:
        assert len(fields) == len(FIELDS)
        assert fields[-1] == "CC BY-SA 4.0"
        assert "2026-11-23" in fields[5]
    word, question = notes[0], notes[2]
    assert "Donnée personnelle" in word[0][0]
    assert "Personal data" in word[0][2]
    assert "rgpd" in word[0][4].lower() or "2016/679" in word[0][4]
    assert "sextant::term" in word[1]
    assert "A. " in question[0][0]
    # Each note has its card, in our deck, of its note.
    pairs = opened.execute("select cards.did, notes.mid from cards join notes on notes.id = cards.nid").fetchall()
    assert pairs == [(DECK, MODELS["fr"])] * 3


def test_importing_again_updates_and_does_not_double(deck: Learner, now: datetime, tmp_path: Path) -> None:
    """Anki recognises a note by its key and its kind, and replaces it when the package's is newer."""
    (tmp_path / "later").mkdir()
    another = lexicon(3)[2]
    first = collection(to_apkg(sheets_of(deck), language="fr", now=now), tmp_path)
    word = TermVersion.objects.get(uid="essai.lex.donnee", current=True)
    TermVersion.objects.filter(pk=word.pk).update(body={**word.body, "definition": {"fr": "Autrement dit.", "en": "Otherwise."}})
    new_card(deck, another, now)

    second = collection(to_apkg(sheets_of(deck), language="fr", now=now + timedelta(days=1)), tmp_path / "later")

    before = dict(first.execute("select guid, mod from notes"))
    after = dict(second.execute("select guid, mod from notes"))
    assert before.keys() < after.keys()
    assert all(after[guid] > before[guid] for guid in before)
    assert second.execute("select count(*) from notes where flds like '%Autrement dit.%'").fetchone() == (1,)


def test_package_leaves_nothing_behind(deck: Learner, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    assert to_apkg(sheets_of(deck), language="en", now=now)

    assert list(tmp_path.iterdir()) == []


def test_table_has_no_formula(deck: Learner, now: datetime) -> None:
    word = TermVersion.objects.get(uid="essai.lex.donnee", current=True)
    TermVersion.objects.filter(pk=word.pk).update(body={**word.body, "term": {"fr": "=HYPERLINK(1)", "en": "@x"}})

    text = to_csv(sheets_of(deck), zone=PARIS).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 1 + 3
    assert {len(row) for row in rows} == {12}
    assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n") for row in rows for cell in row)
    assert any("'=HYPERLINK(1)" in row for row in rows)


@pytest.mark.parametrize("kind", ["csv", "apkg"])
def test_files_are_served_to_their_learner_only(deck: Learner, amina: Person, bruno: Person, kind: str) -> None:
    path = f"/etude/revision/paquet.{kind}"

    mine, other = logged_in(amina).get(path), logged_in(bruno).get(path)

    assert mine["Content-Disposition"] == f'attachment; filename="sextant-revision.{kind}"'
    assert "no-store" in mine["Cache-Control"]
    assert len(mine.content) > len(other.content)
    assert logged_in(amina).get("/etude/revision/paquet.exe").status_code == 404


def test_what_is_removed_or_withdrawn_stays_out(deck: Learner) -> None:
    Card.objects.filter(learner=deck, kind=CardKind.ITEM).update(removed=True)
    TermVersion.objects.filter(uid="essai.lex.secret").update(current=False)

    assert [sheet.uid for sheet in sheets_of(deck)] == ["essai.lex.donnee"]
