"""`sextant search`: the index of what can be found."""

import typer

from sextant.config.commands.console import err, out
from sextant.config.discovery import searchables

app = typer.Typer(help="Look after the search index.", no_args_is_help=True)


@app.callback()
def _topic() -> None:
    """Keep `rebuild` a command of its own, even while it is the only one."""


@app.command()
def rebuild() -> None:
    """Make the search index anew from what is loaded; searches go on meanwhile."""
    from sextant.ground.search import rebuild as rebuild_index

    with err.status("Reading every text…"):
        done = rebuild_index(searchables())
    out.print(f"[green]✓[/] {done.changed} texts can be searched")
