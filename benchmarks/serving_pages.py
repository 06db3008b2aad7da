"""
Our pages beside a bare Django page, on the same engine and server, in the same run, in turns.

`python -m benchmarks.serving_pages [--quick]`. A share of 50 % means that one of our pages costs as much as two bare ones.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from random import Random
from statistics import median

from benchmarks.serving.client import Browser
from benchmarks.serving.learners import an_answer, begin_diagnostic, logged_in
from benchmarks.serving.server import ROOT, Campus, campus, free_port

CLIENTS = 8
ROUNDS = 5
AIM = 0.5
"""What the home page is to reach one day, as a share of a bare page."""

READ = "socle.res.premier-jour-premier-dossier"
HOME = "home (/cap/)"
PAGES = {
    HOME: "/cap/",
    "plan (/parcours/)": "/parcours/",
    "result (/resultat/)": "/resultat/",
    "library (/etude/)": "/etude/",
    "reading": f"/etude/{READ}/",
    "review (/etude/revision/)": "/etude/revision/",
}
ANSWER = "answer (post + next question)"


def start_bare(folder: str) -> tuple[subprocess.Popen[bytes], Browser]:
    """Start the bare page and return its process and a logged-in browser."""
    environment = {**os.environ, "BARE_FOLDER": folder, "PYTHONPATH": str(ROOT)}
    key = subprocess.run(
        [sys.executable, "-m", "benchmarks.serving.bare"], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += [
        "--blocking-threads",
        "4",
        "--backlog",
        "4096",
        "--backpressure",
        "4096",
        "--http",
        "1",
        "--no-ws",
        "benchmarks.serving.bare:application",
    ]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return process, Browser(port, {"sessionid": key})


async def rate(browsers: list[Browser], ask: Callable[[Browser], Awaitable[int]], seconds: float) -> float:
    """Return the requests a second that `browsers` get answered at once over `seconds`."""
    # The server closes connections that wait too long for their turn.
    for browser in browsers:
        await browser.close()
    end = time.perf_counter() + seconds
    counts = [0] * len(browsers)

    async def keep_asking(place: int) -> None:
        while time.perf_counter() < end:
            counts[place] += await ask(browsers[place])

    start = time.perf_counter()
    await asyncio.gather(*(keep_asking(place) for place in range(len(browsers))))
    return sum(counts) / (time.perf_counter() - start)


def page_at(path: str) -> Callable[[Browser], Awaitable[int]]:
    """Return what asks for the page at `path` and insists on getting it."""

    async def ask(browser: Browser) -> int:
        reply = await browser.get(path)
        assert reply.status == 200, (path, reply.status, reply.headers.get("location"))
        return 1

    return ask


async def measure(here: Campus, bare: Browser, learners: list[Browser], seconds: float) -> dict[str, list[float]]:
    """Return, per page, its rate in each round; the pages take turns, so that a busy moment hits all of them."""
    bares = [Browser(bare.port, dict(bare.cookies)) for _ in range(CLIENTS)]
    found: dict[str, list[float]] = {}
    diagnostics = {id(browser): await begin_diagnostic(browser) for browser in learners[CLIENTS:]}
    random = Random(1)
    waiting = {key: page for key, (_, page) in diagnostics.items()}

    async def answer(browser: Browser) -> int:
        address, _ = diagnostics[id(browser)]
        page = waiting[id(browser)]
        if 'name="question"' not in page.text:
            return 0
        reply = await browser.post(address, an_answer(page.text, random))
        waiting[id(browser)] = await browser.follow(reply)
        return 2  # the answer and the page it leads to

    for _ in range(ROUNDS):
        found.setdefault("bare page", []).append(await rate(bares, page_at("/"), seconds))
        for name, path in PAGES.items():
            found.setdefault(name, []).append(await rate(learners[:CLIENTS], page_at(path), seconds))
        fresh = [browser for browser in learners[CLIENTS:] if 'name="question"' in waiting[id(browser)].text][: CLIENTS * 2]
        if fresh:
            found.setdefault(ANSWER, []).append(await rate(fresh[:CLIENTS], answer, min(seconds, 1.5)))
    for browser in (*bares, *learners):
        await browser.close()
    return found


def main() -> int:
    """Run the benchmark and print what was measured."""
    seconds = 0.4 if "--quick" in sys.argv else 1.0
    with campus() as here, tempfile.TemporaryDirectory() as folder:
        learners = logged_in(here, CLIENTS * 8, profession="infirmier", stage="c1y2")
        here.python(SEED)
        here.start(workers=2)
        process, bare = start_bare(folder)
        try:
            time.sleep(2)
            found = asyncio.run(measure(here, bare, learners, seconds))
        finally:
            process.terminate()
            process.wait()
    peer = median(found["bare page"])
    print(f"{CLIENTS} clients, 2 web processes, SQLite, {ROUNDS} rounds in turns; median requests/s and share of the bare page")
    for name, rates in found.items():
        print(f"  {name:<32} {median(rates):7.0f} /s   {100 * median(rates) / peer:4.1f} %")
    print(f"aim of the home page, half or better — {'PASS' if median(found[HOME]) / peer >= AIM else 'MISS'}")
    return 0


SEED = """
from datetime import timedelta
from random import Random
from django.utils import timezone
from sextant.accounts.models import Learner
from sextant.catalogue.models import ResourceVersion
from sextant.config.examinees import Examinee, settle, take_diagnostic
from sextant.frameworks.queries import framework_of
from sextant.pathways import actions
from sextant.study.actions import keep_visit
now = timezone.now()
READ_HASH = ResourceVersion.objects.get(uid="socle.res.premier-jour-premier-dossier", current=True).content_hash
for learner in Learner.objects.order_by("created_at")[:8]:
    framework = framework_of(learner)
    examinee = Examinee(learner, framework, Random(1), now - timedelta(days=1))
    take_diagnostic(examinee, questions=25)
    settle(examinee, framework.codes[:8])
    actions.change_constraints(learner=learner, now=now, slots=[[2, 1080, 120], [4, 1080, 120]], minutes_per_week=120)
    actions.make_plan(learner=learner, now=now, improve=False)
    keep_visit(learner=learner, resource="socle.res.premier-jour-premier-dossier", content_hash=READ_HASH, seconds=300, anchor="", now=now)
"""


if __name__ == "__main__":
    raise SystemExit(main())
