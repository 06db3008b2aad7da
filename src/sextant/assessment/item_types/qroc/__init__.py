"""QROC: an answer in a few words."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from pydantic import field_validator

from sextant.assessment.document import ItemDocument
from sextant.assessment.item_types import Answer, Fabricated, Scored, UnreadableAnswer
from sextant.engine.scoring import qroc

MAX_LENGTH = 120


class QrocDocument(ItemDocument):
    """A QROC: the accepted answers per language, at most five words each."""

    accepted: dict[str, tuple[str, ...]]

    @field_validator("accepted")
    @classmethod
    def _is_short(cls, accepted: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if not accepted.get("fr"):
            raise ValueError("accepted needs French answers: write {fr: [ … ]}")
        for answers in accepted.values():
            for answer in answers:
                if len(answer.split()) > 5:
                    raise ValueError(f"`{answer}` has more than five words")
        return accepted


class Qroc:
    """See `ItemType`."""

    code = "qroc"
    document = QrocDocument
    question_template = "assessment/item_types/qroc.html"
    feedback_template = "assessment/item_types/qroc_feedback.html"

    def floor(self, item: QrocDocument) -> float:
        """Nobody finds a word by chance."""
        return 0.0

    def order(self, item: QrocDocument, random: Random) -> list[str]:
        """There is nothing to order."""
        return []

    def parse(self, item: QrocDocument, form: Mapping[str, Sequence[str]]) -> Answer:
        """Read the words."""
        words = " ".join(form.get("answer", [])).replace("\x00", " ").strip()
        if not words:
            raise UnreadableAnswer(_("Write a few words, then send your answer."))
        if len(words) > MAX_LENGTH:
            raise UnreadableAnswer(_("Keep it to a few words: five at most."))
        return words

    def form(self, item: QrocDocument, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The words."""
        if not isinstance(answer, str):
            raise UnreadableAnswer(_("Write a few words, then send your answer."))
        return {"answer": [answer]}

    def score(self, item: QrocDocument, answer: Answer) -> Scored:
        """1 when the words are in the accepted list once normalised."""
        # A student may answer in either language: what is right in one is right.
        accepted = [text for answers in item.accepted.values() for text in answers]
        score = qroc.score(accepted=accepted, answer=answer)
        return Scored(score.value, score.near_miss)

    def shown(self, item: QrocDocument, *, language: str, order: Sequence[str], answer: Answer | None) -> dict[str, Any]:
        """Show the field, then what was accepted."""
        accepted = item.accepted.get(language) or item.accepted["fr"]
        return {
            "words": answer if isinstance(answer, str) else "",
            "accepted": accepted,
            "answered": answer is not None,
            "max_length": MAX_LENGTH,
        }

    def fabricate(self, item: QrocDocument) -> Fabricated:
        """An accepted answer, nonsense, and nothing."""
        return Fabricated({"answer": [item.accepted["fr"][0]]}, {"answer": ["zzzz"]}, {"answer": ["  "]})


TYPE = Qroc()
