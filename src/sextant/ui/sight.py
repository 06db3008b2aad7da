"""
The sight: our one way to draw mastery.

A horizontal band for the interval, a tick for the level, a notch for what is required and, when known, a ring for what the learner
thought and a dotted tick for where the level was when the week began, over a scale cut into named levels. Pure drawing: numbers in, SVG
out. Without `width` the drawing is fluid (positions are percentages, strokes and text keep their size); with `width` in pixels it can
leave the page (PDF, badge). Nothing is carried by colour alone; it prints in black.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .markup import plain


class BadSight(Exception):
    """The numbers of a sight contradict each other."""


@dataclass(frozen=True, slots=True)
class Sight:
    """
    What one sight shows; all values are on the same scale.

    `low <= level <= high` is the interval; `required`, `thought` and `before` (the level when the week began) may be unknown; `cuts` are
    increasing, and part `level_names`, of which there is one more. `verdict` is the code of a verdict or empty; `url` leads to the
    competence. Raises `BadSight`.
    """

    label: Any
    low: float
    level: float
    high: float
    required: float | None
    thought: float | None
    cuts: tuple[float, ...]
    level_names: tuple[Any, ...]
    verdict: Any = ""
    url: str = ""
    before: float | None = None

    def __post_init__(self) -> None:
        if not self.low <= self.level <= self.high:
            raise BadSight(f"The level {self.level} is outside its interval {self.low} to {self.high}.")
        if list(self.cuts) != sorted(set(self.cuts)):
            raise BadSight(f"The cuts {self.cuts} do not increase.")
        if len(self.level_names) != len(self.cuts) + 1:
            raise BadSight(f"{len(self.cuts)} cuts part {len(self.cuts) + 1} levels, not {len(self.level_names)}.")


def ends(cuts: tuple[float, ...]) -> tuple[float, float]:
    """
    Return the two ends of the scale: the outer levels are drawn as wide as the inner ones are on average.

    >>> ends((-1.0, 0.0, 1.0))
    (-2.0, 2.0)
    >>> ends((0.0,)), ends(())
    ((-1.5, 1.5), (-3.0, 3.0))
    """
    if not cuts:
        return -3.0, 3.0
    margin = (cuts[-1] - cuts[0]) / (len(cuts) - 1) if len(cuts) > 1 else 1.5
    return cuts[0] - margin, cuts[-1] + margin


def place(value: float, cuts: tuple[float, ...]) -> float:
    """
    Return where `value` falls on the scale, from 0 to 1; values beyond an end stop there.

    >>> place(0.0, (-1.0, 0.0, 1.0)), place(9.0, (-1.0, 0.0, 1.0))
    (0.5, 1.0)
    """
    first, last = ends(cuts)
    return min(1.0, max(0.0, (value - first) / (last - first)))


def level_at(value: float, sight: Sight) -> str:
    """Return the name of the level that holds `value`; a value on a cut belongs to the level above."""
    return plain(sight.level_names[bisect_right(sight.cuts, value)])


def words(sight: Sight) -> str:
    """Return what the drawing says, for those who do not see it."""
    level, low, high = (level_at(value, sight) for value in (sight.level, sight.low, sight.high))
    if low == high:
        said = [_("%(label)s: level %(level)s.") % {"label": plain(sight.label), "level": level}]
    else:
        said = [
            _("%(label)s: level %(level)s, between %(low)s and %(high)s.")
            % {"label": plain(sight.label), "level": level, "low": low, "high": high}
        ]
    if sight.required is not None:
        said.append(_("Required: %(level)s.") % {"level": level_at(sight.required, sight)})
    if sight.thought is not None:
        said.append(_("You thought: %(level)s.") % {"level": level_at(sight.thought, sight)})
    if sight.before is not None:
        said.append(_("When the week began: %(level)s.") % {"level": level_at(sight.before, sight)})
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class Frame:
    """Vertical positions of one size of the sight, in pixels."""

    height: int
    notch: float
    top: float
    bottom: float
    thought: float
    names: float


FULL = Frame(height=72, notch=3, top=16, bottom=28, thought=38, names=66)
SMALL = Frame(height=34, notch=1, top=11, bottom=20, thought=28, names=0)


def draw(sight: Sight, *, small: bool = False, width: int | None = None) -> SafeString:
    """Return the sight as SVG, with its words as title."""
    frame = SMALL if small else FULL
    at = Scale(sight.cuts, width)
    layers = [
        scale_marks(frame, at),
        interval(sight, frame, at),
        before(sight, frame, at),
        thought(sight, frame, at),
        requirement(sight, frame, at),
    ]
    if not small:
        layers.append(level_names(sight.level_names, sight.cuts, at, y=frame.names))
    return format_html(
        '<svg class="sight" role="img" width="{}" height="{}"><title>{}</title>{}</svg>',
        width or "100%", frame.height, words(sight), SafeString("".join(layers)),
    )  # fmt: skip


def draw_required(sight: Sight) -> SafeString:
    """Return what is required alone: the scale with its notch, where nobody's level is shown."""
    at = Scale(sight.cuts, None)
    said = _("%(label)s: required level %(level)s.") % {
        "label": plain(sight.label),
        "level": level_at(sight.required, sight) if sight.required is not None else "—",
    }
    return format_html(
        '<svg class="sight" role="img" width="100%" height="{}"><title>{}</title>{}{}</svg>',
        SMALL.height, said, scale_marks(SMALL, at), requirement(sight, SMALL, at),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns values into horizontal positions: percentages, or pixels when `width` is given."""

    cuts: tuple[float, ...]
    width: int | None

    def share(self, share: float) -> str:
        """Return a share of the width as an SVG length."""
        return f"{share * 100:.2f}%" if self.width is None else f"{share * self.width:.1f}"

    def __call__(self, value: float) -> str:
        return self.share(place(value, self.cuts))


@lru_cache(maxsize=256)
def scale_marks(frame: Frame, at: Scale) -> SafeString:
    """Return the axis, closed at both ends, and a mark at each cut: the same under every sight of a scale, so drawn once."""
    middle = (frame.top + frame.bottom) / 2
    axis = f'<line class="sight-axis" x1="0" x2="{at.share(1)}" y1="{middle}" y2="{middle}"/>'
    cuts = "".join(
        f'<line class="sight-cut" x1="{at(cut)}" x2="{at(cut)}" y1="{frame.top - 3}" y2="{frame.bottom + 3}"/>' for cut in at.cuts
    )
    return SafeString(axis + (graduation(frame, at) if frame.names else "") + cuts)


def graduation(frame: Frame, at: Scale) -> str:
    """Return the fine marks below the axis, five to a level, as on the limb of an instrument."""
    first, last = ends(at.cuts)
    middle = (frame.top + frame.bottom) / 2
    fine = (at(start + (end - start) * step / 5) for start, end in pairwise((first, *at.cuts, last)) for step in range(1, 5))
    return "".join(f'<line class="sight-fine" x1="{x}" x2="{x}" y1="{middle}" y2="{middle + 4}"/>' for x in fine)


def interval(sight: Sight, frame: Frame, at: Scale) -> SafeString:
    """Return the band of the interval and the tick of the level."""
    breadth = max(0.004, place(sight.high, sight.cuts) - place(sight.low, sight.cuts))
    level, height = at(sight.level), frame.bottom - frame.top
    return SafeString(
        f'<rect class="sight-band" x="{at(sight.low)}" width="{at.share(breadth)}" y="{frame.top}" height="{height}" rx="2"/>'
        f'<line class="sight-level" x1="{level}" x2="{level}" y1="{frame.top - 2}" y2="{frame.bottom + 2}"/>'
    )


def requirement(sight: Sight, frame: Frame, at: Scale) -> SafeString:
    """Return the notch of what is required: a wedge cut into the scale from above."""
    if sight.required is None:
        return SafeString("")
    return SafeString(
        f'<svg x="{at(sight.required)}" y="{frame.notch}" overflow="visible"><path class="sight-notch" d="M-6 0H6L0 8Z"/>'
        f'<line class="sight-required" y1="6" y2="{frame.bottom + 3 - frame.notch}"/></svg>'
    )


def before(sight: Sight, frame: Frame, at: Scale) -> SafeString:
    """Return the dotted tick of where the level was when the week began."""
    if sight.before is None:
        return SafeString("")
    return format_html(
        '<line class="sight-before" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>', at(sight.before), frame.top - 4, frame.bottom + 4
    )


def thought(sight: Sight, frame: Frame, at: Scale) -> SafeString:
    """Return the ring of what the learner thought, below the scale."""
    if sight.thought is None:
        return SafeString("")
    return format_html('<circle class="sight-thought" cx="{}" cy="{}" r="4"/>', at(sight.thought), frame.thought)


def level_names(names: tuple[Any, ...], cuts: tuple[float, ...], at: Scale, *, y: float) -> SafeString:
    """Return the name of each level in the middle of its zone, on two lines when there are many."""
    first, last = ends(cuts)
    bounds = (first, *cuts, last)
    many = len(names) > 4
    rows = (
        (at((bounds[index] + bounds[index + 1]) / 2), y - (14 if many and index % 2 else 0), plain(name))
        for index, name in enumerate(names)
    )
    return format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', rows)


def draw_scale(sight: Sight, *, width: int | None = None) -> SafeString:
    """Return the names of the levels alone: the head of a column of small sights."""
    return format_html(
        '<svg class="sight" width="{}" height="20" aria-hidden="true">{}</svg>',
        width or "100%",
        level_names(sight.level_names, sight.cuts, Scale(sight.cuts, width), y=14),
    )
