"""The bank as a whole: what it is worth, what is asked, covered, due, uncertain; for reviewers alone."""

import csv
import io
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import record_sitting
from sextant.assessment.bank import bank_for, document_of
from sextant.assessment.choices import ItemRole, SittingKind
from sextant.assessment.imports.past import PastAnswer
from sextant.assessment.item_types import type_of
from sextant.assessment.models import CalibrationEdition, ItemCalibration, ItemVersion
from sextant.assessment.parameters import EXPERTS
from sextant.assessment.quality.bank.pictures import exposure_columns, exposure_finding
from sextant.assessment.quality.bank.queries import BankView, bank_view
from sextant.assessment.quality.bank.worth import WANTED, one_question, worth_of
from sextant.engine.measurement.irt import bank_from, information
from sextant.frameworks.document import Framework
from sextant.ground.packs.versions import content_hash
from sextant.kernel.text import Text
from tests.assessment.quality.measured import edition_of, next_name
from tests.conftest import logged_in

EN = {"accept-language": "en"}
BANK = "/questions/banque/"


def bank_items() -> list[ItemVersion]:
    return list(ItemVersion.objects.filter(role=ItemRole.BANK, current=True).order_by("uid"))


def took(items: list[ItemVersion], framework: Framework, at: datetime, *, people: int, profession: str = "juriste") -> None:
    """Let people take a diagnostic of these items."""
    for _ in range(people):
        someone = Learner.objects.create(profession=profession, stage="etudes", created_at=at)
        answers = []
        for item in items:
            document = document_of(item)
            kind = type_of(document)
            answers.append(PastAnswer(item, kind.parse(document, kind.fabricate(document).right), at, at + timedelta(seconds=30)))
        record_sitting(
            learner=someone, framework=framework, kind=SittingKind.DIAGNOSTIC, answers=answers, language="fr", edition=EXPERTS, now=at
        )


def changed(uid: str, **changes: Any) -> ItemVersion:
    """Put a version with another body in the place of the current one."""
    row = ItemVersion.objects.get(uid=uid, current=True)
    ItemVersion.objects.filter(pk=row.pk).update(current=False)
    row.pk, row.body = None, {**row.body, **changes}
    row.content_hash = content_hash(row.body)
    row.save()
    return row


def view(framework: Framework, now: datetime, profession: str = "") -> BankView:
    return bank_view(framework, profession=profession, now=now)


# What the bank is worth


def test_eight_questions_where_a_level_begins_are_worth_eight() -> None:
    bank = bank_from(a=[1.0] * 9, b=[0.0] * 8 + [3.0], competences=2, primary=[0] * 8 + [1])

    found = worth_of(bank, [0.0, 1.0])

    assert one_question(bank) == pytest.approx(0.25)
    assert found.at_entry[0, 0] == pytest.approx(8.0)
    assert found.missing()[0, 0] == 0
    assert found.at_entry[1, 0] == pytest.approx(float(information(0.0, a=1.0, b=3.0)) / 0.25)
    assert found.missing()[1].tolist() == [WANTED, WANTED]
    # Amid the last level is as far above its beginning as amid the one before it.
    assert found.amid[0].tolist() == pytest.approx([float(information(point, a=1.0, b=0.0)) * 8 / 0.25 for point in (0.5, 1.5)])


def test_an_item_of_two_competences_tells_of_each_by_its_weight_squared() -> None:
    bank = bank_from(a=[1.0], b=[0.0], competences=2, loads=[[0.8, 0.2]])

    found = worth_of(bank, [0.0])

    assert found.at_entry[:, 0].tolist() == pytest.approx([0.64, 0.04])


def test_masked_items_are_worth_nothing_and_an_empty_bank_is_no_error() -> None:
    bank = bank_from(a=[1.0, 1.0], b=[0.0, 0.0], competences=1, primary=[0, 0], c=[0.25, 0.0])

    assert worth_of(bank, [0.0], inside=np.array([False, True])).at_entry[0, 0] < worth_of(bank, [0.0]).at_entry[0, 0]
    assert worth_of(bank, [0.0, 1.0], inside=np.zeros(2, dtype=bool)).at_entry.tolist() == [[0.0, 0.0]]


def test_gaps_are_where_somebody_must_hold_the_level(small_pack: object, framework: Framework, now: datetime) -> None:
    found = view(framework, now)

    levels = {(gap.competence.code, gap.level.code) for gap in found.gaps()}

    assert levels
    required = {
        (competence, level.code)
        for profession in framework.professions.values()
        for stage in profession.stages
        for competence, level in framework.required(profession.code, stage).items()
    }
    assert levels <= required
    assert [gap.missing for gap in found.gaps()] == sorted((gap.missing for gap in found.gaps()), reverse=True)


# Exposure


def test_exposure_is_the_share_of_the_last_diagnostics(small_pack: object, framework: Framework, now: datetime) -> None:
    items = bank_items()
    took(items[:3], framework, now - timedelta(days=10), people=9)
    took(items[:1], framework, now - timedelta(days=5), people=11)
    took(items, framework, now - timedelta(days=100), people=1)

    lines = {line.uid: line for line in view(framework, now).lines}

    assert lines[items[0].uid].share == 1.0
    # Nine people: too few to be shown.
    assert (lines[items[1].uid].asked, lines[items[1].uid].share) == (9, None)
    assert (lines[items[5].uid].asked, lines[items[5].uid].share) == (0, 0.0)


def test_the_picture_of_exposure_fits_a_phone_and_counts_nobody_left_out(small_pack: object, framework: Framework, now: datetime) -> None:
    items = bank_items()
    took(items[:1], framework, now, people=12)
    some = view(framework, now)
    took(items, framework, now, people=12)
    everyone = view(framework, now)

    with override("en"):
        said, all_said = exposure_finding(some), exposure_finding(everyone)
        ticks = [str(column.tick) for column in exposure_columns(some)]

    assert said.startswith(f"{len(items) - 1} questions of {len(items)} were in no diagnostic")
    assert all_said.startswith(f"Each of the {len(items)} questions was in a diagnostic;")
    # Six of them stand beside each other on 320 pixels.
    assert all(len(tick) <= 8 for tick in ticks), ticks


def test_too_few_diagnostics_say_nothing(small_pack: object, framework: Framework, now: datetime) -> None:
    took(bank_items(), framework, now, people=10)

    found = view(framework, now)

    assert not found.exposure.shown
    assert all(line.share is None for line in found.lines)


def test_simulated_diagnostics_do_not_count_among_real_ones(small_pack: object, framework: Framework, now: datetime, settings: Any) -> None:
    took(bank_items()[:1], framework, now, people=12)
    Learner.objects.update(simulated=True)

    assert view(framework, now).exposure.sittings == 0
    settings.DEMO = True
    assert view(framework, now).exposure.sittings == 12


# What they cover, what is due, what is uncertain


def test_each_capacite_is_counted_and_those_without_are_listed(small_pack: object, framework: Framework, now: datetime) -> None:
    found = view(framework, now)

    counted = {one.code: count for covered in found.covered for one, count in covered.counts}
    bank = [document_of(row) for row in bank_items()]
    assert counted == {code: sum(document.capability == code for document in bank) for code in counted}
    assert {one.code for covered in found.covered for one in covered.bare} == {code for code, count in counted.items() if not count}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_capacites_are_named_in_the_language_of_the_page(chloe: Person, framework: Framework, now: datetime, language: str) -> None:
    client = logged_in(chloe)
    client.cookies["django_language"] = language

    page = unescape(client.get("/questions/banque/").content.decode())

    told = [str(Text(one.text).in_language(language)) for competence in framework.competences for one in competence.capabilities]
    assert all(one in page for one in told)
    assert "{'" not in page


def test_review_dates_due_and_near_are_listed_by_date(small_pack: object, framework: Framework, now: datetime) -> None:
    today = now.date()
    changed("essai.x1.cas-1", review_by=(today + timedelta(days=89)).isoformat(), reviewed="2020-01-01")
    changed("essai.x1.cas-2", review_by=(today - timedelta(days=1)).isoformat(), reviewed="2020-01-01")

    listed = view(framework, now).by_review(today)

    assert [line.uid for line in listed] == ["essai.x1.cas-2", "essai.x1.cas-1"]


def test_unsure_are_those_whose_interval_is_wider_than_a_level(small_pack: object, framework: Framework, now: datetime) -> None:
    items = bank_items()
    edition(framework, now, {items[0].pk: 0.05, items[1].pk: 0.9})

    unsure = {line.uid for line in view(framework, now).unsure()}

    assert items[0].uid not in unsure
    assert items[1].uid in unsure


def edition(framework: Framework, now: datetime, b_se: dict[int, float], *, simulated: bool = False) -> CalibrationEdition:
    made = edition_of(framework, now, name=next_name(), simulated=simulated)
    ItemCalibration.objects.bulk_create(
        [ItemCalibration(edition=made, item_id=key, a=1.0, b=0.0, c=0.2, a_se=0.1, b_se=sd, n=90) for key, sd in b_se.items()]
    )
    return made


def test_a_profession_narrows_the_bank(small_pack: object, framework: Framework, now: datetime) -> None:
    changed("essai.x1.cas-1", professions=["notaire"])

    everybody, lawyers = view(framework, now), view(framework, now, "juriste")

    assert len(everybody.lines) == len(bank_for(framework).uids)
    assert {line.uid for line in everybody.lines} - {line.uid for line in lawyers.lines} == {"essai.x1.cas-1"}
    assert (lawyers.worth.at_entry[0] < everybody.worth.at_entry[0]).all()


# The page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_says_where_questions_are_missing(chloe: Person, framework: Framework, language: str) -> None:
    page = logged_in(chloe).get(BANK, headers={"accept-language": language})

    assert page.status_code == 200
    text = page.content.decode()
    gap = view(framework, timezone.now()).gaps()[0]
    assert f"+{gap.missing}" in text
    assert gap.competence.code in text
    assert text.count("<table") >= 5
    if language == "en":
        assert "Where questions are missing" in text
        assert "No calibration is in force" in text
        assert "Too few diagnostics were taken" in text


def test_simulated_data_says_so(chloe: Person, framework: Framework, now: datetime) -> None:
    client = logged_in(chloe)
    assert "Simulated" not in client.get(BANK, headers=EN).content.decode()
    edition(framework, now, {}, simulated=True)

    assert "Simulated" in client.get(BANK, headers=EN).content.decode()


def test_page_is_for_reviewers_alone(chloe: Person, elise: Person, farid: Person, amina: Person) -> None:
    for address in (BANK, f"{BANK}banque.csv"):
        assert logged_in(chloe).get(address).status_code == 200
        assert logged_in(elise).get(address).status_code == 200
        assert logged_in(farid).get(address).status_code == 404
        assert logged_in(amina).get(address).status_code == 404
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize("query", ["?profession=zz&framework=zz", "?profession=", "?profession=juriste&framework=droit-essai"])
def test_unknown_choices_fall_back(chloe: Person, query: str) -> None:
    assert logged_in(chloe).get(f"{BANK}{query}").status_code == 200
    assert logged_in(chloe).get(f"{BANK}banque.csv{query}").status_code == 200


def test_query_count_does_not_grow_with_the_bank(
    chloe: Person, framework: Framework, now: datetime, django_assert_max_num_queries: Any
) -> None:
    client = logged_in(chloe)
    client.get(BANK)
    with django_assert_max_num_queries(12) as few:
        client.get(BANK)
    items = bank_items()
    took(items, framework, timezone.now() - timedelta(days=1), people=12)
    edition(framework, now, {item.pk: 0.6 for item in items})
    client.get(BANK)

    with django_assert_max_num_queries(12) as many:
        client.get(BANK)

    # Two more: the answers behind each difficulty, and whether they are simulated.
    assert len(many) <= len(few) + 2


def test_table_holds_every_item_and_no_formula(chloe: Person, framework: Framework) -> None:
    changed("essai.x1.cas-1", stem={"fr": "=1+1", "en": "=1+1"})

    response = logged_in(chloe).get(f"{BANK}banque.csv", headers=EN)

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + len(bank_items())
    assert {row[0] for row in rows[1:]} == {row.uid for row in bank_items()}
    assert "'=1+1" in {row[1] for row in rows}
    assert response["Content-Disposition"] == 'attachment; filename="droit-essai-bank.csv"'


def test_learners_are_never_named(chloe: Person, amina: Person, framework: Framework, now: datetime) -> None:
    took(bank_items(), framework, timezone.now() - timedelta(days=1), people=12)

    page = logged_in(chloe).get(BANK).content.decode()

    assert "Amina" not in page
