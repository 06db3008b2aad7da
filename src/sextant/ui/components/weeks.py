"""Time: the course of waypoints, a week of events, and the weekly grid of slots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import attributes, classes, plain, shown
from .fields import described, error_lines, field_classes, hint_line
from .icons import drawn
from .library import register

CLOCK = "H:i"
LONGEST = 32  # half-hours for which the style sheet has a class


@dataclass(frozen=True, slots=True)
class Waypoint:
    """One step of a course: done, now, or next."""

    title: Any
    state: Literal["done", "now", "next"] = "next"
    when: Any = ""
    note: Any = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something in a week, in local time; `kind` is empty, `yours` (chosen or booked by the reader) or `done`."""

    title: Any
    start: datetime
    end: datetime
    url: str = ""
    note: Any = ""
    kind: Literal["", "yours", "done"] = ""


@register.simple_tag
def ui_course(waypoints: Iterable[Waypoint]) -> SafeString:
    """Return the steps of a course along a line."""
    return format_html('<ol class="course">{}</ol>', format_html_join("", "{}", ((waypoint_row(point),) for point in waypoints)))


def waypoint_row(point: Waypoint) -> SafeString:
    """Return one step of a course."""
    state = {"done": _("done"), "now": _("now"), "next": _("to come")}[point.state]
    title = format_html('<a href="{}">{}</a>', point.url, shown(point.title)) if point.url else shown(point.title)
    return format_html(
        '<li class="is-{}"{}><span class="course-point" aria-hidden="true">{}</span>{}'
        '<span class="course-title">{} <span class="visually-hidden">({})</span></span>{}</li>',
        point.state, attributes({"aria_current": "step" if point.state == "now" else None}),
        drawn("check", 12) if point.state == "done" else "",
        format_html('<span class="course-when">{}</span>', shown(point.when)) if point.when else "", title, state,
        format_html('<p class="small soft">{}</p>', shown(point.note)) if point.note else "",
    )  # fmt: skip


@register.simple_tag
def ui_week(monday: date, events: Iterable[Event], today: date | None = None, first_hour: int = 8, last_hour: int = 20) -> SafeString:
    """
    Return the seven days from `monday`: columns of hours on a wide page, a list on a narrow one.

    The hours shown stretch to hold every event. Times are shown as they are given: convert them to the reader's zone before.
    """
    listed = sorted(events, key=lambda event: event.start)
    first = min([int(first_hour), *(event.start.hour for event in listed)])
    last = max([int(last_hour), *(ending_hour(event) for event in listed)])
    days = [monday + timedelta(days=offset) for offset in range(7)]
    columns = format_html_join(
        "",
        "{}",
        ((day_column(day, [event for event in listed if event.start.date() == day], first=first, last=last, today=today),) for day in days),
    )
    hours = format_html_join("", "<span>{}</span>", ((date_format(datetime(2000, 1, 1, hour), CLOCK),) for hour in range(first, last)))
    return format_html(
        '<div class="week"><div class="week-grid"><div class="week-hours" aria-hidden="true">{}</div>'
        '<ol class="week-days">{}</ol></div></div>',
        hours,
        columns,
    )


def ending_hour(event: Event) -> int:
    """Return the first full hour at which the event is over, at most 24."""
    if event.end.date() > event.start.date():
        return 24
    return event.end.hour + (event.end.minute > 0)


def day_column(day: date, events: Sequence[Event], *, first: int, last: int, today: date | None) -> SafeString:
    """Return one day of a week."""
    rows = format_html_join("", "{}", ((event_row(event, first=first),) for event in events)) or format_html(
        '<li class="week-none">{}</li>', _("Nothing planned")
    )
    now = day == today
    name = format_html(
        "{}{}", date_format(day, "l j"), format_html(' <span class="visually-hidden">({})</span>', _("today")) if now else ""
    )
    return format_html(
        '<li class="{}"><p class="week-name">{}</p><ol class="week-events rows-{}">{}</ol></li>',
        classes("week-day", "week-today" if now else ""),
        name,
        2 * (last - first),
        rows,
    )


def event_row(event: Event, *, first: int) -> SafeString:
    """Return one event, placed by classes since the policy allows no inline style."""
    at = (event.start.hour - first) * 2 + event.start.minute // 30
    lasts = max(1, -(-int((event.end - event.start).total_seconds()) // 1800))
    title = (
        format_html('<a href="{}">{}</a>', event.url, shown(event.title))
        if event.url
        else format_html("<strong>{}</strong>", shown(event.title))
    )
    return format_html(
        '<li class="{}"><span class="week-time">{}–{}</span>{}{}</li>',
        classes("week-event", event.kind and f"week-event-{event.kind}", f"at-{at}", f"for-{min(lasts, LONGEST)}"),
        date_format(event.start, CLOCK), date_format(event.end, CLOCK), title,
        format_html("<span>{}</span>", shown(event.note)) if event.note else "",
    )  # fmt: skip


@register.simple_tag
def ui_week_grid(
    field: BoundField, days: Sequence[tuple[str, Any]], parts: Sequence[tuple[str, Any]], hint: Any = "", joint: str = "-"
) -> SafeString:
    """
    Return the slots of a week as a table of checkboxes, `days` down and `parts` of the day across, both as (code, label) pairs.

    `field` is a `MultipleChoiceField` whose values are `f"{day}{joint}{part}"`. With JavaScript, each head ticks its whole line.
    """
    ticked = {str(value) for value in field.value() or ()}
    heads = format_html_join(
        "", '<th scope="col" data-column="{}">{}</th>', ((index, shown(label)) for index, (_code, label) in enumerate(parts))
    )
    rows = format_html_join(
        "", "{}", ((slot_row(field, day, parts=parts, ticked=ticked, joint=str(joint), number=number),) for number, day in enumerate(days))
    )
    more = hint or field.help_text
    return format_html(
        '<fieldset class="{}"{}><legend class="label group-legend">{}</legend>{}{}'
        '<select-all data-word="{}" data-count="{}"><table class="slots"><colgroup><col class="slots-first"></colgroup>'
        '<thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>'
        '<p class="slots-count" role="status"></p></select-all></fieldset>',
        field_classes(field), attributes({"aria_describedby": described(field, hint=more).get("aria-describedby", "")}),
        shown(field.label), hint_line(field, more), error_lines(field),
        _("all or nothing"), _("Slots chosen:"), heads, rows,
    )  # fmt: skip


def slot_row(
    field: BoundField, day: tuple[str, Any], *, parts: Sequence[tuple[str, Any]], ticked: set[str], joint: str, number: int
) -> SafeString:
    """Return the checkboxes of one day; the first of the table carries the id that the error summary links to."""
    code, label = day
    cells = format_html_join(
        "",
        '<td><label><input type="checkbox" name="{}" value="{}"{}><span class="visually-hidden">{}, {}</span></label></td>',
        (
            (
                field.html_name,
                f"{code}{joint}{part}",
                attributes({"checked": f"{code}{joint}{part}" in ticked, "id": f"{field.auto_id}_0" if number == index == 0 else None}),
                plain(label),
                plain(name),
            )
            for index, (part, name) in enumerate(parts)
        ),
    )
    return format_html('<tr><th scope="row">{}</th>{}</tr>', shown(label), cells)
