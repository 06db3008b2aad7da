"""`sextant answers`: answers given elsewhere or earlier, and whoever came with them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from django.utils import timezone, translation

from sextant.config.commands.console import err, fail, out, with_progress

if TYPE_CHECKING:
    from sextant.accounts.models import Cohort

app = typer.Typer(help="Bring in answers given elsewhere or earlier, and erase who came with them.", no_args_is_help=True)

MOST_FAULTS = 100
"""Faults listed, at most: beyond, the file was written for something else."""


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file, in UTF-8.", exists=True, dir_okay=False)],
    cohort: Annotated[str, typer.Option(help="The code of the cohort they belong to.")],
    zone: Annotated[str, typer.Option(help="Where moments without a zone were noted, such as Europe/Paris.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count; write nothing.")] = False,
) -> None:
    """Bring in a file of answers: checked as a whole before anything is written; the same file again changes nothing."""
    from sextant.assessment.imports.actions import Tally, batches_of, bring_in, check_people
    from sextant.assessment.imports.queries import versions_of
    from sextant.assessment.imports.reading import UnreadableAnswers, read_answers
    from sextant.frameworks.queries import framework_for

    found = _cohort(cohort, "create it from the desk first")
    framework = framework_for(code=found.framework, version=found.framework_version)
    now = timezone.now()
    tally = Tally()
    try:
        read = read_answers(file.read_bytes(), framework=framework, versions=versions_of(framework.code), zone=_zone(zone), now=now)
        check_people(found, read)
        batches = batches_of(read)
        for people in with_progress(batches, total=len(batches), what="people, some at a time"):
            tally += bring_in(cohort=found, framework=framework, people=people, now=now, dry_run=dry_run)
    except UnreadableAnswers as error:
        for fault in error.faults[:MOST_FAULTS]:
            err.print(str(fault), markup=False, soft_wrap=True)
        written = f"{_count(tally.answers, 'answer')} of others came in before" if tally.answers and not dry_run else "nothing was written"
        raise fail(f"{len(error.faults)} fault(s) in {file.name}: {written}. Mend these lines and import again.") from None
    tally += Tally(repeated=read.repeated)
    if read.ignored:
        err.print(f"[yellow]![/] columns left aside: {', '.join(read.ignored)}", markup=True)
    out.print(
        f"[green]✓[/] {'would add' if dry_run else 'added'} {_count(tally.answers, 'answer')} in {_count(tally.sittings, 'sitting')}, "
        f"and {_count(tally.added, 'learner')} beside {tally.known} known; {_count(tally.repeated, 'answer')} already there"
        + (" (nothing written: --dry-run)" if dry_run else "")
    )


@app.command()
@translation.override("en")  # Commands speak English, whatever the language of the campus.
def erase(
    pseudonym: Annotated[str, typer.Argument(help="Who, as the file called them.")],
    cohort: Annotated[str, typer.Option(help="The code of a cohort of the institution that brought them in.")],
    confirm: Annotated[bool, typer.Option("--confirm", help="Erase. Without it, only say what would go.")] = False,
) -> None:
    """Erase somebody whom a file of answers brought in under a pseudonym; without --confirm, only say what would go."""
    from django.conf import settings
    from django.urls import reverse

    from sextant.accounts.papers import erased_lines
    from sextant.assessment.imports.actions import HasAnAccount, NobodyBehind, erase_behind

    found, now = _cohort(cohort, "give that of any cohort of their institution"), timezone.now()
    try:
        erased = erase_behind(pseudonym=pseudonym, cohort=found, now=now, dry_run=not confirm)
    except NobodyBehind:
        raise fail(
            f"nobody came to {found.institution} as {pseudonym}: write it as in the file (capitals count), name a cohort of the "
            "institution that brought them in, and use the SEXTANT_SECRET_KEY of that day."
        ) from None
    except HasAnAccount:
        raise fail(f"{pseudonym} has an account by now: whoever holds it erases it, from their account page.") from None
    receipt = f"{settings.SITE_URL}{reverse('accounts:receipt', args=[erased.pk])}"
    if erased.at != now:
        out.print(f"{pseudonym} was erased already, on {erased.at:%Y-%m-%d}. The receipt: {receipt}", soft_wrap=True, markup=False)
        return
    for what, count in erased_lines(erased):
        out.print(f"  {count:>6,}  {what}", markup=False, soft_wrap=True)
    if confirm:
        out.print(f"[green]✓[/] erased. The receipt, to give to whoever asked: {receipt}", soft_wrap=True)
    else:
        out.print("This is what would go; nothing was erased. Add --confirm to erase: it cannot be undone.", soft_wrap=True)


def _cohort(code: str, todo: str) -> "Cohort":
    from sextant.accounts.models import Cohort

    found = Cohort.objects.filter(code__iexact=code.strip()).select_related("institution").first()
    if found is None:
        raise fail(f"no cohort has the code {code}: {todo}.")
    return found


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise fail(f"no zone is called {name}: write one such as Europe/Paris or Indian/Reunion.") from None
