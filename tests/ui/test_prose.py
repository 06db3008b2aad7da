"""The texts of packs as HTML."""

import pytest
from django.utils.translation import override

from sextant.kernel.text import Said, Text
from sextant.ui.prose import bare, french, prose

NARROW, FULL = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Qui ?", f"Qui{NARROW}?"),
        ("a ; b ! c : d", f"a{NARROW}; b{NARROW}! c{FULL}: d"),
        ("« mot »", f"«{FULL}mot{FULL}»"),
        ("20 % et 14:30", f"20{FULL}% et 14:30"),
        ("à 11 h 52", f"à 11{FULL}h{FULL}52"),
        ("12 000 dossiers, art. 9", f"12{NARROW}000 dossiers, art.{FULL}9"),
        ("en 2024 12 personnes", "en 2024 12 personnes"),
        ("https://exemple.fr/?a=b", "https://exemple.fr/?a=b"),
    ],
)
def test_french_makes_the_spaces_that_are_there_unbroken(written: str, shown: str) -> None:
    assert french(written) == shown


def test_prose_keeps_french_spaces_after_bold_and_leaves_code_and_english_alone() -> None:
    with override("fr"):
        assert prose("**Quoi** ? `a ; b`", inline=True) == f"<strong>Quoi</strong>{NARROW}? <code>a ; b</code>"
    with override("en"):
        assert prose("Why ?", inline=True) == "Why ?"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "![a](https://exemple.fr/x.png)",
        '<a href="data:text/html,x">a</a>',
    ],
)
def test_prose_shows_hostile_text_as_text(hostile: str) -> None:
    with override("fr"):
        html = prose(hostile)

    assert not any(bad in html for bad in ("<script", "<img", '<a href="javascript', '<a href="data'))


def test_prose_makes_tables_that_scroll_and_name_their_columns() -> None:
    with override("fr"):
        html = prose("| a | b |\n|---|---|\n| 1 | 2 |")

    assert '<div class="table-wrap" tabindex="0"><table class="table">' in html
    assert '<th scope="col">a</th>' in html


def test_prose_says_the_language_of_a_text_that_is_not_the_page_s() -> None:
    with override("en"):
        assert prose(Text({"fr": "Qui ?"})) == f'<div lang="fr"><p>Qui{NARROW}?</p>\n</div>'
        assert prose(Text({"fr": "Qui ?", "en": "Who?"})) == "<p>Who?</p>\n"
        assert prose(Said("Qui ?", "fr"), inline=True) == f'<span lang="fr">Qui{NARROW}?</span>'


def test_bare_words_have_no_markdown() -> None:
    assert bare("Le **dossier**, [ici](https://exemple.fr)\n\n- `un`\n- deux") == "Le dossier, ici\nun\ndeux"
    assert bare("![la carte](carte.svg)") == "la carte"
