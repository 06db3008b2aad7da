"""The rhythm one sets oneself, the mails one asked for, and the link that stops them."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sextant.accounts.actions import create_learner
from sextant.accounts.models import Learner, Person, Reach
from sextant.accounts.reach.actions import change_reach
from sextant.accounts.reach.links import stopping_path
from sextant.accounts.reach.mail import MailRefused
from sextant.assessment.models import ItemVersion
from sextant.config.wiring import schedule
from sextant.frameworks.queries import framework_of
from sextant.insight.reminders.actions import send_due_reminders
from sextant.pathways.actions import make_plan
from sextant.pathways.models import Constraints, Plan, Step
from sextant.study.choices import CardKind, CardOrigin
from sextant.study.models import Card, Visit
from tests.accounts.test_reach import Refusing
from tests.assessment.sittings import answer, begin
from tests.conftest import logged_in, person
from tests.pathways.learners import constrained, place_at

RHYTHM = reverse("insight:rhythm")
DAY = timedelta(days=1)
FORM = {
    "minutes": "60", "paused_until": "", "wanted": "on", "days": ["1", "2", "3", "4", "5"], "minute": "750", "quiet_from": "1200",
    "quiet_until": "480",
}  # fmt: skip


@pytest.fixture
def noon(now: datetime) -> datetime:
    """Monday, half past twelve in Paris."""
    return now.replace(hour=11, minute=30)


def with_something_due(learner: Learner, now: datetime) -> None:
    """Leave a card of the daily review that was due two days ago, after a plan without a step of today."""
    place_at(learner, theta=-2.0, now=now - 3 * DAY)
    constrained(learner, now=now - 3 * DAY)
    make_plan(learner=learner, now=now - 3 * DAY, improve=False)
    Plan.objects.filter(learner=learner).update(stale=False)
    Step.objects.filter(learner=learner).update(starts_at=now + 5 * DAY, ends_at=now + 5 * DAY, moments=[], kind="self-paced")
    Card.objects.create(
        learner=learner, kind=CardKind.ITEM, uid=ItemVersion.objects.all()[0].uid, origin=CardOrigin.ADDED, added_at=now - 9 * DAY,
        begun_at=now - 9 * DAY, due_at=now - 2 * DAY, reviewed_at=now - 9 * DAY,
    )  # fmt: skip


def reminded(learner: Learner, now: datetime, **changes: Any) -> Reach:
    return change_reach(learner=learner, now=now, **{"wanted": True, "days": [1, 2, 3, 4, 5, 6, 7], "minute": 750, **changes})


@pytest.fixture
def due(enrolled: Learner, now: datetime) -> Reach:
    """Amina asked for mails, and has cards that are overdue."""
    with_something_due(enrolled, now)
    return reminded(enrolled, now)


# -- sending


def test_a_mail_says_what_is_next_and_nothing_of_what_one_knows(due: Reach, amina: Person, noon: datetime) -> None:
    assert send_due_reminders(now=noon - timedelta(minutes=1)) == 0
    assert send_due_reminders(now=noon) == 1

    sent = mail.outbox[0]
    assert sent.to == [amina.email]
    assert reverse("study:review") in sent.body
    for private in (amina.name, "Amina", "niveau", "acquis", str(due.learner_id)):
        assert private not in sent.body + sent.subject


def test_one_mail_a_day_whatever_happens(due: Reach, noon: datetime) -> None:
    for minutes in range(0, 8 * 60, 15):
        send_due_reminders(now=noon + timedelta(minutes=minutes))
    assert len(mail.outbox) == 1

    send_due_reminders(now=noon + DAY)
    assert len(mail.outbox) == 2


def test_nobody_who_worked_today_is_reminded(due: Reach, enrolled: Learner, now: datetime, noon: datetime) -> None:
    Visit.objects.create(learner=enrolled, resource="x", content_hash="0", started_at=now, last_at=now, seconds=1)

    assert send_due_reminders(now=noon) == 0
    assert send_due_reminders(now=noon + DAY) == 1


def test_who_worked_yesterday_is(due: Reach, enrolled: Learner, noon: datetime) -> None:
    # 23:30 in Paris, on Sunday.
    late = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    Visit.objects.create(learner=enrolled, resource="x", content_hash="0", started_at=late, last_at=late, seconds=1)

    assert send_due_reminders(now=noon) == 1


def test_nothing_due_no_mail(due: Reach, noon: datetime) -> None:
    Card.objects.all().delete()

    assert send_due_reminders(now=noon) == 0


def test_a_diagnostic_left_open_is_worth_a_mail(enrolled: Learner, now: datetime, noon: datetime) -> None:
    framework = framework_of(enrolled)
    answer(begin(enrolled, framework, now - 2 * DAY), framework, now - 2 * DAY)
    reminded(enrolled, now)

    assert send_due_reminders(now=noon) == 1
    assert "/diagnostic/" in mail.outbox[0].body


def test_a_profile_to_fill_in_is_not(farid: Person, small_pack: object, now: datetime, noon: datetime) -> None:
    reminded(create_learner(person=farid, now=now), now)

    assert send_due_reminders(now=noon) == 0


@pytest.mark.parametrize("changes", [{"paused_until": date(2026, 11, 23)}, {"quiet_from": 720, "quiet_until": 840}, {"wanted": False}])
def test_none_while_paused_quiet_or_unasked(due: Reach, enrolled: Learner, now: datetime, noon: datetime, changes: dict[str, Any]) -> None:
    change_reach(learner=enrolled, now=now, **changes)

    assert send_due_reminders(now=noon) == 0


def test_a_task_that_comes_late_does_not_write_into_the_night(due: Reach, noon: datetime) -> None:
    assert send_due_reminders(now=noon.replace(hour=20)) == 0
    assert send_due_reminders(now=noon + DAY) == 1


def test_each_reads_their_own_language(due: Reach, amina: Person, noon: datetime) -> None:
    Person.objects.filter(pk=amina.pk).update(language="en")

    send_due_reminders(now=noon)

    assert mail.outbox[0].subject == "Your next step: Your daily review"


def test_a_kill_between_claiming_and_sending_loses_a_mail_and_never_doubles_one(
    due: Reach, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sextant.insight.reminders import actions

    def killed(reminders: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "send_reminders", killed)
        with pytest.raises(KeyboardInterrupt):
            send_due_reminders(now=noon)

    assert send_due_reminders(now=noon + timedelta(minutes=15)) == 0
    assert send_due_reminders(now=noon + DAY) == 1


def test_what_the_server_did_not_take_is_sent_at_the_next_turn(due: Reach, noon: datetime, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.test_reach.Refusing"
    Refusing.answers = [SMTPServerDisconnected(), None]

    with pytest.raises(MailRefused):
        send_due_reminders(now=noon)

    assert send_due_reminders(now=noon + timedelta(minutes=15)) == 1
    assert send_due_reminders(now=noon + timedelta(minutes=30)) == 0


def test_the_hour_is_that_of_the_learners_clock(enrolled: Learner, now: datetime) -> None:
    with_something_due(enrolled, now)
    Constraints.objects.filter(learner=enrolled).update(zone="Indian/Reunion")
    reminded(enrolled, now - DAY, zone="Indian/Reunion")

    assert send_due_reminders(now=datetime(2026, 11, 23, 8, 29, tzinfo=UTC)) == 0
    assert send_due_reminders(now=datetime(2026, 11, 23, 8, 30, tzinfo=UTC)) == 1


def test_the_hour_stays_when_the_clocks_change(enrolled: Learner, now: datetime) -> None:
    with_something_due(enrolled, datetime(2026, 10, 23, 9, tzinfo=UTC))
    reminded(enrolled, datetime(2026, 10, 23, 18, tzinfo=UTC))

    moments = [datetime(2026, 10, 24, 10, 30, tzinfo=UTC) + timedelta(minutes=15 * turn) for turn in range(110)]
    sent = [moment for moment in moments if send_due_reminders(now=moment)]

    # 25 October 2026 has 25 hours in Paris.
    assert sent == [datetime(2026, 10, 24, 10, 30, tzinfo=UTC), datetime(2026, 10, 25, 11, 30, tzinfo=UTC)]


def crowd(now: datetime, people: int) -> None:
    for number in range(people):
        learner = create_learner(person=person(f"p{number}@example.org", f"P {number}"), now=now)
        Learner.objects.filter(pk=learner.pk).update(profession="juriste", stage="etudes", entry_year=2024)
        learner.refresh_from_db()
        with_something_due(learner, now)
        reminded(learner, now)


def queries_of(now: datetime, *, batch: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        send_due_reminders(now=now, batch=batch)
    return len(queries)


def test_a_batch_takes_as_many_queries_whatever_its_size(small_pack: object, now: datetime, noon: datetime) -> None:
    crowd(now, 7)

    many = queries_of(noon, batch=100)
    assert len(mail.outbox) == 7
    Reach.objects.exclude(pk=Reach.objects.order_by("learner")[0].pk).update(wanted=False)
    one = queries_of(noon + DAY, batch=100)

    assert len(mail.outbox) == 8
    assert many == one <= 20


def test_every_batch_is_reached(small_pack: object, now: datetime, noon: datetime) -> None:
    crowd(now, 5)

    assert send_due_reminders(now=noon, batch=2) == 5
    assert len({tuple(sent.to) for sent in mail.outbox}) == 5


def test_it_runs_every_quarter_of_an_hour() -> None:
    assert next(entry for entry in schedule() if entry.name == "send reminders").every == timedelta(minutes=15)


# -- the page of the rhythm


def test_what_is_set_is_kept_and_the_course_follows(amina: Person, enrolled: Learner, now: datetime) -> None:
    constrained(enrolled, now=now)
    page = logged_in(amina).post(RHYTHM, {**FORM, "minutes": "90"}, follow=True)

    assert page.redirect_chain == [(reverse("insight:cap"), 302)]
    assert Constraints.objects.get(learner=enrolled).minutes_per_week == 90
    reach = Reach.objects.get(learner=enrolled)
    assert (reach.wanted, reach.days, reach.minute, reach.quiet_from) == (True, [1, 2, 3, 4, 5], 750, 1200)
    assert reach.next_at is not None


def test_saving_the_same_minutes_does_not_make_the_course_stale(amina: Person, enrolled: Learner, now: datetime) -> None:
    constrained(enrolled, now=now)
    place_at(enrolled, theta=-2.0, now=now)
    make_plan(learner=enrolled, now=now, improve=False)

    logged_in(amina).post(RHYTHM, FORM)

    assert not Plan.objects.get(learner=enrolled, current=True).stale


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes": "5"}, "minutes"),
        ({"minutes": "beaucoup"}, "minutes"),
        ({"days": []}, "days"),
        ({"minute": "1260"}, "minute"),
        ({"minute": "12"}, "minute"),
        ({"paused_until": "2020-01-01"}, "paused_until"),
        ({"paused_until": "2999-01-01"}, "paused_until"),
        ({"paused_until": "demain"}, "paused_until"),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_stays(
    amina: Person, enrolled: Learner, changes: dict[str, Any], field: str
) -> None:
    page = logged_in(amina).post(RHYTHM, {**FORM, "minutes": "85", **changes})

    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert f'value="{changes.get("minutes", "85")}"' in page.content.decode()
    assert not Reach.objects.exists()


def test_an_address_that_is_not_proved_is_not_written_to(amina: Person, enrolled: Learner) -> None:
    amina.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]

    page = logged_in(amina).post(RHYTHM, FORM)

    assert "wanted" in page.context["form"].errors
    assert logged_in(amina).post(RHYTHM, {name: value for name, value in FORM.items() if name != "wanted"}).status_code == 302


def test_a_pause_is_set_shown_and_ended(amina: Person, enrolled: Learner, now: datetime) -> None:
    client = logged_in(amina)
    until = timezone.localdate() + timedelta(days=10)
    client.post(RHYTHM, {**FORM, "paused_until": until.isoformat()})

    cap = client.get(reverse("insight:cap"))
    assert cap.context["here"].is_paused
    assert client.get(RHYTHM).context["paused"]

    client.post(RHYTHM, {"resume": "1"})
    assert Reach.objects.get().paused_until is None
    assert not client.get(reverse("insight:cap")).context["here"].is_paused


def test_somebody_who_does_not_learn_yet_may_begin_here(farid: Person, small_pack: object) -> None:
    client = logged_in(farid)

    assert client.get(RHYTHM).status_code == 200
    assert client.post(RHYTHM, {"resume": "1"}).status_code == 404
    assert client.post(RHYTHM, FORM).status_code == 302
    assert Reach.objects.get().learner.person == farid


def test_the_rhythm_is_for_those_logged_in(client: Client, small_pack: object) -> None:
    assert client.get(RHYTHM).status_code == 302
    assert client.post(RHYTHM, FORM).status_code == 302


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_takes_few_queries(amina: Person, enrolled: Learner, language: str, django_assert_max_num_queries: Any) -> None:
    client = logged_in(amina)
    client.cookies["django_language"] = language
    client.get(RHYTHM)

    with django_assert_max_num_queries(12):
        assert client.get(RHYTHM).status_code == 200


# -- the link


@pytest.fixture
def link(due: Reach) -> str:
    """The link of a mail Amina got."""
    return stopping_path(due.pk, due.serial)


def test_opening_the_link_stops_nothing(link: str, due: Reach) -> None:
    for ask in ("get", "head"):
        assert getattr(Client(), ask)(link).status_code == 200

    due.refresh_from_db()
    assert due.wanted


def test_one_click_stops_without_a_session_or_a_token_of_a_form(link: str, due: Reach, noon: datetime) -> None:
    browser = Client(enforce_csrf_checks=True)

    page = browser.post(link, {"List-Unsubscribe": "One-Click"})

    assert page.status_code == 200
    assert "sessionid" not in browser.cookies
    due.refresh_from_db()
    assert not due.wanted
    assert due.stopped_at is not None
    assert send_due_reminders(now=noon) == 0
    assert browser.post(link).status_code == 200


def test_somebody_else_can_do_nothing_but_stop_that_mail(link: str, due: Reach, amina: Person, farid: Person) -> None:
    stranger = logged_in(farid)

    pages = [stranger.get(link), stranger.post(link), stranger.get(link), Client().get(link)]

    for page in pages:
        text = page.content.decode()
        for private in (amina.email, amina.name, "Amina", str(amina.pk), str(due.learner_id)):
            assert private not in text
    assert stranger.get(reverse("insight:cap")).wsgi_request.user == farid
    assert Client().get(reverse("insight:rhythm")).status_code == 302
    assert not Reach.objects.filter(learner__person=farid).exists()
    assert Constraints.objects.get(learner=due.learner_id).minutes_per_week == 60


def test_the_owner_is_told_and_takes_it_back(link: str, due: Reach, amina: Person) -> None:
    Client().post(link)
    owner = logged_in(amina)
    resume = reverse("insight:reminders_resume")
    assert resume in owner.get(reverse("insight:cap")).content.decode()

    owner.post(resume, {"act": "resume"})

    due.refresh_from_db()
    assert (due.wanted, due.stopped_at) == (True, None)
    assert resume not in owner.get(reverse("insight:cap")).content.decode()
    assert Client().post(link).status_code == 410
    due.refresh_from_db()
    assert due.wanted


def test_the_owner_may_leave_it_so(link: str, due: Reach, amina: Person) -> None:
    Client().post(link)

    logged_in(amina).post(reverse("insight:reminders_resume"), {"act": "leave"})

    due.refresh_from_db()
    assert (due.wanted, due.stopped_at) == (False, None)


def test_nobody_takes_back_what_is_not_theirs(link: str, due: Reach, farid: Person) -> None:
    Client().post(link)

    assert logged_in(farid).post(reverse("insight:reminders_resume")).status_code == 404
    assert Client().post(reverse("insight:reminders_resume")).status_code == 302
    due.refresh_from_db()
    assert not due.wanted


@pytest.mark.parametrize("token", ["rien", "a:b", "6f1c1a52-0a57-4f0e-9a0e-2d7a3b1c9e55", "é" * 300])
def test_a_forged_link_does_not_exist(token: str, db: None) -> None:
    address = reverse("insight:reminders_stop", args=[token])

    assert Client().get(address).status_code == 404
    assert Client().post(address).status_code == 404


def test_a_link_whose_account_was_erased_says_that_no_mail_comes(link: str, due: Reach) -> None:
    due.delete()

    assert Client().get(link).status_code == 200
    assert Client().post(link).status_code == 200
