"""From the profile to a course, and from one device to another."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import World
from tests.e2e.walks import answer, answer_all, go_on, here, log_in, send
from tests.e2e.world import PASSWORD

pytestmark = pytest.mark.browser

SITTING = re.compile(r"/diagnostic/[0-9a-f-]{36}/$")
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])


def named(name: str, *, javascript: bool) -> str:
    """Return the account of a journey: the walk without JavaScript has its own."""
    return name if javascript else f"{name}-without"


def fill_profile(page: Page, *, javascript: bool) -> None:
    """Go through the four steps of the profile."""
    page.goto("/parcours/profil/")
    page.locator("select[name=profession]").select_option(index=1)
    if not javascript:
        send(page.locator("button[name=refresh]"))
    page.locator("input[name=stage]").first.check()
    page.locator("input[name=entry_year]").fill("2025")
    next_step(page, "/parcours/profil/acquis/")
    page.locator("select[name=level_0]").select_option(index=2)
    next_step(page, "/parcours/profil/semaine/")
    for box in page.locator("input[name=slots]").all()[:4]:
        box.check()
    page.locator("input[name=hours]").fill("1,5")
    next_step(page, "/parcours/profil/but/")
    page.locator("input[name=goal]").first.check()
    next_step(page, "/diagnostic/")


def next_step(page: Page, path: str) -> None:
    """Send the step on the screen and arrive at `path`."""
    send(page.locator("main form .actions button"))
    page.wait_for_url(f"**{path}")


@WITH_AND_WITHOUT
def test_learner_goes_from_profile_to_plan(world: World, open_page: Callable[..., Page], javascript: bool) -> None:
    page = open_page(named("fresh", javascript=javascript), javascript=javascript)
    fill_profile(page, javascript=javascript)

    rated = page.locator("fieldset.rate")
    expect(rated).to_have_count(int(world.ids["competences"]))
    for fieldset in rated.all():
        fieldset.locator("label").nth(2).click()
    page.locator("input[name=explanations][value=each]").check()
    send(page.locator("main form .actions button"))
    page.wait_for_url(SITTING)
    asked = answer_all(page, most=3)
    assert asked == 3

    # Pause, stop here: too few answers to judge everything.
    page.locator(".sitting-foot a[href='/diagnostic/']").click()
    send(page.locator("form[action$='/terminer/'] button"))
    expect(page).to_have_url(f"{world.origin}/resultat/")
    rows = page.locator(".sights-row[id]")
    expect(rows).to_have_count(int(world.ids["competences"]))
    page.wait_for_load_state()

    # Settle one: afterwards it has a verdict, and it is not asked again.
    to_settle = page.locator("form[action='/resultat/preciser/']")
    competence = to_settle.first.locator("input[name=competence]").get_attribute("value")
    before = to_settle.count()
    to_settle.first.locator("button").click()
    page.wait_for_url(SITTING)
    answer_all(page, know=False)
    expect(page).to_have_url(f"{world.origin}/resultat/#{competence}")
    expect(page.locator(f"[id='{competence}']")).to_be_visible()
    expect(page.locator(f"form[action='/resultat/preciser/'] input[value='{competence}']")).to_have_count(0)
    assert to_settle.count() < before

    page.locator("main .actions a[href='/parcours/']").click()
    expect(page).to_have_url(f"{world.origin}/parcours/")
    expect(page.locator("#course a[href^='/parcours/etape/']").first).to_be_visible()
    page.goto("/parcours/?vue=liste")
    expect(page.locator(".trip .why").first).to_be_visible()


@WITH_AND_WITHOUT
def test_diagnostic_is_resumed_on_another_device(world: World, open_page: Callable[..., Page], javascript: bool) -> None:
    name = named("device", javascript=javascript)
    first = open_page(name, javascript=javascript)
    first.goto("/diagnostic/")
    first.locator("input[name=explanations][value=each]").check()
    send(first.locator("main form .actions button"))
    first.wait_for_url(SITTING)
    assert answer_all(first, most=2) == 2
    waiting = first.locator("input[name=question]").get_attribute("value")

    second = open_page(width=360, javascript=javascript)
    second.goto("/diagnostic/")
    log_in(second, email=f"{name}@example.org", password=PASSWORD)
    expect(second).to_have_url(f"{world.origin}/diagnostic/")
    second.locator("main .actions a").first.click()
    second.wait_for_url(SITTING)

    assert here(second) == "question"
    expect(second.locator("input[name=question]")).to_have_value(str(waiting))
    answer(second)
    # The page left open on the first device asks a question that is answered: it says so, and goes on from where the other one is.
    first.locator("button[name=dont_know]").click()
    expect(first.locator(f"input[name=question][value='{waiting}']")).to_have_count(0)
    if here(second) == "explanation":
        go_on(second)
    answer_all(second)
    expect(second).to_have_url(f"{world.origin}/resultat/")
    first.goto("/diagnostic/")
    expect(first.locator("a[href='/resultat/']").first).to_be_visible()
