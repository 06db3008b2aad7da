"""Identifiers written inside texts and JSON: finding the rows, and cutting the words out."""

import json
from typing import Any

from django.db import models
from django.db.models.functions import Cast


def mentioning(model: type[models.Model], *, columns: tuple[str, ...], words: tuple[str, ...]) -> models.QuerySet[Any]:
    """Return the rows of `model` in which one of `columns` contains one of `words`, whatever its case."""
    rows = model._default_manager.all()
    conditions = models.Q(pk__in=[])
    for column in columns:
        rows = rows.annotate(**{f"{column}_as_text": Cast(column, models.TextField())})
        for word in words:
            # SQLite stores JSON with escapes, PostgreSQL without.
            for spelling in {word, json.dumps(word)[1:-1]}:
                conditions |= models.Q(**{f"{column}_as_text__icontains": spelling})
    return rows.filter(conditions)


def redacted(value: Any, words: tuple[str, ...]) -> Any:
    """
    Return `value` without what mentions one of `words`: whole elements of lists (a line of a roster is about one person), else texts.

    >>> redacted([{"email": "a@b.fr", "name": "A"}, {"email": "c@d.fr"}], ("A@b.fr",))
    [{'email': 'c@d.fr'}]
    >>> redacted({"lines": ["a@b.fr is twice here"], "note": "by a@b.fr"}, ("a@b.fr",))
    {'lines': [], 'note': ''}
    """
    if isinstance(value, list):
        return [redacted(element, words) for element in value if not (isinstance(element, str | dict | list) and _mentions(element, words))]
    if isinstance(value, dict):
        return {key: redacted(element, words) for key, element in value.items() if not _mentions(key, words)}
    if isinstance(value, str) and _mentions(value, words):
        return ""
    return value


def _mentions(value: Any, words: tuple[str, ...]) -> bool:
    text = (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)).lower()
    return any(word.lower() in text for word in words)
