"""Several wholes and their parts, one bar a line: how verdicts are spread over the competences of a cohort."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..charts import Part, draw_parts
from ..markup import plain, shown
from .blocks import ui_details
from .figures import figure_table
from .library import register

BarRow = tuple[Any, Sequence[Part]]


@register.simple_tag
def ui_bars(rows: Sequence[BarRow], title: Any, finding: Any, head: Any = "") -> SafeString:
    """
    Return stacked bars from (label, parts) pairs that all have the same parts: key, finding, and the table beneath.

    `head` names the first column of the table.
    """
    if not rows:
        return SafeString("")
    kinds = rows[0][1]
    named = format_html_join(
        "",
        '<span class="badge badge-soft"><svg class="swatch" aria-hidden="true">'
        '<rect class="bar-{}" x="1" y="1" width="14" height="14"/></svg>{}</span>',
        ((part.kind, shown(part.label)) for part in kinds),
    )
    bars = format_html_join(
        "",
        '<div class="sights-row" role="listitem"><span>{}</span><div class="sight-box chart">{}</div>'
        '<span class="soft small">{}</span></div>',
        (
            (shown(label), draw_parts(parts, title=_in_words(label, parts), height=22), sum(part.count for part in parts))
            for label, parts in rows
        ),
    )
    heads = [plain(head) or _("Line"), *(plain(part.label) for part in kinds)]
    cells = [[shown(label), *(part.count for part in parts)] for label, parts in rows]
    table = ui_details(figure_table(plain(title), heads, cells), _("The same in a table"))
    return format_html(
        '<figure class="sights"><figcaption><p class="sights-title">{}</p><p class="sights-finding">{}</p></figcaption>'
        '<div class="chart-key">{}</div><div role="list">{}</div><div class="figure-table">{}</div></figure>',
        shown(title), shown(finding), named, bars, table,
    )  # fmt: skip


def _in_words(label: Any, parts: Sequence[Part]) -> str:
    """Return what a bar says, for those who do not see it."""
    return f"{plain(label)} — " + ", ".join(f"{plain(part.label)}: {part.count}" for part in parts)
