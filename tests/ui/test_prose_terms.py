"""Words of the lexicon in a text: whole words whatever their accents, once a section, never where a link may not stand."""

import re
from html import unescape

import pytest

from sextant.ui.prose import Words, laid_out

WORDS = Words(
    "1",
    "/lexique/#",
    (
        ("Donnée de santé", "data"),
        ("INS", "ins"),
        ("identité", "id"),
        ("Identité nationale de santé", "ins"),
        ("œuvre", "work"),
        ("AIR", "air"),
    ),
)


def linked(text: str, words: Words | None = WORDS) -> list[tuple[str, str]]:
    html = str(laid_out(text, language="fr", figures="/f/", words=words).html)
    return re.findall(r'<a href="/lexique/#([^"]+)" class="term"[^>]*>(.*?)</a>', unescape(html))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Une donnée de santé.", [("data", "donnée de santé")]),
        ("Des DONNEES de sante", [("data", "DONNEES de sante")]),
        ("des données de\u00a0santé", [("data", "données de\u00a0santé")]),
        ("L’identité nationale de santé", [("ins", "identité nationale de santé")]),
        ("l’INS", [("ins", "INS")]),
        ("L’Œuvre, une oeuvre", [("work", "Œuvre")]),
        ("il manque d’air ; ins", []),
        ("co-identité, identitaire, INSEE", []),
        ("**identité**", [("id", "identité")]),
    ],
)
def test_words_are_found_whole_and_whatever_their_accents(text: str, found: list[tuple[str, str]]) -> None:
    assert linked(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "## L’identité",
        "[une identité](https://exemple.fr)",
        "`identité`",
        "    identité",
        "| identité |\n|---|\n| a |",
        "![identité](a.svg)",
    ],
)
def test_nothing_is_linked_in_headings_links_code_heads_and_figures(text: str) -> None:
    assert linked(text) == []


def test_a_word_is_linked_once_in_each_section() -> None:
    text = "identité identité\n\n## Un\n\nidentité\n\n### Dedans\n\nidentité\n\n## Deux\n\n- identité\n- identité"

    page = laid_out(text, language="fr", figures="/f/", words=WORDS)

    assert str(page.html).count('class="term"') == 3
    assert page.terms == ("id",)


def test_text_around_the_words_stays_what_it_was() -> None:
    text = "Avant, l’identité & <b>INS</b> ; après *une œuvre* **INS**"

    html = str(laid_out(text, language="fr", figures="/f/", words=WORDS).html)

    assert re.sub(r"<a [^>]*>|</a>", "", html) == str(laid_out(text, language="fr", figures="/f/").html)


def test_a_text_cannot_make_a_card_of_its_own() -> None:
    html = str(laid_out('[x](/y "t"){.term} <a class="term" data-term="ins">', language="fr", figures="/f/", words=WORDS).html)

    assert not re.search(r"<a[^>]*(?:data-term|class)", html)


def test_another_version_of_the_lexicon_lays_the_text_out_anew() -> None:
    before = Words("1", "/l/#", (("mot", "a"),))
    after = Words("2", "/l/#", (("mot", "b"),))

    assert laid_out("mot", language="fr", figures="/f/", words=before).terms == ("a",)
    assert laid_out("mot", language="fr", figures="/f/", words=after).terms == ("b",)
