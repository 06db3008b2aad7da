"""Cap: the right button at each stage, and no more queries than a page may take."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sextant.accounts.models import Cohort, Invitation, Learner, Person
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_of
from sextant.insight.now import now_of
from sextant.insight.queries.cap import here_of
from sextant.mastery.models import Estimate
from sextant.pathways.actions import make_plan
from sextant.pathways.models import Plan, Step
from tests.assessment.sittings import answer, begin
from tests.conftest import logged_in
from tests.pathways.learners import constrained, place_at

CAP = reverse("insight:cap")


def code_of(person: Person, *, now: datetime, has_desk: bool = False) -> str:
    learner = Learner.objects.filter(person=person).first()
    return now_of(here_of(person, learner, now=now), has_desk=has_desk, now=now).code


def test_a_person_without_profile_completes_it(farid: Person, small_pack: object, now: datetime) -> None:
    assert code_of(farid, now=now) == "profile"
    assert reverse("pathways:profile") in logged_in(farid).get(CAP).content.decode()


def test_a_profile_leads_to_the_diagnostic(amina: Person, now: datetime) -> None:
    assert code_of(amina, now=now) == "diagnostic"


def test_an_open_diagnostic_is_resumed_at_its_question(amina: Person, enrolled: Learner, now: datetime) -> None:
    framework = framework_of(enrolled)
    sitting = begin(enrolled, framework, now)
    answer(sitting, framework, now)

    page = logged_in(amina).get(CAP)

    assert page.context["now"].code == "resume"
    assert "2" in page.context["now"].button
    assert reverse("assessment:question", args=[sitting.pk]) in page.content.decode()


def test_a_finished_diagnostic_leads_to_the_course(amina: Person, enrolled: Learner, now: datetime) -> None:
    place_at(enrolled, theta=-2.0, now=now)

    assert code_of(amina, now=now) == "course"


@pytest.fixture
def planned(enrolled: Learner, now: datetime) -> Learner:
    """Amina with a plan."""
    place_at(enrolled, theta=-2.0, now=now)
    constrained(enrolled, now=now)
    make_plan(learner=enrolled, now=now, improve=False)
    assert Step.objects.filter(learner=enrolled).exists()
    return enrolled


def test_a_stale_course_is_seen_again(amina: Person, planned: Learner, now: datetime) -> None:
    Plan.objects.filter(learner=planned).update(stale=True)

    assert code_of(amina, now=now) == "course"


@pytest.mark.parametrize(("days", "code"), [(-60, "next"), (0, "today"), (1, "overdue")])
def test_the_first_step_is_what_now(amina: Person, planned: Learner, now: datetime, days: int, code: str) -> None:
    first = Step.objects.filter(learner=planned).order_by("position")[0]

    assert code_of(amina, now=first.starts_at + timedelta(days=days) - timedelta(minutes=1)) == code


def test_a_competence_to_settle_comes_after_the_steps(amina: Person, planned: Learner, now: datetime) -> None:
    Step.objects.filter(learner=planned).delete()
    place_at_requirement(planned)

    page = logged_in(amina).get(CAP)

    assert page.context["now"].code == "settle"
    assert 'name="competence"' in page.content.decode()
    assert "θ" not in page.content.decode()


def place_at_requirement(learner: Learner) -> None:
    framework = framework_of(learner)
    required = framework.thresholds("juriste", "etudes")
    Estimate.objects.filter(learner=learner).update(mean=[cut + 0.1 for cut in required])


def test_all_acquired_is_said(amina: Person, planned: Learner, now: datetime) -> None:
    Step.objects.filter(learner=planned).delete()
    Estimate.objects.filter(learner=planned).update(mean=[3.0, 3.0, 3.0])

    assert code_of(amina, now=now) == "done"


def test_a_manager_without_learning_goes_to_the_desk(elise: Person, small_pack: object) -> None:
    page = logged_in(elise).get(CAP)

    assert page.context["now"].code == "desk"
    assert page.content.decode().count(f'href="{reverse("insight:desk")}"') >= 1


def test_a_manager_who_learns_keeps_the_learners_cap(elise: Person, cohort: Cohort, now: datetime) -> None:
    Learner.objects.create(person=elise, created_at=now, profession="juriste", stage="etudes")

    assert logged_in(elise).get(CAP).context["now"].code == "diagnostic"


def test_an_invitation_to_an_address_not_proved_is_shown(farid: Person, cohort: Cohort, now: datetime) -> None:
    Invitation.objects.create(cohort=cohort, email="Farid@example.org", created_at=now)

    page = logged_in(farid).get(CAP).content.decode()

    assert cohort.name in page
    assert reverse("account_email") in page


def test_cap_is_for_those_logged_in(client: object) -> None:
    assert client.get(CAP).status_code == 302  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_cap_shows_levels_and_the_way_in_twelve_queries(amina: Person, planned: Learner, framework: Framework, language: str) -> None:
    client = logged_in(amina)
    client.cookies["django_language"] = language
    client.get(CAP)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(CAP)

    assert page.status_code == 200
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert main.count("button-primary") == 1
    assert 'class="sights"' in page.content.decode()
