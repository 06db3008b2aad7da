"""Differences: what an import, a new version or a new plan would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import shown
from .library import register

Kind = Literal["added", "changed", "removed", "same", "refused"]
SIGNS = {"added": "+", "changed": "~", "removed": "−", "same": "=", "refused": "!"}


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a difference: what it is about, its value before and after, and a note (the reason of a refusal)."""

    kind: Kind
    label: Any
    before: Any = ""
    after: Any = ""
    note: Any = ""


@register.simple_tag
def ui_changes(changes: Iterable[Change]) -> SafeString:
    """Return the rows of a difference, each with a sign, a word for screen readers and a colour."""
    return format_html('<ul class="changes">{}</ul>', format_html_join("", "{}", ((change_row(change),) for change in changes)))


def change_row(change: Change) -> SafeString:
    """Return one row of a difference."""
    word = {"added": _("added"), "changed": _("changed"), "removed": _("removed"), "same": _("unchanged"), "refused": _("refused")}[
        change.kind
    ]
    parts = [format_html("<strong>{}</strong>", shown(change.label))]
    if change.before:
        parts.append(format_html("<del>{}</del>", shown(change.before)))
    if change.after:
        parts.append(format_html("<ins>{}</ins>", shown(change.after)))
    note = format_html('<div class="change-note">{}</div>', shown(change.note)) if change.note else ""
    return format_html(
        '<li class="change change-{}"><span class="change-sign" aria-hidden="true">{}</span>'
        '<div><span class="visually-hidden">{} </span>{}{}</div></li>',
        change.kind, SIGNS[change.kind], word, format_html_join(" ", "{}", ((part,) for part in parts)), note,
    )  # fmt: skip
