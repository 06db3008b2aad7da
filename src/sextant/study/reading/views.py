from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sextant.catalogue.models import ResourceVersion
from sextant.study.reading.queries import figure_of, reading_of

FIGURE_POLICY = "default-src 'none'; style-src 'none'; sandbox"


@require_safe
def read(request: HttpRequest, uid: str) -> HttpResponse:
    """Show a resource to anybody: what the campus teaches is public."""
    try:
        reading = reading_of(uid, language=get_language() or "fr")
    except ResourceVersion.DoesNotExist:
        raise Http404 from None
    return render(request, "study/resource.html", {"reading": reading})


@require_safe
def figure(request: HttpRequest, uid: str, content_hash: str, name: str) -> HttpResponse:
    """Serve a figure of a stored version: it cannot change, so it may be kept for ever; alone in a tab it may run nothing."""
    svg = figure_of(uid, content_hash, name)
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FIGURE_POLICY
    return response
