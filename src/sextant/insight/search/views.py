"""The search page: complete without JavaScript, live with it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sextant.accounts.visitors import learner_of
from sextant.frameworks.queries import NoFramework, framework_of
from sextant.insight.search.queries import KINDS, Group, explained_to, groups_of, missing_of, near, offered

LONGEST_QUERY = 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, to anybody; the results alone when the page is there already."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    kind = request.GET.get("dans", "")
    context = _context(request, query, kind if kind in KINDS else "")
    live = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    response = render(request, "insight/search_found.html" if live else "insight/search.html", {**context, "live": bool(live)})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(request: HttpRequest, query: str, kind: str) -> dict[str, Any]:
    language = (get_language() or "fr").split("-")[0]
    context: dict[str, Any] = {"query": query, "kind": kind, "groups": [], "offered": [], "near": [], "said": "", "longest": LONGEST_QUERY}
    learner = learner_of(request)
    try:
        framework = framework_of(learner)
    except NoFramework:
        return context
    missing = missing_of(learner, framework, now=timezone.now())
    if not query:
        return {**context, "offered": offered(language=language, framework=framework, missing=missing), "own": bool(missing)}
    groups = groups_of(query, language=language, framework=framework, missing=missing, explained=explained_to(learner), kind=kind)
    beside = [] if groups else near(query, language=language, framework=framework)
    return {**context, "groups": groups, "near": beside, "said": _said(query, groups)}


def _said(query: str, groups: list[Group]) -> str:
    count = sum(group.count for group in groups)
    if not count:
        return _("Nothing holds “%(query)s”.") % {"query": query}
    return ngettext("%(count)d result for “%(query)s”.", "%(count)d results for “%(query)s”.", count) % {"count": count, "query": query}
