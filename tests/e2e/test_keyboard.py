"""A first visit by the keyboard alone: Tab, Space and Enter reach everything, and one always sees where one is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import World
from tests.e2e.walks import here
from tests.e2e.world import PASSWORD

pytestmark = pytest.mark.browser

MOST_TABS = 80

FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return 'nowhere';
  if (node.tabIndex < 0) return '';  // put there by the page, which reads it out; not a stop of the Tab key
  const what = `${node.tagName.toLowerCase()}.${node.className} ${(node.textContent || node.name || '').trim().slice(0, 40)}`;
  const marks = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const around = [node, node.closest('label'), node.parentElement].filter(Boolean);
  if (!around.some((one) => marks(getComputedStyle(one)))) return `not marked: ${what}`;
  const shown = [node, node.closest('label')].filter(Boolean).flatMap((one) => [...one.getClientRects()].map((box) => [one, box]));
  const seen = shown.some(([one, box]) => {
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
    const top = document.elementFromPoint(x, y);
    return top && (one.contains(top) || top.contains(one) && top !== document.body && top !== document.documentElement);
  });
  return seen ? '' : `hidden: ${what}`;
}"""
"""What is wrong with the focus: it is nowhere, one cannot see it, or something lies over it."""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; on the way, every stop must be seen."""
    wanted.first.wait_for(state="attached")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        fault = page.evaluate(FOCUS)
        assert fault in ("", "nowhere"), f"{page.url}: {fault}"
        if wanted.first.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: not reached in {MOST_TABS} presses of Tab")


def answer_by_keys(page: Page) -> None:
    """Answer the question on the screen."""
    form = page.locator("form.question-form")
    asked = form.locator("input[name=question]").get_attribute("value")
    offered = form.locator("[name=answer]").first
    tab_to(page, offered)
    if offered.get_attribute("type") in ("radio", "checkbox"):
        page.keyboard.press("Space")
        expect(offered).to_be_checked()
    else:
        page.keyboard.type("je consigne")
    tab_to(page, form.locator("button:not([name])"))
    page.keyboard.press("Enter")
    expect(page.locator(f'input[name=question][value="{asked}"]')).to_have_count(0)


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (True, 360), (False, 360)])
def test_first_visit_by_the_keyboard_alone(world: World, open_page: Callable[..., Page], javascript: bool, width: int) -> None:
    page = open_page(javascript=javascript, width=width)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()

    tab_to(page, page.locator("form.landing-begin button"))
    page.keyboard.press("Enter")
    for _ in range(5):
        assert here(page) == "question"
        answer_by_keys(page)
    page.wait_for_url("**/essai/resultat/")
    tab_to(page, page.locator("main a[href^='/compte/inscription/']"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("input[name=email]"))
    page.keyboard.type(f"clavier-{javascript}-{width}@example.org")
    tab_to(page, page.locator("input[type=password]"))
    page.keyboard.type(PASSWORD)
    tab_to(page, page.locator("main form:has(input[name=email]) button"))
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{world.origin}/cap/")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("address", ["/parcours/profil/semaine/", "/parcours/?vue=liste", "/resultat/", "/compte/", "/cap/"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_stop_of_the_tab_key_is_seen(open_page: Callable[..., Page], address: str, width: int) -> None:
    page = open_page("amina", width=width)
    page.goto(address)
    faults, stops = [], 0

    for _ in range(4 * MOST_TABS):
        page.keyboard.press("Tab")
        fault = page.evaluate(FOCUS)
        if fault == "nowhere":
            break
        stops += 1
        faults += [fault] if fault else []

    assert faults == []
    assert stops > 5
    assert page.evaluate("document.activeElement === document.body"), "the Tab key never leaves the page"
