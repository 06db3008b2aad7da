"""Five questions without an account."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from sextant.accounts.actions import keep_learner
from sextant.accounts.models import Learner, Person
from sextant.assessment.models import Response, Sitting
from sextant.frameworks.document import Framework
from sextant.mastery.models import Observation
from sextant.mastery.queries import results_of
from tests.assessment.sittings import post_answer, sitting_at
from tests.conftest import logged_in

pytestmark = pytest.mark.usefixtures("small_pack")


def taste(client: Client, *, right: bool = True) -> str:
    """Answer the five questions; return where that leads."""
    where = client.post("/essai/")["Location"]
    while where.startswith("/diagnostic/"):
        where = post_answer(client, sitting_at(where), right=right)
    return where


@pytest.mark.parametrize(("language", "words"), [("fr", "Sextant"), ("en", "Where do I stand?")])
def test_landing_says_what_it_is_and_posts(client: Client, language: str, words: str) -> None:
    page = client.get("/", headers={"accept-language": language}).content.decode()

    assert words in page
    assert f'<html lang="{language}">' in page
    assert 'method="post" action="/essai/"' in page
    assert "/compte/" in page


def test_landing_writes_nothing(client: Client) -> None:
    client.get("/")
    client.get("/essai/")

    assert not Learner.objects.exists()


def test_taster_takes_five_answers_and_no_account(client: Client) -> None:
    assert taste(client) == "/essai/resultat/"

    assert Learner.objects.get().person is None
    assert Response.objects.exclude(answered_at=None).count() == Sitting.objects.get().max_questions == 5
    page = client.get("/essai/resultat/").content.decode()
    assert page.count("<tr>") == 1 + 2  # the table beneath: its head and the two domains


def test_taster_answers_move_the_state_before_any_account(client: Client, framework: Framework) -> None:
    taste(client, right=False)

    found = results_of(Learner.objects.get(), framework, now=timezone.now())
    assert Observation.objects.count() == 5
    assert all(one.theta < 0 for one in found)


def test_starting_again_resumes_until_it_is_forgotten(client: Client) -> None:
    first = sitting_at(client.post("/essai/")["Location"])
    assert sitting_at(client.post("/essai/")["Location"]) == first

    assert client.post("/essai/effacer/")["Location"] == "/"

    assert not Learner.objects.exists()
    assert not Sitting.objects.exists()
    assert sitting_at(client.post("/essai/")["Location"]) != first


def test_keeping_it_keeps_the_answers(client: Client, farid: Person, now: datetime) -> None:
    taste(client)
    visitor = Learner.objects.get()

    keep_learner(learner=visitor, person=farid, now=now)

    page = logged_in(farid).get("/resultat/").content.decode()
    assert 'role="listitem"' in page
    assert Observation.objects.filter(learner__person=farid).count() == 5


def test_a_strange_profession_is_not_kept(client: Client) -> None:
    client.post("/essai/", {"profession": "<script>"})

    assert Learner.objects.get().profession == ""


def test_result_before_the_end_goes_back_to_the_question(client: Client) -> None:
    assert client.get("/essai/resultat/")["Location"] == "/"
    where = client.post("/essai/")["Location"]

    assert client.get("/essai/resultat/")["Location"] == where


def test_somebody_logged_in_goes_to_their_own_pages(amina: Person) -> None:
    client = logged_in(amina)

    assert client.get("/")["Location"] == "/cap/"
    assert client.post("/essai/")["Location"] == "/diagnostic/"
    assert client.get("/essai/resultat/")["Location"] == "/resultat/"


def test_landing_offers_the_result_to_who_already_has_one(client: Client) -> None:
    taste(client)

    page = client.get("/", headers={"accept-language": "en"}).content.decode()

    assert "See my first result" in page
