"""The pages of editions: who opens them, what they say, and the choice of the one in force."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.accounts.models import Learner, Person
from sextant.assessment.calibration.running import calibrate
from sextant.assessment.models import CalibrationEdition, ItemCalibration, ItemVersion, Response, Sitting
from sextant.assessment.parameters import EXPERTS, edition_in_force
from sextant.frameworks.document import Framework
from sextant.ground.audit.models import AuditEntry
from tests.assessment.calibration.answering import bank, harder, people_answer
from tests.assessment.sittings import answer_all, begin
from tests.conftest import logged_in

LIST = "/questions/calibration/"
LATER = timedelta(days=1)


@pytest.fixture
def staff(farid: Person) -> Person:
    """Whoever runs the site."""
    Person.objects.filter(pk=farid.pk).update(is_staff=True)
    farid.refresh_from_db()
    return farid


def made(framework: Framework, now: datetime, *, seed: int = 7, **how: Any) -> CalibrationEdition:
    people_answer(framework, now, people=60, seed=seed)
    return calibrate(framework, simulated=False, now=now, **how).edition


def text(page: Any) -> str:
    content = re.sub(r"<title>.*?</title>|<[^>]+>", " ", page.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", content)


def english(someone: Person) -> Client:
    client = logged_in(someone)
    client.cookies["django_language"] = "en"
    return client


def test_without_any_edition_the_experts_are_in_force(framework: Framework, chloe: Person) -> None:
    page = english(chloe).get(LIST)

    assert page.status_code == 200
    assert "No calibration yet" in text(page)
    assert "In force" in text(page)
    assert b"<button" not in page.content.split(b"<main")[1].split(b"</main")[0]


def test_a_campus_without_content_says_so(chloe: Person) -> None:
    from sextant.frameworks.models import FrameworkVersion

    FrameworkVersion.objects.all().delete()

    assert "No framework is loaded" in text(english(chloe).get(LIST))


def test_strangers_and_learners_find_nothing(framework: Framework, farid: Person, amina: Person, now: datetime) -> None:
    name = made(framework, now).name

    for address in (LIST, f"{LIST}{name}/"):
        assert Client().get(address).status_code == 302
        for person in (farid, amina):
            assert logged_in(person).get(address).status_code == 404
    for person in (farid, amina):
        assert logged_in(person).post(f"{LIST}{name}/utiliser/").status_code == 404


def test_a_role_whose_address_was_not_proved_opens_nothing(framework: Framework, elise: Person, now: datetime) -> None:
    elise.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]

    assert logged_in(elise).get(LIST).status_code == 404
    assert logged_in(elise).post(f"{LIST}{EXPERTS}/utiliser/", {"framework": framework.code}).status_code == 404


def test_list_says_what_each_edition_rests_on(framework: Framework, chloe: Person, now: datetime) -> None:
    first = made(framework, now)
    second = made(framework, now + LATER, seed=8, use=False)

    page = english(chloe).get(LIST)

    said = text(page)
    assert said.index("24 November 2026") < said.index("23 November 2026") < said.index("The experts’ judgement")
    assert "Digital law 2024 (trial)" in said
    assert "{" not in said
    assert f"data {first.data_hash[:8]}" in said
    assert f"data {second.data_hash[:8]}" in said
    assert str(60 * len(bank())) in re.sub(r"[,  ]", "", said)
    assert "simulated answers ·" not in said


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", [LIST, "{edition}"])
def test_queries_stay_the_same_however_many_editions(
    framework: Framework, elise: Person, now: datetime, language: str, address: str, django_assert_max_num_queries: Any
) -> None:
    client = logged_in(elise)
    client.cookies["django_language"] = language
    edition = made(framework, now)
    here = address.format(edition=f"{LIST}{edition.name}/")
    client.get(here)
    with django_assert_max_num_queries(12) as one:
        assert client.get(here).status_code == 200

    for days in (1, 2):
        made(framework, now + days * LATER, seed=days)

    with django_assert_max_num_queries(12) as three:
        assert client.get(here).status_code == 200
    assert len(three) == len(one)


def test_one_edition_beside_the_experts_shows_what_moved(framework: Framework, chloe: Person, now: datetime) -> None:
    moved = min(bank(), key=lambda item: item.b)
    people_answer(framework, now, people=200, chance=harder(moved.uid, 4.0))
    edition = calibrate(framework, simulated=False, now=now).edition

    page = english(chloe).get(f"{LIST}{edition.name}/")

    said = text(page)
    assert "1 moved by more than the errors allow: 1 harder, 0 easier" in said
    assert "Calibration of 23 November 2026" in said
    compared = page.content.decode().split("What helps to foresee")[0]
    assert compared.count('class="sight-notch" cx=') == 2  # the point, and the key
    assert compared.count('class="curve-point" cx=') == len(bank())
    assert "How the competences go together" in said
    assert "In force" in said
    assert "nan" not in said.lower().split()


def test_two_editions_are_compared_by_the_address(framework: Framework, elise: Person, now: datetime) -> None:
    older, newer = made(framework, now), made(framework, now + LATER, seed=8)
    client = english(elise)

    usual = client.get(f"{LIST}{newer.name}/")
    experts = client.get(f"{LIST}{newer.name}/?avec=experts")
    unknown = client.get(f"{LIST}{newer.name}/?avec=nobody")
    backwards = client.get(f"{LIST}{older.name}/?avec={newer.name}")

    assert usual.context["against"] == older
    assert experts.context["against"] is None
    assert unknown.context["against"] == older
    assert backwards.context["against"] == newer
    assert "None moved by more than the errors allow" in text(usual)


def test_what_is_compared_with_what_is_in_force_when_it_is_not(framework: Framework, elise: Person, now: datetime) -> None:
    first = made(framework, now)
    second = made(framework, now + LATER, seed=8, use=False)

    page = english(elise).get(f"{LIST}{second.name}/")

    assert page.context["against"] == first
    assert "Use this edition" in text(page)


def test_managers_choose_and_go_back(framework: Framework, elise: Person) -> None:
    # The page tells the time by the clock: the edition is of yesterday.
    name = made(framework, timezone.now() - LATER, use=False).name
    client = english(elise)

    chosen = client.post(f"{LIST}{name}/utiliser/", follow=True)
    assert edition_in_force(framework.code) == name
    assert "Diagnostics that begin now use it" in text(chosen)
    client.post(f"{LIST}{name}/utiliser/")
    assert AuditEntry.objects.filter(verb="put-calibration-in-force", actor=elise.pk).count() == 1

    back = client.post(f"{LIST}{EXPERTS}/utiliser/", {"framework": framework.code}, follow=True)
    assert edition_in_force(framework.code) == EXPERTS
    assert "Somebody went back to an earlier edition" in text(back)


def test_administrators_choose_and_teachers_see(framework: Framework, chloe: Person, staff: Person, now: datetime) -> None:
    name = made(framework, now, use=False).name

    seen = english(chloe).get(f"{LIST}{name}/")
    refused = logged_in(chloe).post(f"{LIST}{name}/utiliser/")

    assert "Managers of an institution and administrators choose" in text(seen)
    assert refused.status_code == 404
    assert edition_in_force(framework.code) == EXPERTS
    assert logged_in(staff).post(f"{LIST}{name}/utiliser/").status_code == 302
    assert edition_in_force(framework.code) == name


@pytest.mark.parametrize(("name", "framework_code"), [("experts", ""), ("experts", "nothing"), ("2026-01-01-none", "droit-essai")])
def test_what_does_not_exist_cannot_be_chosen(framework: Framework, elise: Person, name: str, framework_code: str) -> None:
    assert logged_in(elise).post(f"{LIST}{name}/utiliser/", {"framework": framework_code}).status_code == 404


def test_choosing_is_no_link(framework: Framework, elise: Person, now: datetime) -> None:
    assert logged_in(elise).get(f"{LIST}{EXPERTS}/utiliser/").status_code == 405


def test_simulated_answers_are_told_and_cannot_be_chosen_on_a_real_campus(framework: Framework, elise: Person, now: datetime) -> None:
    people_answer(framework, now, simulated=True)
    name = calibrate(framework, simulated=True, now=now).edition.name
    client = english(elise)

    page = client.get(f"{LIST}{name}/")
    tried = client.post(f"{LIST}{name}/utiliser/", follow=True)

    assert "Simulated answers" in text(page)
    assert "It cannot be put in force" in text(page)
    assert "Use this edition" not in text(page)
    assert "It cannot be put in force: it rests on simulated answers." in text(tried)
    assert edition_in_force(framework.code) == EXPERTS
    assert "Simulated answers" in text(client.get(LIST))


def test_an_empty_edition_has_a_page(framework: Framework, elise: Person, now: datetime) -> None:
    CalibrationEdition.objects.create(
        framework=framework.code, name="2026-01-01-empty", made_at=now, method="none", people=0, answers=0, data_hash=""
    )

    page = english(elise).get(f"{LIST}2026-01-01-empty/")

    assert page.status_code == 200
    assert "They have no question in common." in text(page)
    assert "holds no question any more" in text(page)


def test_an_edition_whose_items_are_gone_has_a_page(framework: Framework, elise: Person, now: datetime) -> None:
    edition = made(framework, now)
    ItemVersion.objects.update(current=False, withdrawn="retired")
    withdrawn = english(elise).get(f"{LIST}{edition.name}/")
    Response.objects.all().delete()
    ItemCalibration.objects.all().delete()
    gone = english(elise).get(f"{LIST}{edition.name}/")

    assert "no longer asked" in text(withdrawn) or not withdrawn.context["moves"]
    assert gone.status_code == 200
    assert "holds no question any more" in text(gone)


def test_correlations_of_competences_that_are_gone_are_still_shown(framework: Framework, elise: Person, now: datetime) -> None:
    edition = made(framework, now)
    CalibrationEdition.objects.filter(pk=edition.pk).update(codes=["X1", "X2", "OLD"])

    page = english(elise).get(f"{LIST}{edition.name}/")

    assert page.status_code == 200
    assert "OLD" in text(page)


def test_few_people_are_not_counted_exactly(framework: Framework, chloe: Person, now: datetime) -> None:
    people_answer(framework, now, people=4)
    edition = calibrate(framework, simulated=False, now=now).edition

    for address in (LIST, f"{LIST}{edition.name}/"):
        said = text(english(chloe).get(address))
        assert "fewer than 11" in said
        assert "too few people" in said.lower()


def test_no_name_of_a_learner_stands_on_the_pages(framework: Framework, chloe: Person, amina: Person, now: datetime) -> None:
    edition = made(framework, now)
    learner = Learner.objects.get(person=amina)
    Sitting.objects.filter(pk=Sitting.objects.all()[0].pk).update(learner=learner)

    for address in (LIST, f"{LIST}{edition.name}/"):
        page = logged_in(chloe).get(address).content.decode()
        assert "Amina" not in page
        assert str(learner.pk) not in page


def test_a_result_says_which_edition_measured_it(framework: Framework, amina: Person, now: datetime) -> None:
    learner = Learner.objects.get(person=amina)
    before = begin(learner, framework, now)
    answer_all(before, framework, now)
    assert "not calibrated yet" in text(english(amina).get("/resultat/"))
    before.delete()

    made(framework, now)
    answer_all(begin(learner, framework, now + LATER), framework, now + LATER)

    said = text(english(amina).get("/resultat/"))
    assert "measured with the edition of 23 November 2026" in said
    assert "not calibrated yet" not in said
    assert "simulated" not in said
