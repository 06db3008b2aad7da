"""`sextant lab`: simulated cohorts, put through policies; a report that anyone can make again."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.conf import settings
from django.utils import timezone

from sextant.config.commands.console import err, fail, out

if TYPE_CHECKING:
    from sextant.engine.simulation.cohorts import Assumptions
    from sextant.insight.lab.campus import Setting
    from sextant.insight.lab.findings import Told

LEARNERS, QUICK_LEARNERS = 600, 112
MOST_LEARNERS = 20_000

app = typer.Typer()


@app.command()
def lab(
    learners: Annotated[int | None, typer.Option(help=f"How many people to simulate (default: {LEARNERS}).", show_default=False)] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed gives the same report, byte for byte.")] = 1,
    professions: Annotated[
        str, typer.Option(help="Codes of professions, with commas; `all`; none means the first of each audience.", show_default=False)
    ] = "",
    framework: Annotated[str, typer.Option(help="Code of the framework (default: the first that is loaded).", show_default=False)] = "",
    target: Annotated[Path, typer.Option("--out", help="The file to write.")] = Path("lab.html"),
    with_json: Annotated[bool, typer.Option("--json", help="Write every figure beside it, for a program.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help=f"{QUICK_LEARNERS} people: wider intervals, in seconds.")] = False,
    assume: Annotated[list[str] | None, typer.Option(help="Change an assumption, such as gain=0.5; may be repeated.")] = None,
    language: Annotated[str, typer.Option("--language", help="fr or en.")] = "fr",
    on: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day of the report (default: today).")] = None,
    generated: Annotated[bool, typer.Option("--generated", help="Use a generated bank, whatever is loaded.")] = False,
) -> None:
    """Simulate cohorts, put them through policies of testing, study and refresh, and write a report. Reads no learner's data."""
    from sextant import __version__
    from sextant.engine.simulation.cohorts import NobodyToSimulate
    from sextant.insight.lab.findings import investigate
    from sextant.insight.lab.report import About, as_html, as_json

    count = (QUICK_LEARNERS if quick else LEARNERS) if learners is None else learners
    if not 1 <= count <= MOST_LEARNERS:
        raise fail(f"--learners {count}: a number from 1 to {MOST_LEARNERS} is expected.")
    if language not in dict(settings.LANGUAGES):
        raise fail(f"--language {language}: the report is written in {' or '.join(dict(settings.LANGUAGES))}.")
    day = on.date() if on else timezone.localdate()
    chosen = [code.strip() for code in professions.split(",") if code.strip()]
    assumed = _assumed(assume or [])
    _refuse_unwritable(target)
    setting = _setting(framework, chosen, day, seed=seed, generated=generated)
    with _progress() as told:
        try:
            findings, timed = investigate(setting, assumed, learners=count, seed=seed, told=told, quick=quick)
        except NobodyToSimulate as error:
            raise fail(f"{error}.") from None
    command = _again(count, seed, professions, setting, target, with_json, quick, assume or [], language, day)
    about = About(setting, assumed, seed, day, command, __version__)
    written = {target: as_html(findings, about, language=language)}
    if with_json:
        written[target.with_suffix(".json")] = as_json(findings, about)
    for path, text in written.items():
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise fail(f"{path} cannot be written: {error.strerror}.") from None
        out.print(f"[green]✓[/] {path} ({path.stat().st_size // 1000} kB)", soft_wrap=True)
    slow = sorted(timed.plans)[min(len(timed.plans) - 1, int(0.95 * len(timed.plans)))]
    out.print(f"  {len(timed.plans)} plans with their reasons: 95 % within {1000 * slow:.0f} ms here (promised: 500 ms)", soft_wrap=True)


def _assumed(given: list[str]) -> "Assumptions":
    from sextant.engine.simulation.cohorts import Assumptions, BadAssumption

    names = [field.name for field in fields(Assumptions)]
    changes: dict[str, float] = {}
    for one in given:
        name, _, value = one.partition("=")
        try:
            number = float(value)
        except ValueError:
            raise fail(f"--assume {one}: write a name and a number, such as gain=0.5.") from None
        if name not in names:
            raise fail(f"--assume {one}: no assumption is called {name}; there is {', '.join(names)}.")
        changes[name] = number
    try:
        return replace(Assumptions(), **changes)
    except BadAssumption as error:
        raise fail(f"--assume {error}.") from None


def _refuse_unwritable(target: Path) -> None:
    """Say at once, not after minutes of work, that the report cannot be written."""
    if target.is_dir():
        raise fail(f"--out {target}: this is a folder; name a file, such as {target / 'lab.html'}.")
    if target.suffix == ".json":
        raise fail(f"--out {target}: the report is a page; name it .html, the figures are written beside it with --json.")
    new = not target.exists()
    try:
        target.open("ab").close()
    except OSError as error:
        raise fail(f"--out {target} cannot be written: {error.strerror}.") from None
    if new:
        target.unlink()


def _setting(framework: str, professions: list[str], on: date, *, seed: int, generated: bool) -> "Setting":
    from django.db import DatabaseError

    from sextant.frameworks.queries import NoFramework
    from sextant.insight.lab.campus import CannotSimulate, generated_setting, setting_of

    try:
        if not generated:
            try:
                return setting_of(framework=framework, professions=professions, on=on)
            except (NoFramework, DatabaseError):
                if framework:
                    raise fail(f"no framework `{framework}` is loaded: run `sextant migrate` and `sextant content load` first.") from None
                err.print("[yellow]![/] no content is loaded: a generated bank is used (`sextant content load` loads the packs).")
        return generated_setting(seed=seed, professions=professions)
    except CannotSimulate as error:
        raise fail(str(error)) from None


@contextmanager
def _progress() -> Iterator["Told"]:
    """Show a bar a stage; a line a stage where nobody watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<30}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        tasks = {}
        done: dict[str, int] = {}

        def told(stage: str, more: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(str(stage), total=total)
            progress.advance(tasks[stage], more)
            done[stage] = done.get(stage, 0) + more
            if done[stage] >= total and more and not err.is_terminal:
                err.print(f"{stage}: done", markup=False)

        yield told


def _again(
    learners: int,
    seed: int,
    professions: str,
    setting: "Setting",
    target: Path,
    with_json: bool,
    quick: bool,
    assume: list[str],
    language: str,
    on: date,
) -> str:
    """Return the command that makes the same report again, whatever the defaults will be by then."""
    words = ["sextant", "lab", "--learners", str(learners), "--seed", str(seed), "--date", on.isoformat(), "--language", language]
    words += ["--professions", professions] if professions else []
    words += ["--generated"] if setting.generated else ["--framework", setting.framework]
    words += [part for one in assume for part in ("--assume", one)]
    words += ["--quick"] if quick else []
    words += ["--json"] if with_json else []
    return shlex.join([*words, "--out", target.name])
