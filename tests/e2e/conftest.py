"""One real campus for all journeys, served by the product's own server; a page of a real browser for whoever walks."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from benchmarks.serving.server import Campus, campus
from tests.conftest import SMALL_PACK, SOCLE

FULL_MATRIX = os.environ.get("SEXTANT_FULL_MATRIX") == "1"
"""The small pack, in the two looks that differ most, or the pack the product ships, in every language, scheme and width."""

PATIENCE = 40_000
"""Milliseconds for which a page may make itself waited for: test machines are busy, and our scripts try again after twenty seconds."""

expect.set_options(timeout=PATIENCE)

TASKS = """
import sys
import ortools.sat.python.cp_model
from sextant.config.wiring import schedule
from sextant.ground.tasks.worker import run_worker
print("ready", flush=True)
for _ in sys.stdin:
    run_worker(schedule=schedule(), until_empty=True)
    print("done", flush=True)
"""


@dataclass
class World:
    """The campus of the journeys: who can be logged in as, the identifiers that addresses need, the routes it serves."""

    here: Campus
    sessions: dict[str, str]
    ids: dict[str, str]
    routes: list[str]

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.here.port}"


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """A campus with the people of `tests.e2e.world`, started: on the small pack, or in the full matrix on the one the product ships."""
    with pytest.MonkeyPatch.context() as patch:
        # Its own embedded database, whatever engine the other tests run on.
        patch.delenv("SEXTANT_DATABASE_URL", raising=False)
        with campus(pack=SOCLE if FULL_MATRIX else SMALL_PACK) as here:
            made = json.loads(here.python("from tests.e2e.world import build\nprint(build())").splitlines()[-1])
            here.start(workers=1)
            yield World(here, **made)


@pytest.fixture(scope="session")
def work(world: World) -> Iterator[Callable[[], None]]:
    """Return `work()`: the task worker, its libraries loaded beforehand, does what waits, and nothing before: no test is a race."""
    log = world.here.folder / "worker.log"
    with log.open("ab") as errors:
        worker = subprocess.Popen(
            [sys.executable, "-c", "import django; django.setup()\n" + TASKS],
            env=world.here.environment,
            cwd=world.here.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert worker.stdin is not None
    assert worker.stdout is not None

    def hear(word: str) -> None:
        heard = worker.stdout.readline().strip()  # type: ignore[union-attr]
        assert heard == word, (heard, log.read_text(encoding="utf-8")[-2000:])

    def work() -> None:
        print(file=worker.stdin, flush=True)
        hear("done")

    try:
        hear("ready")
        yield work
    finally:
        worker.communicate(timeout=30)


@pytest.fixture(scope="session")
def contexts(chromium: Browser, world: World) -> Iterator[Callable[..., BrowserContext]]:
    """Return `context(who, language=…, scheme=…, width=…, javascript=…)`: a browser of somebody's own, that notes every fault."""
    opened: list[BrowserContext] = []

    def context(
        who: str = "", *, language: str = "fr", scheme: str = "light", width: int = 1280, javascript: bool = True
    ) -> BrowserContext:
        made = chromium.new_context(
            base_url=world.origin,
            locale={"fr": "fr-FR", "en": "en-GB"}[language],
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        made.set_default_timeout(PATIENCE)
        if who:
            made.add_cookies([{"name": "sessionid", "value": world.sessions[who], "url": world.origin}])
        made.add_cookies([{"name": "django_language", "value": language, "url": world.origin}] if who else [])
        made.faults = watch(made, world.origin)  # type: ignore[attr-defined]
        opened.append(made)
        return made

    yield context
    for one in opened:
        one.close()


def watch(context: BrowserContext, origin: str) -> list[str]:
    """Note every error of the console (a refused style or script is one), every call to another host, every server error."""
    faults: list[str] = []
    host = urlsplit(origin).netloc

    def on_console(message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 is told to the console too; the journeys say themselves which pages may.
        if message.type == "error" and not message.text.startswith("Failed to load resource: the server responded with a status of 4"):
            faults.append(f"console: {message.text}")

    def on_response(response: Response) -> None:
        # The service worker asks for a page on the page's behalf: to the browser that is no document, and the page gets the same answer.
        by_worker = response.request.service_worker is not None
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type != "document" and not by_worker):
            faults.append(f"{response.status}: {response.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
    context.on("response", on_response)
    context.on(
        "request",
        lambda request: None if urlsplit(request.url).netloc in (host, "") else faults.append(f"another host: {request.url}"),
    )
    return faults


@pytest.fixture
def open_page(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Return `open_page(who, …)`: a page in a browser of their own. At the end of the test no page may have shown a fault."""
    opened: list[BrowserContext] = []

    def open_page(who: str = "", **of_context: Any) -> Page:
        opened.append(contexts(who, **of_context))
        return opened[-1].new_page()

    yield open_page
    faults = [fault for context in opened for fault in context.faults]  # type: ignore[attr-defined]
    for context in opened:
        context.close()
    assert faults == []
