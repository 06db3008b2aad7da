"""The first page: what this is, in one screen."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sextant.accounts.visitors import learner_of
from sextant.assessment.choices import SittingKind
from sextant.assessment.queries import last_sitting
from sextant.frameworks.queries import all_professions
from sextant.kernel.text import Text
from sextant.ui.markup import plain


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what Sextant is and begin; whoever is logged in goes home."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("insight:cap"))
    learner = learner_of(request)
    taster = last_sitting(learner, SittingKind.TASTER) if learner else None
    professions = (
        [] if taster else [(code, plain(Text(framework.professions[code].title))) for code, framework in all_professions().items()]
    )
    return render(request, "insight/landing.html", {"taster": taster, "professions": sorted(professions, key=lambda one: one[1].lower())})
