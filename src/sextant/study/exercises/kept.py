"""What was chosen in an exercise when the session had ended."""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sextant.accounts.models import Learner
from sextant.study.kept import KeptCookie

CHOICES = KeptCookie("sextant_choices", salt="sextant.study.exercises.kept")


def keep_choices(response: HttpResponse, uid: str, posted: tuple[str, ...], *, who: str) -> None:
    """Have the browser keep what the learner `who` chose, if it is no longer than an honest answer."""
    CHOICES.keep(response, [uid, who, posted], path=_path(uid))


def kept_choices(request: HttpRequest, uid: str, learner: Learner | None) -> tuple[str, ...]:
    """Return what this browser keeps for an exercise; nothing when it is too old, was changed, or is what somebody else chose."""
    try:
        kept, who, posted = CHOICES.read(request)
    except (BadSignature, ValueError, TypeError):
        return ()
    return tuple(posted) if kept == uid and learner is not None and who == str(learner.pk) else ()


def forget_choices(response: HttpResponse, uid: str) -> None:
    """Have the browser forget them: they are shown again once."""
    CHOICES.forget(response, path=_path(uid))


def _path(uid: str) -> str:
    return reverse("study:exercise", args=[uid])
