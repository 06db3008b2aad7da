"""Figures of a question: its curve, where it stands on the scale, who earns how much, and who chooses which of its propositions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..bands import Bands, draw_bands, shade
from ..curve import Curve, draw_curve
from ..markup import plain, shown
from ..sight import Sight, draw, draw_scale, level_at
from .blocks import ui_details
from .figures import figure_table, share_in_words
from .library import register

SHARES_HEIGHT, BARS_TOP, FOOT = 76, 18, 58


@register.simple_tag
def ui_curve(curve: Curve, title: Any, finding: Any, definition: Any = "") -> SafeString:
    """Return the curve of a question: title, finding, key, drawing, what it shows (`definition`), and its table."""
    marks = (
        ('<line class="curve-interval" x1="13" x2="13" y1="1" y2="19"/><circle class="curve-point" cx="13" cy="10" r="4.5"/>', _("seen")),
        ('<line class="curve-line" x1="0" x2="26" y1="16" y2="4"/>', _("expected")),
    )
    key = format_html_join(
        "",
        '<span><svg width="26" height="20" aria-hidden="true" focusable="false">{}</svg>{}</span>',
        ((SafeString(shape), word) for shape, word in marks),
    )
    names = [_level_of(point.at, curve.cuts, curve.level_names) for point in curve.points]
    rows = [
        (name, point.count, _percent(point.share), _between(point.low, point.high), _percent(point.expected))
        for name, point in zip(names, curve.points, strict=True)
    ]
    heads = [_("Group by level"), _("People"), _("Seen"), _("Interval"), _("Expected")]
    key = format_html('<div class="sights-key">{}</div>', key)
    return _figure(title, finding, definition, key, draw_curve(curve, title=plain(finding)), figure_table(plain(title), heads, rows))


@register.simple_tag
def ui_bands(bands: Bands, title: Any, finding: Any, definition: Any = "") -> SafeString:
    """Return what people of each level are parted into: title, finding, key, drawing, what it shows (`definition`), and its table."""
    marks = format_html_join(
        "",
        '<span><svg class="swatch" aria-hidden="true" focusable="false"><rect class="band-{}" width="100%" height="100%"/></svg>{}</span>',
        ((shade(number), shown(label)) for number, label in enumerate(bands.labels)),
    )
    names = [plain(name) for name in bands.level_names]
    rows = [(name, *(_percent(share) for share in shares)) for name, shares in zip(names, bands.in_the_middle(), strict=True)]
    table = figure_table(plain(title), [_("Level"), *(plain(label) for label in bands.labels)], rows)
    key = format_html('<div class="sights-key">{}</div>', marks)
    return _figure(title, finding, definition, key, draw_bands(bands, title=plain(finding)), table)


@register.simple_tag
def ui_ranges(rows: Sequence[Sight], title: Any, finding: Any, definition: Any = "", head: Any = "") -> SafeString:
    """Return several values with their intervals on one scale, none of them a person's; `head` names the first column of the table."""
    if not rows:
        return SafeString("")
    drawn = format_html_join(
        "",
        '<div class="sights-row" role="listitem"><span>{}</span><div class="sight-box">{}</div><span class="soft small">{}</span></div>',
        ((shown(row.label), draw(row, small=True), level_at(row.level, row)) for row in rows),
    )
    scale = format_html(
        '<div class="sights-row sights-scale" aria-hidden="true"><span class="sights-space"></span>'
        '<div class="sight-box">{}</div><span class="sights-space"></span></div>',
        draw_scale(rows[0]),
    )
    cells = [(shown(row.label), level_at(row.level, row), _from_to(level_at(row.low, row), level_at(row.high, row))) for row in rows]
    table = figure_table(plain(title), [plain(head) or _("Line"), _("Where it stands"), _("Interval")], cells)
    picture = format_html('{}<div role="list">{}</div>', scale, drawn)
    return _figure(title, finding, definition, "", picture, table, css="sights ranges")


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One proposition: its letter and text, whether it is right, and its share in each group (None where a group has nobody)."""

    letter: str
    text: Any
    right: bool
    shares: Sequence[float | None]


@register.simple_tag
def ui_shares(rows: Sequence[ShareRow], groups: Sequence[Any], title: Any, finding: Any, definition: Any = "") -> SafeString:
    """Return who chooses what: for each proposition one column a group, in the order of `groups`, and the table beneath."""
    if not rows:
        return SafeString("")
    names = [plain(name) for name in groups]
    drawn = format_html_join(
        "",
        '<div class="sights-row" role="listitem"><span><strong>{}</strong> {}</span><div class="sight-box chart">{}</div>'
        '<span class="small soft">{}</span></div>',
        ((row.letter, shown(row.text), _columns(row, names), _("right") if row.right else _("wrong")) for row in rows),
    )
    heads = [_("Proposition"), *names]
    cells = [
        (f"{row.letter} ({_('right') if row.right else _('wrong')})", *("—" if share is None else _percent(share) for share in row.shares))
        for row in rows
    ]
    picture = format_html('<div role="list">{}</div>', drawn)
    return _figure(title, finding, definition, "", picture, figure_table(plain(title), heads, cells), css="sights")


def _columns(row: ShareRow, names: Sequence[str]) -> SafeString:
    """Return one column a group, its share above it and its name beneath."""
    width = 100 / max(1, len(row.shares))
    shapes = []
    for number, (name, share) in enumerate(zip(names, row.shares, strict=True)):
        height = (FOOT - BARS_TOP) * min(1.0, max(0.0, share or 0.0))
        shapes.append(
            (
                "plain" if row.right else "soft", f"{number * width + width * 0.2:.2f}%", f"{FOOT - height:.1f}",
                f"{width * 0.6:.2f}%", f"{height:.1f}", f"{(number + 0.5) * width:.2f}%", f"{FOOT - height - 5:.1f}",
                "—" if share is None else _percent(share), SHARES_HEIGHT - 4, name,
            )
        )  # fmt: skip
    body = format_html_join(
        "",
        '<rect class="bar-{0}" x="{1}" y="{2}" width="{3}" height="{4}"/><text text-anchor="middle" x="{5}" y="{6}">{7}</text>'
        '<text class="shares-name" text-anchor="middle" x="{5}" y="{8}">{9}</text>',
        shapes,
    )
    said = f"{row.letter} — " + ", ".join(
        f"{name}: {'—' if share is None else _percent(share)}" for name, share in zip(names, row.shares, strict=True)
    )
    return format_html('<svg class="shares" role="img" width="100%" height="{}"><title>{}</title>{}</svg>', SHARES_HEIGHT, said, body)


def _figure(title: Any, finding: Any, definition: Any, key: Any, picture: SafeString, table: SafeString, css: str = "chart") -> SafeString:
    return format_html(
        '<figure class="{}"><figcaption><p class="sights-title">{}</p><p class="sights-finding">{}</p></figcaption>'
        '{}{}{}<div class="figure-table">{}</div></figure>',
        css, shown(title), shown(finding), key, picture,
        format_html('<p class="small soft">{}</p>', shown(definition)) if definition else "",
        ui_details(table, _("The same in a table")),
    )  # fmt: skip


def _percent(share: float) -> str:
    return share_in_words(round(1000 * share), 1000)


def _between(low: float, high: float) -> str:
    return _from_to(_percent(low), _percent(high))


def _from_to(low: str, high: str) -> str:
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _level_of(value: float, cuts: tuple[float, ...], names: tuple[Any, ...]) -> str:
    return level_at(value, Sight("", value, value, value, None, None, cuts, names))
