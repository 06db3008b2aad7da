"""The mark, drawn: a sextant is a sixth of a circle, with an arm that points at where you are."""

from collections.abc import Collection, Sequence
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PIVOT = (16.0, 3.5)
RADIUS = 22.0
ARM = 12.0  # degrees from the vertical; the arm is off centre, since nobody starts in the middle


def polar(centre: tuple[float, float], radius: float, degrees: float) -> tuple[float, float]:
    """
    Return the point at `radius` from `centre`, `degrees` from straight down, turning towards the right of the page.

    >>> polar((0, 0), 10, 0)
    (0.0, 10.0)
    """
    angle = degrees * pi / 180
    return round(centre[0] + radius * sin(angle), 2), round(centre[1] + radius * cos(angle), 2)


def line(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return the path of a straight line."""
    return f"M{start[0]} {start[1]}L{end[0]} {end[1]}"


def arc(start: tuple[float, float], end: tuple[float, float], radius: float, *, sweep: int) -> str:
    """Return the path of a circular arc shorter than half a turn."""
    return f"M{start[0]} {start[1]}A{radius:g} {radius:g} 0 0 {sweep} {end[0]} {end[1]}"


def mark_paths() -> dict[str, str]:
    """Return the parts of the mark in a 32 × 32 box: `frame` (two radii), `limb` (the arc), `ticks`, `arm`."""
    left, right = polar(PIVOT, RADIUS, -30), polar(PIVOT, RADIUS, 30)
    ticks = "".join(line(polar(PIVOT, RADIUS - 3, angle), polar(PIVOT, RADIUS, angle)) for angle in (-18, -6, 6, 18) if angle != ARM)
    return {
        "frame": line(PIVOT, left) + line(PIVOT, right),
        "limb": arc(left, right, RADIUS, sweep=0),
        "ticks": ticks,
        "arm": line(PIVOT, polar(PIVOT, RADIUS + 4.5, ARM)),
    }


def mark_svg(size: int) -> SafeString:
    """Return the mark as inline SVG, `size` pixels square."""
    return format_html(
        '<svg class="mark" width="{0}" height="{0}" viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-linecap="round" aria-hidden="true" focusable="false">'
        '<path d="{frame}" stroke-width="1.5"/><path d="{limb}" stroke-width="3"/><path d="{ticks}" stroke-width="1"/>'
        '<path class="arm" d="{arm}" stroke-width="2.5"/><circle class="star" cx="16" cy="3.5" r="2.6"/></svg>',
        size,
        **mark_paths(),
    )


def six_arcs_svg(labels: Sequence[str], *, lit: Collection[int], title: str) -> SafeString:
    """Return a circle of six 60° arcs, the first at the top right, each with its label outside; arcs numbered in `lit` (from 1) are brass."""
    centre, radius, gap = (240.0, 150.0), 96.0, 3.0
    parts = []
    for index, label in enumerate(labels):
        middle = 150 - 60 * index  # clockwise from the top right
        start, end = polar(centre, radius, middle + 30 - gap), polar(centre, radius, middle - 30 + gap)
        outer, text = polar(centre, radius + 12, middle), polar(centre, radius + 24, middle)
        anchor = "middle" if abs(text[0] - centre[0]) < 40 else ("start" if text[0] > centre[0] else "end")
        parts.append((arc(start, end, radius, sweep=1), "arc-on" if index + 1 in lit else "arc-off", line(polar(centre, radius + 3, middle), outer), text, anchor, label))
    body = format_html_join(
        "",
        '<path class="{1}" d="{0}"/><path d="{2}" stroke-width="1"/><text x="{3}" y="{4}" text-anchor="{5}" dominant-baseline="middle">{6}</text>',
        ((path, cls, tick, text[0], text[1], anchor, label) for path, cls, tick, text, anchor, label in parts),
    )
    arms = format_html_join("", '<line x1="240" y1="150" x2="{}" y2="{}"/>', (polar(centre, radius - 8, 60 * index) for index in range(6)))
    return format_html('<svg class="arcs" viewBox="0 0 480 300" role="img"><title>{}</title>{}{}</svg>', title, arms, body)
