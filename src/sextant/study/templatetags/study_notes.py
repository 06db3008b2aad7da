"""What the panel of notes beside a reading needs."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template import Context, Library

from sextant.accounts.visitors import learner_of
from sextant.study.models import Note
from sextant.study.notes.actions import LONGEST_BODY, LONGEST_QUOTE
from sextant.study.notes.forms import fresh_key
from sextant.study.notes.queries import Shown, is_in, notes_on, paired
from sextant.study.notes.texts import words_of
from sextant.ui.prose import Part

register = Library()


@dataclass(frozen=True, slots=True)
class Panel:
    """The notes a reader left in a resource, and the sections a new one may stand in."""

    notes: tuple[Shown, ...]
    parts: tuple[Part, ...]
    longest_quote: int = LONGEST_QUOTE

    @property
    def count(self) -> int:
        """How many notes there are."""
        return sum(1 + len(one.others) for one in self.notes)


@register.simple_tag(takes_context=True)
def notes_panel(context: Context, reading: Any) -> Panel:
    """Return the notes of whoever reads `reading` (two queries at most; none for a visitor)."""
    request: HttpRequest | None = context.get("request")
    parts = tuple(part for part in reading.page.parts if part.anchor)
    learner = learner_of(request) if request is not None and request.user.is_authenticated else None
    if learner is None:
        return Panel((), parts)
    titles = {part.anchor: part.title for part in parts}
    words = ""
    shown = []
    for note in notes_on(learner, reading.uid):
        if note.quote and note.content_hash != reading.content_hash and not words:
            words = words_of(reading.page.html)
        found = is_in(note, text=words, content_hash=reading.content_hash, language=reading.text.language)
        shown.append(Shown(note, found, titles.get(note.section, "")))
    return Panel(paired(shown), parts)


@register.simple_tag
def note_key() -> str:
    """Return a key for a form not sent yet."""
    return fresh_key()


@register.simple_tag
def longest_note() -> int:
    """Return how many characters a note holds."""
    return LONGEST_BODY


@register.filter
def elsewhere(note: Note, language: str) -> bool:
    """Say whether a note was made on the text in another language than `language`."""
    return note.language != language
