"""Grids, checklists and dialogues: what a pack may write, and what a form may hold."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from sextant.assessment.bank import bank_for
from sextant.assessment.choices import ItemRole
from sextant.assessment.document import ItemDocument
from sextant.assessment.item_types import UnfinishedAnswer, UnreadableAnswer, sent, type_of
from sextant.assessment.models import ItemVersion
from sextant.config.packs import read_pack
from sextant.frameworks.document import Framework
from tests.conftest import SMALL_PACK, SOCLE, reading_of

DOCUMENTS: dict[str, ItemDocument] = {item.document.uid: item.document for item in reading_of(SMALL_PACK).parts["assessment"].items}
GRID, SHEET, TALK = (DOCUMENTS[f"essai.exo.{name}"] for name in ("tri", "audience", "cliente"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the small pack that a test may spoil."""
    return Path(shutil.copytree(SMALL_PACK, tmp_path / "pack"))


def faults(root: Path) -> str:
    return "\n".join(str(fault) for fault in read_pack(root).faults)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("column: rendre, why", "column: brûler, why", "parts.0.rows.1.column: String should match pattern"),
        ("column: rendre, why", "column: perdre, why", "row `original`: `perdre` is not one of its columns"),
        ("{key: original, text", "{key: contrat, text", "row `contrat` stands twice"),
        ("unacceptable: [jeter]", "unacceptable: [garder]", "`garder` cannot be right and unacceptable"),
        ("kind: mail", "kind: fax", "Input tag 'fax'"),
        ("{key: relire, text: {fr: Relire le dossier", "{key: arriver, text: {fr: Relire le dossier", "line `arriver` stands twice"),
        ("due: no, rule: unacceptable", "due: yes, rule: unacceptable", "an unacceptable one is not"),
        ("{key: oui, to: rassuree", "{key: oui, to: debut", "comes back to 'debut'"),
        ("{key: oui, to: rassuree", "{key: oui, to: ailleurs", "leads to 'ailleurs', which is no turn"),
        ("{key: oui, to: rassuree", "{key: oui, to: fachee", "no reply leads to the ending ['rassuree']"),
        ("{key: oui, to: rassuree, credit: 1", "{key: oui, to: rassuree, credit: 0.5", "one way through must earn 1"),
        ("    minutes: 3\n    competence: X1", "    competence: X1", "all three, or none"),
        ("en: Keep}}", "fr: Garder}}", "not valid YAML"),
        ("{fr: Garder, en: Keep}", "{fr: Garder}", "`parts.0.columns.0.text` has no English"),
        ("competence: X2", "competence: Z9", "competence `Z9` is not in the framework"),
    ],
)
def test_a_faulty_exercise_is_told_with_its_file_and_line(copy: Path, before: str, after: str, says: str) -> None:
    file = copy / "exercises/trois.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text

    file.write_text(text.replace(before, after, 1), encoding="utf-8")

    found = faults(copy)
    assert says in found
    assert found.startswith("exercises/trois.yaml:")
    assert not found.startswith("exercises/trois.yaml:1:")


def test_an_exercise_is_not_for_the_bank_and_a_question_is_not_an_exercise(copy: Path) -> None:
    grids = (copy / "exercises/trois.yaml").read_text(encoding="utf-8")
    questions = (copy / "items/X1.yaml").read_text(encoding="utf-8")

    (copy / "exercises/trois.yaml").write_text(questions, encoding="utf-8")
    (copy / "items/X1.yaml").write_text(grids, encoding="utf-8")

    found = faults(copy)
    assert "an exercise is a grid, a checklist or a dialogue" in found
    assert "a `grid` is an exercise or a check of a resource" in found


def test_a_check_of_a_resource_may_be_a_grid_without_a_title(copy: Path) -> None:
    grid = (copy / "exercises/trois.yaml").read_text(encoding="utf-8").split("  - uid: essai.exo.audience")[0]
    bare = "\n".join(line for line in grid.splitlines() if not line.startswith(("    title:", "    summary:", "    minutes:")))
    check = copy / "resources/incident/checks.yaml"

    check.write_text(bare.replace("essai.exo.tri", "essai.res.incident.check-9"), encoding="utf-8")

    assert faults(copy) == ""


@pytest.mark.django_db
def test_exercises_are_loaded_with_their_role_and_the_diagnostic_never_asks_them(small_pack: object, framework: Framework) -> None:
    rows = ItemVersion.objects.filter(role=ItemRole.EXERCISE)

    bank = bank_for(framework)

    assert {row.uid for row in rows} == {"essai.exo.tri", "essai.exo.audience", "essai.exo.cliente"}
    assert not {row.uid for row in rows} & set(bank.uids)
    assert all(0 < row.c < 0.5 for row in rows)


def test_the_bank_of_the_socle_holds_no_exercise() -> None:
    items = reading_of(SOCLE).parts["assessment"].items

    bank = [item.document.type for item in items if item.role == ItemRole.BANK]

    assert set(bank) == {"qru", "qrm", "qroc"}
    assert sum(item.role == ItemRole.EXERCISE for item in items) >= 5


def test_floor_of_each_exercise_leaves_something_to_measure() -> None:
    for item in reading_of(SOCLE).parts["assessment"].items:
        if item.role == ItemRole.EXERCISE:
            assert 0.01 < type_of(item.document).floor(item.document) < 0.5, item.document.uid


def test_grid_says_how_many_lines_wait_and_keeps_those_that_are_there() -> None:
    form = {"answer-contrat": ["contrat.garder"], "ticket": ["x"]}

    with pytest.raises(UnreadableAnswer) as refusal:
        type_of(GRID).parse(GRID, form)

    assert "2" in str(refusal.value)
    assert sent(form) == ("contrat.garder",)


def test_grid_refuses_two_columns_for_one_line() -> None:
    kind = type_of(GRID)
    form = {**kind.fabricate(GRID).right, "answer-contrat": ["contrat.garder", "contrat.jeter"]}

    with pytest.raises(UnreadableAnswer):
        kind.parse(GRID, form)


def test_grid_pays_by_the_line_and_nothing_for_an_unsafe_one() -> None:
    kind: Any = type_of(GRID)
    right = {"contrat": "garder", "original": "rendre", "message": "douteux"}

    assert kind.score(GRID, right).value == 1
    assert kind.score(GRID, {**right, "original": "garder"}).value == pytest.approx(2 / 3)
    assert kind.score(GRID, {**right, "contrat": "jeter"}).value == 0


def test_checklist_pays_neither_everything_nor_a_missing_essential() -> None:
    kind: Any = type_of(SHEET)
    lines = [line.key for phase in SHEET.phases for line in phase.lines]  # type: ignore[attr-defined]

    assert kind.score(SHEET, ["relire", "prevenir", "arriver"]).value == 1
    assert kind.score(SHEET, ["relire", "prevenir"]).value == pytest.approx(2 / 3)
    assert kind.score(SHEET, ["prevenir", "arriver"]).value == 0
    assert kind.score(SHEET, lines).value == 0


def test_dialogue_goes_on_turn_by_turn_and_ends_where_its_graph_ends() -> None:
    kind: Any = type_of(TALK)

    with pytest.raises(UnfinishedAnswer):
        kind.parse(TALK, {"answer": ["debut.flou"]})

    assert kind.parse(TALK, {"answer": ["debut.flou", "droits.oui"]}) == ["debut.flou", "droits.oui"]
    assert kind.parse(TALK, {"answer": ["debut.refus"]}) == ["debut.refus"]
    assert kind.score(TALK, ["debut.flou", "droits.oui"]).value == 0.75
    assert kind.score(TALK, ["debut.refus"]).value == 0


@pytest.mark.parametrize(
    "answer", [["droits.oui"], ["debut.flou", "debut.flou"], ["debut.liste", "droits.oui", "droits.oui"], ["debut"], []]
)
def test_dialogue_refuses_what_was_not_offered(answer: list[str]) -> None:
    with pytest.raises(UnreadableAnswer) as refusal:
        type_of(TALK).parse(TALK, {"answer": answer})

    assert not isinstance(refusal.value, UnfinishedAnswer)


@pytest.mark.parametrize("document", [GRID, SHEET, TALK], ids=lambda document: document.type)
def test_nothing_shown_before_the_answer_tells_the_key(document: ItemDocument) -> None:
    kind = type_of(document)

    shown = kind.shown(document, language="fr", order=[], answer=None)
    page = render_to_string(kind.question_template, {"question": {"shown": shown, "posted": ()}})

    for told in ("C’est la base.", "On le garde.", "Elle sait.", "unacceptable", "essential", "credit", "Elle repart rassurée."):
        assert told not in page


@pytest.mark.parametrize("document", [GRID, SHEET, TALK], ids=lambda document: document.type)
def test_an_answer_of_another_shape_is_shown_without_breaking(document: ItemDocument) -> None:
    """A learner who says that they do not know, from a page that offers it."""
    kind = type_of(document)

    shown = kind.shown(document, language="en", order=[], answer={"dont_know": True})

    assert shown["right"] <= shown["total"]
    assert render_to_string(kind.feedback_template, {"one": {"shown": shown, "dont_know": True}})
