"""The page of the plan, its steps, its ways out, its calendar address."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from sextant.accounts.models import Learner, Person
from sextant.assessment.models import Sitting
from sextant.frameworks.queries import framework_of
from sextant.mastery.actions import announce_change
from sextant.pathways import actions, tasks
from sextant.pathways.choices import ChoiceKind, PlanState, StepKind
from sextant.pathways.models import CalendarFeed, Choice, Completion, Plan, Step
from sextant.pathways.queries import current_plan
from tests.conftest import logged_in

from .learners import constrained, learner_of, place_at

CONSENT, INCIDENT, SECRET, WORKSHOP = (f"essai.res.{name}" for name in ("consentement", "incident", "secret", "atelier"))
PLAN = "/parcours/"


@pytest.fixture
def learner(amina: Person) -> Learner:
    """Amina, who has three things to learn."""
    learner = learner_of(amina)
    now = timezone.now()
    place_at(learner, theta=-1.6, now=now)
    constrained(learner, now=now)
    return learner


def planned(learner: Learner) -> Plan:
    plan = current_plan(learner)
    assert plan is not None
    return plan


def test_visitor_is_told_where_to_begin(small_pack: object) -> None:
    page = Client().get(PLAN).content.decode()

    assert "/parcours/profil/" in page


def test_without_a_diagnostic_there_is_one_button(amina: Person) -> None:
    page = logged_in(amina).get(PLAN).content.decode().split("<main")[1].split("</main>")[0]

    assert page.count("button-primary") == 1
    assert 'href="/diagnostic/"' in page
    assert not Plan.objects.exists()


@pytest.mark.parametrize("view", ["", "?vue=liste", "?vue=nimporte"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_plan_shows_its_steps(learner: Learner, amina: Person, view: str, language: str) -> None:
    client = logged_in(amina)
    client.cookies["django_language"] = language

    page = client.get(PLAN + view)

    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}">' in text
    for module in (CONSENT, INCIDENT, SECRET):
        assert f"/parcours/etape/{module}/" in text
    assert "18:00" in text


def test_looking_again_makes_no_new_plan(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)

    client.get(PLAN)
    client.get(PLAN)

    assert Plan.objects.filter(learner=learner).count() == 1


def thirty_steps(plan: Plan) -> None:
    model = plan.steps.exclude(kind=StepKind.TEST).first()
    assert model is not None
    Step.objects.bulk_create(
        [
            Step(
                learner=plan.learner,
                plan=plan,
                position=100 + number,
                module=model.module,
                module_hash=model.module_hash,
                kind=model.kind,
                starts_at=model.starts_at + timedelta(days=number),
                ends_at=model.ends_at + timedelta(days=number),
                moments=[[start + number * 1440, end + number * 1440] for start, end in model.moments],
                minutes=model.minutes,
                why=model.why,
            )
            for number in range(30 - plan.steps.count())
        ]
    )


@pytest.mark.parametrize("view", ["", "?vue=liste"])
def test_plan_page_takes_as_many_queries_for_one_step_as_for_thirty(
    learner: Learner, amina: Person, view: str, django_assert_max_num_queries: Any
) -> None:
    client = logged_in(amina)
    client.get(PLAN)
    plan = planned(learner)
    plan.steps.exclude(module=CONSENT).delete()

    with django_assert_max_num_queries(10) as one:
        client.get(PLAN + view)
    thirty_steps(plan)
    with django_assert_max_num_queries(10) as thirty:
        client.get(PLAN + view)

    assert plan.steps.count() == 30
    assert len(one) == len(thirty)


def test_step_page_reads_the_resource_and_says_why(learner: Learner, amina: Person, django_assert_max_num_queries: Any) -> None:
    client = logged_in(amina)
    client.get(PLAN)
    # What a process parses once (the texts of terms) is not what a page costs.
    client.get(f"/parcours/etape/{CONSENT}/")

    with django_assert_max_num_queries(16):  # a plan, and a reading with its questions and notes
        page = client.get(f"/parcours/etape/{CONSENT}/")

    text = page.content.decode()
    assert "Le consentement" in text
    assert "Savoir pourquoi." in text
    assert f'action="/parcours/etape/{CONSENT}/fini/"' in text


def test_step_of_a_learner_is_nobody_elses(learner: Learner, amina: Person, farid: Person) -> None:
    logged_in(amina).get(PLAN)
    plan = planned(learner)
    stranger = logged_in(farid)

    assert stranger.get(f"/parcours/etape/{CONSENT}/").status_code == 404
    assert stranger.get(f"/parcours/etat/{plan.pk}/").status_code == 404
    assert stranger.post("/parcours/assouplir/", {"plan": str(plan.pk), "way": "0"}).status_code == 404
    assert stranger.post(f"/parcours/etape/{CONSENT}/fini/").status_code == 404
    assert not Completion.objects.exists()


def test_learner_of_another_plan_sees_nothing_of_this_one(learner: Learner, amina: Person, bruno: Person) -> None:
    logged_in(amina).get(PLAN)
    plan = planned(learner)
    other = learner_of(bruno)
    place_at(other, theta=-0.6, now=timezone.now())

    assert logged_in(bruno).get(f"/parcours/etat/{plan.pk}/").status_code == 404
    assert logged_in(bruno).get("/parcours/etape/test:X1/").status_code == 404


@pytest.mark.parametrize("module", ["nope", "test:ZZ", "essai.res.consentement2"])
def test_unknown_step_is_404(learner: Learner, amina: Person, module: str) -> None:
    client = logged_in(amina)

    assert client.get(f"/parcours/etape/{module}/").status_code == 404
    assert client.post(f"/parcours/etape/{module}/choix/", {"act": "pin"}).status_code == 404
    assert client.post(f"/parcours/etape/{module}/fini/").status_code == 404
    assert client.post(f"/parcours/etape/{module}/test/").status_code == 404


def test_choices_change_the_plan_and_can_be_undone(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    client.get(PLAN)

    client.post(f"/parcours/etape/{CONSENT}/choix/", {"act": "refuse"})
    assert not planned(learner).steps.filter(module=CONSENT).exists()
    assert 'value="withdraw"' in client.get(PLAN).content.decode()
    client.post(f"/parcours/etape/{CONSENT}/choix/", {"act": "withdraw"})
    assert planned(learner).steps.filter(module=CONSENT).exists()
    client.post(f"/parcours/etape/{CONSENT}/choix/", {"act": "pin"})
    assert planned(learner).steps.get(module=CONSENT).pinned

    assert client.post(f"/parcours/etape/{CONSENT}/choix/", {"act": "drop table"}).status_code == 404


def test_swap_for_a_module_of_elsewhere_is_404(learner: Learner, amina: Person) -> None:
    answer = logged_in(amina).post(f"/parcours/etape/{CONSENT}/choix/", {"act": "swap", "into": "socle.res.nope"})

    assert answer.status_code == 404
    assert not Choice.objects.exists()


def test_postponing_to_the_past_keeps_what_was_typed(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)

    wrong = client.post(f"/parcours/etape/{CONSENT}/choix/", {"act": "postpone", "until": "2020-01-01"})
    right = client.post(
        f"/parcours/etape/{CONSENT}/choix/", {"act": "postpone", "until": (timezone.localdate() + timedelta(days=9)).isoformat()}
    )

    assert wrong.status_code == 422
    assert 'value="2020-01-01"' in wrong.content.decode()
    assert right.status_code == 302
    assert Choice.objects.get().kind == ChoiceKind.POSTPONED


def test_finishing_leads_to_a_test_of_what_was_read(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    client.get(PLAN)

    client.post(f"/parcours/etape/{CONSENT}/fini/")
    client.post(f"/parcours/etape/{CONSENT}/fini/")
    client.get(PLAN)

    assert Completion.objects.count() == 1
    assert client.get("/parcours/etape/test:X1/").status_code == 200
    started = client.post("/parcours/etape/test:X1/test/")
    sitting = Sitting.objects.get(kind="settle")
    assert started["Location"] == f"/diagnostic/{sitting.pk}/"
    assert sitting.competence == "X1"
    assert sitting.finished_at is None


def test_constraints_change_on_the_page(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    client.get(PLAN)

    day = timezone.localdate() + timedelta(days=20)
    answer = client.post("/parcours/contraintes/", {"hours": "0,5", "deadline": day.isoformat(), "places": ["salle-a"], "vue": "list"})

    assert answer["Location"] == "/parcours/?vue=liste"
    plan = planned(learner)
    assert (plan.summary["deadline"], plan.summary["weekly"]) == (day.isoformat(), 30)
    assert plan.state == PlanState.GREEDY


def test_untouched_default_deadline_stays_unsaid(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    client.get(PLAN)

    client.post("/parcours/contraintes/", {"hours": "2", "deadline": planned(learner).summary["deadline"]})

    assert actions.change_constraints(learner=learner, now=timezone.now()).deadline is None


def test_wrong_constraints_are_told_on_the_page(learner: Learner, amina: Person) -> None:
    page = logged_in(amina).post("/parcours/contraintes/", {"hours": "-3", "deadline": "2020-01-01", "places": ["nope"]})

    assert page.status_code == 422
    assert 'value="-3"' in page.content.decode()


def test_infeasible_plan_says_why_and_leads_out(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    now = timezone.now()
    tomorrow = timezone.localdate() + timedelta(days=1)
    constrained(learner, now=now, slots=[[day, 0, 1440] for day in range(1, 8)], minutes_per_week=15, deadline=tomorrow)
    page = client.get(PLAN).content.decode()
    plan = planned(learner)
    assert not plan.feasible
    assert page.count('name="way"') == len(plan.summary["ways_out"]) > 0

    client.post("/parcours/assouplir/", {"plan": str(plan.pk), "way": "0"})

    assert planned(learner).feasible


def test_way_out_of_an_older_plan_is_not_applied(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    constrained(learner, now=timezone.now(), minutes_per_week=15, deadline=timezone.localdate() + timedelta(days=1))
    client.get(PLAN)
    old = planned(learner)
    actions.make_plan(learner=learner, now=timezone.now())

    client.post("/parcours/assouplir/", {"plan": str(old.pk), "way": "0"})

    assert not planned(learner).feasible
    assert client.post("/parcours/assouplir/", {"plan": "nope", "way": "0"}).status_code == 404


def test_better_plan_is_swapped_in(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    client.get(PLAN)
    plan = planned(learner)
    address, headers = f"/parcours/etat/{plan.pk}/?n=1", {"HX-Request": "true"}

    waiting = client.get(address, headers=headers).content.decode()
    tired = client.get(f"/parcours/etat/{plan.pk}/?n=10", headers=headers).content.decode()
    tasks.improve_plan.func(learner=str(learner.pk), plan=str(plan.pk))
    settled = client.get(address, headers=headers).content.decode()
    actions.make_plan(learner=learner, now=timezone.now(), improve=False)
    swapped = client.get(address, headers=headers).content.decode()

    assert 'hx-trigger="load delay:1s"' in waiting
    assert "n=2" in waiting
    assert "hx-trigger" not in tired
    assert "hx-trigger" not in settled
    assert 'hx-swap-oob="true"' not in settled
    # A page that lacked the cost of alternatives gets it with the worker's answer.
    assert 'id="course" hx-swap-oob="true"' in client.get(f"{address}&tout=1", headers=headers).content.decode()
    assert 'id="course" hx-swap-oob="true"' in swapped
    # Without JavaScript it is a link to the newest plan.
    assert client.get(address)["Location"] == PLAN


def test_stale_plan_is_made_anew_once(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    client.get(PLAN)
    announce_change(learner=learner, framework=framework_of(learner))

    client.get(PLAN)
    client.get(PLAN)

    assert planned(learner).number == 2
    assert not planned(learner).stale


def test_session_is_told_in_the_zone_of_its_place(bruno: Person) -> None:
    learner = learner_of(bruno)
    now = timezone.now()
    place_at(learner, theta=-0.6, now=now)
    constrained(learner, now=now, slots=[[day, 0, 1440] for day in range(1, 8)], minutes_per_week=600, places={"salle-b": 30})

    text = logged_in(bruno).get(f"/parcours/etape/{WORKSHOP}/").content.decode()

    step = Step.objects.get(learner=learner, module=WORKSHOP)
    assert step.place == "salle-b"
    assert "09:00–11:00" in text
    # Nine o'clock in Saint-Denis is six in Paris in winter, seven in summer.
    hours = 6 if timezone.localtime(step.starts_at).utcoffset() == timedelta(hours=1) else 7
    assert f"{hours:02d}:00–{hours + 2:02d}:00" in text


def feed_address(client: Client) -> str:
    page = client.post("/parcours/agenda/", {"act": "open"}).content.decode()
    return page.split('value="http://testserver')[1].split('"')[0]


def test_calendar_holds_each_piece_in_utc_and_nothing_of_health(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    client.get(PLAN)

    answer = Client().get(feed_address(client))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies
    calendar = Calendar.from_ical(answer.content)
    events = calendar.walk("VEVENT")
    steps = list(planned(learner).steps.all())
    assert [event["DTSTART"].dt for event in events] == [step.starts_at for step in steps]
    assert all(event["DTSTART"].dt.tzinfo == UTC or event["DTSTART"].dt.utcoffset() == timedelta(0) for event in events)
    assert {str(event["SUMMARY"]) for event in events} == {"Le consentement", "Un incident", "Le secret partagé"}
    for word in ("X1", "initie", "theta", "verdict", "acqu"):
        assert word not in answer.content.decode().replace("essai.res.", "")


def test_calendar_address_is_shown_once_renewed_and_closed(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    first = feed_address(client)
    assert first not in client.get("/parcours/agenda/").content.decode()
    assert CalendarFeed.objects.get().token_hash not in first

    second = feed_address(client)

    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    client.post("/parcours/agenda/", {"act": "close"})
    assert Client().get(second).status_code == 404


def test_calendar_of_a_learner_without_a_plan_is_empty(amina: Person) -> None:
    answer = Client().get(feed_address(logged_in(amina)))

    assert Calendar.from_ical(answer.content).walk("VEVENT") == []


def test_stranger_has_no_calendar_page(farid: Person) -> None:
    assert logged_in(farid).get("/parcours/agenda/").status_code == 404
    assert Client().get("/parcours/agenda/nope.ics").status_code == 404


def test_course_day_is_the_learners_own(amina: Person) -> None:
    """A deadline is a local date: what is planned ends on it at the latest, in La Réunion too."""
    learner = learner_of(amina)
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    place_at(learner, theta=-1.6, now=now)
    constrained(learner, now=now, zone="Indian/Reunion", slots=[[day, 1200, 240] for day in range(1, 8)], deadline=date(2026, 11, 23))

    plan = actions.make_plan(learner=learner, now=now)

    assert plan.feasible
    assert all(step.ends_at <= datetime(2026, 11, 23, 20, tzinfo=UTC) for step in plan.steps.all())


def test_costs_that_were_not_worked_out_are_on_request(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    actions.make_plan(learner=learner, now=timezone.now(), alternatives_for=0)
    before = client.get(PLAN + "?vue=liste").content.decode()

    client.post("/parcours/autrement/")

    after = client.get(PLAN + "?vue=liste").content.decode()
    assert 'action="/parcours/autrement/"' in before
    assert 'action="/parcours/autrement/"' not in after
    assert 'value="refuse"' in after


def test_places_and_hours_out_of_nowhere_make_no_trace(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)

    for wrong in ({}, {"act": ""}, {"act": "pin", "session": "x" * 5000}, {"act": "postpone", "until": "\x00"}):
        assert client.post(f"/parcours/etape/{CONSENT}/choix/", wrong).status_code in {302, 404, 422}


def test_page_says_that_the_ways_out_are_being_worked_out(learner: Learner, amina: Person) -> None:
    client = logged_in(amina)
    constrained(learner, now=timezone.now(), minutes_per_week=15, deadline=timezone.localdate() + timedelta(days=1))
    client.get(PLAN)
    plan = planned(learner)
    Plan.objects.filter(pk=plan.pk).update(summary={**plan.summary, "ways_out": None})

    page = client.get(PLAN).content.decode()
    client.post("/parcours/assouplir/", {"plan": str(plan.pk), "way": "0"})
    client.post("/parcours/autrement/")

    assert 'name="way"' not in page
    assert 'action="/parcours/autrement/"' in page
    assert planned(learner).summary["ways_out"] is not None
