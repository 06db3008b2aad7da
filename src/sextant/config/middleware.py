from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from sextant.accounts.models import Learner, Person


def readable_address(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 to an address that holds a NUL: nothing is called so, and PostgreSQL refuses even to look."""

    def respond(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            raise Http404
        return get_response(request)

    return respond


def bounded(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse what is larger than any form takes before a byte of it is written to a disk: files are spooled before a form sees them."""

    def respond(request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced[:20]) > settings.LARGEST_REQUEST:
            return HttpResponse(render_to_string("413.html", {"megabytes": settings.LARGEST_REQUEST // 2**20}), status=413)
        return get_response(request)

    return respond


class ErasedMeanwhile:
    """Answer somebody who was erased while this request was under way, in another tab or by another click: nothing is left to fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn an error about rows that are gone into a farewell, if the learner of the request is gone too."""
        if not isinstance(exception, DatabaseError | ObjectDoesNotExist):
            return None
        learner = getattr(request, "_learner", None)
        erased = learner is not None and not Learner.objects.filter(pk=learner.pk).exists()
        if not erased and request.user.is_authenticated:
            erased = not Person.objects.filter(pk=request.user.pk).exists()
        return redirect("accounts:goodbye") if erased else None


def private_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep pages out of caches (a ward computer's *Back* button shows nothing after *Quitter*) and state what the browser may not offer."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        return response

    return respond
