"""What the smaller components promise."""

import re
from datetime import timedelta
from enum import Enum
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

import sextant.ui
from sextant.kernel.text import Text
from sextant.ui.components.changes import Change, ui_changes
from sextant.ui.components.navigation import ui_pages, ui_steps, ui_tabs
from sextant.ui.components.tables import ui_th
from sextant.ui.components.weeks import Event, ui_week
from sextant.ui.components.words import said, ui_progress, ui_verdict
from sextant.ui.gallery import MONDAY, at
from sextant.ui.verdicts import VERDICTS, UnknownVerdict

CSS = (Path(sextant.ui.__file__).parent / "static/ui/sextant.css").read_text()


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def here(address: str) -> Context:
    return Context({"request": RequestFactory().get(address)})


def test_said_marks_the_language_only_when_it_is_not_the_page_s() -> None:
    text = Text({"fr": "épreuve"})

    with override("en"):
        assert said(text) == '<span lang="fr">épreuve</span>'
        assert said(text, tag="p") == '<p lang="fr">épreuve</p>'
    with override("fr"):
        assert said(text) == "épreuve"


def test_said_escapes() -> None:
    with override("en"):
        assert said(Text({"fr": "<b>"})) == '<span lang="fr">&lt;b&gt;</span>'


def test_components_accept_bilingual_texts() -> None:
    with override("en"):
        markup = rendered("{% ui_card title=text %}{% endui_card %}", text=Text({"fr": "épreuve"}))

    assert '<span lang="fr">épreuve</span>' in markup


def test_button_is_a_link_when_it_leads_somewhere() -> None:
    assert rendered('{% ui_button href="/x/" %}Go{% endui_button %}').startswith('<a class="button button-primary" href="/x/"')
    assert 'type="submit"' in rendered("{% ui_button %}Go{% endui_button %}")


def test_button_passes_other_attributes_on() -> None:
    markup = rendered('{% ui_button hx_post=url hx_target="#x" disabled=True %}Go{% endui_button %}', url='/"><script>')

    assert 'hx-target="#x"' in markup
    assert " disabled>" in markup
    assert "<script>" not in markup


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: verdict.code)
def test_verdict_is_a_word_with_an_icon_and_a_style(verdict) -> None:
    chip = ui_verdict(verdict.code)

    assert str(verdict.label) in chip
    assert "<svg" in chip


def test_verdict_is_read_from_an_enumeration() -> None:
    class Ours(Enum):
        ACQUIRED = "acquired"

    assert ui_verdict(Ours.ACQUIRED) == ui_verdict("acquired")


def test_unknown_verdict_is_refused() -> None:
    with pytest.raises(UnknownVerdict):
        ui_verdict("brilliant")


def test_progress_without_words_still_says_how_far() -> None:
    assert "3 / 8" in ui_progress(3, 8, "Steps")


def test_tabs_mark_the_current_one() -> None:
    markup = ui_tabs([("a", "A", "/a/"), ("b", "B", "/b/")], "b")

    assert re.findall(r'href="(\S+)" aria-current="page"', markup) == ["/b/"]


def test_steps_link_back_and_never_ahead() -> None:
    markup = ui_steps([("One", "/1/"), ("Two", "/2/"), ("Three", "/3/")], 2)

    assert re.findall(r'href="([^"]+)"', markup) == ["/1/"]
    assert markup.count("aria-current") == 1


def test_pages_keep_the_rest_of_the_query() -> None:
    markup = ui_pages(here("/list/?q=a%26b&page=2"), Paginator(range(60), 20).page(2))

    assert re.findall(r'href="([^"]+)"', markup) == ["/list/?q=a%26b&amp;page=1", "/list/?q=a%26b&amp;page=3"]


def test_one_page_needs_no_pages() -> None:
    assert ui_pages(here("/list/"), Paginator(range(20), 20).page(1)) == ""


@pytest.mark.parametrize(
    ("query", "following", "order"), [("", "name", None), ("?sort=name", "-name", "ascending"), ("?sort=-name", "name", "descending")]
)
def test_header_sorts_then_reverses(query: str, following: str, order: str | None) -> None:
    markup = ui_th(here(f"/list/{query}"), "Name", sort="name")

    assert f'href="/list/?sort={following}"' in markup
    assert (f'aria-sort="{order}"' in markup) is (order is not None)


def test_cell_repeats_its_header_for_narrow_screens() -> None:
    assert rendered('{% ui_td "Place" %}Nîmes{% endui_td %}') == '<td data-label="Place"><span>Nîmes</span></td>'


@pytest.mark.parametrize("kind", ["added", "changed", "removed", "same", "refused"])
def test_change_is_told_by_a_sign_and_a_word(kind) -> None:
    with override("en"):
        row = ui_changes([Change(kind, "Amina", before="a", after="b", note="why")])

    assert re.search(r'change-sign" aria-hidden="true">[+~−=!]<', row)
    assert re.search(r'visually-hidden">(added|changed|removed|unchanged|refused) <', row)
    assert "why" in row


def test_week_places_events_with_classes_the_style_sheet_has() -> None:
    events = [Event("Early", at(0, 5, 10), at(0, 5, 20)), Event("Late", at(6, 22, 30), at(7, 1)), Event("Long", at(3, 8), at(3, 23))]

    markup = ui_week(MONDAY, events)

    used = set(re.findall(r"\b((?:at|for)-\d+)\b", markup))
    assert used == {"at-0", "for-1", "at-35", "for-5", "at-6", "for-30"}
    assert all(f".{name} {{" in CSS for name in used)


def test_week_shows_only_its_own_days_and_says_where_nothing_is() -> None:
    with override("en"):
        markup = ui_week(MONDAY, [Event("Next week", at(7, 9), at(7, 10))])

    assert "Next week" not in markup
    assert markup.count("Nothing planned") == 7


def test_week_marks_today() -> None:
    assert ui_week(MONDAY, [], today=MONDAY).count("week-today") == 1
    assert "week-today" not in ui_week(MONDAY, [], today=MONDAY + timedelta(days=9))


@pytest.mark.parametrize(
    ("written", "shown"),
    [("2024", "2024"), ("2025-10", "octobre\u00a02025"), ("2019-07-09", "9\u00a0juillet\u00a02019"), ("s.d.", "s.d.")],
)
def test_date_of_a_source_is_said_in_words_as_far_as_it_is_known(written: str, shown: str) -> None:
    with override("fr"):
        assert Template("{{ written|partial_date }}").render(Context({"written": written})) == shown
