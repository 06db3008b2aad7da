"""Readings: figures, tables whose rows become cards, and nothing that runs."""

import re
from html import unescape

from sextant.ui.prose import laid_out, parts_of

TABLE = "| Geste | **Risque** |\n|---|---|\n| Lire | *faible* et rare |"


def shown(text: str, language: str = "fr") -> str:
    return str(laid_out(text, language=language, figures="/etude/x/1/").html)


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


def test_an_empty_corner_of_a_table_is_no_header() -> None:
    html = shown("| | Lire |\n|---|---|\n| Agent | oui |")

    assert html.count("<td></td>") == 1
    assert html.count('<th scope="col">Lire</th>') == 1


def test_raw_html_is_text() -> None:
    assert "<script" not in shown("<script>alert(1)</script>\n\n<img src=x onerror=y>")


def test_headings_have_an_anchor_that_follows_from_their_words() -> None:
    html = shown("## À retenir : l’**œuvre**\n\na\n\n### À retenir : l’œuvre\n\n## `code` & <b>")

    assert re.findall(r'<h(\d) id="([^"]+)"', html) == [
        ("2", "s-a-retenir-l-oeuvre"),
        ("3", "s-a-retenir-l-oeuvre-2"),
        ("2", "s-code-b"),
    ]


def test_a_heading_cannot_take_the_name_of_a_part_of_the_page() -> None:
    assert 'id="s-main"' in shown("## main")
    assert 'id="s-x"' in shown("## !?")


def test_parts_count_the_words_under_each_heading() -> None:
    parts = laid_out("un deux\n\n## Titre\n\ntrois\n\n- quatre\n- cinq\n\n![x](a.svg)", language="fr", figures="/f/").parts

    assert [(part.anchor, part.level, part.words) for part in parts] == [("", 2, 2), ("s-titre", 2, 1 + 3 + 40)]
    assert parts == parts_of("un deux\n\n## Titre\n\ntrois\n\n- quatre\n- cinq\n\n![x](a.svg)", language="fr")
