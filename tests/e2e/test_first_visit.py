"""First page, five questions, result by domain, account, home: whoever comes by leaves with something of their own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import World
from tests.e2e.walks import answer_all, send
from tests.e2e.world import PASSWORD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("javascript", "language"), [(True, "fr"), (False, "fr"), (True, "en")])
def test_visitor_keeps_a_first_result(world: World, open_page: Callable[..., Page], javascript: bool, language: str) -> None:
    page = open_page(javascript=javascript, language=language)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", language)

    page.locator("select[name=profession]").select_option(index=1)
    send(page.locator("form.landing-begin button"))
    asked = answer_all(page)

    assert asked == 5
    expect(page).to_have_url(f"{world.origin}/essai/resultat/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".sights-row[role=listitem]")).to_have_count(int(world.ids["domains"]))

    page.locator("main a[href^='/compte/inscription/']").click()
    page.locator("input[name=email]").fill(f"visite-{javascript}-{language}@example.org")
    page.locator("input[type=password]").fill(PASSWORD)
    send(page.locator("main form:has(input[name=email]) button"))

    expect(page).to_have_url(f"{world.origin}/cap/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_have_count(1)
    # The five answers came along.
    page.goto("/resultat/")
    expect(page.locator(".sights-row[id]")).to_have_count(int(world.ids["competences"]))


def test_visitor_can_leave_without_a_trace(world: World, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/")
    send(page.locator("form.landing-begin button"))
    answer_all(page)

    send(page.locator("form[action='/essai/effacer/'] button"))

    expect(page).to_have_url(f"{world.origin}/")
    expect(page.locator("select[name=profession]")).to_be_visible()
    page.goto("/essai/resultat/")
    expect(page).to_have_url(f"{world.origin}/")
