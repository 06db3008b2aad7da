"""A question, and its explanation once it is answered, as a page shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.bank import document_of
from sextant.assessment.document import ItemDocument, language_shown
from sextant.assessment.item_types import UnreadableAnswer, type_of
from sextant.assessment.models import Attempt, ItemVersion, Response
from sextant.frameworks.citations import Citation, cited
from sextant.frameworks.document import Framework
from sextant.kernel.text import Said, Text


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question that waits, and what its type's template shows. `only_in` names its language when the reader's is missing.

    `suffix` ends the `id`s of its template where several questions stand on one page.
    """

    id: str
    position: int
    template: str
    stem: Said
    language: str
    only_in: str
    shown: dict[str, Any]
    posted: tuple[str, ...]
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """
    An answered question with its key, why each proposition is right or not, and where that comes from.

    `pilot`: it was being tried out, and counts for nothing.
    """

    id: str
    position: int
    template: str
    stem: Said
    only_in: str
    shown: dict[str, Any]
    outcome: str
    dont_know: bool
    explanation: Said
    competence: Text
    level: Text | None
    citations: list[Citation]
    pilot: bool

    @property
    def words(self) -> str:
        """What the answer got, in words."""
        return {
            "dont-know": _("You said that you do not know"),
            "right": _("That is right"),
            "partly": _("That is partly right"),
            "wrong": _("That is not right"),
        }[self.outcome]

    @property
    def icon(self) -> str:
        """The icon beside those words."""
        return {"dont-know": "circle-question-mark", "right": "circle-check", "partly": "circle-dot", "wrong": "circle-x"}[self.outcome]


def question(response: Response, *, language: str, posted: Sequence[str] = ()) -> Question:
    """Return the question of `response` for a reader of `language`; `posted` is what they sent that could not be read, shown again."""
    return asked(
        response.item, key=str(response.pk), order=response.option_order, language=language, posted=posted, position=response.position
    )


def asked(
    item: ItemVersion,
    *,
    key: str,
    order: Sequence[str],
    language: str,
    posted: Sequence[str] = (),
    position: int = 0,
    suffix: str = "",
) -> Question:
    """Return a question about `item`, its propositions in `order`, for a reader of `language`."""
    document = document_of(item)
    kind = type_of(document)
    shown_in = language_shown(document, language)
    return Question(
        id=key,
        position=position,
        template=kind.question_template,
        stem=Text(document.stem).in_language(shown_in),
        language=shown_in,
        only_in=_missing(shown_in, language),
        shown=kind.shown(document, language=shown_in, order=order, answer=None),
        posted=tuple(posted),
        suffix=suffix,
    )


def explained(responses: Iterable[Response | Attempt], framework: Framework, *, language: str) -> list[Explained]:
    """Return the explanations of answered questions: one query for all their norms."""
    answered = [(response, document_of(response.item)) for response in responses]
    citations = cited(document.references for _response, document in answered)
    return [
        _explained(response, document, found, framework, language) for (response, document), found in zip(answered, citations, strict=True)
    ]


def _explained(
    response: Response | Attempt, document: ItemDocument, citations: list[Citation], framework: Framework, language: str
) -> Explained:
    kind = type_of(document)
    shown_in = language_shown(document, language)
    dont_know = response.answer == DONT_KNOW
    score = response.score or 0.0
    level = framework.levels.get(document.difficulty.level)
    return Explained(
        id=str(response.pk),
        position=response.position if isinstance(response, Response) else 0,
        template=kind.feedback_template,
        stem=Text(document.stem).in_language(shown_in),
        only_in=_missing(shown_in, language),
        shown=kind.shown(document, language=shown_in, order=response.option_order, answer=response.answer),
        outcome="dont-know" if dont_know else "right" if score >= 1 else "partly" if score > 0 else "wrong",
        dont_know=dont_know,
        explanation=Text(document.explanation).in_language(shown_in),
        competence=framework.title_of(document.main_competence) if document.main_competence in framework.axis else Text({"fr": ""}),
        level=Text(level.title) if level else None,
        citations=citations,
        pilot=isinstance(response, Response) and response.pilot,
    )


def _missing(shown_in: str, wanted: str) -> str:
    return "" if shown_in == wanted.split("-")[0] else shown_in


def same_answer(response: Response, form: Mapping[str, Sequence[str]]) -> bool:
    """Say whether `form` holds the answer already kept: a double click, not a second thought."""
    if form.get("dont_know"):
        return bool(response.answer == DONT_KNOW)
    document = document_of(response.item)
    try:
        return bool(type_of(document).parse(document, form) == response.answer)
    except UnreadableAnswer:
        return False
