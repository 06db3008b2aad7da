from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import conditional_page, require_safe

from sextant.accounts.keepers import keeper_of
from sextant.catalogue.models import ResourceVersion
from sextant.study.offline.queries import open_checks
from sextant.study.offline.shell import known_language, manifest, worker_script
from sextant.study.reading.queries import reading_of

SHORTLY = "private, max-age=300"


@require_safe
@conditional_page
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker at the root, whose scope is the whole campus."""
    script = worker_script(known_language(request.GET.get("langue", "")))
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
@conditional_page
def web_manifest(request: HttpRequest) -> HttpResponse:
    """Tell a browser how to install the campus."""
    told = manifest(known_language(request.GET.get("langue", "")))
    return JsonResponse(told, content_type="application/manifest+json", headers={"Cache-Control": SHORTLY})


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Tell a page whose session this is now, by the opaque key: what somebody else typed must not be sent under it."""
    return JsonResponse({"keeper": keeper_of(request), "token": get_token(request)})


@require_safe
def copies(request: HttpRequest) -> HttpResponse:
    """Show the copies this browser keeps; the browser alone knows which."""
    return render(request, "study/offline/copies.html")


@require_safe
@conditional_page
def away(request: HttpRequest, language: str) -> HttpResponse:
    """Show the page that stands in for all others without a network. Rendered without the request: it is kept on shared computers."""
    if language != known_language(language):
        raise Http404
    with override(language):
        return HttpResponse(render_to_string("study/offline/away.html"), headers={"Cache-Control": SHORTLY})


@require_safe
@conditional_page
def copy(request: HttpRequest, uid: str, content_hash: str, language: str) -> HttpResponse:
    """Give a whole resource on one page to keep: rendered without the request, so that nothing in it is about who asked."""
    if language != known_language(language):
        raise Http404
    with override(language):
        try:
            reading = reading_of(uid, language=language, today=timezone.localdate(), content_hash=content_hash)
        except ResourceVersion.DoesNotExist:
            raise Http404 from None
        context = {"reading": reading, "checks": open_checks(uid, language=language), "online": reverse("study:resource", args=[uid])}
        page = render_to_string("study/offline/copy.html", context)
    return HttpResponse(page, headers={"Cache-Control": SHORTLY})
