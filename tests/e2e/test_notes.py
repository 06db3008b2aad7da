"""Highlighting and writing while reading: with the mouse, with the keyboard alone, without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import looking
from tests.e2e.conftest import World

pytestmark = pytest.mark.browser

SELECT = """(length) => {
  const text = [...document.querySelectorAll("article.reading-text p")].find((one) => one.textContent.length > length);
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  range.selectNodeContents(text);
  let left = length, node = walker.nextNode();
  while (node.data.length < left) { left -= node.data.length; node = walker.nextNode(); }
  range.setEnd(node, left);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return range.toString();
}"""


def address(world: World) -> str:
    return f"/etude/{world.ids['step']}/"


@pytest.mark.parametrize("width", [360, 1280])
def test_selection_is_highlighted_and_found_again(world: World, open_page: Callable[..., Page], width: int) -> None:
    page = open_page({360: "marker-narrow", 1280: "marker"}[width], width=width)
    page.goto(address(world))
    words = page.evaluate(SELECT, 20)

    bar = page.locator(".note-tools")
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert all(one["height"] >= 44 for one in (button.bounding_box() for button in bar.locator("button").all()) if one)
    bar.locator("button").first.click()

    mark = page.locator("article.reading-text mark").first
    expect(mark).to_contain_text(words.strip())
    page.reload()
    expect(page.locator("article.reading-text mark").first).to_contain_text(words.strip())
    # Neither by colour alone nor by eye alone.
    assert "underline" in mark.evaluate("node => getComputedStyle(node).textDecorationLine")
    assert mark.locator(".visually-hidden").inner_text().strip()
    faults = [*looking.accessibility(page), *looking.narrow(page)]
    assert not faults, "\n".join(faults)


def test_note_is_written_on_selected_words(world: World, open_page: Callable[..., Page]) -> None:
    page = open_page("quoter")
    page.goto(address(world))
    words = page.evaluate(SELECT, 15)

    page.locator(".note-tools button").nth(1).click()
    expect(page.locator("#note-body")).to_be_focused()
    page.keyboard.type("Pourquoi ?")
    page.locator("#notes form[data-keep^='note:'] button[type=submit]").click()

    note = page.locator(".note-list .note").last
    expect(note).to_contain_text("Pourquoi ?")
    expect(note.locator(".note-quote")).to_contain_text(words.strip())
    note.locator("[data-show-passage]").click()
    expect(page.locator("article.reading-text mark").first).to_be_in_viewport()


def test_passage_is_chosen_with_the_keyboard_alone(world: World, open_page: Callable[..., Page]) -> None:
    page = open_page("typist")
    page.goto(address(world))
    page.locator(".note-here").first.focus()

    page.keyboard.press("Enter")
    expect(page.locator("#note-body")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#note-passage")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Au clavier.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".note-list .note").last).to_contain_text("Au clavier.")
    expect(page.locator("article.reading-text mark").first).to_be_visible()


def test_notes_work_without_javascript(world: World, open_page: Callable[..., Page]) -> None:
    page = open_page("plain", javascript=False)
    page.goto(address(world))

    page.locator("#notes > .details > summary").click()
    page.locator("#note-section").select_option(index=1)
    page.locator("#note-body").fill("Sans script.")
    page.locator("#notes > .details form button[type=submit]").click()
    page.wait_for_url("**#notes")
    note = page.locator(".note-list .note")
    expect(note).to_contain_text("Sans script.")
    note.locator(".details > summary").click()
    note.locator("textarea").fill("Toujours sans script.")
    note.locator(".details button[type=submit]").click()
    expect(note.locator(".note-body")).to_contain_text("Toujours sans script.")
    note.locator(".note-actions > form button").click()

    expect(page.locator(".note-list")).to_have_count(0)


def test_a_highlight_too_long_says_so(world: World, open_page: Callable[..., Page]) -> None:
    page = open_page("long")
    page.goto(address(world))
    page.evaluate("document.getElementById('notes').dataset.longest = 10")

    page.evaluate(SELECT, 20)

    expect(page.locator(".note-tools [role=status]")).not_to_be_empty()
    expect(page.locator(".note-tools button:visible")).to_have_count(0)
