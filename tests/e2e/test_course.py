"""A course that changes with one's life: fewer hours, and a date that cannot be kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import World
from tests.e2e.test_diagnostic import WITH_AND_WITHOUT, named
from tests.e2e.walks import send

pytestmark = pytest.mark.browser

CONSTRAINTS = "form[action='/parcours/contraintes/']"


def change(page: Page, *, hours: str, deadline: date | None = None) -> None:
    """Ask for another course on the page of the course."""
    page.locator(f"{CONSTRAINTS} input[name=hours]").fill(hours)
    if deadline is not None:
        page.locator(f"{CONSTRAINTS} input[name=deadline]").fill(deadline.isoformat())
    page.locator("#course").evaluate("node => node.classList.add('before')")
    send(page.locator(f"{CONSTRAINTS} .actions button"))
    expect(page.locator(".before")).to_have_count(0)
    page.wait_for_load_state()


@WITH_AND_WITHOUT
def test_change_of_hours_is_answered_at_once_and_improved_in_place(
    world: World, open_page: Callable[..., Page], work: Callable[[], None], javascript: bool
) -> None:
    page = open_page(named("hours", javascript=javascript), javascript=javascript)
    page.goto("/parcours/")
    steps = page.locator("#course a[href^='/parcours/etape/']")
    expect(steps.first).to_be_visible()

    change(page, hours="0,5")

    # The answer is a plan, and somebody looks for a better one.
    expect(page).to_have_url(f"{world.origin}/parcours/")
    expect(page.locator(f"{CONSTRAINTS} input[name=hours]")).to_have_value("0,5")
    expect(steps.first).to_be_visible()
    looking = page.locator("#state a[href^='/parcours/etat/']")
    expect(looking).to_be_visible()
    page.evaluate("window.scrollTo(0, 120); document.body.dataset.same = 'page'")
    work()
    if javascript:
        expect(looking).to_have_count(0)
        assert page.evaluate("[document.body.dataset.same, window.scrollY]") == ["page", 120]
    else:
        looking.click()
        expect(page).to_have_url(f"{world.origin}/parcours/")
        expect(looking).to_have_count(0)
    expect(steps.first).to_be_visible()
    page.reload()
    expect(page.locator(f"{CONSTRAINTS} input[name=hours]")).to_have_value("0,5")
    expect(looking).to_have_count(0)


@WITH_AND_WITHOUT
def test_date_that_cannot_be_kept_shows_ways_out_and_one_is_taken(
    world: World, open_page: Callable[..., Page], work: Callable[[], None], javascript: bool
) -> None:
    page = open_page(named("tight", javascript=javascript), javascript=javascript)
    page.goto("/parcours/")
    soon = date.today() + timedelta(days=8)
    expect(page.locator("form[action='/parcours/assouplir/']")).to_have_count(0)

    change(page, hours="0,25", deadline=soon)
    # A machine that is busy leaves the ways out to the worker.
    work()
    page.goto("/parcours/")

    ways = page.locator("form[action='/parcours/assouplir/'] button[name=way]")
    expect(ways.first).to_be_visible()
    expect(page.locator("#unmet")).to_be_visible()
    hours, until = (page.locator(f"{CONSTRAINTS} input[name={name}]") for name in ("hours", "deadline"))
    before = (hours.input_value(), until.input_value())
    unmet = page.locator("section[aria-labelledby=unmet] dt").count()

    page.locator("#course").evaluate("node => node.classList.add('before')")
    ways.first.click()

    expect(page.locator(".before")).to_have_count(0)
    page.wait_for_load_state()
    expect(page.locator("#course")).to_be_visible()
    assert (hours.input_value(), until.input_value()) != before
    assert page.locator("section[aria-labelledby=unmet] dt").count() < unmet or ways.count() == 0


def test_choices_about_a_step_are_one_press_away_and_can_be_undone(open_page: Callable[..., Page]) -> None:
    page = open_page("invited", width=360)
    undo = page.locator(".choice-list button[name=act][value=withdraw]")

    for act in ("pin", "refuse"):
        page.goto("/parcours/?vue=liste")
        # What a busy machine had no time to work out is on request.
        costs = page.locator("form[action='/parcours/autrement/'] button")
        if costs.count():
            page.locator(".trip", has=costs).first.locator("summary").first.click()
            costs.first.click()
            expect(costs).to_have_count(0)
        trip = page.locator(".trip", has=page.locator(f"button[name=act][value={act}]")).first
        trip.locator("summary").first.click()
        trip.locator(f"button[name=act][value={act}]").first.click()
        expect(undo).to_have_count(1)
        undo.click()
        expect(undo).to_have_count(0)

    page.locator(".trip .trip-title a").first.click()
    page.locator("input[name=until]").fill((date.today() + timedelta(days=10)).isoformat())
    send(page.locator("button[name=act][value=postpone]"))
    expect(undo).to_have_count(1)
