"""How commands speak."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Thing = TypeVar("Thing")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def fail(message: str) -> typer.Exit:
    """Say what is wrong and what to do; raise what this returns."""
    err.print(f"[bold red]✗[/] {message}")
    return typer.Exit(1)


def with_progress(things: Iterable[Thing], *, total: int, what: str) -> Iterator[Thing]:
    """Yield `things` under a progress bar (plain lines where nobody watches)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        for thing in things:
            yield thing
            progress.advance(task)
    if not err.is_terminal:
        err.print(f"{what}: {total}")
