"""The ways out: quitting, and being forgotten. Nothing is left behind on the computer."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.views.decorators.http import require_GET

from sextant.accounts import actions, idle
from sextant.accounts.forms import EraseAccount, EraseVisit
from sextant.accounts.models import Erased
from sextant.accounts.papers import erased_lines
from sextant.accounts.visitors import learner_of


def quit_campus(request: HttpRequest) -> HttpResponse:
    """Ask (GET) and quit (POST); a page left alone posts too, and comes back to where it was after the log-in."""
    if request.method != "POST":
        return render(request, "accounts/quit.html")
    left_alone = request.POST.get("left", "")
    if left_alone and "quit" not in request.POST and url_has_allowed_host_and_scheme(left_alone, allowed_hosts=None):
        return idle.lock(request, back=left_alone)
    return _wiped(request, reverse("accounts:goodbye"))


@require_GET
def goodbye(request: HttpRequest) -> HttpResponse:
    """Say that nothing is left. Rendered without the request, so that not even a cookie is set."""
    with override(_language_asked(request)):
        return HttpResponse(render_to_string("accounts/goodbye.html"))


def erase(request: HttpRequest) -> HttpResponse:
    """Say what would go (GET), then erase the person or the visitor's answers (POST)."""
    person = request.user if request.user.is_authenticated else None
    learner = learner_of(request)
    if person is None and learner is None:
        return render(request, "accounts/erase_nothing.html")
    data = request.POST if request.method == "POST" else None
    form = EraseAccount(data, person=person) if person else EraseVisit(data)
    if form.is_valid():
        erased = actions.erase(person=person, learner=learner, now=timezone.now())
        return _wiped(request, reverse("accounts:receipt", args=[erased.pk]))
    return render(request, "accounts/erase.html", {"form": form, "person": person}, status=422 if form.is_bound else 200)


@require_GET
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was erased, in counts; the address is the only key to it, and it names nobody."""
    erased = get_object_or_404(Erased, pk=key)
    with override(_language_asked(request)):
        return HttpResponse(render_to_string("accounts/receipt.html", {"erased": erased, "lines": erased_lines(erased)}))


def _wiped(request: HttpRequest, address: str) -> HttpResponse:
    """Log out, have the browser forget this site, and go to `address`, which speaks the language of before."""
    language = get_language()
    logout(request)
    response = redirect(f"{address}?langue={language}")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    # Where a browser ignores the header (plain http), the cookies go one by one.
    for cookie in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, idle.COOKIE, "messages"):
        response.delete_cookie(cookie)
    return response


def _language_asked(request: HttpRequest) -> str:
    asked = request.GET.get("langue", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE
