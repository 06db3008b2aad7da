"""The daily review in a browser: with the keys alone, and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

HOME = "/etude/revision/"


def begun(context: BrowserContext) -> Page:
    """Open the review and begin, or go on where a round was left."""
    page = context.new_page()
    page.goto(HOME)
    page.locator("#now ~ form button, #now ~ .row .button").first.click()
    page.wait_for_url("**/carte/**")
    return page


def take_one(page: Page, *, keys: bool) -> None:
    """Answer the card on the screen, whatever its kind."""
    before = page.url
    if page.locator(".reveal").count():
        if keys:
            expect(page.locator("review-card:defined")).to_have_count(1)
            page.keyboard.press(" ")
        else:
            page.locator(".reveal > summary").click()
        expect(page.locator(".review-answer")).to_be_visible()
        with page.expect_navigation():
            page.keyboard.press("4") if keys else page.locator("button[name=rating][value='4']").click()
    else:
        with page.expect_navigation():
            page.locator("button[name=dont_know]").click()
        expect(page.locator(".outcome")).to_be_visible()
        with page.expect_navigation():
            page.keyboard.press("1") if keys else page.locator(".ratings-first button").click()
    assert page.url != before


@pytest.mark.parametrize(("who", "keys"), [("rounds", True), ("rounds-without", False)])
def test_round_is_finished(contexts: Callable[..., BrowserContext], who: str, keys: bool) -> None:
    context = contexts(who, width=360, javascript=keys)
    page = begun(context)

    for _card in range(10):
        if page.url.endswith("/fin/"):
            break
        take_one(page, keys=keys)

    expect(page.locator("table tbody tr").first).to_be_visible()
    assert page.url.endswith("/fin/")
    # Back on the last card: what was said stands, and the round goes on from where it is.
    page.go_back()
    page.goto(HOME)
    expect(page.locator("#now")).to_be_visible()
    assert context.faults == []  # type: ignore[attr-defined]
