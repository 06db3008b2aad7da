"""Five questions without an account."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from sextant.accounts.actions import change_profile, erase
from sextant.accounts.visitors import learner_of, learner_or_new
from sextant.assessment.actions import begin_sitting
from sextant.assessment.choices import Explanations, SittingKind
from sextant.assessment.queries import last_sitting
from sextant.assessment.results import result_of
from sextant.frameworks.queries import all_professions, framework_for, framework_of


def start(request: HttpRequest) -> HttpResponse:
    """Begin, or go back to where the visitor was."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("insight:landing"))
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("assessment:diagnostic"))
    now = timezone.now()
    learner = learner_or_new(request, now=now)
    sitting = last_sitting(learner, SittingKind.TASTER)
    if sitting is None:
        profession = request.POST.get("profession", "")
        if profession in all_professions():
            change_profile(learner=learner, now=now, profession=profession)
        sitting = begin_sitting(
            learner=learner,
            kind=SittingKind.TASTER,
            framework=framework_of(learner),
            language=get_language() or "fr",
            now=now,
            explanations=Explanations.END,
        )
    return HttpResponseRedirect(reverse("assessment:question", args=[sitting.pk]))


@require_GET
def result(request: HttpRequest) -> HttpResponse:
    """Show the result by domain; "keep it" makes the account."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("assessment:result"))
    learner = learner_of(request)
    sitting = last_sitting(learner, SittingKind.TASTER) if learner else None
    if learner is None or sitting is None:
        return HttpResponseRedirect(reverse("insight:landing"))
    if sitting.finished_at is None:
        return HttpResponseRedirect(reverse("assessment:question", args=[sitting.pk]))
    framework = framework_for(code=sitting.framework, version=sitting.framework_version)
    found = result_of(learner, framework, now=timezone.now())
    return render(request, "assessment/taster_result.html", {"result": found, "sitting": sitting})


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Throw the five answers away and go back to the first page."""
    learner = learner_of(request)
    if learner is not None and not request.user.is_authenticated:
        erase(learner=learner, person=None, now=timezone.now())
        # The erasure took the visitor's sessions with it: this browser gets a new one when it needs it.
        request.session.flush()
    return HttpResponseRedirect(reverse("insight:landing"))
