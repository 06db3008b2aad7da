"""Two measures of the same things against each other."""

from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import plain, shown
from ..scatter import Scatter, draw_scatter
from .blocks import ui_details
from .figures import figure_table
from .library import register


@register.simple_tag
def ui_scatter(scatter: Scatter, title: Any, finding: Any, definition: Any = "", head: Any = "", marked: Any = "") -> SafeString:
    """
    Return points on two like scales: title, finding, key, drawing, what it shows (`definition`), and the table beneath.

    `head` names the first column of the table, `marked` says what the full points are.
    """
    if not scatter.points:
        return SafeString("")
    marks = [
        ('<circle class="curve-point" cx="13" cy="10" r="3"/>', plain(head)),
        ('<circle class="sight-notch" cx="13" cy="10" r="5.5"/>', plain(marked) if any(point.marked for point in scatter.points) else ""),
        ('<line class="curve-line" x1="0" x2="26" y1="18" y2="2"/>', _("both the same")),
    ]
    key = format_html_join(
        "",
        '<span><svg width="26" height="20" aria-hidden="true" focusable="false">{}</svg>{}</span>',
        ((SafeString(shape), word) for shape, word in marks if word),
    )
    heads = [plain(head) or _("Line"), plain(scatter.across), plain(scatter.up), _("Difference")]
    rows = [(shown(point.label), in_words(point.across), in_words(point.up), in_words(point.up - point.across)) for point in scatter.points]
    return format_html(
        '<figure class="chart"><figcaption><p class="sights-title">{}</p><p class="sights-finding">{}</p></figcaption>'
        '<div class="sights-key">{}</div>{}{}<div class="figure-table">{}</div></figure>',
        shown(title), shown(finding), key, draw_scatter(scatter, title=plain(finding)),
        format_html('<p class="small soft">{}</p>', shown(definition)) if definition else "",
        ui_details(figure_table(plain(title), heads, rows), _("The same in a table")),
    )  # fmt: skip


def in_words(value: float) -> str:
    """Return a number with its sign and two decimals, in the writing of the language; a minus is a minus, not a hyphen."""
    rounded = round(value, 2)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{number_format(abs(rounded), 2)}"
