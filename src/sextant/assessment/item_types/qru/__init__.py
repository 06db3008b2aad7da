"""QRU: one right answer among four or five."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from pydantic import model_validator

from sextant.assessment.document import ChoiceDocument
from sextant.assessment.item_types import Answer, Fabricated, Scored, UnreadableAnswer
from sextant.assessment.item_types.choices import shown_propositions, shuffled
from sextant.engine.scoring import qru


class QruDocument(ChoiceDocument):
    """A QRU: exactly one proposition is correct."""

    @model_validator(mode="after")
    def _has_one_answer(self) -> "QruDocument":
        if len(self.key) != 1:
            raise ValueError(f"a qru has exactly one correct proposition, this one has {len(self.key)}")
        return self


class Qru:
    """See `ItemType`."""

    code = "qru"
    document = QruDocument
    question_template = "assessment/item_types/qru.html"
    feedback_template = "assessment/item_types/propositions_feedback.html"

    def floor(self, item: QruDocument) -> float:
        """A blind choice among k is right once in k."""
        return 1 / len(item.propositions)

    def order(self, item: QruDocument, random: Random) -> list[str]:
        """Shuffle the propositions."""
        return shuffled(item, random)

    def parse(self, item: QruDocument, form: Mapping[str, Sequence[str]]) -> Answer:
        """Read the one proposition chosen."""
        chosen = form.get("answer", [])
        if len(chosen) != 1 or chosen[0] not in {proposition.key for proposition in item.propositions}:
            raise UnreadableAnswer(_("Choose one proposition, then send your answer."))
        return chosen[0]

    def form(self, item: QruDocument, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The one proposition chosen."""
        if not isinstance(answer, str):
            raise UnreadableAnswer(_("Choose one proposition, then send your answer."))
        return {"answer": [answer]}

    def score(self, item: QruDocument, answer: Answer) -> Scored:
        """1 for the right proposition, else 0."""
        (right,) = item.key
        return Scored(qru.score(propositions=[proposition.key for proposition in item.propositions], key=right, chosen=answer).value)

    def shown(self, item: QruDocument, *, language: str, order: Sequence[str], answer: Answer | None) -> dict[str, Any]:
        """Show the propositions."""
        return shown_propositions(
            item, language=language, order=order, chosen=None if answer is None else [answer] if isinstance(answer, str) else []
        )

    def fabricate(self, item: QruDocument) -> Fabricated:
        """The key, another proposition, and two at once."""
        (right,) = item.key
        others = [proposition.key for proposition in item.propositions if proposition.key != right]
        return Fabricated({"answer": [right]}, {"answer": [others[0]]}, {"answer": [right, others[0]]})


TYPE = Qru()
