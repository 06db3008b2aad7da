"""Small charts as server-made SVG. A chart never stands alone: `components.figures` adds its title, its finding and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: `kind` is the code of a verdict, `plain` or `soft`."""

    label: Any
    count: int
    kind: str = "plain"


def draw_parts(parts: Sequence[Part], *, title: str, height: int = 32) -> SafeString:
    """Return a stacked bar; counts are written inside the parts that have room for them."""
    total = sum(part.count for part in parts) or 1
    shapes, start = [], 0.0
    for part in parts:
        if not part.count:
            continue
        share = 100 * part.count / total
        label = (
            format_html('<text x="{}%" y="{}" text-anchor="middle">{}</text>', f"{start + share / 2:.2f}", height / 2 + 5, part.count)
            if share >= 6
            else ""
        )
        shapes.append((part.kind, f"{start:.2f}%", f"{share:.2f}%", height, label))
        start += share
    body = format_html_join("", '<rect class="bar-{}" x="{}" y="0" width="{}" height="{}"/>{}', shapes)
    return format_html('<svg role="img" width="100%" height="{}"><title>{}</title>{}</svg>', height, title, body)


def draw_spark(values: Sequence[float], *, title: str) -> SafeString:
    """Return a line without axes, its last value marked; flat when all values are equal, empty when there are none."""
    if not values:
        return format_html('<svg class="spark" role="img" viewBox="0 0 100 24"><title>{}</title></svg>', title)
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    step = 94 / max(1, len(values) - 1)
    points = [(3 + step * index, 21 - 18 * ((value - low) / spread if high > low else 0.5)) for index, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html(
        '<svg class="spark" role="img" viewBox="0 0 100 24"><title>{}</title><polyline points="{}"/><circle cx="{}" cy="{}" r="3"/></svg>',
        title, line, f"{points[-1][0]:.1f}", f"{points[-1][1]:.1f}",
    )  # fmt: skip
