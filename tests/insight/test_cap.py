"""Cap: the right button at each stage, and no more queries than a page may take."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from sextant.accounts.models import Cohort, Invitation, Learner, Person
from sextant.accounts.reach.actions import change_reach
from sextant.assessment.models import ItemVersion, Sitting
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_of
from sextant.insight.now import now_of, other_ways
from sextant.insight.queries.cap import here_of, heres_of
from sextant.mastery.actions import observe
from sextant.mastery.models import Estimate
from sextant.pathways.actions import make_plan
from sextant.pathways.calendar import minute_of
from sextant.pathways.choices import StepKind
from sextant.pathways.models import Completion, Plan, Step
from sextant.study.activity import start_of_week
from sextant.study.choices import CardKind, CardOrigin
from sextant.study.models import Card, Visit
from tests.assessment.sittings import answer, begin
from tests.conftest import logged_in
from tests.mastery.test_replay import evidence
from tests.pathways.learners import constrained, place_at

CAP = reverse("insight:cap")
DAY = timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")


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


def test_questions_tried_out_are_among_those_that_are_left(enrolled: Learner, now: datetime) -> None:
    sitting = begin(enrolled, framework_of(enrolled), now)
    Sitting.objects.filter(pk=sitting.pk).update(pilots=2)
    here = here_of(enrolled.person, enrolled, now=now)
    assert here.open_diagnostic is not None
    here.open_diagnostic.answered = sitting.max_questions  # type: ignore[attr-defined]

    with override("en"):
        resumed = now_of(here, has_desk=False, now=now)

    assert resumed.words.startswith("You are at question 26 of 27 at most")
    assert resumed.button == "Resume at question 26"


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (0, "None of the 3 competences required of you is acquired yet."),
        (1, "1 of the 3 competences required of you is acquired."),
        (2, "2 of the 3 competences required of you are acquired."),
    ],
)
def test_the_finding_counts_what_is_acquired(amina: Person, enrolled: Learner, now: datetime, held: int, words: str) -> None:
    place_at(enrolled, theta=dict.fromkeys(framework_of(enrolled).codes[:held], 3.0), now=now)

    page = logged_in(amina).get(CAP, headers={"accept-language": "en"})

    assert page.context["finding"] == words


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
def test_cap_shows_levels_and_the_way_in_fourteen_queries(amina: Person, planned: Learner, framework: Framework, language: str) -> None:
    client = logged_in(amina)
    client.cookies["django_language"] = language
    client.get(CAP)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(CAP)

    assert page.status_code == 200
    assert len(queries) <= 14, [query["sql"][:120] for query in queries]
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert main.count("button-primary") == 1
    assert 'class="sights"' in page.content.decode()


# -- since Monday, the rhythm, and the order of what is right


@pytest.fixture
def overdue(planned: Learner, now: datetime) -> Learner:
    """Amina with a plan whose first step is days away, and a card that was due two days ago."""
    Step.objects.filter(learner=planned).update(starts_at=now + 5 * DAY, ends_at=now + 5 * DAY, moments=[], kind=StepKind.SELF_PACED)
    Card.objects.create(
        learner=planned, kind=CardKind.ITEM, uid=ItemVersion.objects.all()[0].uid, origin=CardOrigin.ADDED, added_at=now - 9 * DAY,
        begun_at=now - 9 * DAY, due_at=now - 2 * DAY,
    )  # fmt: skip
    return planned


def make_session(learner: Learner, start: datetime, *, kind: StepKind = StepKind.ON_SITE) -> None:
    first = Step.objects.filter(learner=learner).order_by("-position")[0]
    end = start + timedelta(hours=2)
    moments = [[minute_of(start), minute_of(end)]]
    Step.objects.filter(pk=first.pk).update(kind=kind, starts_at=start, ends_at=end, moments=moments)


@pytest.mark.parametrize(
    ("hours", "code"), [(-3, "review"), (-1, "session"), (2, "session"), (24 + 10, "session"), (24 + 13, "session"), (24 + 14, "review")]
)
def test_a_session_of_today_or_tomorrow_goes_before_all_else(amina: Person, overdue: Learner, now: datetime, hours: int, code: str) -> None:
    # It is ten in the morning in Paris: tomorrow ends 38 hours from now.
    make_session(overdue, now + timedelta(hours=hours))

    assert code_of(amina, now=now) == code


def test_a_live_class_is_named_as_one(amina: Person, overdue: Learner, now: datetime) -> None:
    make_session(overdue, now + timedelta(hours=24), kind=StepKind.LIVE)

    with override("en"):
        found = now_of(here_of(amina, overdue, now=now), has_desk=False, now=now)

    assert found.words == "A live class, tomorrow at 10:00. It does not wait."


def test_an_overdue_review_goes_before_the_next_step(amina: Person, overdue: Learner, now: datetime) -> None:
    assert code_of(amina, now=now) == "review"
    assert code_of(amina, now=now - 2 * DAY + timedelta(hours=1)) == "next"


@pytest.mark.parametrize("changes", [{"suspended": True}, {"removed": True}, {"uid": "retiré"}, {"begun_at": None}])
def test_a_card_that_is_not_asked_is_never_overdue(amina: Person, overdue: Learner, now: datetime, changes: dict[str, object]) -> None:
    Card.objects.update(**changes)

    assert code_of(amina, now=now) == "next"


def test_cards_due_today_are_a_small_way_beside(amina: Person, overdue: Learner, now: datetime) -> None:
    Card.objects.update(due_at=now - timedelta(hours=1))
    Visit.objects.create(
        learner=overdue, resource="essai.res.consentement", content_hash="0" * 64, started_at=now - DAY, last_at=now - DAY, anchor="partie"
    )
    here = here_of(amina, overdue, now=now)
    found = now_of(here, has_desk=False, now=now)

    assert found.code == "next"
    assert [way.code for way in other_ways(here, found)] in (["review", "book"], ["review"])
    assert all("#partie" in way.url for way in other_ways(here, found) if way.code == "book")


def test_a_reading_that_is_finished_or_long_ago_is_not_resumed(amina: Person, planned: Learner, now: datetime) -> None:
    old = now - 40 * DAY
    visit = Visit.objects.create(learner=planned, resource="essai.res.consentement", content_hash="0" * 64, started_at=old, last_at=old)
    assert here_of(amina, planned, now=now).book is None

    Visit.objects.filter(pk=visit.pk).update(last_at=now - DAY)
    assert here_of(amina, planned, now=now).book is not None

    Completion.objects.create(learner=planned, module=visit.resource, module_hash="0", completed_at=now)
    assert here_of(amina, planned, now=now).book is None


def test_cap_says_what_moved_since_monday(amina: Person, enrolled: Learner, framework: Framework, now: datetime) -> None:
    today = timezone.now()
    last_week = today - 8 * DAY
    observe(learner=enrolled, framework=framework, evidence=[evidence(framework, last_week, 0.0, 0) for _ in range(4)], now=last_week)
    observe(learner=enrolled, framework=framework, evidence=[evidence(framework, today, 1.0, 0, b=1.0) for _ in range(8)], now=today)
    client = logged_in(amina)
    client.cookies["django_language"] = "en"

    page = client.get(CAP)

    text = page.content.decode()
    assert 'class="sight-before"' in text
    assert "When the week began" in text
    words, url = page.context["moved"][0]
    assert "went up" in words
    assert url == reverse("insight:history", args=[framework.codes[0]])


def test_a_quiet_week_is_said_quietly(amina: Person, enrolled: Learner, framework: Framework) -> None:
    last_week = timezone.now() - 8 * DAY
    observe(learner=enrolled, framework=framework, evidence=[evidence(framework, last_week, 0.0, 0)], now=last_week)
    client = logged_in(amina)
    client.cookies["django_language"] = "en"

    text = client.get(CAP).content.decode()

    assert "Nothing has moved since Monday." in text
    assert 'class="sight-before"' not in text


def test_the_week_is_a_bar_in_words_and_never_a_warning(amina: Person, planned: Learner) -> None:
    today = timezone.now()
    start = max(start_of_week(today, PARIS), today - timedelta(minutes=7))
    Visit.objects.create(learner=planned, resource="x", content_hash="0", started_at=start, last_at=today, seconds=(today - start).seconds)
    client = logged_in(amina)
    client.cookies["django_language"] = "en"

    page = client.get(CAP)

    assert page.context["week"] == f"{page.context['here'].worked} of 60 minutes this week"
    assert "<progress" in page.content.decode()
    assert "notice-warning" not in page.content.decode().partition("My rhythm")[0].rpartition("What is left")[2]


def test_nobody_is_measured_against_a_rhythm_they_did_not_set(amina: Person, enrolled: Learner) -> None:
    text = logged_in(amina).get(CAP).content.decode()

    assert "<progress" not in text
    assert reverse("insight:rhythm") in text


@pytest.mark.parametrize("rows", [1, 3])
def test_cap_with_everything_takes_fourteen_queries(
    amina: Person, overdue: Learner, framework: Framework, now: datetime, rows: int
) -> None:
    change_reach(learner=overdue, now=now, wanted=True, days=[1])
    for number in range(rows):
        at = timezone.now() - number * timedelta(hours=5)
        Visit.objects.create(learner=overdue, resource="essai.res.consentement", content_hash="0", started_at=at, last_at=at, seconds=60)
        Card.objects.create(
            learner=overdue, kind=CardKind.ITEM, uid=ItemVersion.objects.all()[number + 1].uid, origin=CardOrigin.MISSED, added_at=now,
            begun_at=now, due_at=now - number * DAY,
        )  # fmt: skip
        Invitation.objects.create(cohort=_cohort_like(overdue, number), email=amina.email, created_at=now)
        observe(learner=overdue, framework=framework, evidence=[evidence(framework, at - 9 * DAY, 1.0, number)], now=at - 9 * DAY)
    client = logged_in(amina)
    client.get(CAP)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(CAP)

    assert page.status_code == 200
    assert len(queries) == 14, [query["sql"][:120] for query in queries]


def _cohort_like(learner: Learner, number: int) -> Cohort:
    cohort = learner.enrolments.all()[0].cohort
    return Cohort.objects.create(
        institution=cohort.institution, name=f"Autre {number}", code=f"AUTRE{number}", framework=cohort.framework,
        framework_version=cohort.framework_version, created_at=cohort.created_at,
    )  # fmt: skip


def test_many_learners_are_looked_at_in_as_many_queries_as_one(
    amina: Person, bruno: Person, planned: Learner, now: datetime, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    other = Learner.objects.get(person=bruno)
    place_at(other, theta=-2.0, now=now)
    constrained(other, now=now)
    make_plan(learner=other, now=now, improve=False)
    learners = [Learner.objects.get(pk=planned.pk), other]
    heres_of(learners, now=now)

    for some in (learners[:1], learners):
        with django_assert_num_queries(8):
            assert {here.has_profile for here in heres_of(some, now=now).values()} == {True}
