"""One suite over every type of item: what a type fabricates is what it must tell apart."""

import json
from pathlib import Path
from random import Random

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from sextant.assessment.document import ItemDocument
from sextant.assessment.item_types import ItemType, UnreadableAnswer, all_types, type_of
from sextant.kernel.text import Text
from tests.conftest import SMALL_PACK, SOCLE, reading_of

CODES = list(all_types())


def documents(code: str, *roots: Path) -> list[ItemDocument]:
    """Return the items of a type in packs; there are some."""
    found = [item.document for root in roots for item in reading_of(root).parts["assessment"].items if item.document.type == code]
    assert found, code
    return found


@pytest.fixture
def document(code: str) -> ItemDocument:
    """The first item of a type."""
    return documents(code, SMALL_PACK)[0]


@pytest.mark.parametrize("code", CODES)
def test_what_a_type_fabricates_is_scored_as_it_says(code: str) -> None:
    for document in documents(code, SMALL_PACK, SOCLE):
        it_is_scored_as_it_says(document)


def it_is_scored_as_it_says(document: ItemDocument) -> None:
    kind: ItemType = type_of(document)
    made = kind.fabricate(document)

    right, wrong = kind.parse(document, made.right), kind.parse(document, made.wrong)

    assert kind.score(document, right).value == 1.0
    assert kind.score(document, wrong).value == 0.0
    assert json.loads(json.dumps(right)) == right
    with pytest.raises(UnreadableAnswer):
        kind.parse(document, made.invalid)
    with pytest.raises(UnreadableAnswer):
        kind.parse(document, {})
    assert 0.0 <= kind.floor(document) < 1.0


@pytest.mark.parametrize("code", CODES)
def test_an_answer_kept_is_read_again_from_its_form(code: str) -> None:
    for document in documents(code, SMALL_PACK, SOCLE):
        it_is_read_again_from_its_form(document)


def it_is_read_again_from_its_form(document: ItemDocument) -> None:
    kind: ItemType = type_of(document)
    made = kind.fabricate(document)

    for form in (made.right, made.wrong):
        answer = json.loads(json.dumps(kind.parse(document, form)))
        assert kind.parse(document, kind.form(document, answer)) == answer
    for misshapen in (None, 3, [1, 2], {"a": 1}, [], {}, "\x00"):
        with pytest.raises(UnreadableAnswer):
            kind.parse(document, kind.form(document, misshapen))


@pytest.mark.parametrize("code", CODES)
def test_order_is_a_permutation_that_the_seed_decides(document: ItemDocument) -> None:
    kind = type_of(document)

    orders = [kind.order(document, Random(seed)) for seed in range(20)]

    assert orders[3] == kind.order(document, Random(3))
    assert len({tuple(sorted(order)) for order in orders}) == 1
    assert len({tuple(order) for order in orders}) > 1 or orders[0] == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_type_shows_its_question_and_its_feedback(document: ItemDocument, language: str) -> None:
    kind = type_of(document)
    order = kind.order(document, Random(1))
    made = kind.fabricate(document)

    with override(language):
        shown = kind.shown(document, language="fr", order=order, answer=None)
        asked = render_to_string(kind.question_template, {"question": {"shown": shown, "posted": ()}})
        explained = kind.shown(document, language="fr", order=order, answer=kind.parse(document, made.wrong))
        feedback = render_to_string(kind.feedback_template, {"one": {"shown": explained, "dont_know": False}})

    assert 'name="answer' in asked
    assert "checked" not in asked
    propositions = getattr(document, "propositions", ())
    assert all(f'value="{proposition.key}"' in asked for proposition in propositions)
    # Nothing on the question page may tell the key: explanations come later.
    assert "correct" not in asked
    # Of a dialogue, the wrong way through makes one reply; of a grid and a checklist, every line is where it should not be.
    discordant = {"qrm": len(propositions), "qru": 2, "qroc": 0, "grid": 3, "checklist": 6, "dialogue": 1}
    assert feedback.count("answer-discordant") == discordant[document.type]


@pytest.mark.parametrize("code", CODES)
def test_an_unknown_value_is_not_an_answer_but_a_refusal(code: str, document: ItemDocument) -> None:
    kind = type_of(document)
    right = kind.fabricate(document).right
    hostile = [
        {"answer": ["Z" * 5000]},
        {"answer": ["\x00"], "answer-\x00": ["\x00"]},
        {"answer": ["A"] * 10_000 + ["Z"], "answer-contrat": ["contrat.garder"] * 10_000},
        {name: [value + "\x00" for value in values] for name, values in right.items()},
        {f"answer-{number}": [f"{number}.A"] for number in range(10_000)},
    ]

    for form in hostile:
        # A word may hold a sign that is dropped; anything else that is not offered is refused.
        if code != "qroc" or "Z" in str(form)[:40]:
            with pytest.raises(UnreadableAnswer):
                kind.parse(document, form)


def test_stems_exist_in_french() -> None:
    assert all(Text(document.stem).has("fr") for code in CODES for document in documents(code, SMALL_PACK, SOCLE))
