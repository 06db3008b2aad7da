"""Signs of life of somebody who reads: where to resume and how long one was active, never more than the time that went by."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.accounts.models import Learner, Person
from sextant.catalogue.models import ResourceVersion
from sextant.mastery.models import Observation
from sextant.study.actions import keep_visit
from sextant.study.models import Visit
from sextant.study.queries import last_visit
from tests.conftest import logged_in

CONSENT = "essai.res.consentement"
ADDRESS = f"/etude/{CONSENT}/visite/"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def digest(uid: str = CONSENT) -> str:
    return ResourceVersion.objects.get(uid=uid, current=True).content_hash


@pytest.fixture
def learner(amina: Person) -> Learner:
    return Learner.objects.get(person=amina)


def sign(learner: Learner, at: datetime, **said: Any) -> Visit:
    return keep_visit(learner=learner, resource=CONSENT, content_hash=digest(), now=at, **said)


def test_first_sign_opens_a_visit_and_the_next_ones_continue_it(learner: Learner, now: datetime) -> None:
    sign(learner, now)
    sign(learner, now + MINUTE, seconds=55, anchor="s-a-retenir")
    sign(learner, now + 2 * MINUTE, seconds=30)

    (visit,) = Visit.objects.all()
    assert (visit.started_at, visit.last_at) == (now, now + 2 * MINUTE)
    assert (visit.seconds, visit.anchor) == (85, "s-a-retenir")
    assert last_visit(learner, CONSENT) == visit


def test_half_an_hour_without_a_sign_begins_another_visit(learner: Learner, now: datetime) -> None:
    sign(learner, now)
    sign(learner, now + 30 * MINUTE, seconds=60)
    sign(learner, now + 61 * MINUTE, seconds=60)

    assert [visit.seconds for visit in Visit.objects.order_by("started_at")] == [60, 0]


@pytest.mark.parametrize(("claimed", "passed", "counted"), [(9999, 300, 60), (60, 20, 20), (-5, 60, 0), (60, 0, 0), (60, -40, 0)])
def test_a_sign_counts_for_the_time_that_went_by_and_never_more_than_a_minute(
    learner: Learner, now: datetime, claimed: int, passed: int, counted: int
) -> None:
    sign(learner, now)

    assert sign(learner, now + passed * SECOND, seconds=claimed).seconds == counted


def test_a_sign_sent_twice_counts_once(learner: Learner, now: datetime) -> None:
    sign(learner, now)
    for _twice in range(2):
        sign(learner, now + MINUTE, seconds=60)

    assert Visit.objects.get().seconds == 60


def test_a_visit_counts_at_most_twice_the_minutes_of_its_resource(learner: Learner, now: datetime) -> None:
    minutes = ResourceVersion.objects.get(uid=CONSENT, current=True).minutes
    for place in range(3 * minutes):
        sign(learner, now + place * MINUTE, seconds=60)

    assert Visit.objects.get().seconds == 2 * 60 * minutes


@pytest.mark.parametrize("anchor", ["<script>", "main", "s-" + "a" * 200, "s-É", "\x00", "s-a\n"])
def test_a_place_that_is_no_heading_is_left_out(learner: Learner, now: datetime, anchor: str) -> None:
    sign(learner, now, anchor="s-une")

    assert sign(learner, now + MINUTE, anchor=anchor).anchor == "s-une"


def test_reading_moves_no_level(learner: Learner, now: datetime) -> None:
    for place in range(20):
        sign(learner, now + place * MINUTE, seconds=60)

    assert not Observation.objects.exists()


def test_opening_a_page_writes_nothing(amina: Person) -> None:
    logged_in(amina).get(f"/etude/{CONSENT}/")

    assert not Visit.objects.exists()


def test_a_post_of_the_page_notes_the_visit_of_whoever_is_logged_in(amina: Person, bruno: Person) -> None:
    answer = logged_in(amina).post(ADDRESS, {"version": digest(), "seconds": "0", "anchor": "s-le-cas"})

    assert answer.status_code == 204
    assert [(visit.learner.person, visit.anchor) for visit in Visit.objects.all()] == [(amina, "s-le-cas")]


def test_a_visitor_without_a_learner_leaves_no_trace(small_pack: object, farid: Person) -> None:
    for client in (Client(), logged_in(farid)):
        assert client.post(ADDRESS, {"version": digest()}).status_code == 204

    assert not Visit.objects.exists()
    assert not Learner.objects.filter(person=farid).exists()


@pytest.mark.parametrize(
    "said",
    [{}, {"version": "x"}, {"version": "0" * 64}, {"version": "OK", "seconds": "many"}, {"version": "OK", "seconds": "-1"}],
)
def test_a_damaged_sign_is_404_and_writes_nothing(amina: Person, said: dict[str, str]) -> None:
    if said.get("version") == "OK":
        said = {**said, "version": digest()}

    assert logged_in(amina).post(ADDRESS, said).status_code == 404
    assert not Visit.objects.exists()


def test_a_get_of_the_sign_is_405(amina: Person) -> None:
    assert logged_in(amina).get(ADDRESS).status_code == 405


def test_a_version_that_was_withdrawn_is_still_read(amina: Person) -> None:
    opened = digest()
    ResourceVersion.objects.filter(uid=CONSENT).update(current=False)

    assert logged_in(amina).post(ADDRESS, {"version": opened}).status_code == 204
    assert Visit.objects.get().content_hash == opened


def test_the_page_says_where_one_stopped(amina: Person, learner: Learner) -> None:
    page = logged_in(amina).get(f"/etude/{CONSENT}/").content.decode()
    assert "reading-resume" not in page
    anchor = page.split('<h2 id="s-')[2].split('"')[0]

    sign(learner, timezone.now(), anchor=f"s-{anchor}")
    page = logged_in(amina).get(f"/etude/{CONSENT}/").content.decode()

    assert "reading-resume" in page
    assert f'<a href="#s-{anchor}">' in page.split("reading-resume")[1].split("</p>")[0]
