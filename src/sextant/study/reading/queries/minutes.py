"""How long a reading takes, part by part."""

from dataclasses import dataclass

from sextant.catalogue.choices import Modality
from sextant.catalogue.document import Resource
from sextant.kernel.text import Said
from sextant.ui.prose import Part, parts_of

WORDS_A_MINUTE = 200
"""At which the programme of a class or a workshop is read: its minutes are those of the session."""

SECONDS_A_CHECK = 75
"""What a question takes, its explanation read; its share of the minutes of a resource."""

LEAST_SHARE = 0.5
"""However many questions, at least this share of the minutes goes to the text."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a reading (`anchor` empty: what comes before the first), with the seconds that what stands under it takes."""

    anchor: str
    title: str
    level: int
    seconds: int

    @property
    def minutes(self) -> int:
        """The time in minutes, never none."""
        return max(1, round(self.seconds / 60))


def text_seconds(document: Resource, words: int, checks: int) -> int:
    """Return how long the text takes: the minutes its authors give, less its questions; for a session, at the pace of reading."""
    if Modality(document.modality) != Modality.SELF_PACED:
        return round(words * 60 / WORDS_A_MINUTE)
    whole = document.minutes * 60
    return round(max(whole - checks * SECONDS_A_CHECK, whole * LEAST_SHARE))


def sections_of(parts: tuple[Part, ...], *, seconds: int) -> tuple[Section, ...]:
    """Return the parts of a text with their time: `seconds` shared by words."""
    words = sum(part.words for part in parts) or 1
    return tuple(Section(part.anchor, part.title, part.level, round(seconds * part.words / words)) for part in parts)


def seconds_left(document: Resource, text: Said, *, anchor: str, checks: int) -> int:
    """Return how long is left from a heading on, questions included (all of it where the heading is not there)."""
    parts = parts_of(text.text, language=text.language)
    sections = sections_of(parts, seconds=text_seconds(document, sum(part.words for part in parts), checks))
    places = [place for place, section in enumerate(sections) if section.anchor == anchor]
    return sum(section.seconds for section in sections[places[0] if places else 0 :]) + checks * SECONDS_A_CHECK
