"""Correcting a question: field by field, or as a pack writes it; nothing typed is lost, and a double click writes once."""

import re
from datetime import datetime
from typing import Any

import pytest

from sextant.accounts.models import Person
from sextant.assessment.bank import bank_for, document_of
from sextant.assessment.document import ChoiceDocument
from sextant.assessment.item_types import parse_item
from sextant.assessment.models import ItemDecision, ItemVersion
from sextant.assessment.pack import AssessmentPackPart
from sextant.assessment.quality.forms import initial_of
from sextant.assessment.quality.rewriting import as_text
from sextant.frameworks.document import Framework
from sextant.ground.packs.versions import Origin
from tests.conftest import logged_in

UID = "essai.x1.cas-1"
SHORT = "essai.x1.cas-3"


def item(uid: str = UID) -> ItemVersion:
    return ItemVersion.objects.get(uid=uid, current=True)


def written(**changed: Any) -> dict[str, Any]:
    """Return the form of the question as it stands, some of it changed; unticked boxes are not sent."""
    document = document_of(item())
    assert isinstance(document, ChoiceDocument)
    given = {**initial_of(document), "base": item().pk, "reason": "", **changed}
    return {name: "on" if value is True else value for name, value in given.items() if value is not False}


def test_choice_question_is_corrected_field_by_field(framework: Framework, chloe: Person) -> None:
    old = item()

    response = logged_in(chloe).post(
        f"/questions/{UID}/corriger/",
        written(stem_fr="Mieux dit ?", correct_B=False, correct_C=True, text_D_en="", share="60", reason="La clé était fausse"),
    )

    assert response["Location"] == f"/questions/{UID}/"
    made = item()
    document = document_of(made)
    assert isinstance(document, ChoiceDocument)
    assert (made.origin, made.type, document.key) == (Origin.CAMPUS, "qru", {"C"})
    assert document.stem == {"fr": "Mieux dit ?", "en": old.body["stem"]["en"]}
    assert document.difficulty.share == 0.6
    assert made.b > old.b
    assert "en" not in document.propositions[3].text
    assert document.references == document_of(old).references
    assert made.pk in bank_for(framework).keys
    assert old.pk not in bank_for(framework).keys
    assert ItemDecision.objects.get().reason == "La clé était fausse"


def test_english_stands_apart_until_there_is_some(framework: Framework, chloe: Person) -> None:
    client = logged_in(chloe)
    body = item().body
    french = {name: {"fr": body[name]["fr"]} for name in ("stem", "explanation")}
    french["propositions"] = [one | {name: {"fr": one[name]["fr"]} for name in ("text", "why")} for one in body["propositions"]]

    both = client.get(f"/questions/{UID}/corriger/").content.decode()
    ItemVersion.objects.filter(uid=UID).update(body=body | french, content_hash="f" * 64)
    folded = client.get(f"/questions/{UID}/corriger/").content.decode()
    begun = client.post(f"/questions/{UID}/corriger/", written(text_A_en="A begun", share="101")).content.decode()

    assert "<details" not in both.partition("<main")[2].partition("</main>")[0]
    shown, apart = folded.partition("<main")[2].partition("<details")[::2]
    assert "_en" not in shown
    assert len(set(re.findall(r'name="(\w+_en)"', apart))) == 12
    # Once something is written in English, it stands beside the French.
    assert 'name="text_A_en"' in begun.partition("<main")[2].partition("</fieldset>")[0]
    assert "A begun" in begun


def test_each_fault_is_told_by_the_field_it_leads_to(framework: Framework, chloe: Person) -> None:
    client = logged_in(chloe)
    client.cookies["django_language"] = "en"

    page = client.post(f"/questions/{UID}/corriger/", written(correct_B=False, share="101", text_A_fr="")).content.decode()

    told = dict(re.findall(r'<a href="#(id_[^"]+)">([^<]+)</a>', page))
    assert told["id_correct_A"].startswith("Proposition A is right: Tick the proposition")
    assert told["id_text_A_fr"].startswith("Proposition A (French): ")
    # A name that is a question has its own mark.
    assert "how many get it right? Ensure" in told["id_share"]


def test_two_right_propositions_make_a_question_with_several_answers(framework: Framework, chloe: Person) -> None:
    logged_in(chloe).post(f"/questions/{UID}/corriger/", written(correct_C=True))

    assert (item().type, document_of(item()).type) == ("qrm", "qrm")


def test_fifth_proposition_may_be_added(framework: Framework, chloe: Person) -> None:
    half = logged_in(chloe).post(f"/questions/{UID}/corriger/", written(text_E_fr="Une cinquième"))
    whole = logged_in(chloe).post(f"/questions/{UID}/corriger/", written(text_E_fr="Une cinquième", why_E_fr="Parce que E."))

    assert (half.status_code, whole.status_code) == (422, 302)
    assert [one["key"] for one in item().body["propositions"]] == list("ABCDE")


def test_double_click_writes_once(framework: Framework, chloe: Person) -> None:
    client, form = logged_in(chloe), written(stem_fr="Mieux dit ?")

    answers = [client.post(f"/questions/{UID}/corriger/", form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert ItemVersion.objects.filter(uid=UID).count() == 2
    assert ItemDecision.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"stem_fr": ""},
        {"stem_fr": "<script>alert(1)</script>"},
        {"correct_B": False},
        dict.fromkeys(("correct_A", "correct_B", "correct_C", "correct_D"), True),
        {"share": "101"},
        {"share": "20"},
        {"level": "nowhere"},
        {"text_A_fr": ""},
        {"base": "0"},
        {"base": "x"},
        {"stem_fr": "x" * 3001},
    ],
)
def test_bad_correction_is_refused_and_nothing_typed_is_lost(framework: Framework, chloe: Person, changed: dict[str, Any]) -> None:
    form = written(**changed) | {"why_C_fr": "Ce que je viens d’écrire."} if changed else written()

    response = logged_in(chloe).post(f"/questions/{UID}/corriger/", form)

    assert response.status_code == 422
    assert "error-list" in response.content.decode()
    assert not changed or "Ce que je viens d’écrire." in response.content.decode()
    assert ItemVersion.objects.filter(uid=UID).count() == 1


def test_who_comes_second_keeps_what_they_wrote(framework: Framework, chloe: Person, elise: Person) -> None:
    mine, theirs = written(stem_fr="De Chloé"), written(stem_fr="D’Élise")
    logged_in(chloe).post(f"/questions/{UID}/corriger/", mine)

    response = logged_in(elise).post(f"/questions/{UID}/corriger/", theirs)

    assert response.status_code == 422
    assert "D’Élise" in response.content.decode()
    assert item().body["stem"]["fr"] == "De Chloé"


def test_other_questions_are_corrected_as_a_pack_writes_them(framework: Framework, chloe: Person) -> None:
    text = as_text(document_of(item(SHORT)))

    response = logged_in(chloe).post(
        f"/questions/{SHORT}/corriger/",
        {"base": item(SHORT).pk, "text": text.replace("je consigne", "je le consigne"), "reason": ""},
    )

    assert response.status_code == 302
    assert "je le consigne" in item(SHORT).body["accepted"]["fr"]
    exported = AssessmentPackPart().export(item(SHORT).pack)
    assert any("je le consigne" in content for content in exported.values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("je consigne", "je consigne", "Nothing has changed"),
        (SHORT, "essai.x1.autre", "stay as they are"),
        ("type: qroc", "type: qru", "line"),
        ("competence: X1", "competence: ZZ", "not in the framework"),
        ("norm: rgpd", "norm: loi-inconnue", "loi-inconnue"),
        ("level: praticien", "level: maitre", "maitre"),
        ("stem:", "stem: [", "line"),
        ("stem:", "steam:", "steam"),
    ],
)
def test_bad_yaml_is_refused_with_its_reason(framework: Framework, chloe: Person, old: str, new: str, said: str) -> None:
    text = as_text(document_of(item(SHORT))).replace(old, new)

    response = logged_in(chloe).post(
        f"/questions/{SHORT}/corriger/", {"base": item(SHORT).pk, "text": text, "reason": ""}, headers={"accept-language": "en"}
    )

    assert response.status_code == 422
    assert said in response.content.decode()
    assert ItemVersion.objects.filter(uid=SHORT).count() == 1


@pytest.mark.parametrize("escape", [r"\0", r"\ud800"])
def test_characters_that_cannot_be_kept_are_refused(framework: Framework, chloe: Person, escape: str) -> None:
    # PostgreSQL keeps the languages of a text in an order of its own.
    text = re.sub(
        r"(?s)(stem:\n.*?\n?\s+fr: )[^\n]*", lambda found: f'{found[1]}"Que faire{escape} ?"', as_text(document_of(item(SHORT))), count=1
    )
    assert escape in text

    response = logged_in(chloe).post(
        f"/questions/{SHORT}/corriger/", {"base": item(SHORT).pk, "text": text, "reason": ""}, headers={"accept-language": "en"}
    )

    assert response.status_code == 422
    assert "that no database keeps" in response.content.decode()
    assert ItemVersion.objects.filter(uid=SHORT).count() == 1


def test_every_question_survives_being_written_as_text(framework: Framework) -> None:
    from sextant.assessment.quality.rewriting import body_in

    for row in ItemVersion.objects.filter(current=True):
        document = document_of(row)
        assert parse_item(body_in(as_text(document), item=row)) == document, row.uid


def test_correcting_is_for_those_who_keep_the_questions(framework: Framework, farid: Person) -> None:
    assert logged_in(farid).post(f"/questions/{UID}/corriger/", written(stem_fr="Moi")).status_code == 404
    assert ItemVersion.objects.filter(uid=UID).count() == 1


def test_page_tells_what_a_correction_changed(framework: Framework, chloe: Person, now: datetime) -> None:
    client = logged_in(chloe)
    client.post(f"/questions/{UID}/corriger/", written(stem_fr="Mieux dit ?", correct_B=False, correct_C=True))

    page = client.get(f"/questions/{UID}/", headers={"accept-language": "en"}).content.decode()

    assert "<ins>Mieux dit ?</ins>" in page
    assert "<del>right</del> <ins>wrong</ins>" in page
    assert "written in this campus" in page
    old = ItemVersion.objects.get(uid=UID, current=False)
    older = client.get(f"/questions/{UID}/?version={old.pk}", headers={"accept-language": "en"}).content.decode()
    assert "You are looking at an older version" in older
    assert "asked again in the place of its correction" in older
