"""The deck as it leaves with its learner: both sides in both languages, as a table."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sextant.accounts.models import Learner
from sextant.assessment.bank import document_of
from sextant.assessment.document import ItemDocument
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion
from sextant.catalogue.document import Term
from sextant.catalogue.models import TermVersion
from sextant.frameworks.citations import Citation, cited
from sextant.ground.spreadsheets import harmless
from sextant.kernel.text import Said, Text
from sextant.study.choices import CardKind
from sextant.study.models import Card
from sextant.study.review.days import local_day
from sextant.study.review.queries import IS_THERE
from sextant.ui.markup import plain
from sextant.ui.prose import bare, prose

LICENCE = "CC BY-SA 4.0"
LANGUAGES = ("fr", "en")


Lines = list[tuple[str, str]]
"""Paragraphs of a side, each as (what stands before it, Markdown)."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a card in one language; both empty where it is not written in it."""

    front: Lines
    back: Lines


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card as it leaves: its sides by language, where its content comes from and when it was put in the campus, and its own dates."""

    kind: CardKind
    uid: str
    competence: str
    sides: dict[str, Sides]
    source: str
    version: date
    added_at: datetime
    due_at: datetime


def sheets_of(learner: Learner) -> list[Sheet]:
    """Return the cards of a learner that are taught, suspended or not, in the order they were added (four queries)."""
    cards = list(Card.objects.filter(IS_THERE, learner=learner, removed=False).order_by("added_at", "kind", "uid"))
    terms = {row.uid: row for row in TermVersion.objects.filter(uid__in=_of(cards, CardKind.TERM), current=True)}
    items = {row.uid: row for row in ItemVersion.objects.filter(uid__in=_of(cards, CardKind.ITEM), current=True)}
    documents = [
        Term.model_validate(terms[card.uid].body) if card.kind == CardKind.TERM else document_of(items[card.uid]) for card in cards
    ]
    sources = cited((document.references if isinstance(document, ItemDocument) else [document.source]) for document in documents)
    versions = [(terms if card.kind == CardKind.TERM else items)[card.uid] for card in cards]
    return [
        _sheet(card, document, source, version.loaded_at.date())
        for card, document, source, version in zip(cards, documents, sources, versions, strict=True)
    ]


def _of(cards: Iterable[Card], kind: CardKind) -> list[str]:
    return [card.uid for card in cards if card.kind == kind]


def _sheet(card: Card, document: Term | ItemDocument, citations: Sequence[Citation], version: date) -> Sheet:
    sides = {
        language: _term_sides(document, language) if isinstance(document, Term) else _item_sides(document, language)
        for language in LANGUAGES
    }
    return Sheet(
        kind=CardKind(card.kind),
        uid=card.uid,
        competence=document.competence if isinstance(document, Term) else document.main_competence,
        sides=sides,
        source="; ".join(_cited(citation) for citation in citations),
        version=version,
        added_at=card.added_at,
        due_at=card.due_at,
    )


def _cited(citation: Citation) -> str:
    parts = (citation.issuer, plain(citation.title), citation.identifier, citation.locator, citation.date)
    return ", ".join(part for part in parts if part)


def _term_sides(term: Term, language: str) -> Sides:
    return Sides([("", term.term[language])], [("", term.definition[language])])


def _item_sides(item: ItemDocument, language: str) -> Sides:
    if language not in item.languages:
        return Sides([], [])
    shown = type_of(item).shown(item, language=language, order=[], answer=None)
    front, back = [("", item.stem[language])], []
    for one in shown.get("propositions", ()):
        front.append((f"{one.letter}. ", one.text.text))
        back.append((f"{one.letter}. {_('true') if one.correct else _('false')} — ", one.why.text))
    if shown.get("accepted"):
        back.append(("", " · ".join(shown["accepted"])))
    return Sides(front, [*back, ("", Text(item.explanation).in_language(language).text)])


def _as_text(lines: Lines) -> str:
    return "\n".join(before + bare(text) for before, text in lines)


def as_html(lines: Lines, language: str) -> SafeString:
    """Return one side of a card as HTML: a paragraph a line."""
    pieces = ((before, prose(Said(text, language), inline=True)) for before, text in lines)
    return format_html_join("", "<p>{}{}</p>", pieces)


def to_csv(sheets: Iterable[Sheet], *, zone: ZoneInfo) -> bytes:
    """Return the deck as a table that spreadsheets open with its accents, and in which no cell is a formula."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    heads = [_("Kind"), _("Competence"), _("Question (French)"), _("Answer (French)"), _("Question (English)"), _("Answer (English)")]
    writer.writerow([*heads, _("Source"), _("In the campus since"), _("In my review since"), _("Comes back on"), _("Licence"), "uid"])
    for one in sheets:
        sides = [_as_text(side) for language in LANGUAGES for side in (one.sides[language].front, one.sides[language].back)]
        dates = [one.version, local_day(one.added_at, zone), local_day(one.due_at, zone)]
        cells = [str(one.kind.label), one.competence, *sides, one.source, *(day.isoformat() for day in dates), LICENCE, one.uid]
        writer.writerow([harmless(cell) for cell in cells])
    return target.getvalue().encode("utf-8-sig")
