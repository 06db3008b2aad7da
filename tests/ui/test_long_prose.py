"""Readings: figures, tables whose rows become cards, and nothing that runs."""

import re
from html import unescape

from django.utils.translation import override

from sextant.kernel.text import Said
from sextant.ui.prose import long_prose

TABLE = "| Geste | **Risque** |\n|---|---|\n| Lire | *faible* et rare |"


def shown(text: str, language: str = "fr") -> str:
    with override("fr"):
        return str(long_prose(Said(text, language), figures="/etude/x/1/"))


def test_figure_stands_alone_with_its_caption() -> None:
    html = shown('![Deux moments](deux.svg "L’accueil : puis l’acte")')

    assert html.startswith('<figure><img src="/etude/x/1/deux.svg" alt="Deux moments" loading="lazy">')
    assert "<figcaption>L’accueil\u00a0: puis l’acte</figcaption>" in unescape(html)
    assert "<p>" not in html


def test_image_from_elsewhere_is_left_out() -> None:
    for address in ("https://example.org/a.svg", "//example.org/a.svg", "../a.svg", "a.png", "javascript:alert(1)"):
        assert "<img" not in shown(f"![x]({address})")


def test_attributes_of_a_figure_are_escaped() -> None:
    html = shown('![a" onload="x](a.svg "b\\" onload=\\"y")')

    (image,) = re.findall(r"<img[^>]*>", html)
    assert re.findall(r'([a-z-]+)="', image) == ["src", "alt", "loading"]


def test_cells_name_their_column_and_rows_their_head() -> None:
    html = shown(TABLE)

    assert '<th scope="row"><span>Lire</span></th>' in html
    assert '<td data-label="Risque"><span><em>faible</em> et rare</span></td>' in html
    assert '<table class="table reflow">' in html


def test_raw_html_is_text() -> None:
    assert "<script" not in shown("<script>alert(1)</script>\n\n<img src=x onerror=y>")


def test_other_language_says_so() -> None:
    assert shown("One line.", "en").startswith('<div class="prose" lang="en">')
