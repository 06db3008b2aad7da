"""What people do on our pages, as the browser does it. No name of a level, a competence or a question: the pages say what there is."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

LONGEST = 60
"""Pages of a sitting after which a walk gives up."""

PATIENCE = 40
"""Seconds for which something may make itself waited for."""


def until(page: Page, holds: Callable[[], object]) -> None:
    """Wait until `holds()`, asked from outside: `wait_for_function` asks again by an `eval`, which the pages' own policy refuses."""
    patience = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < patience, "waited in vain"
        page.wait_for_timeout(25)


def answer(page: Page, *, know: bool = True) -> None:
    """Answer the question on the screen with the first thing it offers, or say that one does not know; wait until it is gone."""
    form = page.locator("form.question-form")
    asked = form.locator("input[name=question]").get_attribute("value")
    offered = form.locator("[name=answer]").first
    if not know:
        form.locator("button[name=dont_know]").click()
    elif offered.get_attribute("type") in ("radio", "checkbox"):
        form.locator("label.choice").first.click()
        expect(offered).to_be_checked()
        send(form.locator("button:not([name])"))
    else:
        offered.fill("je consigne")
        send(form.locator("button:not([name])"))
    expect(page.locator(f'input[name=question][value="{asked}"]')).to_have_count(0)


def send(button) -> None:  # type: ignore[no-untyped-def]
    """Press a button that must be the only one."""
    expect(button).to_have_count(1)
    button.click()


def here(page: Page) -> str:
    """Return what a page of a sitting shows: a `question`, an `explanation`, or `over` when the sitting led elsewhere."""
    page.locator("form.question-form, form.sitting-next, main:not(:has(#sitting)) h1").first.wait_for()
    page.wait_for_load_state()  # half a page could be taken for another
    if page.locator("form.question-form").count():
        return "question"
    return "explanation" if page.locator("form.sitting-next").count() else "over"


def answer_all(page: Page, *, most: int = LONGEST, know: bool = True) -> int:
    """Answer until the sitting is over, or `most` questions; read each explanation that comes. Return how many were answered."""
    answered = 0
    for _ in range(2 * LONGEST):
        seen = here(page)
        if seen == "over":
            return answered
        if seen == "question":
            if answered == most:
                return answered
            answer(page, know=know and answered % 2 == 0)
            answered += 1
        else:
            go_on(page)
    raise AssertionError(f"no end after {answered} answers: {page.url}")


def go_on(page: Page) -> None:
    """Leave an explanation for what follows it."""
    heading = page.locator("#heading").inner_text()
    expect(page.locator(".outcome")).to_be_visible()
    send(page.locator("form.sitting-next button"))
    expect(page.locator("#heading", has_text=heading).and_(page.locator("main:has(form.sitting-next) #heading"))).to_have_count(0)


def log_in(page: Page, *, email: str, password: str) -> None:
    """Fill in the log-in form on the screen."""
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    send(page.locator("main form:has(input[name=password]) button"))
