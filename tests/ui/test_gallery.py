"""The gallery: complete, accessible, narrow enough, and clean of inline code."""

from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe

import sextant.ui
from sextant.ui.templatetags.ui import register

UI = Path(sextant.ui.__file__).parent
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page) -> list[str]:
    results = Axe().run(page, options=AXE)
    return [
        f"{found['id']}: {node['html']} {node['any'][0]['message'] if node['any'] else ''}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


def test_gallery_shows_every_component() -> None:
    pages = [*(UI / "templates/ui/gallery").glob("*.html"), UI / "templates/ui/gallery.html", UI / "templates/ui/base.html"]
    source = "".join(page.read_text() for page in pages)

    missing = [tag for tag in register.tags if f"{{% {tag} " not in source]

    assert not missing
    assert len(register.tags) > 35


def test_gallery_is_well_formed(client) -> None:
    page = client.get("/").content.decode()

    html5lib.HTMLParser(strict=True).parse(page)
    assert page.count("<h1") == 1


def test_gallery_has_no_id_twice(client) -> None:
    tree = html5lib.parse(client.get("/").content.decode(), namespaceHTMLElements=False)
    ids = [node.get("id") for node in tree.iter() if node.get("id")]

    assert len(ids) == len(set(ids))


def test_every_description_and_label_points_at_something(client) -> None:
    tree = html5lib.parse(client.get("/").content.decode(), namespaceHTMLElements=False)
    ids = {node.get("id") for node in tree.iter() if node.get("id")}
    pointed = {
        name for node in tree.iter() for key in ("aria-describedby", "aria-labelledby", "for") for name in (node.get(key) or "").split()
    }

    assert pointed
    assert pointed <= ids


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_gallery_passes_axe(open_page, scheme: str, width: int) -> None:
    page = open_page(width=width, scheme=scheme)
    for details in page.locator("details:not([open]) > summary").all():
        if details.is_visible():
            details.click()

    assert faults(page) == []


@pytest.mark.browser
def test_axe_would_see_a_fault(open_page) -> None:
    page = open_page()
    page.evaluate("document.querySelector('.soft').className = 'badge-yours'; document.querySelector('label').remove()")

    assert faults(page)


@pytest.mark.browser
def test_gallery_fits_320_pixels(open_page) -> None:
    page = open_page(width=320)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.browser
def test_gallery_runs_under_the_policy_without_a_complaint(open_page) -> None:
    page = open_page()
    page.wait_for_timeout(200)

    assert page.faults == []
    assert page.evaluate("typeof htmx") == "object"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_targets_are_24_pixels_or_more(open_page, scheme: str) -> None:
    page = open_page(width=360, scheme=scheme)

    small = page.evaluate("""() => [...document.querySelectorAll('button, input, select, textarea, summary, nav.tabs a, .pages a')]
        .filter((one) => one.offsetParent && one.type !== 'hidden')
        .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)""")

    assert small == []
