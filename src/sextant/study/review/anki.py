"""The deck as an Anki package: a note a card, whose key does not change, so that importing again updates it."""

import sqlite3
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.translation import gettext as _

from sextant.study.review.exports import LICENCE, Sheet, as_html

if TYPE_CHECKING:
    import genanki

DECK = 1_763_402_171
MODELS = {"fr": 1_763_402_172, "en": 1_763_402_173}
"""Keys of our deck and of our kinds of note, one for each language of the page: chosen once, and never again."""

FIELDS = ("Question", "Answer", "Question (other language)", "Answer (other language)", "Source", "Date", "Licence")

FRONT = "{{Question}}"
BACK = (
    "{{FrontSide}}<hr id=answer>{{Answer}}"
    "{{#Question (other language)}}<hr><div lang='{other}' class='other'>{{Question (other language)}}{{Answer (other language)}}</div>"
    "{{/Question (other language)}}<footer>{{Source}}<br>{{Date}} · {{Licence}}</footer>"
)
STYLE = (
    ".card { font: 1.1rem/1.5 sans-serif; max-width: 40rem; margin: 1rem auto; text-align: start; }"
    " .other, footer { font-size: .85em; opacity: .8; } footer { margin-top: 1.5rem; }"
)


def to_apkg(sheets: Sequence[Sheet], *, language: str, now: datetime) -> bytes:
    """Return the deck as an Anki package, asked in `language`, with the other language on the back."""
    import genanki

    model, deck = _model(language), genanki.Deck(DECK, "Sextant")
    for sheet in sheets:
        deck.add_note(_note(sheet, model, language))
    package, stamp = genanki.Package(deck), now.timestamp()
    # The package writes a SQLite file that it never deletes: ours stands in a folder that goes away with it.
    with TemporaryDirectory(prefix="sextant-anki-") as folder:
        path = Path(folder) / "collection.anki2"
        connection = sqlite3.connect(path)
        try:
            package.write_to_db(connection.cursor(), stamp, count(int(stamp * 1000)))
            connection.commit()
        finally:
            connection.close()
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "collection.anki2")
            archive.writestr("media", "{}")
    return target.getvalue()


def _model(language: str) -> "genanki.Model":
    import genanki

    other = "en" if language == "fr" else "fr"
    return genanki.Model(
        MODELS[language],
        f"Sextant ({language})",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Sextant", "qfmt": FRONT, "afmt": BACK.replace("{other}", other)}],
        css=STYLE,
    )


def _note(sheet: Sheet, model: "genanki.Model", language: str) -> "genanki.Note":
    import genanki

    other = "en" if language == "fr" else "fr"
    # Where a card is not written in the language of the page, the other one asks.
    if not sheet.sides[language].front:
        language, other = other, language
    asked, beside = sheet.sides[language], sheet.sides[other]
    fields = [
        as_html(asked.front, language),
        as_html(asked.back, language),
        as_html(beside.front, other),
        as_html(beside.back, other),
        escape(_("Source: %(source)s") % {"source": sheet.source}),
        escape(_("In the campus since %(day)s") % {"day": sheet.version.isoformat()}),
        escape(LICENCE),
    ]
    tags = [f"sextant::{sheet.competence}", f"sextant::{sheet.kind.value}"]
    return genanki.Note(
        model=model, fields=[str(field) for field in fields], guid=genanki.guid_for("sextant", model.model_id, sheet.uid), tags=tags
    )
