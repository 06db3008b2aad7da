"""What an item is worth as its authors wrote it, before anybody answered: its columns, and what forbids it in a framework."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sextant.assessment.choices import ItemRole
from sextant.assessment.document import ItemDocument
from sextant.assessment.item_types import type_of
from sextant.assessment.item_types.exercises import ExerciseDocument, untranslated
from sextant.engine.measurement.irt import NotAJudgement, difficulty_judged
from sextant.frameworks.document import Framework


def columns_of(document: ItemDocument, *, cut: float) -> dict[str, Any]:
    """
    Return the columns of `ItemVersion` that repeat what `document` says; `cut` is where the level of its difficulty begins.

    Raises `NotAJudgement`.
    """
    floor = type_of(document).floor(document)
    judged = difficulty_judged(cut=cut, share=document.difficulty.share, floor=floor)
    return {
        "type": document.type,
        "competence": document.main_competence,
        "a": 1.0,
        "b": judged.b,
        "c": floor,
        "b_sd": judged.sd,
    }


def faults_in(document: ItemDocument, framework: Framework, *, competences: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield what `document` says that the framework does not know; `competences` maps the known ones to their capabilities."""
    if not document.weights:
        yield "needs a `competence`"
    for competence in document.weights:
        if competence not in competences:
            yield f"competence `{competence}` is not in the framework"
    if document.capability and not any(document.capability in competences.get(code, ()) for code in document.weights):
        yield f"capability `{document.capability}` does not belong to its competence"
    if document.difficulty.level not in framework.levels:
        yield f"level `{document.difficulty.level}` is not in levels.yaml"
    elif document.weights:
        try:
            columns_of(document, cut=framework.levels[document.difficulty.level].cut)
        except NotAJudgement as error:
            yield str(error)
    for profession in document.professions or ():
        if profession not in framework.professions:
            yield f"profession `{profession}` is not in professions.yaml"
    if document.step and document.step not in {step.code for step in framework.steps}:
        yield f"step `{document.step}` is not in pathway.yaml"


def misplaced(document: ItemDocument, role: str) -> list[str]:
    """Say what forbids an item to stand where it is written."""
    if role != ItemRole.EXERCISE:
        if role in (ItemRole.BANK, ItemRole.PILOT) and isinstance(document, ExerciseDocument):
            return [f"a `{document.type}` is an exercise or a check of a resource: the diagnostic asks one question at a time"]
        return []
    if not isinstance(document, ExerciseDocument) or document.title is None:
        return ["an exercise is a grid, a checklist or a dialogue, with `title`, `summary` and `minutes`"]
    return [f"an exercise is written in French and in English: `{where}` has no English" for where in untranslated(document)]
