"""The framework, its versions and its norms, for everybody to read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sextant.accounts.models import Person
from tests.conftest import logged_in

FRAMEWORK, VERSIONS, NORMS = (reverse(f"frameworks:{name}") for name in ("framework", "versions", "norms"))


@pytest.mark.parametrize(("language", "said"), [("fr", "Qualifier une donnée"), ("en", "Qualify data")])
def test_anybody_reads_the_framework_in_their_language(client: Client, small_pack: object, language: str, said: str) -> None:
    client.cookies["django_language"] = language

    page = client.get(FRAMEWORK)

    assert page.status_code == 200
    assert said in page.content.decode()


def test_a_learner_sees_what_is_required_of_them(amina: Person) -> None:
    page = logged_in(amina).get(FRAMEWORK)

    assert page.context["shown"] == {"profession": "juriste", "stage": "etudes"}
    assert page.content.decode().count("sight-notch") == 3


def test_the_requirement_follows_the_choice(client: Client, small_pack: object) -> None:
    page = client.get(FRAMEWORK, {"profession": "juriste", "stage": "exercice"})

    required = [competence.required.code for domain in page.context["domains"] for competence in domain.competences]
    assert required == ["praticien", "praticien", "initie"]


@pytest.mark.parametrize("query", [{"profession": "astronaute", "stage": "etudes"}, {"profession": "juriste", "stage": ""}])
def test_a_choice_that_does_not_exist_is_told(client: Client, small_pack: object, query: dict[str, str]) -> None:
    page = client.get(FRAMEWORK, query)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert "sight-notch" not in page.content.decode()


def test_another_version_is_shown_by_name_only(client: Client, small_pack: object) -> None:
    assert "pseudonymisée" not in client.get(FRAMEWORK).content.decode()
    assert "pseudonymisée" in client.get(FRAMEWORK, {"version": "droit-essai@2026"}).content.decode()
    assert client.get(FRAMEWORK, {"version": "droit-essai@1066"}).status_code == 404


def test_what_changes_between_versions_is_shown(client: Client, small_pack: object) -> None:
    page = client.get(VERSIONS).content.decode()

    assert "<del>Reconnaître une donnée personnelle</del>" in page
    assert "Y1" in page
    assert client.get(VERSIONS, {"de": "droit-essai@2026", "a": "droit-essai@2024"}).status_code == 200
    assert client.get(VERSIONS, {"de": "nul@1", "a": "droit-essai@2024"}).status_code == 404


def test_norms_say_their_status(client: Client, small_pack: object) -> None:
    page = client.get(NORMS).content.decode()

    assert "(UE) 2016/679" in page
    assert 'id="norm-rgpd"' in page


@pytest.mark.parametrize("address", [FRAMEWORK, VERSIONS, NORMS])
def test_an_empty_campus_says_what_to_do(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("address", "most"), [(FRAMEWORK, 7), (VERSIONS, 6), (NORMS, 6)])
def test_reading_takes_few_queries(amina: Person, address: str, most: int) -> None:
    client = logged_in(amina)
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        client.get(address)

    assert len(queries) <= most
