"""
The curve of a question: how many get it right, from those who hold little of what it measures to those who hold much.

Marks are groups of people, each with the interval of its share; the line is what was expected of them. Across stand the named levels, as
in the sight. Pure drawing: numbers in, SVG out; positions are percentages, strokes and text keep their size.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .sight import Scale, level_names, place

HEIGHT, TOP, FOOT = 260, 12, 44
START, BREADTH = 15, 83
"""Where the plot begins, and how wide it is, in percent: the shares are written before it."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A group: where it stands on the scale, its share and the interval of it, what was expected of it, and how many they are."""

    at: float
    share: float
    low: float
    high: float
    expected: float
    count: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The groups in order, the expected line as (place, share) pairs, and the scale (as in a `Sight`)."""

    points: tuple[CurvePoint, ...]
    line: tuple[tuple[float, float], ...]
    cuts: tuple[float, ...]
    level_names: tuple[Any, ...]


def draw_curve(curve: Curve, *, title: str) -> SafeString:
    """Return the curve as SVG, with what it shows as its title."""
    at = Scale(curve.cuts, None)
    return format_html(
        '<svg class="curve" role="img" width="100%" height="{}"><title>{}</title>{}'
        '<svg x="{}%" width="{}%" height="{}" overflow="visible">{}{}{}{}</svg></svg>',
        HEIGHT, title, share_lines(),
        START, BREADTH, HEIGHT, cut_lines(at), _line(curve, at), _points(curve, at),
        level_names(curve.level_names, curve.cuts, at, y=HEIGHT - 6),
    )  # fmt: skip


def down(share: float) -> float:
    """Return how far below the top a share stands, in pixels."""
    return round(TOP + (HEIGHT - TOP - FOOT) * (1.0 - min(1.0, max(0.0, share))), 1)


def share_lines() -> SafeString:
    """Return a line and its words for none, half and all."""
    return format_html_join(
        "",
        '<line class="curve-share" x1="{0}%" x2="100%" y1="{1}" y2="{1}"/><text x="0" y="{2}">{3} %</text>',
        ((START, down(share), down(share) + 4, round(100 * share)) for share in (0.0, 0.5, 1.0)),
    )


def cut_lines(at: Scale) -> SafeString:
    """Return a line where each level begins."""
    return format_html_join(
        "",
        '<line class="sight-cut" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
        ((at(cut), down(1.0), down(0.0)) for cut in at.cuts),
    )


def _line(curve: Curve, at: Scale) -> SafeString:
    return format_html_join(
        "",
        '<line class="curve-line" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        ((at(one[0]), at(two[0]), down(one[1]), down(two[1])) for one, two in pairwise(curve.line) if _inside(curve, one[0], two[0])),
    )


def _inside(curve: Curve, first: float, last: float) -> bool:
    """Say whether a piece of the line lies on the scale: beyond its ends every place is the same."""
    return place(first, curve.cuts) < place(last, curve.cuts)


def _points(curve: Curve, at: Scale) -> SafeString:
    return format_html_join(
        "",
        '<line class="curve-interval" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><circle class="curve-point" cx="{0}" cy="{3}" r="4.5"/>',
        ((at(point.at), down(point.high), down(point.low), down(point.share)) for point in curve.points),
    )
