"""`sextant doctor`: what is wrong with this installation, in words, and how to mend it."""

import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http.request import validate_host
from django.utils import timezone

from sextant.ground import database


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing looked at: `what` is said when it is well, `wrong` when it is not (`what` again when it is empty), with `mend`, what to do.

    A warning does not stop the campus from working.
    """

    what: str
    well: bool
    mend: str = ""
    warning: bool = False
    wrong: str = ""

    def __str__(self) -> str:
        return self.what if self.well else self.wrong or self.what


def examine() -> Iterator[Finding]:
    """Look at everything an installation needs, the database first: without it the rest cannot be seen."""
    yield from _python()
    yield from _folders()
    reachable = list(_database())
    yield from reachable
    if all(finding.well for finding in reachable):
        for look in (_migrations, _content, _search, _workers, _tasks):
            yield from look()
    yield from _https()
    if settings.PROFILE == "production":
        yield from _production()


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(f"Python {version}", sys.version_info >= (3, 11), "Install Python 3.11 or newer.")


def _folders() -> Iterator[Finding]:
    data = Path(settings.DATA)
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / ".doctor"
        probe.write_text("ok", encoding="utf-8")
        probe.unlink()
        writable = True
    except OSError:
        writable = False
    yield Finding(
        f"data folder {data} can be written",
        writable,
        "Give the user that runs Sextant the right to write there, or set SEXTANT_DATA.",
        wrong=f"data folder {data} cannot be written",
    )
    if writable:
        free = shutil.disk_usage(data).free // 2**20
        yield Finding(f"{free} MB free on its disk", free > 500, "Free at least 500 MB: a full disk refuses answers.", warning=True)


def _database() -> Iterator[Finding]:
    refusal = _refusal_to_open()
    if refusal:
        yield Finding("", False, refusal, wrong="the database does not open")
        return
    connection.ensure_connection()
    engine = connection.vendor
    if engine == "sqlite":
        yield Finding(f"SQLite {connection.Database.sqlite_version}", True)  # type: ignore[attr-defined]
    else:
        yield Finding(f"PostgreSQL {connection.pg_version // 10000}", connection.pg_version >= 140000, "Use PostgreSQL 14 or newer.")  # type: ignore[attr-defined]
    faults = database.faults(connection)
    yield Finding("an acknowledged answer cannot be lost", not faults, " ".join(faults), wrong="an acknowledged answer could be lost")


def _refusal_to_open() -> str:
    """Return why the database does not open and what to do, or nothing. PostgreSQL is asked once, without the patience of the pool."""
    probe = connection.copy()
    if probe.vendor == "postgresql":
        probe.settings_dict["OPTIONS"].pop("pool", None)
        probe.settings_dict["OPTIONS"]["connect_timeout"] = 5
    try:
        probe.ensure_connection()
    except ImproperlyConfigured as error:
        return str(error)
    except (DatabaseError, OSError) as error:
        reason = " ".join(str(error).split())
        if probe.vendor == "postgresql":
            return f"{reason}. Check SEXTANT_DATABASE_URL (address, name, password), and that PostgreSQL runs."
        file = probe.settings_dict["NAME"]
        return f"{reason}. Check that {file} is the campus's database, and that the user that runs Sextant may write it."
    finally:
        probe.close()
    return ""


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    wait = f"{len(missing)} migration(s) wait: run `sextant migrate`."
    yield Finding("the tables are up to date", not missing, wait, wrong="the tables are not up to date")


def _content() -> Iterator[Finding]:
    from sextant.assessment.models import ItemVersion
    from sextant.frameworks.models import FrameworkVersion

    try:
        versions = FrameworkVersion.objects.filter(current=True).count()
        items = ItemVersion.objects.filter(current=True, role="bank").count()
    except DatabaseError:
        return
    yield Finding(
        f"{versions} framework version(s), {items} questions", versions > 0 and items > 0, "No content: run `sextant content load`."
    )


def _search() -> Iterator[Finding]:
    from sextant.config.discovery import searchables
    from sextant.ground.search import staleness

    try:
        found = staleness(searchables())
    except DatabaseError:
        return
    yield Finding(
        f"{found.known} texts can be searched",
        found.fresh,
        "Searches miss them: run `sextant search rebuild`.",
        warning=True,
        wrong=f"the search index lacks {found.behind} of {found.known} texts and holds {found.gone} that are gone",
    )


def _workers() -> Iterator[Finding]:
    from sextant.ground.tasks.lease import LEASE
    from sextant.ground.tasks.models import WorkerPulse

    try:
        living = WorkerPulse.objects.filter(seen_at__gt=timezone.now() - LEASE).count()
    except DatabaseError:
        return
    yield Finding(
        f"{living} task worker(s) alive", living > 0, "Plans are not improved and mail waits: start one with `sextant work`.", warning=True
    )


def _tasks() -> Iterator[Finding]:
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    try:
        failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    except DatabaseError:
        return
    yield Finding(f"{failed} failed task(s)", failed == 0, "Look at them in /administration/, under Task results.", warning=True)


def _https() -> Iterator[Finding]:
    local = settings.SITE_URL.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))
    yield Finding(
        f"the address {settings.SITE_URL} is safe for browsers",
        settings.SITE_URL.startswith("https://") or local,
        "Serve it over HTTPS and set SEXTANT_SITE_URL: over plain http a browser gives neither offline copies nor installation, "
        "and no supervised exam; only the computer itself (127.0.0.1) is excepted.",
        warning=True,
        wrong=f"the address {settings.SITE_URL} is plain http",
    )
    if settings.PROFILE != "production":
        yield Finding(
            f"profile `{settings.PROFILE}`",
            False,
            "For real learners set SEXTANT_PROFILE=production: this profile lets anybody in.",
            warning=True,
        )


def _production() -> Iterator[Finding]:
    secret = settings.SECRET_KEY
    yield Finding(
        "the secret key is long enough",
        len(secret) >= 50 and len(set(secret)) >= 5,
        "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))', and set SEXTANT_SECRET_KEY.",
        wrong="the secret key can be guessed",
    )
    host = urlsplit(settings.SITE_URL).hostname or ""
    yield Finding(
        f"the campus answers to the name {host}",
        validate_host(host, settings.ALLOWED_HOSTS),
        "Visitors would be refused: set SEXTANT_SITE_URL to the address they type, and SEXTANT_HOSTS to its name "
        f"(now: {', '.join(settings.ALLOWED_HOSTS) or 'none'}).",
        wrong=f"the campus does not answer to the name {host}",
    )
    yield Finding(
        f"the mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers",
        _answers(settings.EMAIL_HOST, settings.EMAIL_PORT),
        "Invitations and log-in codes wait until it does: check SEXTANT_MAIL_URL.",
        warning=True,
        wrong=f"the mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not answer",
    )


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True


def report(say: Callable[[str], None]) -> bool:
    """Say every finding; return whether nothing is broken."""
    sound = True
    for finding in examine():
        sign = "[green]✓[/]" if finding.well else "[yellow]![/]" if finding.warning else "[red]✗[/]"
        say(f"{sign} {finding}")
        if not finding.well:
            say(f"    {finding.mend}")
            sound = sound and finding.warning
    return sound
