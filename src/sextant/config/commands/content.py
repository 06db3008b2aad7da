"""`sextant content`: packs."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from rich.table import Table

from sextant.config.commands.console import err, fail, out
from sextant.config.packs import NotAPack, export_pack, load_pack, read_pack, tallies
from sextant.ground.packs.reading import BrokenPack, Fault

app = typer.Typer(help="Check, load and export content packs.", no_args_is_help=True)

Folder = Annotated[list[Path] | None, typer.Argument(help="Folders of packs (default: SEXTANT_PACKS).")]


def _say_faults(faults: list[Fault]) -> None:
    for fault in sorted(faults):
        err.print(str(fault), markup=False, soft_wrap=True)


@app.command()
def check(folders: Folder = None) -> None:
    """Read packs and say every fault with its file and line; print counts when all is well."""
    broken = 0
    for folder in folders or settings.PACKS:
        try:
            reading = read_pack(folder)
        except NotAPack as error:
            raise fail(str(error)) from None
        if reading.faults:
            broken += len(reading.faults)
            _say_faults(reading.faults)
            continue
        out.print(f"[bold]{folder}[/]")
        for tally in tallies(reading):
            out.print(f"\n{tally.title}")
            table = Table(show_header=False, box=None, padding=(0, 2, 0, 2))
            for label, count in tally.rows:
                table.add_row(label, str(count))
            out.print(table)
    if broken:
        raise fail(f"{broken} fault(s): nothing would be loaded. Mend the lines above and check again.")
    out.print("[green]✓[/] ready to load")


@app.command()
def load(folders: Folder = None) -> None:
    """Load packs: new versions are added, old ones never change; a pack with a fault is not loaded at all."""
    for folder in folders or settings.PACKS:
        try:
            loaded = load_pack(folder, now=timezone.now())
        except NotAPack as error:
            raise fail(str(error)) from None
        except BrokenPack as error:
            _say_faults(error.faults)
            raise fail(f"{len(error.faults)} fault(s): nothing was loaded.") from None
        out.print(f"[bold]{folder}[/]")
        for kind, added in loaded.added.items():
            out.print(f"  {kind}: {added} added, {loaded.unchanged[kind]} unchanged")
        for conflict in loaded.conflicts:
            err.print(f"[yellow]![/] {conflict}")


@app.command()
def export(
    pack: Annotated[str, typer.Argument(help="The pack's uid, such as `socle`.")],
    target: Annotated[Path, typer.Argument(help="The folder to write into.")],
) -> None:
    """Write the current versions of a pack back to files."""
    written = export_pack(pack, target)
    if not written:
        raise fail(f"no content of a pack `{pack}` is loaded.")
    out.print(f"[green]✓[/] {len(written)} files written below {target}")
