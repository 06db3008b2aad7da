"""
Two measures of the same things, one across and one up: on the diagonal they agree.

Both axes are the named levels of the sight. Pure drawing: numbers in, SVG out; across, positions are percentages.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .markup import plain
from .sight import Scale, ends, level_names, place

HEIGHT, TOP, FOOT = 340, 24, 60


@dataclass(frozen=True, slots=True)
class ScatterPoint:
    """One thing: its name, both measures, and whether the two are further apart than chance allows."""

    label: Any
    across: float
    up: float
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Scatter:
    """The points, the scale (as in a `Sight`), and what each axis measures."""

    points: tuple[ScatterPoint, ...]
    cuts: tuple[float, ...]
    level_names: tuple[Any, ...]
    across: Any
    up: Any


def draw_scatter(scatter: Scatter, *, title: str) -> SafeString:
    """Return the points as SVG, with what they show as its title; what lies beyond an end of the scale stands at the edge."""
    foot = HEIGHT - FOOT
    at = Scale(scatter.cuts, None)
    low, high = ends(scatter.cuts)
    grid = format_html_join(
        "",
        '<line class="curve-share" x1="{0}" x2="{0}" y1="{2}" y2="{3}"/><line class="curve-share" x1="0" x2="100%" y1="{1}" y2="{1}"/>',
        ((at(cut), down(cut, scatter.cuts), TOP, foot) for cut in (low, *scatter.cuts, high)),
    )
    # The marked ones on top: there are few of them.
    marks = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (
                "sight-notch" if point.marked else "curve-point",
                at(point.across),
                down(point.up, scatter.cuts),
                5.5 if point.marked else 3,
                plain(point.label),
            )
            for point in sorted(scatter.points, key=lambda point: point.marked)
        ),
    )
    return format_html(
        '<svg class="curve scatter" role="img" width="100%" height="{0}"><title>{1}</title>{2}'
        '<line class="curve-line" x1="0" x2="100%" y1="{3}" y2="{4}"/>{5}{6}'
        '<text x="0" y="14">↑ {7}</text><text x="100%" y="{8}" text-anchor="end">{9} →</text></svg>',
        HEIGHT, title, grid, foot, TOP, marks, level_names(scatter.level_names, scatter.cuts, at, y=foot + 32),
        plain(scatter.up), HEIGHT - 6, plain(scatter.across),
    )  # fmt: skip


def down(value: float, cuts: tuple[float, ...]) -> float:
    """Return how far below the top a value stands, in pixels."""
    return round(TOP + (HEIGHT - TOP - FOOT) * (1.0 - place(value, cuts)), 1)
