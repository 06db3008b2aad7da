"""Tables that name themselves, sort by links, and turn into cards on a narrow screen."""

from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import attributes, classes, plain, shown
from .icons import drawn
from .library import register
from .navigation import address_with


@register.simple_block_tag
def ui_table(content: SafeString, caption: Any, note: Any = "", reflow: bool = True, titled: bool = True) -> SafeString:
    """
    Return a table around `<thead>` and `<tbody>`, with its `caption` and an optional `note` that states the finding.

    With `titled=False` the caption is read, not shown: where a heading just above says the same.

    With `reflow`, rows become cards below 34 rem, provided cells are made with `ui_td`.
    """
    more = format_html(' <span class="caption-note">{}</span>', shown(note)) if note else ""
    return format_html(
        '<div class="table-wrap" role="region" tabindex="0" aria-label="{}"><table class="{}"><caption{}>{}{}</caption>{}</table></div>',
        plain(caption), classes("table", "reflow" if reflow else ""), attributes({"class": "" if titled else "visually-hidden"}),
        shown(caption), more, content,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def ui_th(context: Context, label: Any, sort: str = "", number: bool = False, parameter: str = "sort") -> SafeString:
    """
    Return a column header; with `sort`, a link that orders the list by it and then reverses (`?sort=name`, `?sort=-name`).
    """
    css = "number" if number else ""
    if not sort:
        return format_html('<th scope="col"{}>{}</th>', attributes({"class": css}), shown(label))
    request: HttpRequest = context["request"]
    now = request.GET.get(parameter, "")
    direction = {str(sort): "ascending", f"-{sort}": "descending"}.get(now)
    picture = drawn({"ascending": "arrow-up", "descending": "arrow-down"}.get(direction or "", "arrow-up-down"), 14)
    following = f"-{sort}" if now == sort else str(sort)
    return format_html(
        '<th scope="col"{}><a href="{}" title="{}">{}{}</a></th>',
        attributes({"class": css, "aria_sort": direction}), address_with(request, parameter, following),
        _("Sort by this column"), shown(label), picture,
    )  # fmt: skip


@register.simple_block_tag
def ui_td(content: SafeString, label: Any, number: bool = False, head: bool = False, **attrs: Any) -> SafeString:
    """Return a cell that repeats its column's `label` when rows become cards; `head` makes it the header of its row."""
    inside = format_html("<span>{}</span>", content)
    given = attributes({**attrs, "class": "number" if number else "", "data_label": plain(label)})
    if head:
        return format_html('<th scope="row"{}>{}</th>', given, inside)
    return format_html("<td{}>{}</td>", given, inside)
