"""Counts over time as columns: what each of the next days asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..charts import Part
from ..markup import plain, shown
from .blocks import ui_details
from .figures import figure_table
from .library import register

HEIGHT, TOP, FOOT = 148, 20, 24


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its parts from the bottom up, and what is written beneath it (nothing beneath most)."""

    label: Any
    parts: Sequence[Part]
    tick: Any = ""

    @property
    def count(self) -> int:
        """All the parts together."""
        return sum(part.count for part in self.parts)


@register.simple_tag
def ui_columns(columns: Sequence[Column], title: Any, finding: Any, head: Any = "", note: Any = "") -> SafeString:
    """
    Return columns that all have the same parts: title, finding, key, picture, what is counted (`note`), and the table beneath.

    `head` names the first column of the table.
    """
    if not columns:
        return SafeString("")
    kinds = columns[0].parts
    named = format_html_join(
        "",
        '<span class="badge badge-soft"><svg class="swatch" aria-hidden="true">'
        '<rect class="bar-{}" x="1" y="1" width="14" height="14"/></svg>{}</span>',
        ((part.kind, shown(part.label)) for part in kinds),
    )
    heads = [plain(head) or _("Line"), *(plain(part.label) for part in kinds)]
    cells = [[shown(column.label), *(part.count for part in column.parts)] for column in columns]
    table = ui_details(figure_table(plain(title), heads, cells), _("The same in a table"))
    return format_html(
        '<figure class="chart"><figcaption><p class="sights-title">{}</p><p class="sights-finding">{}</p></figcaption>'
        '<div class="chart-key">{}</div>{}{}{}</figure>',
        shown(title), shown(finding), named, draw_columns(columns, title=plain(finding)),
        format_html('<p class="small soft">{}</p>', shown(note)) if note else "", table,
    )  # fmt: skip


def draw_columns(columns: Sequence[Column], *, title: str) -> SafeString:
    """Return the columns over a line; the highest has its count above it."""
    most = max((column.count for column in columns), default=0)
    width = 100 / max(1, len(columns))
    body, foot = HEIGHT - TOP - FOOT, HEIGHT - FOOT
    bars: list[tuple[str, ...]] = []
    words: list[tuple[Any, ...]] = []
    told = False
    for number, column in enumerate(columns):
        down = float(foot)
        for part in column.parts:
            height = body * part.count / most if most else 0.0
            down -= height
            if part.count:
                bars.append((part.kind, f"{number * width + width * 0.12:.2f}%", f"{down:.1f}", f"{width * 0.76:.2f}%", f"{height:.1f}"))
        if column.count == most and most and not told:
            told = True
            # The first stands at the edge: its count would be cut in half if it were centred.
            words.append(("middle" if number else "start", f"{(number + (0.5 if number else 0)) * width:.2f}%", TOP - 6, most))
        if column.tick:
            words.append(("start", f"{number * width:.2f}%", HEIGHT - 6, shown(column.tick)))
    return format_html(
        '<svg class="columns" role="img" width="100%" height="{}"><title>{}</title>{}<line x1="0" x2="100%" y1="{}" y2="{}"/>{}</svg>',
        HEIGHT, title,
        format_html_join("", '<rect class="bar-{}" x="{}" y="{}" width="{}" height="{}"/>', bars), foot, foot,
        format_html_join("", '<text text-anchor="{}" x="{}" y="{}">{}</text>', words),
    )  # fmt: skip
