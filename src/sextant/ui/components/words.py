"""Words: bilingual texts, chips, figures in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..markup import classes, shown
from ..prose import prose
from ..verdicts import verdict_named
from .icons import drawn
from .library import register


@register.simple_tag
def said(text: Any, tag: str = "span") -> SafeString:
    """Return `text` in the reader's language, or in the one it exists in, wrapped with the right `lang`."""
    return shown(text, tag=tag)


@register.filter
def partial_date(written: str) -> str:
    """Return a date of which the day, or the month, may be unknown, in words: "2024", "February 2024", "13 June 2024"."""
    year, *rest = written.split("-")
    if not rest or (day := parse_date("-".join([year, rest[0], rest[1] if rest[1:] else "01"]))) is None:
        return written
    return date_format(day, "j F Y" if rest[1:] else "F Y").replace(" ", "\u00a0")


@register.simple_tag
def ui_badge(text: Any, kind: str = "", icon: str = "") -> SafeString:
    """Return a chip of `text`; `kind` is empty, `soft`, `good`, `care`, `bad` or `yours`."""
    picture = drawn(str(icon), 14) if icon else ""
    return format_html('<span class="{}">{}{}</span>', classes("badge", kind and f"badge-{kind}"), picture, shown(text))


@register.simple_tag
def ui_verdict(verdict: Any) -> SafeString:
    """Return the chip of a verdict, given as its code or as an enumeration whose value is the code."""
    found = verdict_named(verdict)
    return format_html('<span class="badge verdict-{}">{}{}</span>', found.code, drawn(found.icon, 14), found.label)


@register.simple_tag
def ui_stat(value: Any, label: Any, unit: str = "", kind: str = "", note: Any = "") -> SafeString:
    """Return a large figure over its label; `kind="yours"` for the reader's own progress."""
    small = format_html(" <small>{}</small>", unit) if unit else ""
    more = format_html('<span class="stat-label">{}</span>', shown(note)) if note else ""
    return format_html(
        '<div class="{}"><span class="stat-value">{}{}</span><span class="stat-label">{}</span>{}</div>',
        classes("stat", kind and f"stat-{kind}"),
        value,
        small,
        shown(label),
        more,
    )


@register.simple_tag
def ui_facts(facts: Iterable[tuple[Any, Any]]) -> SafeString:
    """Return a description list of (term, description) pairs."""
    rows = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", ((shown(term), shown(description)) for term, description in facts))
    return format_html('<dl class="facts">{}</dl>', rows)


@register.simple_tag
def ui_progress(value: float, maximum: float, label: Any, words: Any = "") -> SafeString:
    """Return a bar filled to `value` of `maximum`, named `label`, with what it means in `words` (never a bar alone)."""
    return format_html(
        '<label class="progress"><span class="progress-words"><span>{}</span><span>{}</span></span>'
        '<progress value="{}" max="{}"></progress></label>',
        shown(label),
        shown(words) if words else format_html("{} / {}", value, maximum),
        f"{float(value):g}",
        f"{float(maximum):g}",
    )


@register.simple_tag(name="prose")
def ui_prose(text: Any) -> SafeString:
    """Return a text of a pack (Markdown) as paragraphs, in the reader's language if it exists in it; stand it in `<div class="prose">`."""
    return prose(text)


@register.simple_tag
def prose_line(text: Any) -> SafeString:
    """Return a text of a pack (Markdown) as one line, without paragraphs: for a label or a list item."""
    return prose(text, inline=True)
