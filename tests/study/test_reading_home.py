"""The home of Étude: what one was reading, and the library, what is missing first."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sextant.accounts.models import Learner, Person
from sextant.catalogue.models import ResourceVersion
from sextant.pathways.actions import complete
from sextant.study.actions import keep_visit
from tests.conftest import logged_in
from tests.pathways.learners import place_at

HOME = reverse("study:home")
CONSENT, SECRET, INCIDENT, WORKSHOP = (f"essai.res.{name}" for name in ("consentement", "secret", "incident", "atelier"))


def digest(uid: str) -> str:
    return ResourceVersion.objects.get(uid=uid, current=True).content_hash


def listed(page: Any) -> list[str]:
    return re.findall(r'class="book-title" href="/(?:etude|parcours/etape)/([^/]+)/"', page.content.decode())


@pytest.mark.parametrize(("language", "word"), [("fr", "Le consentement"), ("en", '<span lang="fr">Le consentement</span>')])
def test_anybody_sees_the_library(small_pack: object, language: str, word: str) -> None:
    client = Client()
    client.cookies["django_language"] = language

    page = client.get(HOME)

    assert sorted(listed(page)) == sorted([CONSENT, SECRET, INCIDENT, WORKSHOP])
    assert word in page.content.decode()
    assert 'id="left"' not in page.content.decode()


def test_a_campus_without_content_says_what_to_do(db: None) -> None:
    page = Client().get(HOME).content.decode()

    assert "sextant content load" in page


def test_what_is_missing_comes_first(amina: Person, now: datetime) -> None:
    learner = Learner.objects.get(person=amina)
    place_at(learner, theta={"X1": 3.0, "X2": 3.0, "Y1": -3.0}, now=now)

    home = logged_in(amina).get(HOME).context["home"]

    first, *rest = home.shelves
    assert [group.code for group in first.groups] == ["Y1"]
    assert all(group.code != "Y1" for shelf in rest for group in shelf.groups)


def test_only_the_competence_most_missing_is_open_until_one_asks_for_something(amina: Person) -> None:
    client = logged_in(amina)

    whole, asked = (client.get(address).content.decode() for address in (HOME, f"{HOME}?profession=&short=on"))

    opened = re.findall(r'<details class="details shelf-group"( open)?>', whole)
    assert opened == [" open", *[""] * (len(opened) - 1)]
    assert len(opened) > 1
    assert set(re.findall(r'<details class="details shelf-group"( open)?>', asked)) == {" open"}


def test_a_reading_left_on_the_way_is_offered_at_the_place_where_one_stopped(amina: Person) -> None:
    learner, now = Learner.objects.get(person=amina), timezone.now()
    keep_visit(learner=learner, resource=CONSENT, content_hash=digest(CONSENT), now=now - timedelta(days=2), anchor="s-a-retenir")
    keep_visit(learner=learner, resource=SECRET, content_hash=digest(SECRET), now=now - timedelta(days=1), anchor="s-nowhere")
    keep_visit(learner=learner, resource=INCIDENT, content_hash=digest(INCIDENT), now=now - timedelta(days=90))

    left = logged_in(amina).get(HOME).context["home"].left

    assert [one.url for one in left] == [f"/etude/{SECRET}/", f"/etude/{CONSENT}/#s-a-retenir"]
    assert left[0].minutes > left[1].minutes >= 1


def test_what_is_finished_is_marked_and_no_longer_continued(amina: Person, now: datetime) -> None:
    learner = Learner.objects.get(person=amina)
    keep_visit(learner=learner, resource=CONSENT, content_hash=digest(CONSENT), now=timezone.now())
    complete(learner=learner, module=CONSENT, module_hash=digest(CONSENT), now=now)

    page = logged_in(amina).get(HOME)

    assert page.context["home"].left == ()
    assert page.content.decode().count("is-finished") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("competence=X1", [CONSENT, WORKSHOP]),
        ("level=nowhere", [CONSENT, SECRET, INCIDENT, WORKSHOP]),
        ("competence=%00", [CONSENT, SECRET, INCIDENT, WORKSHOP]),
        ("profession=&short=on", [CONSENT]),
        ("competence=X1&level=expert&short=on", []),
    ],
)
def test_the_library_is_narrowed_without_javascript(small_pack: object, query: str, found: list[str]) -> None:
    page = Client().get(f"{HOME}?{query}")

    assert page.status_code == 200
    assert sorted(listed(page)) == sorted(found)


def test_the_library_is_that_of_one_s_profession_unless_one_asks(amina: Person) -> None:
    row = ResourceVersion.objects.get(uid=CONSENT, current=True)
    ResourceVersion.objects.filter(pk=row.pk).update(content_hash="d" * 64, body={**row.body, "professions": ["autre"]})

    assert CONSENT not in listed(logged_in(amina).get(HOME))
    assert CONSENT in listed(logged_in(amina).get(f"{HOME}?profession="))
    assert CONSENT in listed(Client().get(HOME))


def test_nobody_sees_what_another_reads(amina: Person, bruno: Person, farid: Person) -> None:
    learner = Learner.objects.get(person=amina)
    keep_visit(learner=learner, resource=CONSENT, content_hash=digest(CONSENT), now=timezone.now())

    assert logged_in(bruno).get(HOME).context["home"].left == ()
    assert 'id="left"' not in logged_in(farid).get(HOME).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_home_asks_as_much_for_three_readings_as_for_one(
    amina: Person, now: datetime, rows: int, django_assert_max_num_queries: Any
) -> None:
    learner = Learner.objects.get(person=amina)
    place_at(learner, theta=0.0, now=now)
    for uid in (CONSENT, SECRET, INCIDENT)[:rows]:
        keep_visit(learner=learner, resource=uid, content_hash=digest(uid), now=timezone.now())
    client = logged_in(amina)
    client.get(HOME)

    with django_assert_max_num_queries(12):
        client.get(HOME)
