"""`sextant answers`: answers given elsewhere or earlier."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from django.utils import timezone

from sextant.config.commands.console import err, fail, out, with_progress

app = typer.Typer(help="Bring in answers given elsewhere or earlier.", no_args_is_help=True)

MOST_FAULTS = 100
"""Faults listed, at most: beyond, the file was written for something else."""


@app.callback()
def _topic() -> None:
    """Keep `import` a command of its own, even while it is the only one."""


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file, in UTF-8.", exists=True, dir_okay=False)],
    cohort: Annotated[str, typer.Option(help="The code of the cohort they belong to.")],
    zone: Annotated[str, typer.Option(help="Where moments without a zone were noted, such as Europe/Paris.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count; write nothing.")] = False,
) -> None:
    """Bring in a file of answers: checked as a whole before anything is written; the same file again changes nothing."""
    from sextant.accounts.models import Cohort
    from sextant.assessment.imports.actions import Tally, batches_of, bring_in, check_people
    from sextant.assessment.imports.queries import versions_of
    from sextant.assessment.imports.reading import UnreadableAnswers, read_answers
    from sextant.frameworks.queries import framework_for

    found = Cohort.objects.filter(code__iexact=cohort.strip()).first()
    if found is None:
        raise fail(f"no cohort has the code {cohort}: create it from the desk first.")
    framework = framework_for(code=found.framework, version=found.framework_version)
    now = timezone.now()
    try:
        read = read_answers(file.read_bytes(), framework=framework, versions=versions_of(framework.code), zone=_zone(zone), now=now)
        check_people(found, read)
    except UnreadableAnswers as error:
        for fault in error.faults[:MOST_FAULTS]:
            err.print(str(fault), markup=False, soft_wrap=True)
        raise fail(f"{len(error.faults)} fault(s) in {file.name}: nothing was written. Mend these lines and import again.") from None
    tally = Tally(repeated=read.repeated)
    batches = batches_of(read)
    for people in with_progress(batches, total=len(batches), what="people, some at a time"):
        tally += bring_in(cohort=found, framework=framework, people=people, now=now, dry_run=dry_run)
    if read.ignored:
        err.print(f"[yellow]![/] columns left aside: {', '.join(read.ignored)}", markup=True)
    out.print(
        f"[green]✓[/] {'would add' if dry_run else 'added'} {tally.answers} answers in {tally.sittings} sittings, "
        f"and {tally.added} learners beside {tally.known} known ones; {tally.repeated} answers were there already"
        + (" (nothing written: --dry-run)" if dry_run else "")
    )


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise fail(f"no zone is called {name}: write one such as Europe/Paris or Indian/Reunion.") from None
