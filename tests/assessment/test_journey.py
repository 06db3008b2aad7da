"""The walk: first page, five questions, result, account, diagnostic, result."""

import re
from uuid import UUID

import pytest
from django.test import Client

from sextant.accounts.models import Learner, Person
from sextant.assessment.bank import document_of
from sextant.assessment.item_types import type_of
from sextant.assessment.models import Response, Sitting
from tests.conftest import logged_in

pytestmark = pytest.mark.usefixtures("small_pack")


def sitting_at(url: str) -> UUID:
    """Return the sitting named in an address."""
    found = re.search(r"/diagnostic/([0-9a-f-]{36})/", url)
    assert found, url
    return UUID(found[1])


def post_right(client: Client, sitting: UUID) -> str:
    """Answer the waiting question right; return where that leads."""
    response = Response.objects.get(sitting=sitting, answered_at=None)
    document = document_of(response.item)
    form = dict(type_of(document).fabricate(document).right)
    answer = client.post(f"/diagnostic/{sitting}/", {**form, "question": str(response.pk)})
    assert answer.status_code == 302
    return answer["Location"]


def test_visitor_gets_a_first_result_after_five_questions(client: Client) -> None:
    assert "essai/" in client.get("/").content.decode()

    where = client.post("/essai/", {"profession": "juriste"})["Location"]
    sitting = sitting_at(where)
    asked = 0
    while where.startswith("/diagnostic/"):
        assert client.get(where).status_code == 200
        where = post_right(client, sitting)
        asked += 1

    assert (asked, where) == (5, "/essai/resultat/")
    page = client.get(where).content.decode()
    assert page.count("sights-row") >= 2
    assert Learner.objects.get().profession == "juriste"


def test_learner_goes_from_self_rating_to_result(amina: Person) -> None:
    client = logged_in(amina)
    page = client.get("/diagnostic/")
    assert page.status_code == 200

    where = client.post("/diagnostic/", {"explanations": "each", "level_0": "?", "level_1": ""})["Location"]
    sitting = sitting_at(where)
    for _ in range(30):
        if where == "/resultat/":
            break
        assert client.get(where).status_code == 200, where
        where = post_right(client, sitting)
        assert client.get(where).status_code == 200, where
        where = client.post(f"/diagnostic/{sitting}/suivante/")["Location"]

    assert where == "/resultat/"
    assert Sitting.objects.get().finished_at is not None
    assert client.get("/resultat/").status_code == 200
    assert client.get(f"/diagnostic/{sitting}/explications/").status_code == 200
    pdf = client.get("/resultat/pdf")
    assert pdf.content.startswith(b"%PDF-")
