"""Every GET route of the campus, as somebody who may see it: accessible, complete, quiet, and whole on a small telephone."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import looking
from tests.e2e.conftest import FULL_MATRIX, World
from tests.e2e.routes import NOT_PAGES, PAGES, POST_ONLY, THIRD_PARTY, At

pytestmark = pytest.mark.browser

SHORT = [("fr", "light", 1280), ("en", "dark", 360)]
FULL = list(product(("fr", "en"), ("light", "dark"), (360, 1280)))
LOOKS = FULL if FULL_MATRIX else SHORT
VIEWS = [(route, at) for route, views in PAGES.items() for at in views]


def name_of(view: tuple[str, At]) -> str:
    route, at = view
    return "-".join(filter(None, [route, at.who, *at.given.values(), at.query]))


@pytest.fixture(scope="module")
def browsers(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., BrowserContext]]:
    """Return `browsers(who, language, scheme)`: the same browser for all pages that the same person reads in the same way."""
    kept: dict[tuple[str, str, str], BrowserContext] = {}

    def browser(who: str, language: str, scheme: str) -> BrowserContext:
        key = (who, language, scheme)
        if key not in kept:
            kept[key] = contexts(who, language=language, scheme=scheme)
        return kept[key]

    yield browser
    for context in kept.values():
        context.close()


@pytest.fixture
def page_as(browsers: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Return `page_as(who, language, scheme, width)`: the page of that browser, which goes from one address to the next as theirs would."""
    used: list[Page] = []

    def page_as(who: str, language: str, scheme: str, width: int) -> Page:
        context = browsers(who, language, scheme)
        used.append(context.pages[0] if context.pages else context.new_page())
        used[-1].set_viewport_size({"width": width, "height": 800})
        context.faults.clear()  # type: ignore[attr-defined]
        return used[-1]

    yield page_as
    for page in used:
        # Left open it would lock itself, and its session, while others are looked at.
        page.goto("about:blank")


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS, ids=lambda value: str(value))
@pytest.mark.parametrize("view", VIEWS, ids=name_of)
def test_page_has_no_fault(
    world: World, page_as: Callable[..., Page], view: tuple[str, At], language: str, scheme: str, width: int
) -> None:
    route, at = view
    page = page_as(at.who, language, scheme, width)

    answer = page.goto(at.address(route, world.ids))

    assert answer is not None
    assert answer.status == 200
    faults = [*looking.markup(answer.text()), *looking.frame(page, at.language or language)]
    page.evaluate("document.querySelectorAll('main details').forEach((node) => { node.open = true })")
    faults += [*looking.accessibility(page), *looking.narrow(page), *page.context.faults]  # type: ignore[attr-defined]
    assert not faults, "\n".join(faults)


def test_every_route_is_looked_at(world: World) -> None:
    theirs = {route for route in world.routes if route.split(":")[0] in THIRD_PARTY}

    told = {*PAGES, *NOT_PAGES, *POST_ONLY}

    assert sorted({*world.routes} - theirs - told) == [], "write in tests/e2e/routes.py as whom these routes are looked at"
    assert sorted(told - {*world.routes}) == [], "tests/e2e/routes.py names routes that are gone"
    assert len(PAGES) + len(NOT_PAGES) + len(POST_ONLY) == len(told)


@pytest.mark.parametrize("view", POST_ONLY.items(), ids=name_of)
def test_route_that_changes_something_shows_nothing(world: World, browsers: Callable[..., BrowserContext], view: tuple[str, At]) -> None:
    route, at = view

    answer = browsers(at.who, "fr", "light").request.get(at.address(route, world.ids), max_redirects=0)

    assert answer.status == 405


@pytest.mark.parametrize("language", ["fr", "en"])
def test_address_that_leads_nowhere_is_a_page_of_ours(page_as: Callable[..., Page], language: str) -> None:
    page = page_as("", language, "light", 1280)

    answer = page.goto("/nulle-part/")

    assert answer is not None
    assert answer.status == 404
    expect(page.locator(".error-page h1")).to_be_visible()
    faults = [*looking.markup(answer.text()), *looking.frame(page, language), *looking.accessibility(page), *looking.narrow(page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_code_of_no_transcript_asks_to_look_again(page_as: Callable[..., Page], language: str) -> None:
    page = page_as("", language, "dark", 360)

    answer = page.goto("/releve/7K2M-9QXD-0AZP-4TRW/")

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("textbox")).to_be_visible()
    faults = [*looking.markup(answer.text()), *looking.frame(page, language), *looking.accessibility(page), *looking.narrow(page)]
    assert not faults, "\n".join(faults)
