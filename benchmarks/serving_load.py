"""
One hundred learners answer diagnostic questions at once, on the embedded database, two web processes.

`python -m benchmarks.serving_load [--quick]`. Prints errors, requests a second, and the 50th and 95th percentile of each kind of request.
"""

import asyncio
import sys
import time
from collections import Counter
from random import Random
from statistics import quantiles

from benchmarks.serving.client import Browser
from benchmarks.serving.learners import an_answer, begin_diagnostic, logged_in
from benchmarks.serving.server import campus

LEARNERS = 100
QUESTIONS = 20


async def answer_questions(browser: Browser, number: int, questions: int, errors: Counter[str]) -> int:
    """Take a diagnostic and return the number of questions answered."""
    random = Random(number)
    await asyncio.sleep(random.random())
    answered = 0
    address, page = await begin_diagnostic(browser)
    for _ in range(questions):
        if 'name="question"' not in page.text:
            break
        reply = await browser.post(address, an_answer(page.text, random), label="answer")
        if reply.status != 302:
            errors[f"answer → {reply.status}"] += 1
            break
        answered += 1
        page = await browser.follow(reply, label="question")
        if page.status != 200:
            errors[f"question → {page.status}"] += 1
            break
    await browser.close()
    return answered


async def crowd(browsers: list[Browser], questions: int) -> tuple[int, float, Counter[str]]:
    """Let everybody answer; return answers, seconds, errors."""
    errors: Counter[str] = Counter()
    start = time.perf_counter()
    answered = await asyncio.gather(*(answer_questions(browser, number, questions, errors) for number, browser in enumerate(browsers)))
    return sum(answered), time.perf_counter() - start, errors


def main() -> int:
    """Run the benchmark and print what was measured."""
    questions = 5 if "--quick" in sys.argv else QUESTIONS
    with campus() as here:
        browsers = logged_in(here, LEARNERS, profession="infirmier", stage="c1y2")
        here.start(workers=2)
        idle = here.resident_megabytes()
        answered, seconds, errors = asyncio.run(crowd(browsers, questions))
        kept = int(
            here.python("from sextant.assessment.models import Response; print(Response.objects.filter(answered_at__isnull=False).count())")
        )
        busy = here.resident_megabytes()
    timings: dict[str, list[float]] = {}
    for browser in browsers:
        for label, took in browser.timings:
            timings.setdefault(label, []).append(took)
    total = sum(map(len, timings.values()))
    print(f"{LEARNERS} learners at once, SQLite, 2 web processes: {answered} answers in {seconds:.1f} s")
    print(f"errors: {sum(errors.values())} {dict(errors) or ''}   answers kept: {kept} of {answered} acknowledged")
    print(f"{total / seconds:.0f} requests/s")
    for label, values in sorted(timings.items()):
        cut = quantiles(values, n=20) if len(values) > 1 else [values[0]] * 19
        print(f"  {label:<9} n={len(values):<5} p50 {1000 * cut[9]:6.0f} ms   p95 {1000 * cut[18]:6.0f} ms")
    print(
        f"resident memory of the processes: started {[round(size) for size in idle]} MB, after the load {[round(size) for size in busy]} MB"
    )
    sound = not errors and kept == answered
    print("PASS" if sound else "MISS", "0 errors, every acknowledged answer kept")
    return 0 if sound else 1


if __name__ == "__main__":
    raise SystemExit(main())
