"""Élise brings a cohort in from a file, and takes it back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import World
from tests.e2e.test_diagnostic import WITH_AND_WITHOUT, named
from tests.e2e.walks import send

pytestmark = pytest.mark.browser


@WITH_AND_WITHOUT
def test_elise_tries_applies_and_undoes_a_roster(world: World, open_page: Callable[..., Page], javascript: bool) -> None:
    cohort = world.ids["import"]
    page = open_page(named("importer", javascript=javascript), javascript=javascript)
    who = f"nouvelle-{javascript}@example.org".lower()
    line = f"{who};Petit;Zoé;Juriste"
    lines = ["Adresse mail;Nom;Prénom;Profession", line, "pas-une-adresse;Faux;Jean;Juriste", line]
    page.goto("/pupitre/")
    page.locator(f"main a[href='/pupitre/promotions/{cohort}/']").click()
    page.locator(f"main a[href='/pupitre/promotions/{cohort}/liste/']").first.click()

    # A spreadsheet of a French registry: semicolons, accents in its own encoding.
    file = {"name": "promotion.csv", "mimeType": "text/csv", "buffer": "\r\n".join(lines).encode("cp1252")}
    page.locator("input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]
    send(page.locator("main form:has(input[type=file]) button"))

    # The dry run says which and why, and has changed nothing.
    page.wait_for_url("**/pupitre/listes/*/")
    dry_run = page.url
    shown = page.locator("main")
    expect(shown).to_contain_text(who)
    expect(shown).to_contain_text("pas-une-adresse")
    expect(shown).to_contain_text("Zoé")
    assert invited(page, cohort, who) == 0

    page.goto(dry_run)
    send(page.locator("form[action$='/appliquer/'] button"))
    expect(page.locator("form[action$='/annuler/'] button")).to_be_visible()
    assert invited(page, cohort, who) == 1
    assert invited(page, cohort, "pas-une-adresse") == 0

    page.goto(dry_run)
    send(page.locator("form[action$='/annuler/'] button"))
    expect(page.locator("form[action$='/annuler/']")).to_have_count(0)
    assert invited(page, cohort, who) == 0


def invited(page: Page, cohort: str, who: str) -> int:
    """Return how many lines of the invitations name `who`."""
    page.goto(f"/pupitre/promotions/{cohort}/invitations/")
    expect(page.locator("h1")).to_be_visible()
    return page.locator("main tbody tr", has_text=who).count()


def test_teacher_follows_a_cohort_but_does_not_set_it_up(world: World, open_page: Callable[..., Page]) -> None:
    cohort = world.ids["cohort"]
    page = open_page("chloe")
    page.goto("/pupitre/")
    page.locator(f"main a[href='/pupitre/promotions/{cohort}/']").click()

    expect(page.locator("#learners tbody tr").first).to_be_visible()
    expect(page.locator("main a[href$='/liste/']")).to_have_count(0)
    answer = page.goto(f"/pupitre/promotions/{cohort}/liste/")
    assert answer is not None
    assert answer.status == 404
