"""The eyes of these tests see: each fault they look for, made on purpose, is found; a page without it is not blamed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e import looking
from tests.e2e.test_keyboard import FOCUS
from tests.e2e.walks import until

pytestmark = pytest.mark.browser

WELL = """<!doctype html><html lang="fr"><head><meta name="viewport" content="width=device-width"><title>Une page</title>
<style>a { padding-block: 4px } button { min-height: 30px; min-width: 30px }</style></head>
<body><main><h1>Une page</h1><p>Une phrase avec <a href="/un">un lien</a> dedans.</p><p><a href="/deux">Un lien seul</a></p>
<button>Aller</button></main></body></html>"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def look(page: Page) -> list[str]:
    return [*looking.frame(page, "fr"), *looking.accessibility(page), *looking.narrow(page)]


def test_page_without_fault_is_not_blamed(page: Page) -> None:
    page.set_content(WELL)

    assert look(page) == []


@pytest.mark.parametrize(
    ("instead_of", "broken", "found"),
    [
        ('lang="fr"', 'lang="en"', "lang is en"),
        ("<title>Une page</title>", "<title>Sextant</title>", "title says nothing"),
        ("<main>", "<main><h1>Encore</h1>", "h1: ['Encore', 'Une page']"),
        ("<main>", '<main><img src="data:,">', "axe image-alt at img"),
        ("<main>", '<main><p style="color:#bbb">Pâle</p>', "axe color-contrast at p"),
        ("<main>", '<main><p style="width:500px">Large</p>', "360 px: 508 px wide"),
        ("<main>", '<main><p style="width:330px">Large</p>', "320 px: 338 px wide"),
        ("<main>", '<header><details><summary>Menu</summary><p style="width:400px">…</p></details></header><main>', "with its menus open"),
        ("a { padding-block: 4px }", "", "target: "),
        ("<button>", '<button style="min-width:0;width:12px">', "target: 16×30"),
    ],
)
def test_fault_made_on_purpose_is_found(page: Page, instead_of: str, broken: str, found: str) -> None:
    page.set_content(WELL.replace(instead_of, broken))

    assert any(found in fault for fault in look(page)), look(page)


@pytest.mark.parametrize("served", ['<p style="a">', "<p\nonclick='a()'>", "<style>p{}</style>", "<script>a()</script>"])
def test_inline_code_is_found_in_what_is_served(served: str) -> None:
    assert looking.markup(f"<html>{served}</html>")


def test_outside_code_is_not_blamed() -> None:
    assert looking.markup('<script src="/a.js" defer></script><p hx-headers="{}" data-once>on time = style = nothing</p>') == []


@pytest.mark.parametrize(
    ("button", "found"),
    [
        ("<button>Vu</button>", ""),
        ("<button style='outline:none'>Sans marque</button>", "not marked: button"),
        ("<button style='position:fixed;left:-300px'>Dehors</button>", "hidden: button"),
        ("<button>Dessous</button><div style='position:fixed;inset:0;background:#fff'></div>", "hidden: button"),
    ],
)
def test_focus_that_cannot_be_seen_is_found(page: Page, button: str, found: str) -> None:
    page.set_content(f"<style>:focus-visible{{outline:3px solid}}</style>{button}")

    page.keyboard.press("Tab")

    assert page.evaluate(FOCUS).startswith(found)
    assert bool(page.evaluate(FOCUS)) == bool(found)


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("document.body.setAttribute('style', 'color: red')", "console: "),
        ("fetch('https://ailleurs.example/').catch(() => {})", "console: "),
        ("setTimeout(() => { throw new Error('oups') })", "script: "),
        ("fetch('/nulle-part/')", "404: "),
    ],
)
def test_fault_of_a_running_page_is_noted(contexts: Callable[..., object], act: str, found: str) -> None:
    context = contexts()
    page = context.new_page()  # type: ignore[attr-defined]
    page.goto("/compte/accessibilite/")
    assert context.faults == []  # type: ignore[attr-defined]

    page.evaluate(act)

    until(page, lambda: any(fault.startswith(found) for fault in context.faults))  # type: ignore[attr-defined]
    context.close()  # type: ignore[attr-defined]
