"""The mark, drawn: a sextant is a sixth of a circle, with an arm that points at where you are."""

from functools import lru_cache
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PIVOT = (16.0, 3.0)
RADIUS = 24.0
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
    ticks = "".join(line(polar(PIVOT, RADIUS - 4, angle), polar(PIVOT, RADIUS - 1.5, angle)) for angle in (-20, -10, 0, 20))
    return {
        "frame": line(PIVOT, left) + line(PIVOT, right),
        "limb": arc(left, right, RADIUS, sweep=0),
        "ticks": ticks,
        "arm": line(PIVOT, polar(PIVOT, RADIUS + 3.5, ARM)),
    }


@lru_cache(maxsize=16)
def mark_svg(size: int) -> SafeString:
    """Return the mark as inline SVG, `size` pixels square."""
    return format_html(
        '<svg class="mark" width="{0}" height="{0}" viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-linecap="round"'
        ' aria-hidden="true" focusable="false">'
        '<path d="{frame}" stroke-width="1.4"/><path d="{limb}" stroke-width="2.4"/><path d="{ticks}" stroke-width=".9"/>'
        '<path class="arm" d="{arm}" stroke-width="2"/><circle class="star" cx="16" cy="3" r="2.4"/></svg>',
        size,
        **mark_paths(),
    )


@lru_cache(maxsize=16)
def six_arcs_svg(labels: tuple[str, ...], *, lit: frozenset[int], title: str) -> SafeString:
    """Return a circle of six graduated 60° arcs with their labels, the first at the top right; those in `lit` (from 1) are brass."""
    centre, radius, gap = (240.0, 150.0), 106.0, 2.0
    rows = []
    for index, label in enumerate(labels):
        middle = 150 - 60 * index  # clockwise from the top right
        start, end = polar(centre, radius, middle + 30 - gap), polar(centre, radius, middle - 30 + gap)
        x, y = polar(centre, radius + 16, middle)
        degrees = range(middle - 25, middle + 30, 5)
        ticks = "".join(
            line(polar(centre, radius - (12 if angle % 15 == 0 else 7), angle), polar(centre, radius - 3, angle)) for angle in degrees
        )
        rows.append(
            (
                "arc-on" if index + 1 in lit else "arc-off",
                arc(start, end, radius, sweep=1),
                ticks,
                x,
                y,
                "start" if x > centre[0] else "end",
                label,
            )
        )
    body = format_html_join(
        "",
        '<path class="{}" d="{}"/><path class="arc-ticks" d="{}"/>'
        '<text x="{}" y="{}" text-anchor="{}" dominant-baseline="middle">{}</text>',
        rows,
    )
    spokes = "".join(line(polar(centre, 10, 60 * index), polar(centre, radius - 3, 60 * index)) for index in range(6))
    return format_html(
        '<svg class="arcs" viewBox="0 0 480 300" role="img"><title>{}</title>'
        '<path class="arc-spokes" d="{}"/><circle class="arc-pivot" cx="240" cy="150" r="4"/>{}</svg>',
        title, spokes, body,
    )  # fmt: skip


@lru_cache(maxsize=16)
def limb_svg(share: float) -> SafeString:
    """Return a large graduated limb with its index arm at `share` of the arc (0 to 1), for the night of a first page; decoration."""
    pivot, radius = (430.0, 24.0), 430.0
    edge_left, edge_right = polar(pivot, radius, -32), polar(pivot, radius, 32)
    inner_left, inner_right = polar(pivot, radius - 44, -32), polar(pivot, radius - 44, 32)
    fine = "".join(
        line(polar(pivot, radius - 44, half / 2), polar(pivot, radius - (28 if half % 10 == 0 else 34 if half % 2 == 0 else 38), half / 2))
        for half in range(-60, 61)
    )
    figures = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((*polar(pivot, radius - 12, -30 + angle), 60 - angle) for angle in range(0, 61, 10)),
    )
    angle = -30 + 60 * share
    arm = line(pivot, polar(pivot, radius + 26, angle))
    return format_html(
        '<svg class="hero-chart" viewBox="0 0 860 520" aria-hidden="true" focusable="false">'
        '<path d="{frame}"/><path d="{limb}"/><path d="{fine}"/>{figures}'
        '<path class="arm" d="{arm}"/><circle class="star" cx="430" cy="24" r="7"/><circle class="ring" cx="430" cy="24" r="15"/></svg>',
        frame=line(pivot, inner_left) + line(pivot, inner_right),
        limb=arc(edge_left, edge_right, radius, sweep=0)
        + arc(inner_left, inner_right, radius - 44, sweep=0)
        + line(edge_left, inner_left)
        + line(edge_right, inner_right),
        fine=fine,
        figures=figures,
        arm=arm,
    )
