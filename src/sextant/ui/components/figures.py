"""Figures: the sight and the charts, each with a title, a caption that states the finding, and the table beneath."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..charts import Part, draw_parts, draw_spark
from ..markup import attributes, plain, shown
from ..sight import Sight, draw, draw_required, draw_scale, level_at
from ..trail import Trail, TrailPoint, draw_trail
from ..verdicts import VERDICTS
from .blocks import ui_details
from .library import register
from .words import ui_verdict


@register.simple_tag
def sight(sight: Sight, size: str = "") -> SafeString:
    """Return one sight; `size="small"` in a table, without the names of the levels."""
    return format_html('<div class="sight-box">{}</div>', draw(sight, small=size == "small"))


@register.simple_tag
def sight_required(sight: Sight) -> SafeString:
    """Return the requirement of a sight alone, where nobody's level is shown: in a framework, a job, an offer of training."""
    return format_html('<div class="sight-box">{}</div>', draw_required(sight))


@register.simple_block_tag
def sight_row(content: SafeString, sight: Sight, note: Any = "", id: str = "") -> SafeString:
    """Return a line of a group of sights: label with a `note` beneath, small sight, verdict, and the content (such as "settle it")."""
    name = format_html('<a href="{}">{}</a>', sight.url, shown(sight.label)) if sight.url else shown(sight.label)
    chip = ui_verdict(sight.verdict) if sight.verdict else ""
    return format_html(
        '<div class="sights-row" role="listitem"{}><span>{}{}</span><div class="sight-box">{}</div>'
        '<span class="sights-verdict">{}</span>{}</div>',
        attributes({"id": id}),
        name,
        format_html('<span class="sights-note">{}</span>', shown(note)) if note else "",
        draw(sight, small=True),
        chip,
        format_html('<div class="sights-action">{}</div>', content) if content.strip() else "",
    )


@register.simple_block_tag
def sight_group(content: SafeString, rows: Sequence[Sight], title: Any, finding: Any, with_key: bool = True) -> SafeString:
    """
    Return a figure around `sight_row`s: title, finding, key, scale, content, table. Use `sights` when rows need no action.

    `with_key` false leaves out how to read a sight, where a figure just above says it.
    """
    if not rows:
        return SafeString("")
    scale = format_html(
        '<div class="sights-row sights-scale" aria-hidden="true"><span class="sights-space"></span>'
        '<div class="sight-box">{}</div><span class="sights-space"></span></div>',
        draw_scale(rows[0]),
    )
    table = ui_details(sight_table(rows, plain(title)), _("The same in a table"))
    return format_html(
        '<figure class="sights"><figcaption><p class="sights-title">{}</p><p class="sights-finding">{}</p></figcaption>'
        '{}{}<div role="list">{}</div><div class="figure-table">{}</div></figure>',
        shown(title), shown(finding), key(rows) if with_key else "", scale, content, table,
    )  # fmt: skip


@register.simple_tag
def sights(rows: Iterable[Sight], title: Any, finding: Any) -> SafeString:
    """Return several sights as one figure: `title`, a caption that states the `finding`, the drawings, a key, and the table beneath."""
    listed = list(rows)
    return sight_group(format_html_join("", "{}", ((sight_row(SafeString(""), row),) for row in listed)), listed, title, finding)


def key(rows: Sequence[Sight]) -> SafeString:
    """Return how to read a sight, with the marks that these rows use."""
    marks = [
        (
            '<rect class="sight-band" x="0" y="5" width="26" height="9" rx="2"/><line class="sight-level" x1="13" x2="13" y1="3" y2="16"/>',
            _("your level, within its interval"),
        ),
    ]
    if any(row.required is not None for row in rows):
        marks.append(
            ('<path class="sight-notch" d="M7 1H19L13 9Z"/><line class="sight-required" x1="13" x2="13" y1="7" y2="18"/>', _("required"))
        )
    if any(row.thought is not None for row in rows):
        marks.append(('<circle class="sight-thought" cx="13" cy="10" r="4"/>', _("what you thought")))
    if any(row.before is not None for row in rows):
        marks.append(('<line class="sight-before" x1="13" x2="13" y1="3" y2="17"/>', _("when the week began")))
    drawn = format_html_join(
        "",
        '<span><svg width="26" height="20" aria-hidden="true" focusable="false">{}</svg>{}</span>',
        ((SafeString(shape), word) for shape, word in marks),
    )
    return format_html('<div class="sights-key">{}</div>', drawn)


def sight_table(rows: Sequence[Sight], caption: str) -> SafeString:
    """Return the table of a group of sights: the names of the levels, never the numbers behind them."""
    thought = any(row.thought is not None for row in rows)
    before = any(row.before is not None for row in rows)
    heads = [
        _("Competence"),
        _("Level"),
        _("Interval"),
        _("Required"),
        *([_("You thought")] if thought else []),
        *([_("When the week began")] if before else []),
        _("Verdict"),
    ]
    return figure_table(caption, heads, [sight_cells(row, thought=thought, before=before) for row in rows])


def sight_cells(row: Sight, *, thought: bool, before: bool = False) -> list[Any]:
    """Return the cells of one sight."""
    low, high = level_at(row.low, row), level_at(row.high, row)
    required = level_at(row.required, row) if row.required is not None else "—"
    guess = level_at(row.thought, row) if row.thought is not None else "—"
    earlier = level_at(row.before, row) if row.before is not None else "—"
    between = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    return [
        shown(row.label),
        level_at(row.level, row),
        between,
        required,
        *([guess] if thought else []),
        *([earlier] if before else []),
        ui_verdict(row.verdict) if row.verdict else "—",
    ]


def figure_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> SafeString:
    """Return the plain table that repeats a figure; its caption is read, not shown, since the figure's title is just above."""
    head = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in heads))
    labels = [attributes({"data_label": name}) for name in heads[1:]]
    body = SafeString("".join(f"<tr>{figure_row(cells, labels)}</tr>" for cells in rows))
    return format_html(
        '<div class="table-wrap"><table class="table reflow"><caption class="visually-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        caption,
        head,
        body,
    )


def figure_row(cells: Sequence[Any], labels: Sequence[SafeString]) -> SafeString:
    """Return the cells of a row, the first as its header, the others with the attribute that repeats the name of their column."""
    first, *rest = cells
    others = "".join(f"<td{label}><span>{conditional_escape(cell)}</span></td>" for label, cell in zip(labels, rest, strict=True))
    return SafeString(f'<th scope="row"><span>{conditional_escape(first)}</span></th>{others}')


@register.simple_tag
def ui_parts(parts: Sequence[Part], title: Any, finding: Any) -> SafeString:
    """Return a whole and its parts as one bar, with a key, its finding and its table."""
    total = sum(part.count for part in parts)
    named = format_html_join(
        "",
        '<span class="badge badge-soft"><svg class="swatch" aria-hidden="true">'
        '<rect class="bar-{}" x="1" y="1" width="14" height="14"/></svg>{} <strong>{}</strong></span>',
        ((part.kind, shown(part.label), part.count) for part in parts),
    )
    rows = [(shown(part.label), part.count, share_in_words(part.count, total)) for part in parts]
    table = ui_details(figure_table(plain(title), [plain(title), _("Number"), _("Share")], rows), _("The same in a table"))
    return format_html(
        '<figure class="chart"><figcaption><p class="sights-title">{}</p><p class="sights-finding">{}</p></figcaption>'
        '{}<div class="chart-key">{}</div>{}</figure>',
        shown(title), shown(finding), draw_parts(parts, title=plain(finding)), named, table,
    )  # fmt: skip


@register.simple_tag
def ui_trail(trail: Trail, title: Any, finding: Any, definition: Any = "") -> SafeString:
    """Return how a level moved, day by day: the drawing, its finding, what it shows (`definition`), and its table."""
    if not trail.points:
        return SafeString("")
    rows = [(point.label, *trail_levels(trail, point), shown(point.note) if point.note else "—") for point in trail.points]
    heads = [_("Day"), _("Level"), _("Interval"), _("What came in")]
    return format_html(
        '<figure class="chart"><figcaption><p class="sights-title">{}</p><p class="sights-finding">{}</p></figcaption>'
        '{}{}<div class="figure-table">{}</div></figure>',
        shown(title),
        shown(finding),
        draw_trail(trail, title=plain(finding)),
        format_html('<p class="small soft">{}</p>', shown(definition)) if definition else "",
        ui_details(figure_table(plain(title), heads, rows), _("The same in a table")),
    )


def trail_levels(trail: Trail, point: TrailPoint) -> tuple[str, str]:
    """Return the level of a point and its interval in words."""
    level, low, high = (trail.name_of(value) for value in (point.level, point.low, point.high))
    return level, low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def share_in_words(count: int, total: int) -> str:
    """Return a share as a whole percentage, or a dash when there is nothing to share."""
    return _("%(share)d %%") % {"share": round(100 * count / total)} if total else "—"


def verdict_parts(counts: dict[str, int]) -> list[Part]:
    """Return the parts of a distribution of verdicts, in our order, from counts by code."""
    return [Part(verdict.label, counts.get(verdict.code, 0), verdict.code) for verdict in VERDICTS if verdict.code in counts]


@register.simple_tag
def ui_spark(values: Sequence[float], finding: Any) -> SafeString:
    """Return a small line for a table cell; `finding` says what it shows and is its name for screen readers."""
    return draw_spark(list(values), title=plain(finding))
