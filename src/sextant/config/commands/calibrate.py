"""`sextant calibrate`: item parameters from the answers kept here, as dated editions."""

from typing import TYPE_CHECKING, Annotated

import typer
from django.utils import timezone, translation
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sextant.config.commands.console import err, fail, out

if TYPE_CHECKING:
    from sextant.assessment.models import CalibrationEdition

app = typer.Typer(invoke_without_command=True)

MOST_LISTED = 20

Framework = Annotated[str, typer.Option(help="Code of the framework (default: all that are loaded).")]


@app.callback()
def calibrate(
    context: typer.Context,
    framework: Framework = "",
    simulated: Annotated[
        bool | None,
        typer.Option("--simulated/--real", help="Whose answers (default: real; simulated in the demo profile). Never both."),
    ] = None,
    use: Annotated[bool, typer.Option("--use/--no-use", help="Put the edition in force, unless a rule speaks against it.")] = True,
) -> None:
    """
    Write a dated calibration edition from all the answers, and put it in force.

    It is written but not put in force when it rests on fewer than 50 people or 500 answers, when the estimation did not come to rest, or
    when its answers are simulated and the campus is real. The same answers as last time make no new edition.
    """
    # Commands speak English, whatever the language of the campus.
    translation.activate("en")
    if context.invoked_subcommand is not None:
        return
    from sextant.assessment.calibration.queries import simulated_here

    chosen = simulated_here() if simulated is None else simulated
    done = [_calibrate(code, simulated=chosen, use=use) for code in _codes(framework)]
    if False in done or not any(done):
        raise typer.Exit(1)


def _calibrate(code: str, *, simulated: bool, use: bool) -> bool | None:
    """Calibrate a framework and say what came of it; return whether there is an edition, None where nobody has answered."""
    from sextant.assessment.calibration.gathering import NothingToCalibrate, UnusableAnswer
    from sextant.assessment.calibration.running import calibrate as run
    from sextant.engine.measurement.calibration import NotAnswers
    from sextant.frameworks.queries import framework_for

    whose = "simulated" if simulated else "real"
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("reading the answers", total=1)
        try:
            outcome = run(
                framework_for(code=code),
                simulated=simulated,
                use=use,
                now=timezone.now(),
                progress=lambda stage, step, most: bar.update(
                    task,
                    description=f"{stage.label}, step {step} of {most} at most" if most > 1 else str(stage.label),
                    completed=step,
                    total=most,
                ),
            )
        except NothingToCalibrate:
            err.print(f"[yellow]![/] {code}: no {whose} answer to calibrate from. Nothing was written.", soft_wrap=True)
            return None
        except (UnusableAnswer, NotAnswers) as refused:
            err.print(f"[bold red]✗[/] {code}: {refused}. Nothing was written; the edition in force stays.", soft_wrap=True)
            return False
    edition = outcome.edition
    if not outcome.written:
        state = "in force" if outcome.in_force else "not in force"
        out.print(f"{code}: the same {whose} answers as in {edition.name} ({state}). Nothing was written.", soft_wrap=True)
        return True
    out.print(
        f"[green]✓[/] {code}: edition [bold]{edition.name}[/] from {edition.answers:,} {whose} answers of {edition.people:,} people to "
        f"{edition.items.count()} questions ({edition.settings['steps']} steps, data {edition.data_hash[:12]})",
        soft_wrap=True,
    )
    if outcome.in_force:
        out.print("  in force: new sittings use it; those that are open keep theirs.")
    else:
        reasons = "; ".join(str(reason.label) for reason in outcome.kept_back)
        out.print(
            f"  [yellow]not in force[/]: {reasons}. `sextant calibrate compare {edition.name} experts` shows what it would change.",
            soft_wrap=True,
        )
    return True


@app.command("list")
def list_() -> None:
    """List the editions, newest first."""
    from sextant.assessment.calibration.queries import editions

    rows = editions()
    if not rows:
        out.print("No edition yet: every question has its experts' difficulty. `sextant calibrate` makes one.", soft_wrap=True)
        return
    for framework in dict.fromkeys(row.framework for row in rows):
        out.print(f"[bold]{framework}[/]")
        for row in rows:
            if row.framework == framework:
                whose = "simulated answers" if row.simulated else "answers"
                state = "  [green]in force[/]" if row.in_force else ""
                out.print(f"  {row.name}  {row.answers:>9,} {whose} of {row.people:,} people{state}", soft_wrap=True)
        if not any(row.in_force for row in rows if row.framework == framework):
            out.print("  experts              the experts' judgement  [green]in force[/]")


@app.command()
def compare(
    newer: Annotated[str, typer.Argument(help="An edition.")],
    older: Annotated[str, typer.Argument(help="Another one of the same framework, or `experts`.")] = "experts",
) -> None:
    """Say which questions moved from one edition to another by more than the errors allow, which are new, which are gone."""
    from sextant.assessment.calibration.queries import comparison
    from sextant.assessment.parameters import EXPERTS

    edition = _edition(newer)
    against = None if older == EXPERTS else _edition(older)
    if against is not None and against.framework != edition.framework:
        raise fail(f"{newer} is an edition of {edition.framework}, {older} of {against.framework}: they have no question in common.")
    found = comparison(edition, against)
    apart, agreement = found.apart, found.agreement
    out.print(
        f"{len(found.moves)} questions in both"
        + (f", {apart:.2f} logits apart on average" if apart is not None else "")
        + (f", correlation of the difficulties {agreement:.2f}" if agreement is not None else "")
        + f"; {len(found.new)} only in {newer}, {len(found.gone)} only in {older}.",
        soft_wrap=True,
    )
    if not found.sure:
        out.print("No difficulty moved by more than the errors allow (corrected for many tests).", soft_wrap=True)
        return
    table = Table(title=f"{len(found.sure)} moved by more than the errors allow", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for head in ("question", older, newer, "moved", "answers"):
        table.add_column(head, justify="left" if head == "question" else "right")
    for move in found.sure[:MOST_LISTED]:
        before, after = (f"{one.b:+.2f} ± {1.645 * one.b_se:.2f}" for one in (move.before, move.after))
        table.add_row(move.item.uid, before, after, f"{move.by:+.2f}", str(move.after.n))
    out.print(table)
    if len(found.sure) > MOST_LISTED:
        out.print(f"… and {len(found.sure) - MOST_LISTED} more.")


@app.command()
def use(
    name: Annotated[str, typer.Argument(help="An edition, or `experts` to go back to the experts' judgement.")],
    framework: Framework = "",
) -> None:
    """Put an edition in force, or go back to an earlier one; what was measured stays as it was."""
    from sextant.assessment.calibration.actions import NotForUse, use_edition
    from sextant.assessment.parameters import EXPERTS

    codes = _codes(framework) if name == EXPERTS else [_edition(name).framework]
    for code in codes:
        try:
            changed = use_edition(framework=code, name=name, by=None, now=timezone.now())
        except NotForUse as refused:
            reasons = "; ".join(str(reason.label) for reason in refused.reasons)
            raise fail(f"{name} cannot be put in force: {reasons}.") from None
        out.print(f"[green]✓[/] {code}: {name} {'is now in force' if changed else 'was in force already'}")


def _codes(framework: str) -> list[str]:
    from sextant.frameworks.queries import current_versions

    known = list(dict.fromkeys(row.code for row in current_versions()))
    if framework and framework not in known:
        raise fail(f"no framework `{framework}` is loaded; there is {', '.join(known) or 'none: run `sextant content load` first'}.")
    if not known:
        raise fail("no framework is loaded: run `sextant content load` first.")
    return [framework] if framework else known


def _edition(name: str) -> "CalibrationEdition":
    from sextant.assessment.models import CalibrationEdition

    found = CalibrationEdition.objects.filter(name=name).first()
    if found is None:
        raise fail(f"there is no edition `{name}`: `sextant calibrate list` names them.")
    return found
