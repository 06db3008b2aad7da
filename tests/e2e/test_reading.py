"""Reading in a real browser: the words of the lexicon, the time left, the signs of life, the weight of a page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_weight import Scale
from tests.e2e.walks import until

pytestmark = pytest.mark.browser

MOST_OF_A_PAGE, MOST_OF_SCRIPT = 75_000, 40_000
"""HTML, styles and scripts of a reading, on the wire, at the first visit (figures come as they are reached)."""


@pytest.fixture
def reading(world: Any) -> str:
    """The address of a reading that holds a word of the lexicon."""
    return f"/etude/{world.ids['reading']}/"


def test_reading_is_light(open_page: Callable[..., Page], reading: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = open_page()
    scale = Scale(page)

    page.goto(reading, wait_until="networkidle")

    with capsys.disabled():
        print(f"\n{scale.told('a reading')}")
    assert scale.bytes["Document"] + scale.bytes["Stylesheet"] + scale.bytes["Script"] <= MOST_OF_A_PAGE
    assert scale.bytes["Script"] <= MOST_OF_SCRIPT


def test_word_opens_its_card_on_hover_and_focus_and_escape_closes_it(open_page: Callable[..., Page], reading: str) -> None:
    page = open_page()
    page.goto(reading)
    term, card = page.locator("a.term").first, page.locator(".term-card").first

    term.hover()
    expect(card).to_be_visible()
    card.hover()
    page.wait_for_timeout(600)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    term.hover()
    expect(card).to_be_visible()
    page.locator("h1").hover()
    expect(card).to_be_hidden()

    page.keyboard.press("Tab")  # the keyboard speaks from now on
    term.focus()
    expect(card).to_be_visible()
    expect(term).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/lexique/#*")


def test_word_opens_its_card_on_a_tap_and_another_tap_closes_it(chromium: Any, world: Any, reading: str) -> None:
    context = chromium.new_context(base_url=world.origin, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(reading)
    term, card = page.locator("a.term").first, page.locator(".term-card").first

    term.tap()
    expect(card).to_be_visible()
    term.tap()
    expect(card).to_be_hidden()
    term.tap()
    expect(card).to_be_visible()
    page.locator("h1").tap()
    expect(card).to_be_hidden()
    assert page.url.endswith(reading)
    context.close()


def test_word_is_a_link_without_javascript(open_page: Callable[..., Page], reading: str) -> None:
    page = open_page(javascript=False)
    page.goto(reading)

    expect(page.locator(".term-card").first).to_be_hidden()
    expect(page.locator("reading-clock")).to_be_hidden()
    page.locator("a.term").first.click()
    page.wait_for_url("**/lexique/#*")


def test_time_left_falls_as_one_reads(open_page: Callable[..., Page], reading: str) -> None:
    page = open_page(width=360)
    page.goto(reading)
    clock = page.locator("reading-clock")
    expect(clock).to_contain_text("≈")
    before = clock.inner_text()

    page.locator(".reading-sources").scroll_into_view_if_needed()

    expect(clock).not_to_have_text(before)


def test_reader_is_brought_back_to_where_they_stopped(open_page: Callable[..., Page], reading: str) -> None:
    page = open_page("reader")
    signs: list[str] = []
    taken: list[str] = []
    page.on("request", lambda request: signs.append(request.post_data or "") if request.url.endswith("/visite/") else None)
    page.on("response", lambda response: taken.append(response.url) if response.url.endswith("/visite/") else None)
    page.clock.install()
    page.goto(reading)
    last = page.locator(".reading-text h2").last
    last.evaluate("(heading) => heading.scrollIntoView()")
    for _ in range(5):
        page.mouse.wheel(0, 1)
        page.clock.run_for(30_000)
    assert 2 <= len(signs) <= 4, signs
    until(page, lambda: len(taken) == len(signs))

    page.goto("/etude/")
    page.locator(".left-title").first.click()
    page.wait_for_url("**#*")

    anchor = page.evaluate("location.hash.slice(1)")
    assert anchor == page.locator(".reading-text h2").last.get_attribute("id")
    expect(page.locator(".reading-resume a")).to_have_attribute("href", f"#{anchor}")


def test_page_left_alone_gives_no_sign(open_page: Callable[..., Page], reading: str) -> None:
    page = open_page("idle")
    signs: list[str] = []
    page.on("request", lambda request: signs.append(request.url) if request.url.endswith("/visite/") else None)
    page.clock.install()
    page.goto(reading)

    for _ in range(20):
        page.clock.run_for(30_000)

    assert len(signs) <= 2, signs  # the opening, and the first minute
