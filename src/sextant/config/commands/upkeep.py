"""Installing and looking after a campus: migrate, doctor, createadmin, backup, restore, serve, work."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from sextant.config.commands import backup as backups
from sextant.config.commands import doctor as doctoring
from sextant.config.commands.console import err, fail, out
from sextant.config.commands.processes import run_with_companion
from sextant.config.commands.statics import collect_static

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Create the tables, or bring them up to date."""
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    out.print("[green]✓[/] tables up to date")


@app.command()
def doctor() -> None:
    """Say in words what is wrong with this installation and how to mend it."""
    if not doctoring.report(lambda line: out.print(line, soft_wrap=True)):
        raise typer.Exit(1)


@app.command()
def createadmin(
    email: Annotated[str, typer.Option(prompt="E-mail address", help="Address of the administrator.")],
    name: Annotated[str, typer.Option(help="Name shown to colleagues.")] = "",
    password: Annotated[
        str,
        typer.Option(
            prompt=True, confirmation_prompt=True, hide_input=True, envvar="SEXTANT_ADMIN_PASSWORD", help="At least ten characters."
        ),
    ] = "",
) -> None:
    """Create an administrator, or give the rights and this password to somebody who has an account."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.utils import translation

    from sextant.accounts.actions import create_administrator

    # Commands speak English, whatever the language of the campus.
    translation.activate("en")
    try:
        validate_email(email.strip())
        validate_password(password)
        created = create_administrator(email=email, name=name, password=password)
    except ValidationError as error:
        raise fail(" ".join(error.messages)) from None
    out.print(f"[green]✓[/] {email} {'is now' if created else 'was already known and is now'} an administrator")


@app.command()
def backup(
    target: Annotated[Path | None, typer.Argument(help="The file to write (default: a dated file in the data folder).")] = None,
) -> None:
    """Write database and files into one file; it can be restored on either engine."""
    target = target or Path(settings.DATA) / "backups" / f"sextant-{timezone.now():%Y%m%d-%H%M%S}.tar.gz"
    try:
        with err.status("Saving…") as status:
            marks = backups.write_backup(target, progress=lambda table: status.update(f"Saving {table}…"))
    except OSError as error:
        raise fail(f"{target} cannot be written: {error.strerror}.") from None
    out.print(f"[green]✓[/] {sum(count for count, _ in marks.values())} rows saved in {target}")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file written by `sextant backup`.")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Restore into a scratch database and compare; the campus is not touched.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a campus that already holds people.")] = False,
) -> None:
    """Bring back a backup, or prove with --verify that it could be."""
    from sextant.accounts.models import Person

    try:
        manifest = backups.read_manifest(source)
        if verify:
            _verify(source)
            out.print(
                f"[green]✓[/] {source} can be restored: {sum(count for count, _ in manifest['tables'].values())} rows read back identical"
            )
            return
        Path(settings.DATA).mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        if Person.objects.exists() and not replace:
            raise fail("this campus already holds people: add --replace to replace everything by the backup.")
        with err.status("Restoring…") as status:
            marks = backups.load_backup(source, progress=lambda table: status.update(f"Restoring {table}…"))
    except backups.UnreadableBackup as error:
        raise fail(str(error)) from None
    call_command("createcachetable", verbosity=0)
    out.print(f"[green]✓[/] {sum(count for count, _ in marks.values())} rows restored from {source}")


def _verify(source: Path) -> None:
    # A second process with an empty SQLite of its own: a campus on either engine can be checked, and nothing of it is at risk.
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SEXTANT_DATA": folder, "SEXTANT_DATABASE_URL": "", "SEXTANT_SECRET_KEY": "x" * 60}
        run = subprocess.run(
            [sys.executable, "-m", "sextant.config.cli", "restore", str(source.resolve())],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise backups.UnreadableBackup((run.stderr or run.stdout).strip().removeprefix("✗ "))


@app.command()
def work(until_empty: Annotated[bool, typer.Option("--until-empty", help="Stop when no task is left.")] = False) -> None:
    """Run the task worker: it improves plans, sends mail, keeps the schedule."""
    from sextant.config.wiring import schedule
    from sextant.ground.tasks.worker import run_worker

    run_worker(schedule=() if until_empty else schedule(), until_empty=until_empty)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Web processes.")] = 2,
    with_worker: Annotated[bool, typer.Option("--with-worker", help="Start a task worker beside the web processes.")] = False,
) -> None:
    """Serve the campus; refuse to start on a database that could lose an answer."""
    broken = [finding for finding in doctoring.examine() if not finding.well and not finding.warning]
    if broken:
        for finding in broken:
            err.print(f"[red]✗[/] {finding}\n    {finding.mend}", soft_wrap=True)
        raise typer.Exit(1)
    collect_static()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)),
        # Room for a whole faculty starting at once: the default refuses what it cannot answer at that instant.
        *("--backlog", "4096", "--backpressure", "4096", "--blocking-threads", "4", "--no-ws", "--http", "1", "--respawn-failed-workers"),
        # A web process that does not end when asked is ended: Ctrl+C leaves nothing behind.
        *("--workers-kill-timeout", "10"),
        "sextant.config.wsgi:application",
    ]
    if not with_worker:
        # The server takes this process's place: nothing of the command stays in memory.
        os.execv(sys.executable, command)  # noqa: S606
    raise SystemExit(run_with_companion(command, [sys.executable, "-m", "sextant.config.cli", "work"]))
