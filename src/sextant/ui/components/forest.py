"""Differences with their intervals around none at all, line under line: the forest plot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import plain, shown
from .blocks import ui_details
from .figures import figure_table
from .library import register

HEIGHT = 26


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A difference within its interval, what it is between, and what it means in a word or two."""

    label: Any
    value: float
    low: float
    high: float
    words: Any


@register.simple_tag
def ui_forest(
    rows: Sequence[ForestRow],
    ends: tuple[Any, Any],
    negligible: float,
    title: Any,
    finding: Any,
    definition: Any = "",
    head: Any = "",
    last: Any = "",
) -> SafeString:
    """
    Return differences on one scale: title, finding, drawings, what they show (`definition`), and the table beneath.

    `ends` name the two directions, `negligible` is the greatest difference that changes nothing (shaded), `head` and `last` name the first
    and the last column (the latter "Size" by default).
    """
    if not rows:
        return SafeString("")
    limit = 1.05 * max(negligible, *(abs(edge) for row in rows for edge in (row.low, row.high)))
    drawn = format_html_join(
        "",
        '<div class="sights-row" role="listitem"><span>{}</span><div class="sight-box chart">{}</div>'
        '<span class="soft small">{}</span></div>',
        ((shown(row.label), _draw(row, limit, negligible), shown(row.words)) for row in rows),
    )
    scale = format_html(
        '<div class="sights-row sights-scale" aria-hidden="true"><span class="sights-space"></span>'
        '<div class="sight-box forest-ends"><span>{}</span><span>{}</span></div><span class="sights-space"></span></div>',
        *(shown(end) for end in ends),
    )
    cells = [(shown(row.label), _number(row.value), f"{_number(row.low)} … {_number(row.high)}", shown(row.words)) for row in rows]
    table = figure_table(plain(title), [plain(head) or _("Line"), _("Difference"), _("Interval"), plain(last) or _("Size")], cells)
    return format_html(
        '<figure class="sights"><figcaption><p class="sights-title">{}</p><p class="sights-finding">{}</p></figcaption>'
        '{}<div role="list">{}</div>{}<div class="figure-table">{}</div></figure>',
        shown(title), shown(finding), scale, drawn,
        format_html('<p class="small soft figure-table">{}</p>', shown(definition)) if definition else "",
        ui_details(table, _("The same in a table")),
    )  # fmt: skip


def _draw(row: ForestRow, limit: float, negligible: float) -> SafeString:
    def at(value: float) -> str:
        return f"{50 + 49 * value / limit:.2f}%"

    said = _("%(label)s: %(value)s, between %(low)s and %(high)s") % {
        "label": plain(row.label),
        "value": _number(row.value),
        "low": _number(row.low),
        "high": _number(row.high),
    }
    return format_html(
        '<svg role="img" width="100%" height="{0}"><title>{1}</title><rect class="forest-zone" x="{2}" width="{3}" y="0" height="{0}"/>'
        '<line class="sight-cut" x1="50%" x2="50%" y1="0" y2="{0}"/><line class="curve-interval" x1="{4}" x2="{5}" y1="{6}" y2="{6}"/>'
        '<circle class="curve-point" cx="{7}" cy="{6}" r="4.5"/></svg>',
        HEIGHT, said, at(-negligible), f"{98 * negligible / limit:.2f}%", at(row.low), at(row.high), HEIGHT // 2, at(row.value),
    )  # fmt: skip


def _number(value: float) -> str:
    """Return a signed number with one decimal, in the writing of the language."""
    rounded = round(value, 1)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{number_format(abs(rounded), 1)}"
