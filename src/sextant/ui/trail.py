"""
The trail: how one level moved, day after day.

Each mark is the sight stood upright: a band for the interval, a tick for the level, over the named levels, the lowest at the bottom. Marks
stand at equal distances whatever lies between their days, so that a busy week can be read on a narrow screen; the first and the last are
dated. Pure drawing: numbers in, SVG out; positions are percentages, strokes and text keep their size.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .markup import plain
from .sight import ends, place

HEIGHT, TOP, FOOT = 240, 8, 24
START, END = 36.0, 97.0
"""Where the first and the last mark stand, in percent: the names of the levels stand before them."""


@dataclass(frozen=True, slots=True)
class TrailPoint:
    """One mark: a level within its interval, what its moment is called, and what came in then."""

    label: Any
    low: float
    level: float
    high: float
    note: Any = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """How one level moved: its points in order, the scale (as in a `Sight`), and what is required, where anything is."""

    points: tuple[TrailPoint, ...]
    cuts: tuple[float, ...]
    level_names: tuple[Any, ...]
    required: float | None = None

    def name_of(self, value: float) -> str:
        """Return the name of the level that holds `value`; a value on a cut belongs to the level above."""
        return plain(self.level_names[bisect_right(self.cuts, value)])

    def across(self, index: int) -> str:
        """Return where a mark stands from left to right; a lone one stands in the middle."""
        if len(self.points) == 1:
            return f"{(START + END) / 2:.2f}%"
        return f"{START + (END - START) * index / (len(self.points) - 1):.2f}%"

    def down(self, value: float) -> float:
        """Return how far below the top a value stands, in pixels."""
        return round(TOP + (HEIGHT - TOP - FOOT) * (1 - place(value, self.cuts)), 1)


def draw_trail(trail: Trail, *, title: str) -> SafeString:
    """Return the trail as SVG, with what it shows as its title."""
    return format_html(
        '<svg class="trail" role="img" width="100%" height="{}"><title>{}</title>{}{}{}{}{}</svg>',
        HEIGHT, title, _levels(trail), _required(trail), _bands(trail), _ticks(trail), _days(trail),
    )  # fmt: skip


def _levels(trail: Trail) -> SafeString:
    """Return a line at each cut and the name of each level."""
    first, last = ends(trail.cuts)
    zones = zip(pairwise((first, *trail.cuts, last)), trail.level_names, strict=True)
    return format_html_join(
        "",
        '<line class="sight-cut" x1="0" x2="100%" y1="{0}" y2="{0}"/><text x="0" y="{1}">{2}</text>',
        ((trail.down(low), round((trail.down(low) + trail.down(high)) / 2 + 4, 1), plain(name)) for (low, high), name in zones),
    )


def _required(trail: Trail) -> SafeString:
    """Return the line of what is required, with the notch of the sight at its beginning."""
    if trail.required is None:
        return SafeString("")
    return format_html(
        '<line class="trail-required" x1="{0}" x2="100%" y1="{1}" y2="{1}"/>'
        '<svg x="{0}" y="{1}" overflow="visible"><path class="sight-notch" d="M-8 -6V6L0 0Z"/></svg>',
        f"{START - 4:.2f}%", trail.down(trail.required),
    )  # fmt: skip


def _bands(trail: Trail) -> SafeString:
    return format_html_join(
        "",
        '<line class="trail-band" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
        ((trail.across(index), trail.down(point.high), trail.down(point.low)) for index, point in enumerate(trail.points)),
    )


def _ticks(trail: Trail) -> SafeString:
    """Return the levels, joined from day to day."""
    lines = format_html_join(
        "",
        '<line class="trail-line" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        (
            (trail.across(index), trail.across(index + 1), trail.down(one.level), trail.down(two.level))
            for index, (one, two) in enumerate(pairwise(trail.points))
        ),
    )
    ticks = format_html_join(
        "",
        '<svg x="{}" y="{}" overflow="visible"><line class="sight-level" x1="-4" x2="4" y1="0" y2="0"/></svg>',
        ((trail.across(index), trail.down(point.level)) for index, point in enumerate(trail.points)),
    )
    return format_html("{}{}", lines, ticks)


def _days(trail: Trail) -> SafeString:
    """Return the labels of the first and the last mark."""
    outer = [(0, "middle")] if len(trail.points) == 1 else [(0, "start"), (len(trail.points) - 1, "end")]
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        ((trail.across(index), HEIGHT - 4, anchor, plain(trail.points[index].label)) for index, anchor in outer),
    )
