"""The lexicon: found whatever the accents, laid out by letter, linked to the framework."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sextant.accounts.models import Person
from tests.conftest import logged_in

LEXICON = reverse("catalogue:lexicon")


def titles(page: object) -> list[str]:
    return [str(entry.title.in_language("fr")) for _letter, entries in page.context["letters"] for entry, _s, _c in entries]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ["Donnée personnelle", "Secret"]),
        ("DONNEE", ["Donnée personnelle"]),
        ("identifiable information", ["Donnée personnelle"]),
        ("confidentialité", ["Secret"]),
        ("secrecy", ["Secret"]),
        ("ornithorynque", []),
    ],
)
def test_words_are_found_without_accents_in_both_languages(client: Client, small_pack: object, wanted: str, found: list[str]) -> None:
    assert titles(client.get(LEXICON, {"q": wanted})) == found


def test_a_search_is_shown_as_text(client: Client, small_pack: object) -> None:
    page = client.get(LEXICON, {"q": "<script>alert(1)</script>"}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_terms_lead_to_their_competence_and_to_each_other(client: Client, small_pack: object) -> None:
    page = client.get(LEXICON).content.decode()

    assert f"{reverse('frameworks:framework')}#X1" in page
    assert 'href="#essai.lex.secret"' in page
    assert 'id="essai.lex.secret"' in page


def test_english_readers_get_english(client: Client, small_pack: object) -> None:
    client.cookies["django_language"] = "en"

    page = client.get(LEXICON).content.decode()

    assert "Information about an identifiable person." in page
    assert '<span lang="fr">Donnée personnelle</span>' in page


def test_an_empty_campus_has_an_empty_lexicon(client: Client, db: None) -> None:
    assert client.get(LEXICON).status_code == 200


def test_reading_takes_few_queries(amina: Person) -> None:
    client = logged_in(amina)
    client.get(LEXICON)

    with CaptureQueriesContext(connection) as queries:
        client.get(LEXICON)

    assert len(queries) <= 8
