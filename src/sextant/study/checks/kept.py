"""An answer sent when the session had ended: it waits, signed and for a short time, in the browser of whoever logs in again."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sextant.assessment.practice.tickets import ForgedTicket, Ticket, read_ticket

COOKIE = "sextant_answer"
SALT = "sextant.study.checks.kept"
KEPT_SECONDS = 30 * 60
"""Long enough to log in by a code sent by mail; short on a computer that others use."""

LARGEST = 3800
"""What a browser takes in a cookie. An answer that was read is far smaller: it holds keys of the question, or a few words."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The question as it was shown, and the form that answers it."""

    ticket: Ticket
    form: dict[str, list[str]]


def keep_answer(response: HttpResponse, *, token: str, form: dict[str, list[str]]) -> bool:
    """Have the browser keep an answer; it never stands in an address, which logs remember. Returns whether it could."""
    value = signing.dumps([token, form], salt=SALT, compress=True)
    if len(value) > LARGEST:
        return False
    response.set_cookie(COOKIE, value, max_age=KEPT_SECONDS, **_manners())
    return True


def kept_answer(request: HttpRequest) -> KeptAnswer | None:
    """Return the answer that this browser keeps, if there is one and it is not too old."""
    try:
        token, form = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS)
        return KeptAnswer(read_ticket(token), form)
    except (signing.BadSignature, ForgedTicket, ValueError, TypeError):
        return None


def forget_answer(response: HttpResponse) -> None:
    """Have the browser forget it."""
    response.delete_cookie(COOKIE, path=_path(), samesite="Lax")


def _manners() -> dict[str, Any]:
    return {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE, "path": _path()}


def _path() -> str:
    return reverse("study:check_kept")
