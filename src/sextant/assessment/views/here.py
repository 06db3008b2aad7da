"""What every page of a sitting starts with: whose it is, and what happens when the session was lost on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from sextant.accounts.models import Learner
from sextant.accounts.visitors import learner_of
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Sitting
from sextant.assessment.queries import sitting_of
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for

P = ParamSpec("P")
BACK = "reprise"
"""In the address of the first page after a session that was lost."""

Posted = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Here:
    """A sitting of this learner, and the framework version it was opened with."""

    learner: Learner
    sitting: Sitting
    framework: Framework


def in_sitting(view: Callable[Concatenate[HttpRequest, Here, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """
    Give `view` the sitting named in its address if it is this learner's: somebody else's is 404.

    Nobody at all in this browser means that the session was lost: to the log-in page and back, and every answer already sent is kept.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        learner = learner_of(request)
        sitting = sitting_of(learner, pk) if learner else None
        if learner is None or sitting is None:
            if request.user.is_authenticated or learner is not None:
                raise Http404
            return to_login(request, back=f"{reverse('assessment:question', args=[pk])}?{BACK}=1", lost=True)
        framework = framework_for(code=sitting.framework, version=sitting.framework_version)
        return view(request, Here(learner, sitting, framework), *args, **kwargs)

    return wrapper


def to_login(request: HttpRequest, *, back: str, lost: bool = False) -> HttpResponse:
    """Send a reader to the log-in page, with the way back; `lost` when they were in the middle of something and their session ended."""
    if lost or request.method == "POST":
        messages.info(request, _("Your session has ended. The answers you sent are kept: log in, and you continue where you were."))
    return go(request, f"{reverse('account_login')}?{urlencode({'next': back})}")


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Leave for another page: a whole one, also when htmx asked."""
    return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else HttpResponseRedirect(url)


def end_of(sitting: Sitting) -> str:
    """Return the address of what a finished sitting leads to."""
    if sitting.kind == SittingKind.TASTER:
        return reverse("assessment:taster_result")
    anchor = f"#{sitting.competence}" if sitting.kind == SittingKind.SETTLE else ""
    return reverse("assessment:result") + anchor


def posted(request: HttpRequest) -> Posted:
    """Return the form as lists of values, as item types read it."""
    return dict(request.POST.lists())
