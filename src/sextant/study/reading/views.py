from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sextant.accounts.visitors import learner_of
from sextant.catalogue.models import ResourceVersion
from sextant.study.actions import keep_visit
from sextant.study.effect import effect_line
from sextant.study.reading.forms import LibraryForm, SignForm
from sextant.study.reading.queries import Wanted, figure_of, framework_or_none, home_of, reading_of
from sextant.study.review.queries import due_count
from sextant.ui.context import address_or_nothing
from sextant.ui.page import Link

FIGURE_POLICY = "default-src 'none'; style-src 'none'; sandbox"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what one was reading, what is due, and the library: what the campus teaches is public."""
    learner, now = learner_of(request), timezone.now()
    framework = framework_or_none(learner)
    # Unless one asks for something else, the library is that of one's profession.
    own = {"profession": learner.profession} if learner and framework and learner.profession in framework.professions else {}
    asked = request.GET if any(name in request.GET for name in LibraryForm.base_fields) else own
    form = LibraryForm(asked, framework=framework) if framework else None
    wanted = Wanted(**form.cleaned_data) if form and form.is_valid() else Wanted()
    shown = home_of(learner, framework, wanted, language=get_language() or "fr", now=now)
    context: dict[str, Any] = {"home": shown, "form": form, "learner": learner, "filtered": asked is not own}
    if learner:
        review = address_or_nothing("study:review")
        context |= {"rooms": _rooms(), "review_url": review, "due": due_count(learner, now=now) if review else 0}
    return render(request, "study/library.html", context)


def _rooms() -> list[Link]:
    """Return the ways to the rooms beside; one that is not built yet is left out."""
    rooms = [
        Link(_("What I got wrong"), address_or_nothing("study:errors"), "notebook-pen"),
        Link(_("Exercises"), address_or_nothing("study:exercises"), "hand-helping"),
        Link(_("My notes"), address_or_nothing("study:notes"), "highlighter"),
        Link(_("Lexicon"), address_or_nothing("catalogue:lexicon"), "book-a"),
    ]
    return [room for room in rooms if room.url]


@require_safe
def read(request: HttpRequest, uid: str, content_hash: str = "") -> HttpResponse:
    """Show a resource to anybody; with `content_hash`, the version one opened, whatever became of it."""
    try:
        reading = reading_of(
            uid,
            language=get_language() or "fr",
            today=timezone.localdate(),
            content_hash=content_hash or None,
            learner=learner_of(request),
        )
    except ResourceVersion.DoesNotExist:
        raise Http404 from None
    return render(request, "study/resource.html", {"reading": reading, "effect": effect_line(uid)})


@require_POST
def visit(request: HttpRequest, uid: str) -> HttpResponse:
    """Note a sign of life of a reader; of a visitor without a learner, nothing."""
    learner, form = learner_of(request), SignForm(request.POST)
    if learner is None:
        return HttpResponse(status=204)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    try:
        keep_visit(
            learner=learner,
            resource=uid,
            content_hash=said["version"],
            seconds=said["seconds"] or 0,
            anchor=said["anchor"],
            now=timezone.now(),
        )
    except ResourceVersion.DoesNotExist:
        raise Http404 from None
    return HttpResponse(status=204)


@require_safe
def figure(request: HttpRequest, uid: str, content_hash: str, name: str) -> HttpResponse:
    """Serve a figure of a stored version: it cannot change, so it may be kept for ever; alone in a tab it may run nothing."""
    svg = figure_of(uid, content_hash, name)
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FIGURE_POLICY
    return response
