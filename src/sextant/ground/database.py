"""Refuse a database that could lose an acknowledged answer."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

SAFE_SQLITE = (3, 51, 3)
"""The first SQLite without the WAL-reset corruption (3.7.0 to 3.51.2 have it)."""


class UnsafeDatabase(ImproperlyConfigured):
    """The database's settings allow an acknowledged answer to be lost."""


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """Return, in words, each setting of `connection` that could lose data, with what to do; empty when all is well."""
    return _sqlite_faults(connection) if connection.vendor == "sqlite" else _postgresql_faults(connection)


def refuse_unsafe_connection(sender: object, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Raise `UnsafeDatabase` as soon as an unsafe connection opens, before anything is written through it."""
    if connection.vendor != "sqlite":
        return  # one round trip per new connection would be paid for a server setting: `doctor` and `check --deploy` look at it instead
    found = faults(connection)
    if found:
        connection.close()
        raise UnsafeDatabase(" ".join(found))


def _pragma(connection: BaseDatabaseWrapper, name: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return row[0] if row else None


def _sqlite_faults(connection: BaseDatabaseWrapper) -> list[str]:
    found = []
    library: Any = connection.Database  # type: ignore[attr-defined]
    version = library.sqlite_version_info
    journal = str(_pragma(connection, "journal_mode")).lower()
    in_memory = connection.is_in_memory_db()  # type: ignore[attr-defined]
    if version < SAFE_SQLITE and journal == "wal":
        found.append(
            f"SQLite {library.sqlite_version} can corrupt a database in WAL mode: install the `pysqlite3` package "
            "(it carries a current SQLite), then start again."
        )
    if not in_memory and journal not in {"wal", "truncate"}:
        found.append(f"journal_mode is `{journal}`: set it back to WAL in the database options, then start again.")
    if not in_memory and _pragma(connection, "synchronous") != 2:
        found.append("synchronous is not FULL: an acknowledged answer could be lost at a power cut. Remove the change, then start again.")
    if getattr(connection, "transaction_mode", None) != "IMMEDIATE":
        found.append("transaction_mode is not IMMEDIATE: concurrent answers would fail. Remove the change, then start again.")
    if _pragma(connection, "foreign_keys") != 1:
        found.append("foreign_keys is off. Remove the change, then start again.")
    if _pragma(connection, "mmap_size"):
        found.append("mmap_size is set: memory-mapped writes hide disk errors. Remove the change, then start again.")
    return found


def _postgresql_faults(connection: BaseDatabaseWrapper) -> list[str]:
    found = []
    for name, wanted, loss in (
        ("fsync", {"on"}, "a crash can corrupt the database"),
        ("full_page_writes", {"on"}, "a crash can corrupt the database"),
        ("synchronous_commit", {"on", "local", "remote_write", "remote_apply"}, "an acknowledged answer can be lost"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            value = cursor.fetchone()[0]
        if value not in wanted:
            found.append(f"PostgreSQL setting {name} is `{value}`: {loss}. Set {name} = on in postgresql.conf and reload.")
    return found
