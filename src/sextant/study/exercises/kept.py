"""What was chosen when the session had ended: it waits in the browser while one logs in again, and stands in no address."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sextant.accounts.models import Learner

COOKIE = "sextant_choices"
SALT = "sextant.study.exercises.kept"
KEPT_SECONDS = 30 * 60
"""Long enough to log in by a code sent by mail; short on a computer that others use."""

LONGEST = 3800
"""What a browser takes in a cookie; the choices of the longest exercise are a third of that."""


def keep_choices(response: HttpResponse, uid: str, posted: tuple[str, ...], *, who: str) -> None:
    """Have the browser keep what the learner `who` chose, if it is no longer than an honest answer."""
    value = signing.dumps([uid, who, posted], salt=SALT, compress=True)
    if len(value) <= LONGEST:
        response.set_cookie(
            COOKIE, value, max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, path=_path(uid)
        )


def kept_choices(request: HttpRequest, uid: str, learner: Learner | None) -> tuple[str, ...]:
    """Return what this browser keeps for an exercise; nothing when it is too old, was changed, or is what somebody else chose."""
    try:
        kept, who, posted = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ()
    return tuple(posted) if kept == uid and learner is not None and who == str(learner.pk) else ()


def forget_choices(response: HttpResponse, uid: str) -> None:
    """Have the browser forget them: they are shown again once."""
    response.delete_cookie(COOKIE, path=_path(uid), samesite="Lax")


def _path(uid: str) -> str:
    return reverse("study:exercise", args=[uid])
