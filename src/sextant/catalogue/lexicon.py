"""The lexicon: looked through without regard to case or accents, in both languages, laid out by letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sextant.catalogue.document import Term
from sextant.ground.search.words import folded
from sextant.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as the page shows it: in the reader's language, with the other languages' words beside it."""

    term: Term
    title: Text
    definition: Text
    also: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]
    related: tuple[tuple[str, Text], ...]


def matching(terms: Iterable[Term], wanted: str) -> list[Term]:
    """Return the terms that hold every word of `wanted` in their names or definition, in any language."""
    words = folded(wanted).split()
    return [term for term in terms if all(word in _everything(term) for word in words)]


def _everything(term: Term) -> str:
    return folded(" ".join([*term.term.values(), *term.definition.values(), *(word for words in term.also.values() for word in words)]))


def by_letter(terms: Iterable[Term], all_terms: Iterable[Term], *, language: str) -> list[tuple[str, list[Entry]]]:
    """Return the entries by first letter in `language`; related terms are found among `all_terms`."""
    titles = {term.uid: Text(term.term) for term in all_terms}
    entries = sorted((_entry(term, titles, language) for term in terms), key=lambda entry: folded(entry.title.in_language(language).text))
    return [(letter, list(members)) for letter, members in groupby(entries, key=lambda entry: _letter(entry, language))]


def _letter(entry: Entry, language: str) -> str:
    first = folded(entry.title.in_language(language).text)[:1].upper()
    return first if first.isalpha() else "#"


def _entry(term: Term, titles: dict[str, Text], language: str) -> Entry:
    return Entry(
        term=term,
        title=Text(term.term),
        definition=Text(term.definition),
        also=tuple(term.also.get(language, ())),
        elsewhere=tuple((code, word) for code, word in term.term.items() if code != language),
        related=tuple((uid, titles[uid]) for uid in term.related if uid in titles),
    )
