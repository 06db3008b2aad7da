"""What a first visit weighs on the wire, as the browser counts it: compressed, headers included, nothing in its cache."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.walks import answer_all, send

pytestmark = pytest.mark.browser

MOST, MOST_SCRIPT = 120_000, 30_000


class Scale:
    """Weighs what a page receives, by type."""

    def __init__(self, page: Page) -> None:
        self.bytes: Counter[str] = Counter()
        self.encodings: dict[str, str] = {}
        self._types: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, Any]) -> None:
        self._types[event["requestId"]] = event["type"]
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        if not event["response"]["fromDiskCache"]:
            self.encodings[event["response"]["url"]] = headers.get("content-encoding", "")

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[self._types.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    def told(self, what: str) -> str:
        """Return the sums as a line to print."""
        parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in self.bytes.most_common())
        return f"{what}: {self.bytes.total() / 1000:.1f} kB ({parts})"


def test_first_visit_is_light(open_page: Callable[..., Page], capsys: pytest.CaptureFixture[str]) -> None:
    page = open_page()
    scale = Scale(page)
    page.goto("/", wait_until="networkidle")
    landing = scale.told("first page")
    assert scale.bytes.total() > 10_000

    send(page.locator("form.landing-begin button"))
    answer_all(page)
    page.wait_for_load_state("networkidle")
    visit = scale.told("first page, five questions, result")

    with capsys.disabled():
        print(f"\n{landing}\n{visit}")
    assert scale.bytes.total() <= MOST
    assert scale.bytes["Script"] <= MOST_SCRIPT
    plain = [url for url, encoding in scale.encodings.items() if url.endswith((".css", ".js")) and encoding != "br"]
    assert plain == []
