"""A table whose cells are shaded by what they hold: where something is plenty, and where it is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import plain, shown
from .library import register

SHADES = 4
"""The darkest shade: as much as is wanted, or more."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """What is there, in a few characters; its shade from 0 (next to nothing) to `SHADES` (enough); what is missing, if anything is."""

    value: Any
    shade: int
    missing: Any = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A line: its short name, what that means, and its cells in the order of the columns."""

    label: Any
    note: Any
    cells: Sequence[HeatCell]


@register.simple_tag
def ui_heat(
    rows: Sequence[HeatRow],
    columns: Sequence[Any],
    title: Any,
    finding: Any,
    definition: Any = "",
    head: Any = "",
    shades: Sequence[Any] = (),
) -> SafeString:
    """
    Return a shaded table: title, finding, key, what a cell says (`definition`); `head` names the first column, `shades` the lightest, the
    middle and the darkest (nothing, about half and enough by default).

    The picture is the table: every shade is also a number, and what is missing is written in the cell.
    """
    if not rows:
        return SafeString("")
    heads = format_html_join("", '<th scope="col">{}</th>', ((shown(column),) for column in columns))
    body = format_html_join(
        "",
        '<tr><th scope="row">{}<span class="heat-note">{}</span></th>{}</tr>',
        ((shown(row.label), shown(row.note), format_html_join("", "{}", ((_cell(cell),) for cell in row.cells))) for row in rows),
    )
    steps = format_html_join("", '<span class="heat-{0}">{1}</span>', zip(_STEPS, shades or _shade_words(), strict=True))
    return format_html(
        '<figure class="chart"><figcaption><p class="sights-title">{0}</p><p class="sights-finding">{1}</p></figcaption>'
        '<div class="heat-key small">{2}</div>'
        '<div class="table-wrap" role="region" tabindex="0" aria-label="{3}"><table class="table heat">'
        '<caption class="visually-hidden">{3}</caption><thead><tr><th scope="col">{4}</th>{5}</tr></thead><tbody>{6}</tbody></table></div>'
        "{7}</figure>",
        shown(title), shown(finding), steps, plain(title), shown(head) if head else _("Line"), heads, body,
        format_html('<p class="small soft">{}</p>', shown(definition)) if definition else "",
    )  # fmt: skip


_STEPS = (0, SHADES // 2, SHADES)


def _shade_words() -> tuple[str, ...]:
    return _("next to nothing"), _("about half"), _("enough")


def _cell(cell: HeatCell) -> SafeString:
    missing = format_html(' <span class="heat-missing">{}</span>', shown(cell.missing)) if cell.missing else ""
    return format_html('<td class="heat-{}">{}{}</td>', min(SHADES, max(0, cell.shade)), shown(cell.value), missing)
