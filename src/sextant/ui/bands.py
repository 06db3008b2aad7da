"""
Bands: of the people at each level, how many fall under each of several answers to one question; together they are all of them.

Across stand the named levels, as in the sight; the first band lies at the bottom and is the darkest. Pure drawing: numbers in, SVG out;
positions are percentages, text keeps its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .curve import BREADTH, HEIGHT, START, cut_lines, down, share_lines
from .sight import Scale, ends, level_names, place

SHADES = 4
"""The lightest shade: further bands are as light."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The names of the bands, from the bottom up, the share of each at each of the `places`, and the scale (as in a `Sight`)."""

    labels: tuple[Any, ...]
    places: tuple[float, ...]
    shares: tuple[tuple[float, ...], ...]
    cuts: tuple[float, ...]
    level_names: tuple[Any, ...]

    def in_the_middle(self) -> list[tuple[float, ...]]:
        """Return the shares of all bands in the middle of each named level."""
        first, last = ends(self.cuts)
        middles = [(low + high) / 2 for low, high in pairwise((first, *self.cuts, last))]
        nearest = (min(range(len(self.places)), key=lambda one: abs(self.places[one] - middle)) for middle in middles)
        return [tuple(share[one] for share in self.shares) for one in nearest]


def shade(number: int) -> int:
    """Return the shade of a band, 0 the darkest."""
    return min(number, SHADES)


def draw_bands(bands: Bands, *, title: str) -> SafeString:
    """Return the bands as SVG, with what they show as its title."""
    at = Scale(bands.cuts, None)
    top, height = down(1.0), down(0.0) - down(1.0)
    tops = list(accumulate(bands.shares, lambda below, share: tuple(one + two for one, two in zip(below, share, strict=True))))
    floors = [tuple(0.0 for _place in bands.places), *tops]
    areas = format_html_join(
        "",
        '<polygon class="band-{}" points="{}"/>',
        ((shade(number), _outline(bands, floor, roof)) for number, (floor, roof) in enumerate(zip(floors, tops, strict=False))),
    )
    return format_html(
        '<svg class="curve" role="img" width="100%" height="{}"><title>{}</title>{}'
        '<svg x="{}%" y="{}" width="{}%" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none">{}</svg>'
        '<svg x="{}%" width="{}%" height="{}" overflow="visible">{}{}</svg></svg>',
        HEIGHT, title, share_lines(),
        START, top, BREADTH, height, areas,
        START, BREADTH, HEIGHT, cut_lines(at), level_names(bands.level_names, bands.cuts, at, y=HEIGHT - 6),
    )  # fmt: skip


def _outline(bands: Bands, floor: Sequence[float], roof: Sequence[float]) -> str:
    """Return the corners of a band: along its roof, and back along its floor."""
    across = [100 * place(one, bands.cuts) for one in bands.places]
    there = [f"{x:.2f},{100 * (1 - share):.2f}" for x, share in zip(across, roof, strict=True)]
    back = [f"{x:.2f},{100 * (1 - share):.2f}" for x, share in zip(across, floor, strict=True)]
    return " ".join([*there, *reversed(back)])
