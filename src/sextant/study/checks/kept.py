"""An answer sent when the session had ended."""

from dataclasses import dataclass

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sextant.assessment.practice.tickets import ForgedTicket, Ticket, read_ticket
from sextant.study.kept import KeptCookie

ANSWER = KeptCookie("sextant_answer", salt="sextant.study.checks.kept")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The question as it was shown, and the form that answers it."""

    ticket: Ticket
    form: dict[str, list[str]]


def keep_answer(response: HttpResponse, *, token: str, form: dict[str, list[str]]) -> bool:
    """Have the browser keep an answer. Returns whether it could."""
    return ANSWER.keep(response, [token, form], path=reverse("study:check_kept"))


def kept_answer(request: HttpRequest) -> KeptAnswer | None:
    """Return the answer that this browser keeps, if there is one and it is not too old."""
    try:
        token, form = ANSWER.read(request)
        return KeptAnswer(read_ticket(token), form)
    except (BadSignature, ForgedTicket, ValueError, TypeError):
        return None


def forget_answer(response: HttpResponse) -> None:
    """Have the browser forget it."""
    ANSWER.forget(response, path=reverse("study:check_kept"))
