"""Whether questions work alike for everybody: what is shown, why it may be, and what a reviewer concludes."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import override

from sextant.accounts.actions import erase
from sextant.accounts.models import Learner, Person
from sextant.assessment.calibration.actions import fitted, write_edition
from sextant.assessment.calibration.gathering import gather
from sextant.assessment.calibration.report import reports
from sextant.assessment.choices import Conclusion, Grouping, ItemRole
from sextant.assessment.models import CalibrationEdition, FairnessNote, ItemCalibration, ItemVersion
from sextant.assessment.quality.fairness.actions import note_difference, withdraw_note
from sextant.assessment.quality.fairness.queries import differences_in, fairness_of, item_fairness
from sextant.assessment.quality.fairness.words import possible_reasons, size_words
from sextant.frameworks.document import Framework
from sextant.ground.audit.models import AuditEntry
from tests.assessment.calibration.test_editions import answered
from tests.assessment.quality.measured import edition_of, next_name
from tests.conftest import logged_in

EN = {"accept-language": "en"}
FAIRNESS = "/questions/equite/"


def row(**changes: Any) -> dict[str, Any]:
    """Return a comparison as a report holds it: a large difference by profession."""
    return {
        "by": "profession",
        "reference": "others",
        "focal": "juriste",
        "delta": -1.9,
        "delta_se": 0.3,
        "size": "C",
        "p": 0.0004,
        "p_uniform": 0.0002,
        "crossing": 0.4,
        "kept": True,
        "n_reference": 120,
        "n_focal": 64,
    } | changes


NOTHING = row(delta=0.2, size="A", p=0.6, kept=False)


def edition(
    framework: Framework, now: datetime, found: dict[str, list[dict[str, Any]]], *, simulated: bool = False, in_force: bool = True
) -> CalibrationEdition:
    """Write an edition whose reports hold these comparisons, by the end of the uid."""
    made = edition_of(framework, now, name=next_name(), people=184, in_force=in_force, simulated=simulated)
    items = {item.uid.removeprefix("essai."): item for item in ItemVersion.objects.filter(role=ItemRole.BANK, current=True)}
    ItemCalibration.objects.bulk_create(
        [
            ItemCalibration(edition=made, item=items[uid], a=1, b=0, c=0, a_se=0.1, b_se=0.1, n=184, report={"differences": rows})
            for uid, rows in found.items()
        ]
    )
    return made


def page_of(client: Client, uid: str = "essai.x1.cas-1") -> str:
    return client.get(f"/questions/{uid}/equite/", headers=EN).content.decode()


def posted(difference: dict[str, Any], **changes: Any) -> dict[str, Any]:
    names = ("by", "reference", "focal")
    return {
        "key": str(uuid4()),
        "conclusion": "fair",
        "reason": "Le droit pénal est à leur programme.",
        **{n: difference[n] for n in names},
    } | changes


# What is found


def test_only_differences_that_stand_or_are_moderate_or_large_are_shown(small_pack: object, framework: Framework, now: datetime) -> None:
    stands = row(by="stage", reference="etudes", focal="exercice", delta=0.8, size="A", kept=True)
    moderate = row(by="language", reference="fr", focal="en", delta=-1.2, size="B", kept=False, p=0.04)
    made = edition(framework, now, {"x1.cas-1": [NOTHING, stands], "x1.cas-2": [row()], "x2.cas-1": [moderate], "y1.cas-1": []})

    found = fairness_of(made)

    assert [(one.item.uid[6:], one.difference.size) for one in found.found] == [("x1.cas-2", "C"), ("x1.cas-1", "A"), ("x2.cas-1", "B")]


def test_comparisons_made_and_not_made_are_counted(small_pack: object, framework: Framework, now: datetime) -> None:
    other = row(focal="notaire", delta=0.1, size="A", kept=False)
    alone = row(by="language", reference="fr", focal="en", delta=0.0, size="A", kept=False)
    made = edition(framework, now, {"x1.cas-1": [row(), other], "x1.cas-2": [other, alone], "x2.cas-1": []})

    tallies = {one.grouping: (one.made, one.too_few, one.found, one.unseen) for one in fairness_of(made).tallies}

    # Two professions on three questions: six could be compared; two languages: one comparison a question.
    assert tallies[Grouping.PROFESSION] == (3, 3, 1, 1)
    assert tallies[Grouping.LANGUAGE] == (1, 2, 0, 0)
    assert tallies[Grouping.STAGE] == (0, 0, 0, 0)


def test_a_report_with_a_missing_number_says_nothing_of_it() -> None:
    assert differences_in({"differences": [row(delta=None), row()]}) == differences_in({"differences": [row()]})
    assert differences_in({}) == []


def test_real_reports_are_read(small_pack: object, framework: Framework, now: datetime) -> None:
    answered(framework, now, people=70)
    for number, learner in enumerate(Learner.objects.order_by("pk")):
        Learner.objects.filter(pk=learner.pk).update(profession="juriste" if number % 2 else "notaire")
    gathered = gather(framework, simulated=False)
    joint = fitted(gathered)

    made = write_edition(gathered=gathered, found=joint, reports=reports(gathered, joint), now=now)

    tally = next(one for one in fairness_of(made).tallies if one.grouping == Grouping.PROFESSION)
    assert tally.made == len(gathered.items)
    assert tally.too_few == 0


@pytest.mark.parametrize("by", Grouping.values)
@pytest.mark.parametrize("delta", [-1.9, 1.9])
def test_every_direction_has_reasons_and_the_last_is_that_it_may_be_fair(by: str, delta: float) -> None:
    difference = differences_in({"differences": [row(by=by, delta=delta)]})[0]

    with override("en"):
        reasons = possible_reasons(difference)

        assert len(reasons) >= 3
        assert "true difference" in reasons[-1]
        crossing = differences_in({"differences": [row(by=by, delta=delta, crossing=0.001)]})[0]
        assert possible_reasons(crossing)[1:] == reasons
        assert possible_reasons(differences_in({"differences": [row(by=by, delta=-delta)]})[0])[0] != reasons[0]


# The pages


@pytest.mark.parametrize("language", ["fr", "en"])
def test_list_says_what_differs_for_whom_and_in_plain_words(chloe: Person, framework: Framework, now: datetime, language: str) -> None:
    edition(framework, now, {"x1.cas-1": [row(), NOTHING]})

    page = logged_in(chloe).get(FAIRNESS, headers={"accept-language": language})

    assert page.status_code == 200
    text = page.content.decode()
    assert "/questions/essai.x1.cas-1/equite/" in text
    if language == "en":
        assert "Lawyer, against all the others" in text
        assert "large, harder" in text
        assert "Where half of the others get it right, about 31" in text
        assert "1 comparison made" not in text
        assert "2 comparisons made" in text


def test_list_is_narrowed_to_one_kind_of_group(chloe: Person, framework: Framework, now: datetime) -> None:
    language = row(by="language", reference="fr", focal="en")
    edition(framework, now, {"x1.cas-1": [row()], "x1.cas-2": [language]})
    client = logged_in(chloe)

    narrowed = client.get(f"{FAIRNESS}?by=language", headers=EN).content.decode()

    assert "cas-2/equite" in narrowed
    assert "cas-1/equite" not in narrowed
    assert "No difference found" in client.get(f"{FAIRNESS}?by=institution", headers=EN).content.decode()
    assert client.get(f"{FAIRNESS}?by=' OR 1=1").status_code == 200


def test_without_any_calibration_the_page_says_when_groups_are_compared(chloe: Person) -> None:
    page = logged_in(chloe).get(FAIRNESS, headers=EN).content.decode()

    assert "No answers have been looked at yet" in page
    assert "at least 30 people" in page
    assert "No comparison could be made" in page_of(logged_in(chloe))


def test_simulated_and_not_in_force_are_said(chloe: Person, framework: Framework, now: datetime) -> None:
    edition(framework, now, {"x1.cas-1": [row()]}, simulated=True, in_force=False)
    client = logged_in(chloe)

    page = client.get(FAIRNESS, headers=EN).content.decode()

    assert "Simulated" in page
    assert "not in force" in page
    assert "Simulated" in page_of(client)


def test_page_of_a_question_shows_all_comparisons_and_why_each_may_be(chloe: Person, framework: Framework, now: datetime) -> None:
    edition(framework, now, {"x1.cas-1": [NOTHING, row()]})

    page = page_of(logged_in(chloe))

    assert page.count('class="curve-point"') == 2
    assert "Why it may be" in page
    assert "A true difference" in page
    assert page.count("What do you conclude?") == 1
    assert "By 64 people against 120" in page


def test_pages_are_for_reviewers_alone(
    chloe: Person, elise: Person, farid: Person, amina: Person, framework: Framework, now: datetime
) -> None:
    edition(framework, now, {"x1.cas-1": [row()]})

    for address in (FAIRNESS, "/questions/essai.x1.cas-1/equite/"):
        assert logged_in(chloe).get(address).status_code == 200
        assert logged_in(elise).get(address).status_code == 200
        assert logged_in(farid).get(address).status_code == 404
        assert logged_in(amina).get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert logged_in(farid).post("/questions/essai.x1.cas-1/equite/", posted(row())).status_code == 404
    assert logged_in(farid).post("/questions/essai.x1.cas-1/equite/retirer/", {"note": str(uuid4())}).status_code == 404
    assert logged_in(chloe).get("/questions/essai.nowhere/equite/").status_code == 404
    assert not FairnessNote.objects.exists()


def test_query_count_is_constant(chloe: Person, framework: Framework, now: datetime, django_assert_max_num_queries: Any) -> None:
    client = logged_in(chloe)
    made = edition(framework, now, {"x1.cas-1": [row()]})
    client.get(FAIRNESS)
    with django_assert_max_num_queries(12) as one:
        client.get(FAIRNESS)
    CalibrationEdition.objects.filter(pk=made.pk).update(in_force=False)
    made = edition(framework, now, {f"x1.cas-{number}": [row(), row(by="stage", focal="etudes")] for number in (1, 2, 3)})
    for calibration in made.items.select_related("item"):
        for difference in differences_in(calibration.report):
            note(calibration.item, difference, chloe, now)

    with django_assert_max_num_queries(12) as many:
        client.get(FAIRNESS)

    assert len(one) == len(many)


# Conclusions


def note(item: ItemVersion, difference: Any, by: Person, now: datetime) -> FairnessNote:
    return note_difference(
        key=uuid4(), item=item, difference=difference, conclusion=Conclusion.FAIR, reason="Au programme.", by=by, now=now
    )


def test_a_conclusion_is_kept_once_audited_and_shown(chloe: Person, framework: Framework, now: datetime) -> None:
    edition(framework, now, {"x1.cas-1": [row()]})
    client, form = logged_in(chloe), posted(row())

    for _ in range(2):
        assert client.post("/questions/essai.x1.cas-1/equite/", form).status_code == 302

    kept = FairnessNote.objects.get()
    assert (kept.by, kept.conclusion, kept.focal) == (chloe, "fair", "juriste")
    assert AuditEntry.objects.filter(verb="note-difference", actor=chloe.pk).count() == 1
    assert "Le droit pénal est à leur programme." in page_of(client)
    listed = client.get(FAIRNESS, headers=EN).content.decode()
    assert "a true difference, not unfair" in listed
    assert "Chloé" not in page_of(logged_in(chloe)).split("<main")[1]


def test_a_conclusion_is_taken_back_once_and_stays_in_the_records(
    chloe: Person, elise: Person, framework: Framework, now: datetime
) -> None:
    made = edition(framework, now, {"x1.cas-1": [row()]})
    kept = note(made.items.get().item, differences_in({"differences": [row()]})[0], chloe, now)

    for _ in range(2):
        answer = logged_in(elise).post("/questions/essai.x1.cas-1/equite/retirer/", {"note": str(kept.pk)})
        assert answer.status_code == 302

    assert AuditEntry.objects.filter(verb="withdraw-note", actor=elise.pk).count() == 1
    page = page_of(logged_in(chloe))
    assert "Au programme." not in page
    assert "Au programme." not in logged_in(chloe).get(FAIRNESS, headers=EN).content.decode()
    assert "1 conclusion was taken back" in page
    assert FairnessNote.objects.get().withdrawn_at is not None


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"conclusion": "guilty"}, {"reason": "x" * 1001}])
def test_what_was_typed_is_not_lost(chloe: Person, framework: Framework, now: datetime, wrong: dict[str, str]) -> None:
    edition(framework, now, {"x1.cas-1": [row()]})

    answer = logged_in(chloe).post("/questions/essai.x1.cas-1/equite/", posted(row(), **wrong), headers=EN)

    assert answer.status_code == 422
    assert not FairnessNote.objects.exists()
    assert wrong.get("reason", "Le droit pénal est à leur programme.") in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"focal": "nobody"}, {"by": "age"}, {"key": "not-a-key"}, {"reference": "fr"}])
def test_a_difference_that_is_not_there_cannot_be_concluded(
    chloe: Person, framework: Framework, now: datetime, wrong: dict[str, str]
) -> None:
    edition(framework, now, {"x1.cas-1": [row(), NOTHING]})

    answer = logged_in(chloe).post("/questions/essai.x1.cas-1/equite/", posted(row(), **wrong))

    assert answer.status_code in (404, 422)
    assert not FairnessNote.objects.exists()


def test_a_note_of_another_question_or_no_note_is_not_found(chloe: Person, framework: Framework, now: datetime) -> None:
    made = edition(framework, now, {"x1.cas-1": [row()], "x1.cas-2": [row()]})
    kept = note(made.items.order_by("item__uid")[0].item, differences_in({"differences": [row()]})[0], chloe, now)
    client = logged_in(chloe)

    for value in (str(kept.pk), str(uuid4()), "x", ""):
        assert client.post("/questions/essai.x1.cas-2/equite/retirer/", {"note": value}).status_code == 404
    with pytest.raises(FairnessNote.DoesNotExist):
        withdraw_note(key=kept.pk, uid="essai.x1.cas-2", by=chloe, now=now)
    assert FairnessNote.objects.get().withdrawn_at is None


def test_a_conclusion_outlives_the_account_of_its_author(chloe: Person, framework: Framework, now: datetime) -> None:
    made = edition(framework, now, {"x1.cas-1": [row()]})
    note(made.items.get().item, differences_in({"differences": [row()]})[0], chloe, now)

    erase(learner=None, person=chloe, now=now)

    assert FairnessNote.objects.get().by is None


def test_an_older_version_keeps_its_differences_until_the_next_calibration(chloe: Person, framework: Framework, now: datetime) -> None:
    made = edition(framework, now, {"x1.cas-1": [row()]})
    old = ItemVersion.objects.get(uid="essai.x1.cas-1", current=True)
    ItemVersion.objects.filter(pk=old.pk).update(current=False)

    found = item_fairness("essai.x1.cas-1", made)

    assert found is not None
    assert found.item.pk == old.pk
    assert not fairness_of(made).found[0].asked
    assert "asked no more" in logged_in(chloe).get(FAIRNESS, headers=EN).content.decode()


def test_surest_differences_come_first_and_the_page_says_what_chance_alone_would_show(
    chloe: Person, framework: Framework, now: datetime
) -> None:
    unsure = row(delta=-2.4, delta_se=0.5, kept=False)
    made = edition(framework, now, {"x1.cas-1": [unsure], "x1.cas-2": [row(delta=1.2, delta_se=0.4, size="B")]})

    found = fairness_of(made)
    page = logged_in(chloe).get("/questions/equite/").content.decode()

    assert [one.difference.kept for one in found.found] == [True, False]
    # Two comparisons whose errors let 4.6 % and 1.2 % of equal questions look moderate.
    assert found.by_chance == pytest.approx(0.0455 + 0.0124, abs=0.0005)
    assert page.count("trop grande pour être due au hasard") + page.count("too great to be chance") >= 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "large, harder"),
        ({"delta": 1.2, "size": "B"}, "moderate, easier"),
        ({"delta": 0.1, "size": "A", "crossing": 0.0001}, "turns round with the level"),
        ({"delta": 0.1, "size": "A"}, "negligible"),
    ],
)
def test_a_difference_that_is_kept_is_never_called_negligible_where_it_turns_round(changes: dict[str, Any], said: str) -> None:
    (difference,) = differences_in({"differences": [row(**changes)]})

    with override("en"):
        assert size_words(difference) == said
