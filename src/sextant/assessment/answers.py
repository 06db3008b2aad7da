"""What an answer is worth, wherever it was given: read from its form, scored by its type, told to the competence state."""

from collections.abc import Mapping, Sequence
from typing import Literal

from sextant.assessment.document import ItemDocument
from sextant.assessment.item_types import Answer, Scored, type_of
from sextant.assessment.models import Attempt, Response
from sextant.assessment.parameters import parameters_of
from sextant.mastery.actions import Evidence

DONT_KNOW = {"dont_know": True}
"""The answer of a learner who says that they do not know: it earns nothing and is not a guess."""


def read_answer(document: ItemDocument, form: Mapping[str, Sequence[str]]) -> tuple[Answer, Scored]:
    """Return the answer a form holds and what it earns. Raises `UnreadableAnswer`."""
    if form.get("dont_know"):
        return DONT_KNOW, Scored(0.0)
    kind = type_of(document)
    answer = kind.parse(document, form)
    return answer, kind.score(document, answer)


def evidence_of(
    answered: Response | Attempt, document: ItemDocument, *, source: Literal["response", "attempt"], edition: str, weight: float = 1.0
) -> Evidence:
    """Return what an answer, once given and scored, tells the state, by the parameters of `edition`."""
    item = answered.item
    held = parameters_of(item, edition)
    assert answered.score is not None
    assert answered.answered_at is not None
    return Evidence(
        source=source,
        source_id=answered.pk,
        item=item.uid,
        item_hash=item.content_hash,
        loads=document.weights,
        score=answered.score,
        a=held.a,
        b=held.b,
        c=held.c,
        b_sd=held.b_sd,
        worth=held.worth,
        edition=edition,
        language=answered.language,
        option_order=answered.option_order,
        occurred_at=answered.answered_at,
        weight=weight,
    )
