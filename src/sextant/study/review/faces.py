"""The two sides of a card, as a page shows them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from uuid import UUID

from sextant.assessment.bank import document_of
from sextant.assessment.item_types import type_of
from sextant.assessment.models import Attempt, ItemVersion
from sextant.assessment.shown import Explained, Question, asked, explained
from sextant.catalogue.document import Term
from sextant.catalogue.models import TermVersion
from sextant.frameworks.citations import Citation, cited
from sextant.frameworks.document import Framework
from sextant.kernel.text import Said, Text

GAP = "[…]"
"""Stands for the word in its own definition."""


@dataclass(frozen=True, slots=True)
class TermFace:
    """A word: asked for its meaning, or (`backwards`) for the word whose definition is `cloze`."""

    backwards: bool
    title: Said
    cloze: Said
    definition: Said
    also: tuple[str, ...]
    elsewhere: tuple[Said, ...]
    competence: Text | None
    citations: list[Citation]


def term_face(uid: str, framework: Framework, *, times: int, language: str) -> TermFace | None:
    """Return a word as it is asked the `times`-th time, one way and the other by turns; None when it was withdrawn (two queries)."""
    body = TermVersion.objects.filter(uid=uid, current=True).values_list("body", flat=True).first()
    if body is None:
        return None
    term = Term.model_validate(body)
    title, definition = Text(term.term).in_language(language), Text(term.definition).in_language(language)
    return TermFace(
        backwards=times % 2 == 1,
        title=title,
        cloze=Said(cloze(definition.text, names(term, definition.language)), definition.language),
        definition=definition,
        also=tuple(term.also.get(title.language, ())),
        elsewhere=tuple(Said(word, code) for code, word in term.term.items() if code != title.language),
        competence=framework.title_of(term.competence) if term.competence in framework.axis else None,
        citations=cited([[term.source]])[0],
    )


def names(term: Term, language: str) -> list[str]:
    """Return the words that would give a term away, the longest first: its name, what stands in brackets after it, its other names."""
    title = re.split(r"\s*[()]\s*", term.term.get(language, ""))
    return sorted({name.strip() for name in (*title, *term.also.get(language, ())) if len(name.strip()) > 1}, key=len, reverse=True)


def cloze(definition: str, hidden: Iterable[str]) -> str:
    """
    Return `definition` without the words to be found.

    >>> cloze("Une donnée personnelle, ou des données personnelles.", ["donnée personnelle"])
    'Une […], ou des […].'
    """
    for name in hidden:
        parts = (re.escape(part) + ("(?:e?s|x)?" if len(part) > 3 else "") for part in name.split())
        pattern = r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)"
        definition = re.sub(pattern, GAP, definition, flags=re.IGNORECASE)
    return definition


def item_of(uid: str) -> ItemVersion | None:
    """Return the current version of a question; None when it was withdrawn."""
    return ItemVersion.objects.filter(uid=uid, current=True).first()


def version_shown(pk: int | None) -> ItemVersion | None:
    """Return the version of a question that was shown, be it the current one or not."""
    return None if pk is None else ItemVersion.objects.filter(pk=pk).first()


def order_of(item: ItemVersion, key: UUID) -> list[str]:
    """Return the order of the propositions in this review: another one each time, the same after a reload."""
    document = document_of(item)
    return type_of(document).order(document, Random(key.int))  # noqa: S311  an order, not a secret


def item_face(item: ItemVersion, key: UUID, *, language: str, posted: Iterable[str] = ()) -> Question:
    """Return a question as the template of its type asks it."""
    return asked(item, key=str(key), order=order_of(item, key), language=language, posted=tuple(posted))


def answered_face(attempt: Attempt, framework: Framework, *, language: str) -> Explained:
    """Return an answered question with its explanation (one query for its norms)."""
    return explained([attempt], framework, language=language)[0]
