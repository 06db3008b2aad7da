"""Shared ward computers are the default: a page left alone locks itself."""

from collections.abc import Callable
from time import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

COOKIE = "sextant_seen"
SALT = "sextant.accounts.idle"
RENEW_AFTER = 60


class IdleLock:
    """
    Log out a person who did nothing for `IDLE_MINUTES`, and bring them back to the same page once they are in again.

    The moment of the last request is kept in a signed cookie: a session write on every request would halve the throughput.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The session cookie decides whether there is anything to lock: an anonymous page costs nothing here.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        seen = _seen_at(request)
        # A session without the cookie (another tool, a deleted cookie) counts as just seen: the cookie is set below.
        idle = 0.0 if seen is None else time() - seen
        if idle > settings.IDLE_MINUTES * 60 and request.user.is_authenticated:
            logout(request)
            return _to_login(request)
        response = self.get_response(request)
        if (seen is None or idle > RENEW_AFTER) and request.user.is_authenticated:
            response.set_cookie(
                COOKIE,
                signing.dumps(int(time()), salt=SALT),
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def _seen_at(request: HttpRequest) -> float | None:
    try:
        return float(signing.loads(request.COOKIES[COOKIE], salt=SALT))
    except (KeyError, signing.BadSignature, ValueError):
        return None


def _to_login(request: HttpRequest) -> HttpResponse:
    # A POST cannot be replayed after login: send back to the page it came from.
    back = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "").split("://", 1)[-1].partition("/")[2]
    target = back if back.startswith("/") else f"/{back}"
    url = f"{reverse('account_login')}?{urlencode({'next': target, 'locked': 1})}"
    response: HttpResponse = HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else HttpResponseRedirect(url)
    response.delete_cookie(COOKIE)
    return response
