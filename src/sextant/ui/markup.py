"""Small pieces of HTML made in Python: attributes, and texts that say in which language they are."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def attributes(values: Mapping[str, Any]) -> SafeString:
    """
    Return HTML attributes, each preceded by a space, from `values`.

    Underscores become dashes (`hx_get` → `hx-get`), a final underscore is dropped (`class_` → `class`), `True` gives the bare name, and
    `None`, `False` and the empty string leave the attribute out (write `alt=""` in HTML where it matters).

    >>> str(attributes({"hx_get": "/x/", "disabled": True, "title": None, "class_": "a"}))
    ' hx-get="/x/" disabled class="a"'
    """
    parts = [
        f" {_name(key)}" if value is True else f' {_name(key)}="{conditional_escape(value)}"'
        for key, value in values.items()
        if not (value is None or value is False or value == "")
    ]
    return SafeString("".join(parts))


@lru_cache(maxsize=512)
def _name(key: str) -> str:
    return conditional_escape(key.rstrip("_").replace("_", "-"))


def classes(*names: str) -> str:
    """
    Return the non-empty `names`, joined.

    >>> classes("card", "", "card-yours")
    'card card-yours'
    """
    return " ".join(name for name in names if name)


def plain(value: Any) -> str:
    """Return `value` as bare text in the language of the page when it exists there, else in the one that does."""
    if hasattr(value, "in_language"):
        return str(value.in_language(get_language() or "fr"))
    return str(value)


def shown(value: Any, *, tag: str = "span") -> SafeString:
    """
    Return `value` escaped; a bilingual text (with `in_language`) or what is said of one (with `language`) says its language when it
    is not the page's.

    Plain strings, lazy translations and numbers pass through.
    """
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, str):
        return conditional_escape(value)
    current = (get_language() or "fr").split("-")[0]
    said = value.in_language(current) if hasattr(value, "in_language") else value
    if not hasattr(said, "language") or said.language == current:
        return conditional_escape(str(said))
    return format_html('<{} lang="{}">{}</{}>', tag, said.language, str(said), tag)
