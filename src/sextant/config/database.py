"""Reading a database address."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def postgresql(url: str) -> dict[str, Any]:
    """
    Return Django's settings for a PostgreSQL address.

    >>> postgresql("postgresql://jeanne:p%40ss@db.example.org/sextant")["PASSWORD"]
    'p@ss'
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "SEXTANT_DATABASE_URL must look like postgresql://user:password@host:5432/database (leave it out for the embedded SQLite)."
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's folder may stand in the query, since a path cannot stand where a host stands.
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}, **query},
    }
