"""Farid has an account and nothing else: whatever is not his does not exist for him, and the page that says so is one of ours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import World
from tests.e2e.test_diagnostic import WITH_AND_WITHOUT

pytestmark = pytest.mark.browser

FOREIGN = [
    "/pupitre/",
    "/pupitre/promotions/{cohort}/",
    "/pupitre/promotions/{cohort}/rapport.pdf",
    "/pupitre/promotions/{cohort}/export.csv",
    "/pupitre/etablissements/{institution}/",
    "/pupitre/listes/{roster}/",
    "/diagnostic/{sitting}/",
    "/diagnostic/{finished}/explications/",
    "/parcours/etat/{plan}/",
]


@WITH_AND_WITHOUT
def test_stranger_is_turned_away(world: World, open_page: Callable[..., Page], javascript: bool) -> None:
    page = open_page("farid", javascript=javascript)
    page.goto("/cap/")
    expect(page.locator("header a[href='/pupitre/']")).to_have_count(0)

    for address in FOREIGN:
        answer = page.goto(address.format(**world.ids))

        assert answer is not None
        assert answer.status == 404, address
        expect(page.locator(".error-page h1")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page.locator(".error-page a[href='/']")).to_be_visible()
        # The design came with it: the header is night blue, not white.
        painted = page.locator("header").evaluate("node => getComputedStyle(node).backgroundColor")
        assert painted not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
        assert "Traceback" not in page.content()


def test_manager_of_another_institution_is_a_stranger_too(world: World, open_page: Callable[..., Page]) -> None:
    page = open_page("elise")

    answer = page.goto("/pupitre/promotions/{foreign}/".format(**world.ids))

    assert answer is not None
    assert answer.status == 404


def test_visitor_is_asked_who_they_are_and_brought_back(world: World, open_page: Callable[..., Page]) -> None:
    page = open_page()

    page.goto("/pupitre/promotions/{cohort}/".format(**world.ids))

    assert page.url.startswith(f"{world.origin}/compte/connexion/?next=/pupitre/promotions/")
