"""Blocks: page heading, card, notice, disclosure, empty and loading states."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import attributes, classes, shown
from .icons import drawn
from .library import register

NOTICE_ICONS = {"info": "info", "success": "circle-check", "warning": "triangle-alert", "error": "circle-x"}


@register.simple_block_tag
def ui_heading(content: SafeString, title: Any, lead: Any = "", kicker: Any = "") -> SafeString:
    """Return the top of a page: a small line above, the `h1`, a lead, and the content (usually actions)."""
    return format_html(
        '<div class="top"><h1>{}</h1>{}{}{}</div>',
        shown(title),
        format_html('<p class="kicker">{}</p>', shown(kicker)) if kicker else "",
        format_html('<p class="lead">{}</p>', shown(lead)) if lead else "",
        format_html('<div class="row">{}</div>', content) if content.strip() else "",
    )


@register.simple_block_tag
def ui_card(
    content: SafeString, title: Any = "", href: str = "", kicker: Any = "", kind: str = "", level: int = 2, **attrs: Any
) -> SafeString:
    """Return a card; `kind`: empty (a hairline above), `sheet` (laid on the table) or `yours` (brass: progress, achievement)."""
    name = format_html('<a href="{}">{}</a>', href, shown(title)) if href else shown(title)
    heading = format_html('<h{0} class="card-title title">{1}</h{0}>', int(level), name) if title else ""
    above = format_html('<p class="kicker">{}</p>', shown(kicker)) if kicker else ""
    return format_html(
        '<section class="{}"{}>{}{}{}</section>', classes("card", kind and f"card-{kind}"), attributes(attrs), above, heading, content
    )


@register.simple_block_tag
def ui_notice(content: SafeString, kind: str = "info", title: Any = "", **attrs: Any) -> SafeString:
    """Return a notice of `kind` `info`, `success`, `warning` or `error`: what happened in `title`, what to do next in the content."""
    return notice(content, kind=kind, title=title, **attrs)


def notice(content: Any, *, kind: str, title: Any = "", **attrs: Any) -> SafeString:
    """Return the markup of a notice."""
    kinds = {"warning": _("Warning:"), "error": _("Error:"), "success": _("Done:")}
    spoken = format_html('<span class="visually-hidden">{} </span>', kinds[kind]) if kind in kinds else ""
    heading = format_html('<p class="notice-title">{}{}</p>', spoken, shown(title)) if title else spoken
    return format_html(
        '<div class="notice notice-{}"{}>{}<div class="notice-body">{}{}</div></div>',
        kind, attributes(attrs), drawn(NOTICE_ICONS[str(kind)], 20), heading, content,
    )  # fmt: skip


@register.simple_block_tag
def ui_details(content: SafeString, summary: Any, open: bool = False) -> SafeString:
    """Return a disclosure: `summary` is the line that opens the content."""
    return format_html(
        '<details class="details"{}><summary>{}</summary><div class="details-body">{}</div></details>',
        attributes({"open": bool(open)}),
        shown(summary),
        content,
    )


@register.simple_block_tag
def ui_empty(content: SafeString, title: Any, icon: str = "compass", level: int = 2) -> SafeString:
    """Return the state of a place with nothing in it yet: what will be here, and the first step as content."""
    return format_html(
        '<div class="empty">{}<h{} class="title">{}</h{}>{}</div>', drawn(str(icon), 32), int(level), shown(title), int(level), content
    )


@register.simple_tag
def ui_loading(words: Any = "", id: str = "", shown_now: bool = False) -> SafeString:
    """Return a waiting sign that appears during an htmx request (`hx-indicator="#id"`), or at once with `shown_now`."""
    return format_html(
        '<span class="{}"{} role="status">{}<span>{}</span></span>',
        classes("loading", "is-shown" if shown_now else ""), attributes({"id": id}), drawn("loader", 20),
        shown(words) if words else _("One moment…"),
    )  # fmt: skip
