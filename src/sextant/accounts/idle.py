"""Shared ward computers are the default: a page left alone locks itself, unless the person said that the device is theirs."""

from collections.abc import Callable
from time import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django_htmx.http import HttpResponseClientRedirect

from sextant.accounts.sessions import OWN_DEVICE_KEY

COOKIE = "sextant_seen"
SALT = "sextant.accounts.idle"
RENEW_AFTER = 60
OWN_DEVICE_SECONDS = 14 * 24 * 3600
"""How long a person stays logged in on a device they said is theirs."""


class IdleLock:
    """
    Log out a person who did nothing for `IDLE_MINUTES` (14 days on a device of their own), and bring them back to the same page afterwards.

    The moment of the last request is kept in a signed cookie: a session write on every request would halve the throughput.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The session cookie decides whether there is anything to lock: an anonymous page costs nothing here.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            response = self.get_response(request)
            return self._mark(request, response) if _has_just_entered(request) else response
        seen, own_device = _seen(request)
        # A session without the cookie (another tool, a deleted cookie) counts as just seen: the cookie is set below.
        idle = 0.0 if seen is None else time() - seen
        longest = OWN_DEVICE_SECONDS if own_device else settings.IDLE_MINUTES * 60
        if idle > longest and request.user.is_authenticated:
            return self._keep_what_was_sent(request) if _is_taken(request) else lock(request, back=_page_of(request))
        response = self.get_response(request)
        if _has_just_entered(request) or ((seen is None or idle > RENEW_AFTER) and request.user.is_authenticated):
            return self._mark(request, response)
        return response

    def _keep_what_was_sent(self, request: HttpRequest) -> HttpResponse:
        """Log out, then let the view find nobody there and take care of what was sent."""
        logout(request)
        response = self.get_response(request)
        response.delete_cookie(COOKIE)
        return response

    @staticmethod
    def _mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        own_device = bool(request.session.get(OWN_DEVICE_KEY))
        response.set_cookie(
            COOKIE,
            signing.dumps([int(time()), own_device], salt=SALT),
            max_age=OWN_DEVICE_SECONDS if own_device else None,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response


def takes_what_was_sent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that does not lose a form sent when the page had locked itself: it carries it through the log-in. Outermost decorator."""
    view.takes_what_was_sent = True  # type: ignore[attr-defined]
    return view


def _is_taken(request: HttpRequest) -> bool:
    try:
        return request.method == "POST" and hasattr(resolve(request.path_info).func, "takes_what_was_sent")
    except Resolver404:
        return False


def enter_device(request: HttpRequest, *, own_device: bool) -> None:
    """Note, at log-in, whether the device is the person's own: it decides how long the session lives and when it locks."""
    request.session[OWN_DEVICE_KEY] = own_device
    request.session.set_expiry(OWN_DEVICE_SECONDS if own_device else 0)
    request._has_just_entered = True  # type: ignore[attr-defined]


def lock(request: HttpRequest, *, back: str) -> HttpResponse:
    """Log out and ask for the log-in again, with `back` (an address of this site) as the page to return to."""
    logout(request)
    url = f"{reverse('account_login')}?{urlencode({'next': back, 'locked': 1})}"
    response: HttpResponse = HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else HttpResponseRedirect(url)
    response.delete_cookie(COOKIE)
    return response


def _has_just_entered(request: HttpRequest) -> bool:
    return getattr(request, "_has_just_entered", False)


def _seen(request: HttpRequest) -> tuple[float | None, bool]:
    """Return the moment of the last request and whether the device is the person's own."""
    try:
        at, own_device = signing.loads(request.COOKIES[COOKIE], salt=SALT)
        return float(at), bool(own_device)
    except (KeyError, signing.BadSignature, ValueError, TypeError):
        return None, False


def _page_of(request: HttpRequest) -> str:
    """Return the page to come back to: neither a POST nor a part of a page can be asked for again after the log-in."""
    headers: Any = request.headers
    if request.method == "GET" and not headers.get("HX-Request"):
        return request.get_full_path()
    try:
        came_from = urlsplit(headers.get("HX-Current-URL") or headers.get("Referer") or "/")
    except ValueError:
        # A browser never sends an address that cannot be read; somebody else may.
        return "/"
    return f"{came_from.path or '/'}{'?' + came_from.query if came_from.query else ''}"
