"""Where am I: breadcrumb, tabs, the steps of a wizard, pages of a list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import shown
from .icons import drawn
from .library import register


@register.simple_tag
def ui_breadcrumb(crumbs: Iterable[tuple[Any, str]]) -> SafeString:
    """Return the way to this page from (label, url) pairs; a pair without url is this page."""
    rows = format_html_join(
        "",
        "<li>{}</li>",
        (
            (
                format_html('<a href="{}">{}</a>', url, shown(label))
                if url
                else format_html('<span aria-current="page">{}</span>', shown(label)),
            )
            for label, url in crumbs
        ),
    )
    return format_html('<nav class="breadcrumb" aria-label="{}"><ol class="crumbs">{}</ol></nav>', _("You are here"), rows)


@register.simple_tag
def ui_tabs(tabs: Iterable[Sequence[Any]], current: str, label: Any = "") -> SafeString:
    """Return tabs as links from (code, label, url) or (code, label, url, count); `current` is a code."""
    rows = format_html_join("", "<li>{}</li>", ((tab_link(tab, current=current),) for tab in tabs))
    return format_html('<nav class="tabs" aria-label="{}"><ul class="tab-list">{}</ul></nav>', shown(label) if label else _("Views"), rows)


def tab_link(tab: Sequence[Any], *, current: str) -> SafeString:
    """Return one tab."""
    code, label, url, *rest = tab
    mark = SafeString(' aria-current="page"') if code == current else ""
    count = format_html(' <span class="count">{}</span>', rest[0]) if rest else ""
    return format_html('<a href="{}"{}>{}{}</a>', url, mark, shown(label), count)


@register.simple_tag
def ui_steps(steps: Sequence[tuple[Any, str]], current: int) -> SafeString:
    """Return the progress of a wizard from (label, url) pairs; `current` counts from 1, those before it are done, linked by their url."""
    rows = format_html_join(
        "", "{}", ((step_row(label, url, number=number, current=int(current)),) for number, (label, url) in enumerate(steps, 1))
    )
    now = format_html(
        '{} <span class="steps-label">— {}</span>',
        _("Step %(now)d of %(all)d") % {"now": current, "all": len(steps)},
        shown(steps[int(current) - 1][0]),
    )
    return format_html(
        '<nav class="steps" aria-label="{}"><p class="steps-now">{}</p><ol class="step-list">{}</ol></nav>', _("Steps"), now, rows
    )


def step_row(label: Any, url: str, *, number: int, current: int) -> SafeString:
    """Return one step of a wizard."""
    if number == current:
        return format_html('<li aria-current="step"><span>{}</span></li>', shown(label))
    if number > current:
        return format_html("<li><span>{}</span></li>", shown(label))
    inside = format_html('{}{}<span class="visually-hidden"> ({})</span>', drawn("check", 14), shown(label), _("done"))
    link = format_html('<a href="{}">{}</a>', url, inside) if url else format_html("<span>{}</span>", inside)
    return format_html('<li class="is-done">{}</li>', link)


@register.simple_tag(takes_context=True)
def ui_pages(context: Context, page_obj: PaginatorPage[Any], parameter: str = "page") -> SafeString:
    """Return links to the pages of a paginated list, keeping the rest of the query string; nothing when there is one page."""
    if page_obj.paginator.num_pages <= 1:
        return SafeString("")
    request: HttpRequest = context["request"]
    rows = format_html_join(
        "",
        "<li>{}</li>",
        (
            (page_link(request, number, page_obj=page_obj, parameter=parameter),)
            for number in page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
        ),
    )
    return format_html('<nav class="pages" aria-label="{}"><ol class="page-list">{}</ol></nav>', _("Pages"), rows)


def page_link(request: HttpRequest, number: int | str, *, page_obj: PaginatorPage[Any], parameter: str) -> SafeString:
    """Return one page number, linked unless it is the current one or an ellipsis."""
    if not isinstance(number, int):
        return format_html("<span>{}</span>", number)
    if number == page_obj.number:
        return format_html('<span aria-current="page"><span class="visually-hidden">{} </span>{}</span>', _("Page"), number)
    return format_html(
        '<a href="{}"><span class="visually-hidden">{} </span>{}</a>', address_with(request, parameter, number), _("Page"), number
    )


def address_with(request: HttpRequest, parameter: str, value: int | str) -> str:
    """Return the address of this page with one parameter of its query changed."""
    query = request.GET.copy()
    query[parameter] = str(value)
    return f"{request.path}?{query.urlencode()}"
