"""`sextant demo`: from nothing to a running, populated campus."""

import gc
import os
import time
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from sextant.config.commands.console import fail, out, with_progress
from sextant.config.commands.content import load as load_content
from sextant.config.commands.upkeep import migrate, serve

app = typer.Typer()


@app.command()
def demo(
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")] = 8000,
    start: Annotated[bool, typer.Option("--start/--no-start", help="Start the campus once it is filled.")] = True,
) -> None:
    """Create a campus with its content, the cast and simulated learners, and start it. Only in the demo profile."""
    if not settings.DEMO:
        raise fail("the demonstration lets anybody in: it only runs with SEXTANT_PROFILE=demo (make demo sets it).")
    from sextant.accounts.models import Person

    began = time.monotonic()
    migrate()
    if not Person.objects.exists():
        load_content(None)
        _seed()
    out.print(f"[green]✓[/] ready in {time.monotonic() - began:.0f} s")
    if start:
        _say_where(port)
        serve(host="127.0.0.1", port=port, workers=2, with_worker=True)


def _seed() -> None:
    from sextant.config.demo.cast import CAST
    from sextant.config.past.seeding import calibrate_past, people_in_past, seed_past
    from sextant.config.seeding import learners_to_simulate, open_institutions, seed_cast, seed_learners
    from sextant.config.trials import LEARNERS, seed_trials
    from sextant.ground.tasks.worker import run_worker

    now = timezone.now()
    # Hundreds of thousands of rows pass by: looking for cycles among them takes a fifth of the time, and finds none.
    gc.disable()
    out.print("the cast, their institutions and cohorts…")
    opened = open_institutions([(member.key, member.name, member.email) for member in CAST], now=now)
    past = seed_past(list(opened.institutions.values()), by=opened.managers, now=now)
    for _one in with_progress(past, total=people_in_past(), what="past answers, simulated"):
        pass
    out.print("the questions, calibrated from these answers…")
    calibrate_past(now=now)
    seed_cast(opened, now=now)
    for _learner in with_progress(seed_learners(opened.cohorts, now=now), total=learners_to_simulate(), what="simulated learners"):
        pass
    for _learner in with_progress(seed_trials(beside=opened.cohorts["IFSI-NIMES"], now=now), total=LEARNERS, what="learners of a trial"):
        pass
    gc.enable()
    # What the seed set going is done before anybody looks: the first visitor's plan must not wait behind two hundred others.
    run_worker(schedule=(), until_empty=True)


def _say_where(port: int) -> None:
    from sextant.config.demo.cast import CAST

    out.print(f"\n[bold]Sextant[/] — http://127.0.0.1:{port}\n")
    for member in CAST:
        out.print(f"  {member.name:<22} {member.job}")
    out.print("\nEnter as one of them by one click, at the top of each page. Mail lands on /_mail/. Ctrl+C stops.\n")
    os.environ["PORT"] = str(port)
