"""The gallery served to a real browser without a socket: each request of the page is answered here, in the process."""

from collections.abc import Callable, Iterator
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route

ORIGIN = "https://campus.test"


@pytest.fixture(autouse=True)
def _only_the_design_system(settings) -> None:
    """The design system stands alone: its own routes, its own sample surroundings."""
    settings.ROOT_URLCONF = "sextant.ui.urls"
    settings.UI_SHELL = "sextant.ui.gallery.sample_shell"
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["campus.test", "testserver"]
    settings.LANGUAGE_CODE = "en"
    settings.MIDDLEWARE = ["csp.middleware.CSPMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def open_page(chromium: Browser, client: Client) -> Iterator[Callable[..., Page]]:
    """Return `open_page(html=None, width=…, scheme=…)`: the gallery, or a page of one's own, in Chromium under the real policy."""
    contexts = []

    def answer(route: Route, html: str | None) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            if not found:
                return route.fulfill(status=404)
            return route.fulfill(body=Path(found).read_bytes(), content_type=guess_type(path)[0] or "application/octet-stream")
        if path != "/" or route.request.method != "GET":
            return route.fulfill(status=200, content_type="text/html", body=f"<h1>{route.request.method} {path}</h1>")
        response = client.get("/", secure=True)
        return route.fulfill(
            body=html or response.content, headers={key: value for key, value in response.items() if key != "Content-Length"}
        )

    def open_page(
        html: str | None = None, *, width: int = 1280, scheme: str = "light", javascript: bool = True, clock: bool = False
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        page.route("**/*", lambda route: answer(route, html))
        if clock:
            page.clock.install()
        page.goto(ORIGIN)
        return page

    yield open_page
    for context in contexts:
        context.close()
