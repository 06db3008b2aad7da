"""QRM: several right answers among four or five, scored by discordances."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from pydantic import model_validator

from sextant.assessment.document import ChoiceDocument
from sextant.assessment.item_types import Answer, Fabricated, Scored, UnreadableAnswer, listed
from sextant.assessment.item_types.choices import shown_propositions, shuffled
from sextant.engine.scoring import qrm


class QrmDocument(ChoiceDocument):
    """A QRM: at least one proposition is correct, at least one is not."""

    @model_validator(mode="after")
    def _has_answers(self) -> "QrmDocument":
        if not 0 < len(self.key) < len(self.propositions):
            raise ValueError("a qrm has at least one correct and one incorrect proposition")
        return self


class Qrm:
    """See `ItemType`."""

    code = "qrm"
    document = QrmDocument
    question_template = "assessment/item_types/qrm.html"
    feedback_template = "assessment/item_types/propositions_feedback.html"

    def floor(self, item: QrmDocument) -> float:
        """Return the mean credit over every way to tick at random: what a blind answer earns."""
        keys = [proposition.key for proposition in item.propositions]
        ticks = [{key for place, key in enumerate(keys) if pattern >> place & 1} for pattern in range(1, 2 ** len(keys))]
        return sum(self.score(item, sorted(tick)).value for tick in ticks) / len(ticks)

    def order(self, item: QrmDocument, random: Random) -> list[str]:
        """Shuffle the propositions."""
        return shuffled(item, random)

    def parse(self, item: QrmDocument, form: Mapping[str, Sequence[str]]) -> Answer:
        """Read the propositions ticked; none is not an answer ("I do not know" has its own button)."""
        chosen = sorted(set(form.get("answer", [])))
        if not chosen or not set(chosen) <= {proposition.key for proposition in item.propositions}:
            raise UnreadableAnswer(_("Tick at least one proposition, then send your answer."))
        return chosen

    def form(self, item: QrmDocument, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The propositions ticked."""
        return {"answer": listed(answer)}

    def score(self, item: QrmDocument, answer: Answer) -> Scored:
        """Score by the number of discordances."""
        return Scored(
            qrm.score(
                propositions=[proposition.key for proposition in item.propositions],
                key=item.key,
                ticked=frozenset(answer),
                essential=frozenset(proposition.key for proposition in item.propositions if proposition.rule == "essential"),
                unacceptable=frozenset(proposition.key for proposition in item.propositions if proposition.rule == "unacceptable"),
            ).value
        )

    def shown(self, item: QrmDocument, *, language: str, order: Sequence[str], answer: Answer | None) -> dict[str, Any]:
        """Show the propositions."""
        return shown_propositions(
            item, language=language, order=order, chosen=None if answer is None else answer if isinstance(answer, list) else []
        )

    def fabricate(self, item: QrmDocument) -> Fabricated:
        """The key, its complement, and nothing."""
        wrong = [proposition.key for proposition in item.propositions if not proposition.correct]
        return Fabricated({"answer": sorted(item.key)}, {"answer": wrong}, {"answer": []})


TYPE = Qrm()
