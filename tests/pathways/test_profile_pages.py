"""The four steps of the profile, as people fill them in."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from sextant.accounts import codes
from sextant.accounts.models import Cohort, Enrolment, Learner, Person
from sextant.catalogue.models import Place
from sextant.ground.limits import Limit
from sextant.mastery.models import Declaration
from sextant.pathways.forms.week import slots_of, ticks_of
from sextant.pathways.models import Constraints
from sextant.pathways.queries import current_plan
from tests.conftest import logged_in

from .learners import learner_of, place_at

WHO = {"profession": "juriste:master", "stage": "etudes", "entry_year": "2024", "status": "student", "structure": "university"}
WEEK = {
    "slots": ["2-e", "6-m"],
    "hours": "1,5",
    "zone": "Europe/Paris",
    "place_salle-a": "on",
    "travel_salle-a": "35",
    "travel_salle-b": "60",
}
STEPS = ("/parcours/profil/", "/parcours/profil/acquis/", "/parcours/profil/semaine/", "/parcours/profil/but/")


def test_visitor_becomes_a_learner_with_a_profession(small_pack: object) -> None:
    client = Client()

    answer = client.post(STEPS[0], WHO)

    assert answer.status_code == 302
    assert answer["Location"] == STEPS[1]
    learner = Learner.objects.get()
    assert learner.person is None
    assert (learner.profession, learner.diploma, learner.stage, learner.entry_year) == ("juriste", "master", "etudes", 2024)


def test_profession_outside_the_decree_says_so(farid: Person, small_pack: object) -> None:
    page = logged_in(farid).get(STEPS[0]).content.decode()

    assert "Juriste (" in page
    assert '<optgroup label="Droit">' in page


def test_stages_are_those_of_the_profession(farid: Person, small_pack: object) -> None:
    client = logged_in(farid)

    before = client.get(STEPS[0]).content.decode()
    fragment = client.get("/parcours/profil/stades/", {"profession": "juriste:master"}).content.decode()
    # The same without JavaScript: the button of the page, which complains of nothing yet.
    refreshed = client.post(STEPS[0], {"profession": "juriste:master", "refresh": "1"}).content.decode()

    assert 'name="stage"' not in before
    for page in (fragment, refreshed):
        assert page.count('name="stage"') == 2
        assert 'id="errors"' not in page


def test_error_keeps_what_was_typed(farid: Person, small_pack: object) -> None:
    page = logged_in(farid).post(STEPS[0], {**WHO, "entry_year": "12", "cohort": "NADA"})

    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="12"' in text
    assert 'value="NADA"' in text
    assert not Learner.objects.filter(person=farid).exists()


def test_cohort_code_enrols_whatever_its_case(amina: Person, cohort: Cohort) -> None:
    logged_in(amina).post(STEPS[0], {**WHO, "cohort": " droit26 "})

    assert Enrolment.objects.get(cohort=cohort).learner == learner_of(amina)


def test_archived_cohort_enrols_nobody(amina: Person, cohort: Cohort, now: datetime) -> None:
    Cohort.objects.update(archived_at=now)

    assert logged_in(amina).post(STEPS[0], {**WHO, "cohort": "DROIT26"}).status_code == 422


def test_guessing_codes_is_refused_with_the_time_to_try_again_and_loses_nothing(amina: Person, cohort: Cohort) -> None:
    client = logged_in(amina)
    for number in range(10):
        client.post(STEPS[0], {**WHO, "cohort": f"DROIT{number:02}"})

    refused = client.post(STEPS[0], {**WHO, "cohort": "DROIT26"})
    without = client.post(STEPS[0], WHO)

    assert refused.status_code == 422
    assert "15\xa0minutes" in refused.content.decode() or "15 minutes" in refused.content.decode()
    assert 'value="DROIT26"' in refused.content.decode()
    assert not Enrolment.objects.exists()
    assert without.status_code == 302


def test_a_new_account_joins_while_visitors_are_closed_out(farid: Person, cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "VISITORS_WRONG_CODES", Limit("visitors-at-the-door", times=1, within=timedelta(hours=1)))
    Client().post(STEPS[0], {**WHO, "cohort": "DROIT00"})

    visitor = Client().post(STEPS[0], {**WHO, "cohort": "DROIT26"})
    joined = logged_in(farid).post(STEPS[0], {**WHO, "cohort": "DROIT26"})

    assert visitor.status_code == 422
    assert joined.status_code == 302
    assert Enrolment.objects.get().learner.person == farid


def test_declared_level_is_kept_and_taken_back(amina: Person) -> None:
    client = logged_in(amina)
    client.post(STEPS[1], {"level_0": "praticien", "certificate_0": "Certificat d’essai, 2025", "level_1": "?", "certificate_1": ""})
    kept = Declaration.objects.get()

    client.post(STEPS[1], {"level_0": "?", "certificate_0": "", "level_1": "", "certificate_1": ""})

    assert (kept.code, kept.level, kept.certificate) == ("X", "praticien", "Certificat d’essai, 2025")
    assert list(Declaration.objects.values_list("code", "level")) == [("Y", "")]


def test_certificate_without_a_level_asks_for_it(amina: Person) -> None:
    page = logged_in(amina).post(STEPS[1], {"level_0": "?", "certificate_0": "Certificat", "level_1": "?", "certificate_1": ""})

    assert page.status_code == 422
    assert 'value="Certificat"' in page.content.decode()


def test_week_is_kept_as_local_minutes(amina: Person) -> None:
    logged_in(amina).post(STEPS[2], WEEK)

    kept = Constraints.objects.get()
    assert kept.slots == [[2, 1080, 240], [6, 480, 240]]
    assert (kept.minutes_per_week, kept.places, kept.zone) == (90, {"salle-a": 35}, "Europe/Paris")


@pytest.mark.parametrize(
    "wrong",
    [
        {"slots": []},
        {"hours": ""},
        {"hours": "beaucoup"},
        {"hours": "0"},
        {"hours": "NaN"},
        {"hours": "1e999"},
        {"hours": "30"},
        {"zone": "Mars/Olympus"},
        {"travel_salle-a": "-5"},
        {"slots": ["9-z"]},
    ],
)
def test_week_that_makes_no_sense_is_refused_with_a_sentence(amina: Person, wrong: dict[str, object]) -> None:
    page = logged_in(amina).post(STEPS[2], {**WEEK, **wrong})

    assert page.status_code == 422
    assert 'id="errors"' in page.content.decode()
    assert not Constraints.objects.exists()


def test_week_shows_again_as_it_was_ticked(amina: Person) -> None:
    client = logged_in(amina)
    client.post(STEPS[2], WEEK)

    page = client.get(STEPS[2]).content.decode()

    assert page.count(" checked") == 3
    assert 'value="1,5"' in page


def test_ticks_and_slots_are_each_others_inverse() -> None:
    ticks = ["1-m", "2-e", "7-n"]

    assert ticks_of(slots_of(ticks)) == ticks


def test_last_step_leads_to_the_diagnostic_then_to_the_plan(amina: Person, now: datetime) -> None:
    client = logged_in(amina)

    first = client.post(STEPS[3], {"goal": "requirement", "deadline": "2031-06-12"})
    place_at(learner_of(amina), theta=-1.6, now=now)
    second = client.post(STEPS[3], {"goal": "certify", "deadline": ""})

    assert first["Location"] == "/diagnostic/"
    assert second["Location"] == "/parcours/"
    assert Constraints.objects.get().deadline is None


def test_deadline_of_yesterday_is_refused(amina: Person) -> None:
    assert logged_in(amina).post(STEPS[3], {"goal": "requirement", "deadline": "2020-01-01"}).status_code == 422


def test_double_post_writes_one_row(amina: Person) -> None:
    client = logged_in(amina)

    client.post(STEPS[2], WEEK)
    client.post(STEPS[2], WEEK)

    assert Constraints.objects.count() == 1


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", STEPS)
def test_each_step_opens_for_everybody_in_few_queries(
    amina: Person, path: str, language: str, django_assert_max_num_queries: object, settings: object
) -> None:
    client = logged_in(amina)
    client.cookies["django_language"] = language

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = client.get(path)

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.content.decode()
    assert Client().get(path).status_code == 200


def test_profile_then_diagnostic_then_plan(farid: Person, small_pack: object, now: datetime) -> None:
    """The whole way, on the small pack, as a newcomer walks it: every answer wrong, so that everything is to be learnt."""
    from sextant.frameworks.queries import framework_of
    from tests.assessment.sittings import answer_all, begin

    client = logged_in(farid)
    client.post(STEPS[0], WHO)
    client.post(STEPS[1], {"level_0": "?", "certificate_0": "", "level_1": "?", "certificate_1": ""})
    client.post(STEPS[2], WEEK)
    client.post(STEPS[3], {"goal": "requirement", "deadline": date(2031, 6, 12).isoformat()})
    learner = learner_of(farid)
    assert "diagnostic" in client.get("/parcours/").content.decode()
    answer_all(begin(learner, framework_of(learner), now), framework_of(learner), now, right=False)

    page = client.get("/parcours/")

    plan = current_plan(learner)
    assert plan is not None
    assert page.status_code == 200
    assert plan.steps.exists()
    assert plan.steps.first().module in page.content.decode()  # type: ignore[union-attr]


def test_place_that_no_longer_exists_is_no_trouble(amina: Person) -> None:
    client = logged_in(amina)
    client.post(STEPS[2], WEEK)
    Place.objects.update(current=False)

    assert client.get(STEPS[2]).status_code == 200


def test_another_stage_moves_what_is_expected_before_any_answer(amina: Person, now: datetime) -> None:
    from sextant.frameworks.queries import framework_of
    from sextant.mastery.actions import rebuild
    from sextant.mastery.models import Estimate

    learner = learner_of(amina)
    rebuild(learner=learner, framework=framework_of(learner), now=now)
    before = Estimate.objects.get(learner=learner).mean

    logged_in(amina).post(STEPS[0], {**WHO, "stage": "exercice"})

    assert Estimate.objects.get(learner=learner).mean > before
