"""What a campus runs on: Python, a folder, a database."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from sextant.config.commands.doctor.finding import Finding
from sextant.ground import database


def python() -> Iterator[Finding]:
    """Is this Python new enough?"""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(f"Python {version}", sys.version_info >= (3, 11), "Install Python 3.11 or newer.")


def folders() -> Iterator[Finding]:
    """Can files be written, and is there room?"""
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


def open_database() -> Iterator[Finding]:
    """Does the database open, and keep what it takes?"""
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
