"""
What a page costs in the process that makes it: queries, calls of functions, processor time; beside a bare Django page.

`python -m benchmarks.page_cost`. Queries and calls are the same on any machine, however busy: they show what a change costs. Time is the
least of several requests, in milliseconds of the processor.
"""

import json
import os
import subprocess
import sys
import tempfile

from benchmarks.serving.learners import logged_in
from benchmarks.serving.server import ROOT, campus
from benchmarks.serving_pages import PAGES, SEED

TIMES = 15

BUDGETS = {
    "home (/cap/)": 0.16,
    "plan (/parcours/)": 0.075,
    "result (/resultat/)": 0.10,
    "library (/etude/)": 0.07,
    "reading": 0.09,
    "review (/etude/revision/)": 0.18,
}
"""The least share of the calls of each page that a bare page may come to: below it, something has been made heavier."""

ASK = f"""
import cProfile, io, json, pstats, sys, time

def ask(application, path, cookie):
    environ = dict(REQUEST_METHOD="GET", PATH_INFO=path, QUERY_STRING="", SERVER_NAME="127.0.0.1", SERVER_PORT="80",
        HTTP_HOST="127.0.0.1", HTTP_COOKIE=cookie, HTTP_ACCEPT_LANGUAGE="fr", SERVER_PROTOCOL="HTTP/1.1", REMOTE_ADDR="127.0.0.1")
    environ |= {{"wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "wsgi.version": (1, 0)}}
    statuses = []
    answer = application(environ, lambda status, headers, exception=None: statuses.append(status))
    b"".join(answer)
    answer.close()
    assert statuses[0].startswith("200"), (path, statuses)

def cost(application, path, cookie):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    ask(application, path, cookie)
    ask(application, path, cookie)
    times = []
    for _ in range({TIMES}):
        start = time.process_time()
        ask(application, path, cookie)
        times.append(time.process_time() - start)
    profile = cProfile.Profile()
    profile.runcall(ask, application, path, cookie)
    with CaptureQueriesContext(connection) as queries:
        ask(application, path, cookie)
        asked = len(queries)
    return asked, sum(row[1] for row in pstats.Stats(profile).stats.values()), 1000 * min(times)
"""


def bare() -> tuple[int, int, float]:
    """Return what the bare page costs."""
    code = ASK + "from benchmarks.serving import bare\nprint(json.dumps(cost(bare.application, '/', 'sessionid=' + bare.prepare())))"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "BARE_FOLDER": folder, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    queries, calls, milliseconds = json.loads(done.stdout)
    return queries, calls, milliseconds


def ours() -> dict[str, tuple[int, int, float]]:
    """Return what each of our pages costs a learner with a plan."""
    with campus() as here:
        (browser,) = logged_in(here, 1, profession="infirmier", stage="c1y2")
        here.python(SEED + "\nfrom sextant.config.commands.statics import collect_static\ncollect_static()")
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        made = "from sextant.config.wsgi import application\n"
        asked = f"print(json.dumps({{name: cost(application, path, {cookie!r}) for name, path in {PAGES!r}.items()}}))"
        found: dict[str, tuple[int, int, float]] = json.loads(here.python(ASK + made + asked))
    return found


def main() -> int:
    """Run the benchmark and print what was measured."""
    peer = bare()
    print(f"{'':<28} queries    calls   ms of processor   share of the bare page (calls, ms)")
    over = []
    for name, (queries, calls, milliseconds) in {"bare page": peer, **ours()}.items():
        if peer[1] / calls < BUDGETS.get(name, 0):
            over.append(name)
        shares = f"{100 * peer[1] / calls:3.0f} %  {100 * peer[2] / milliseconds:3.0f} %"
        print(f"  {name:<26} {queries:7d} {calls:8d} {milliseconds:17.1f}   {shares}")
    print(f"budgets — {'over: ' + ', '.join(over) if over else 'PASS'}")
    return 1 if over else 0


if __name__ == "__main__":
    raise SystemExit(main())
