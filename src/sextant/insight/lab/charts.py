"""Pictures of the report, as server-made SVG that stretches: figures over lengths of test, and figures line under line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sextant.insight.lab.figures import Figure
from sextant.insight.lab.words import SPACE, Writer, between
from sextant.ui.components.blocks import ui_details
from sextant.ui.components.figures import figure_table

HEIGHT, TOP, FOOT = 240, 16, 28
SHAPES = ("M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z", "M-4.5 -4.5H4.5V4.5H-4.5Z", "M0 -6L5.5 4.5H-5.5Z", "M0 -6.5L6 0L0 6.5L-6 0Z")
"""Circle, square, triangle, diamond: series differ in print and without colour, too."""
ROW = 30


@dataclass(frozen=True, slots=True)
class Series:
    """A policy over lengths: its name and one figure for each of them. The first series of a chart is ours."""

    label: Any
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with its interval (None where none may be shown), what it is of, and what is written beside it."""

    label: Any
    figure: Figure | None
    words: Any
    note: Any = ""
    ours: bool = False


def figure(title: Any, finding: Any, picture: SafeString, definition: Any, table: SafeString, *, css: str = "sights") -> SafeString:
    """Return a picture with its title, what it finds, what it shows, and its table beneath, which is open on paper."""
    return format_html(
        '<figure class="{}"><figcaption><p class="sights-title">{}</p><p class="sights-finding">{}</p></figcaption>{}'
        '<p class="small soft">{}</p><div class="figure-table">{}</div></figure>',
        css, title, _joined(finding), picture, _joined(definition), ui_details(table, _("The same in a table")),
    )  # fmt: skip


def _joined(text: Any) -> str:
    """Return a text in which a number and its percent sign stay on one line."""
    return str(text).replace(" %", f"{SPACE}%")


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> SafeString:
    """Return a table of the report."""
    return figure_table(caption, heads, rows)


def lines(series: Sequence[Series], names: Sequence[Any], *, ticks: Sequence[float], write: Writer, title: str) -> SafeString:
    """
    Return figures with their intervals over the categories `names`, one line a series, with a key.

    `ticks` are the values at which a line is ruled; they span the picture, from the lowest to the highest.
    """
    low, high = min(ticks), max(ticks)
    body = HEIGHT - TOP - FOOT

    def down(value: float) -> str:
        return f"{TOP + body * (1 - (min(max(value, low), high) - low) / (high - low)):.1f}"

    def middle(place: int) -> float:
        # The values of the ruled lines stand at the left.
        return 8 + (place + 0.5) * 92 / len(names)

    def along(place: int, number: int) -> str:
        # Series stand beside each other, so that their intervals can be told apart.
        return f"{middle(place) + (number - (len(series) - 1) / 2) * 1.8:.2f}%"

    ruled = format_html_join(
        "",
        '<line class="lab-rule" x1="0" x2="100%" y1="{0}" y2="{0}"/><text class="lab-tick" x="0" y="{1}">{2}</text>',
        ((down(tick), f"{float(down(tick)) - 4:.1f}", write(tick)) for tick in ticks),
    )
    feet = format_html_join(
        "",
        '<text class="lab-tick" text-anchor="middle" x="{}" y="{}">{}</text>',
        ((f"{middle(place):.2f}%", HEIGHT - 8, name) for place, name in enumerate(names)),
    )
    # Ours last: it lies on top.
    drawn = format_html_join("", "{}", ((_line(series[number], number, along, down),) for number in reversed(range(len(series)))))
    return format_html(
        '<div class="sights-key">{}</div><div class="chart lab-lines"><svg role="img" width="100%" height="{}"><title>{}</title>'
        "{}{}{}</svg></div>",
        _key(series), HEIGHT, title, ruled, feet, drawn,
    )  # fmt: skip


def _line(one: Series, number: int, along: Any, down: Any) -> SafeString:
    places = [(along(place, number), down(figure.value), figure) for place, figure in enumerate(one.figures)]
    joints = format_html_join(
        "",
        '<line class="lab-line" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        ((x, after, y, below) for (x, y, _one), (after, below, _other) in pairwise(places)),
    )
    intervals = format_html_join(
        "",
        '<line class="lab-interval" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
        ((x, down(figure.low), down(figure.high)) for x, _y, figure in places if figure.low is not None and figure.high is not None),
    )
    points = format_html_join(
        "",
        '<svg x="{}" y="{}" overflow="visible"><path class="lab-point" d="{}"/></svg>',
        ((x, y, SHAPES[number % len(SHAPES)]) for x, y, _found in places),
    )
    return format_html('<g class="lab-{}">{}{}{}</g>', number, joints, intervals, points)


def _key(series: Sequence[Series]) -> SafeString:
    return format_html_join(
        "",
        '<span><svg class="lab-{0}" width="30" height="20" aria-hidden="true" focusable="false">'
        '<line class="lab-line" x1="0" x2="30" y1="10" y2="10"/>'
        '<svg x="15" y="10" overflow="visible"><path class="lab-point" d="{1}"/></svg></svg>{2}</span>',
        ((number, SHAPES[number % len(SHAPES)], one.label) for number, one in enumerate(series)),
    )


def ranges(rows: Sequence[Range], *, low: float, high: float, write: Writer, mark: float | None = None, mark_name: Any = "") -> SafeString:
    """Return figures with their intervals, line under line on one scale from `low` to `high`; `mark` is ruled and named at the top."""

    def at(value: float) -> str:
        return f"{100 * (min(max(value, low), high) - low) / (high - low):.2f}%"

    drawn = format_html_join(
        "",
        '<div class="sights-row" role="listitem"><span>{}{}</span><div class="sight-box chart">{}</div><span class="small">{}</span></div>',
        (
            (
                row.label,
                format_html('<span class="sights-note">{}</span>', row.note) if row.note else "",
                _range(row, at, write, mark),
                row.words,
            )
            for row in rows
        ),
    )
    named = format_html('<text text-anchor="middle" x="{}" y="13">{}</text>', at(mark), mark_name) if mark is not None else ""
    scale = format_html(
        '<div class="sights-row sights-scale" aria-hidden="true"><span class="sights-space"></span><div class="sight-box chart lab-scale">'
        '<svg width="100%" height="18"><text x="0" y="13">{}</text>{}<text text-anchor="end" x="100%" y="13">{}</text></svg></div>'
        '<span class="sights-space"></span></div>',
        write(low), named, write(high),
    )  # fmt: skip
    return format_html('{}<div role="list">{}</div>', scale, drawn)


def _range(row: Range, at: Any, write: Writer, mark: float | None) -> SafeString:
    ruled = format_html('<line class="sight-cut" x1="{0}" x2="{0}" y1="0" y2="{1}"/>', at(mark), ROW) if mark is not None else ""
    axis = format_html('<line class="lab-rule" x1="0" x2="100%" y1="{0}" y2="{0}"/>', ROW // 2)
    if row.figure is None:
        return format_html('<svg aria-hidden="true" width="100%" height="{}">{}{}</svg>', ROW, axis, ruled)
    value = row.figure
    interval = (
        format_html('<line class="lab-interval" x1="{}" x2="{}" y1="{}" y2="{}"/>', at(value.low), at(value.high), ROW // 2, ROW // 2)
        if value.low is not None and value.high is not None
        else ""
    )
    return format_html(
        '<svg class="lab-{0}" role="img" width="100%" height="{1}"><title>{2} : {3}</title>{4}{5}{6}'
        '<svg x="{7}" y="{8}" overflow="visible"><path class="lab-point" d="{9}"/></svg></svg>',
        0 if row.ours else 3, ROW, row.label, between(value, write), axis, ruled, interval, at(value.value), ROW // 2, SHAPES[0],
    )  # fmt: skip
