"""A real server: doubled posts give one answer each, and killing the server loses nothing it acknowledged."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from benchmarks.serving.client import Browser, ServerIsGone
from benchmarks.serving.learners import an_answer, begin_diagnostic, logged_in
from benchmarks.serving.server import Campus, campus
from tests.conftest import SMALL_PACK

pytestmark = pytest.mark.embedded

KEPT = """
import json
from sextant.assessment.models import Response
print(json.dumps([[str(pk), answer] for pk, answer in Response.objects.filter(answered_at__isnull=False).values_list("pk", "answer")]))
"""


def kept(here: Campus) -> dict[str, object]:
    return dict(json.loads(here.python(KEPT)))


async def post_eight_times(browser: Browser, address: str, form: dict[str, str | list[str]]) -> list[int]:
    twins = [Browser(browser.port, dict(browser.cookies)) for _ in range(8)]
    replies = await asyncio.gather(*(twin.post(address, form) for twin in twins))
    for twin in twins:
        await twin.close()
    return [reply.status for reply in replies]


@pytest.fixture(scope="module")
def filled() -> Iterator[Path]:
    """The folder of a campus that holds the small pack and twenty learners' sessions."""
    with campus(pack=SMALL_PACK) as here:
        browsers = logged_in(here, 20, profession="juriste", stage="exercice")
        (here.folder / "sessions.json").write_text(json.dumps([browser.cookies["sessionid"] for browser in browsers]), encoding="utf-8")
        yield here.folder


@contextmanager
def served(filled: Path) -> Iterator[tuple[Campus, list[Browser]]]:
    # On PostgreSQL the database is elsewhere than in the folder: these tests are about the embedded engine.
    with campus(like=filled) as here:
        sessions = json.loads((filled / "sessions.json").read_text(encoding="utf-8"))
        here.start(workers=2)
        yield here, [Browser(here.port, {"sessionid": key}) for key in sessions]


def test_800_doubled_posts_give_exactly_100_answers(filled: Path) -> None:
    async def play(browsers: list[Browser]) -> list[int]:
        statuses: list[int] = []
        pages = [await begin_diagnostic(browser) for browser in browsers]
        for _ in range(5):
            rounds = [
                post_eight_times(browser, address, an_answer(page.text, Random(number)))
                for number, (browser, (address, page)) in enumerate(zip(browsers, pages, strict=True))
            ]
            for found in await asyncio.gather(*rounds):
                statuses += found
            pages = [
                (address, await browser.follow(await browser.get(address))) for browser, (address, _) in zip(browsers, pages, strict=True)
            ]
        for browser in browsers:
            await browser.close()
        return statuses

    with served(filled) as (here, browsers):
        statuses = asyncio.run(play(browsers))

        assert (len(statuses), set(statuses)) == (800, {302})
        assert len(kept(here)) == 100


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kill_9_loses_no_acknowledged_answer(seed: int, filled: Path) -> None:
    acknowledged: dict[str, object] = {}

    async def answer_until_killed(browser: Browser, number: int) -> None:
        random = Random(1000 * seed + number)
        try:
            address, page = await begin_diagnostic(browser)
            while 'name="question"' in page.text:
                form = an_answer(page.text, random)
                reply = await browser.post(address, form)
                if reply.status == 302:
                    acknowledged[str(form["question"])] = form["answer"]
                page = await browser.follow(reply)
        except (ServerIsGone, OSError):
            return
        finally:
            await browser.close()

    async def play(browsers: list[Browser], here: Campus) -> None:
        crowd = asyncio.gather(*(answer_until_killed(browser, number) for number, browser in enumerate(browsers)))
        while len(acknowledged) < 20 + 10 * seed:
            await asyncio.sleep(0.01)
        here.kill()
        await crowd

    with served(filled) as (here, browsers):
        asyncio.run(play(browsers, here))

        saved = kept(here)
        assert len(acknowledged) >= 20
        assert set(acknowledged) <= set(saved)
        for question, answer in acknowledged.items():
            sent = sorted(answer) if isinstance(answer, list) else [answer]
            found = saved[question]
            assert (sorted(found) if isinstance(found, list) else [found]) == sent
