"""When a reminder may come, and what a link in one can do."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail, signing
from django.core.mail.backends.locmem import EmailBackend
from django.utils.translation import override

from sextant.accounts.models import Learner, Person, Reach
from sextant.accounts.reach.actions import change_reach, claim_reminders, leave_stopped, release_reminders, stop_by_link, take_stop_back
from sextant.accounts.reach.hours import is_quiet, may_come, next_moment
from sextant.accounts.reach.links import SALT, stopped_by, stopping_path
from sextant.accounts.reach.mail import MailRefused, Reminder, send_reminders
from sextant.accounts.reach.queries import reach_of, reminders_due
from tests.conftest import person

DAY = timedelta(days=1)
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


def reach(**changes: Any) -> Reach:
    return Reach(**{"wanted": True, "days": EVERY_DAY, "minute": 12 * 60 + 30, "zone": "Europe/Paris", **changes})


@pytest.mark.parametrize(
    ("minute", "quiet"), [(20 * 60, True), (23 * 60, True), (0, True), (8 * 60 - 1, True), (8 * 60, False), (20 * 60 - 1, False)]
)
def test_quiet_hours_pass_midnight(minute: int, quiet: bool) -> None:
    assert is_quiet(minute, 20 * 60, 8 * 60) is quiet


def test_the_next_moment_is_at_the_local_hour_on_both_sides_of_the_change_of_clocks() -> None:
    # Paris leaves summer time on Sunday 25 October 2026 and comes back to it on Sunday 28 March 2027.
    chosen = reach()

    assert next_moment(chosen, after=datetime(2026, 10, 24, 9, tzinfo=UTC)) == datetime(2026, 10, 24, 10, 30, tzinfo=UTC)
    assert next_moment(chosen, after=datetime(2026, 10, 24, 11, tzinfo=UTC)) == datetime(2026, 10, 25, 11, 30, tzinfo=UTC)
    assert next_moment(chosen, after=datetime(2027, 3, 27, 12, tzinfo=UTC)) == datetime(2027, 3, 28, 10, 30, tzinfo=UTC)


def test_an_hour_the_clocks_skip_comes_when_they_have_and_one_that_comes_twice_comes_once() -> None:
    night = reach(minute=2 * 60 + 30, quiet_from=0, quiet_until=0)

    assert next_moment(night, after=datetime(2027, 3, 27, 23, 30, tzinfo=UTC)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    first = next_moment(night, after=datetime(2026, 10, 24, 23, 30, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_moment(night, after=first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_la_reunion_has_its_own_hour() -> None:
    there = reach(zone="Indian/Reunion")

    assert next_moment(there, after=datetime(2026, 10, 24, 9, tzinfo=UTC)) == datetime(2026, 10, 25, 8, 30, tzinfo=UTC)
    assert may_come(there, now=datetime(2026, 10, 25, 8, 30, tzinfo=UTC))
    assert not may_come(there, now=datetime(2026, 10, 25, 8, 29, tzinfo=UTC))
    # 20:00 in La Réunion, when it is 17:00 in Paris.
    assert not may_come(there, now=datetime(2026, 10, 25, 16, 0, tzinfo=UTC))


def test_only_chosen_days_and_none_within_a_pause() -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    thursdays = reach(days=[4])

    assert next_moment(thursdays, after=monday) == datetime(2026, 11, 26, 11, 30, tzinfo=UTC)
    assert next_moment(reach(days=[4], paused_until=date(2026, 11, 26)), after=monday) == datetime(2026, 12, 3, 11, 30, tzinfo=UTC)
    assert next_moment(reach(days=[]), after=monday) is None
    assert next_moment(reach(wanted=False), after=monday) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"wanted": False},
        {"days": [2, 3]},
        {"minute": 15 * 60},
        {"quiet_from": 12 * 60, "quiet_until": 14 * 60},
        {"paused_until": date(2026, 11, 23)},
        {"sent_on": date(2026, 11, 23)},
    ],
)
def test_none_when_something_stands_against_it(changes: dict[str, Any]) -> None:
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert may_come(reach(), now=noon)

    assert not may_come(reach(**changes), now=noon)


@pytest.fixture
def kept(enrolled: Learner, now: datetime) -> Reach:
    """Amina wants to be reminded every day at half past twelve."""
    return change_reach(learner=enrolled, now=now, wanted=True, days=EVERY_DAY, minute=12 * 60 + 30)


@pytest.fixture
def noon(now: datetime) -> datetime:
    """The moment at which Amina's mail is due."""
    return now.replace(hour=11, minute=30)


def due(now: datetime) -> list[Reach]:
    return reminders_due(now=now, after=None, most=10)


def test_somebody_who_asked_is_due_at_their_hour(kept: Reach, noon: datetime) -> None:
    assert kept.next_at == noon
    assert due(noon - timedelta(minutes=1)) == []
    assert due(noon) == [kept]


def test_an_address_nobody_proved_gets_nothing(kept: Reach, amina: Person, noon: datetime) -> None:
    amina.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]

    assert due(noon) == []


def test_an_account_that_was_closed_gets_nothing(kept: Reach, amina: Person, noon: datetime) -> None:
    Person.objects.filter(pk=amina.pk).update(is_active=False)

    assert due(noon) == []


def test_what_is_claimed_is_claimed_once(kept: Reach, noon: datetime) -> None:
    claimed = claim_reminders(keys=[kept.pk], wanted={kept.pk}, zones={}, now=noon)
    again = claim_reminders(keys=[kept.pk], wanted={kept.pk}, zones={}, now=noon)

    assert ([one.pk for one in claimed], again) == ([kept.pk], [])
    kept.refresh_from_db()
    assert (kept.sent_on, kept.next_at) == (date(2026, 11, 23), noon + DAY)


def test_what_is_looked_at_without_a_mail_is_looked_at_the_next_day(kept: Reach, noon: datetime) -> None:
    assert claim_reminders(keys=[kept.pk], wanted=set(), zones={}, now=noon) == []

    kept.refresh_from_db()
    assert (kept.sent_on, kept.next_at) == (None, noon + DAY)


def test_moving_to_another_zone_moves_the_hour(kept: Reach, noon: datetime) -> None:
    # At 11:30 in UTC it is 15:30 in La Réunion: their half past twelve is over and the day is theirs.
    claimed = claim_reminders(keys=[kept.pk], wanted={kept.pk}, zones={kept.learner_id: "Indian/Reunion"}, now=noon)

    assert [one.pk for one in claimed] == [kept.pk]
    kept.refresh_from_db()
    assert kept.next_at == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def test_what_the_mail_server_refused_is_tried_again(kept: Reach, noon: datetime) -> None:
    claim_reminders(keys=[kept.pk], wanted={kept.pk}, zones={}, now=noon)

    release_reminders(keys=[kept.pk], now=noon)

    assert due(noon) == [kept]


def test_two_tabs_that_save_write_one_row(enrolled: Learner, now: datetime) -> None:
    change_reach(learner=enrolled, now=now, wanted=True, days=[1])
    change_reach(learner=enrolled, now=now, paused_until=date(2027, 1, 3))

    assert Reach.objects.count() == 1


def test_a_link_stops_at_once_and_twice_is_once(kept: Reach, now: datetime) -> None:
    assert stop_by_link(key=kept.pk, serial=kept.serial, now=now)
    assert stop_by_link(key=kept.pk, serial=kept.serial, now=now + DAY)

    kept.refresh_from_db()
    assert (kept.wanted, kept.next_at, kept.stopped_at) == (False, None, now)


def test_taking_it_back_makes_the_links_sent_so_far_useless(kept: Reach, enrolled: Learner, now: datetime) -> None:
    stop_by_link(key=kept.pk, serial=kept.serial, now=now)

    again = take_stop_back(learner=enrolled, now=now)

    assert (again.wanted, again.stopped_at, again.days) == (True, None, EVERY_DAY)
    assert again.next_at is not None
    assert not stop_by_link(key=kept.pk, serial=kept.serial, now=now)
    assert stop_by_link(key=kept.pk, serial=again.serial, now=now)


def test_leaving_it_so_says_nothing_more(kept: Reach, enrolled: Learner, now: datetime) -> None:
    stop_by_link(key=kept.pk, serial=kept.serial, now=now)

    left = leave_stopped(learner=enrolled, now=now)

    assert (left.wanted, left.stopped_at) == (False, None)


def test_the_link_of_an_erased_account_stops_what_is_stopped(now: datetime, db: None) -> None:
    assert stop_by_link(key=uuid4(), serial=0, now=now)


def test_a_link_names_nobody_and_cannot_be_made_up(kept: Reach, amina: Person, settings: Any) -> None:
    token = stopping_path(kept.pk, kept.serial).rstrip("/").rpartition("/")[2]

    assert stopped_by(token) == (kept.pk, kept.serial)
    for name in (str(kept.learner_id), str(amina.pk), amina.email, "Amina"):
        assert name not in signing.b64_decode(token.partition(":")[0].encode()).decode()
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), token.partition(":")[0], "", "a:b", signing.dumps([1], salt=SALT)):
        assert stopped_by(forged) is None
    assert stopped_by(signing.Signer(salt=SALT).sign_object("nothing")) is None
    settings.SECRET_KEY = "another campus" * 5
    assert stopped_by(token) is None


def reminder(kept: Reach, title: str = "Le secret professionnel") -> Reminder:
    return Reminder(Reach.objects.select_related("learner__person").get(pk=kept.pk), title, "/parcours/etape/essai.res.secret/")


def test_the_mail_says_what_is_next_and_how_to_stop_it(kept: Reach, amina: Person, settings: Any) -> None:
    settings.SITE_URL = "https://campus.example.org"

    with override("en"):
        assert send_reminders([reminder(kept, "Le secret\nprofessionnel")]) == 1

    sent = mail.outbox[0]
    stop = f"https://campus.example.org{stopping_path(kept.pk, kept.serial)}"
    assert sent.to == [amina.email]
    assert sent.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "\n" not in sent.subject
    assert stop in sent.body
    assert "https://campus.example.org/parcours/etape/essai.res.secret/" in sent.body
    assert sent.message().get_content_type() == "text/plain"
    assert sent.message()["List-Unsubscribe"].replace("\n", "").replace(" ", "") == f"<{stop}>"


def test_the_mail_is_in_the_language_of_its_reader(kept: Reach, amina: Person) -> None:
    Person.objects.filter(pk=amina.pk).update(language="en")

    send_reminders([reminder(kept)])

    assert mail.outbox[0].subject.startswith("Your next step:")


class Refusing(EmailBackend):
    """A mail server that has a bad day: `answers` are what it raises, mail by mail (None: it takes it)."""

    answers: list[Exception | None] = []

    def send_messages(self, messages: Any) -> int:
        answer = self.answers.pop(0)
        if answer is not None:
            raise answer
        return super().send_messages(messages)


@pytest.fixture
def refusing(settings: Any) -> type[Refusing]:
    """Send through a server that refuses."""
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    return Refusing


def test_a_server_that_hangs_up_leaves_the_rest_for_later(kept: Reach, refusing: type[Refusing]) -> None:
    refusing.answers = [None, SMTPServerDisconnected("amina@example.org")]

    with pytest.raises(MailRefused) as refused:
        send_reminders([reminder(kept)] * 3)

    assert refused.value.unsent == [kept.pk] * 2
    assert str(refused.value) == "SMTPServerDisconnected"
    assert len(mail.outbox) == 1


def test_one_bad_address_does_not_keep_the_others_waiting(kept: Reach, refusing: type[Refusing]) -> None:
    refusing.answers = [SMTPRecipientsRefused({}), None]

    assert send_reminders([reminder(kept)] * 2) == 1


def test_who_said_nothing_has_no_row(farid: Person, small_pack: object, now: datetime) -> None:
    assert reach_of(Learner.objects.create(created_at=now)) is None


@pytest.mark.parametrize("people", [1, 5])
def test_those_to_look_at_are_one_query_whoever_they_are(
    kept: Reach, now: datetime, noon: datetime, people: int, django_assert_num_queries: Any
) -> None:
    for number in range(people - 1):
        other = Learner.objects.create(person=person(f"p{number}@example.org", "P"), created_at=now)
        change_reach(learner=other, now=now, wanted=True, days=[1], minute=12 * 60)

    with django_assert_num_queries(1):
        assert len([row.learner.person for row in due(noon)]) == people
