"""Where you stand."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from sextant.accounts.models import Learner
from sextant.accounts.visitors import learner_of
from sextant.assessment.actions import QUESTIONS
from sextant.assessment.choices import SittingKind
from sextant.assessment.doubts import begin_settling
from sextant.assessment.pdf import result_pdf
from sextant.assessment.queries import edition_behind, last_diagnostic, open_sitting
from sextant.assessment.results import Result, result_of, who
from sextant.assessment.views.here import to_login
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_of
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import results_of


def _measured(request: HttpRequest) -> tuple[Learner, Framework, Result] | None:
    """Return who asks, the framework that applies to them and their result; nothing before the first answer."""
    learner = learner_of(request)
    framework = framework_of(learner)
    found = result_of(learner, framework, now=timezone.now()) if learner else None
    return (learner, framework, found) if learner and found and found.observations else None


@require_GET
def result(request: HttpRequest) -> HttpResponse:
    """Show the levels, the verdicts, and what to do next."""
    if not request.user.is_authenticated:
        return to_login(request, back=reverse("assessment:result"))
    measured = _measured(request)
    if measured is None:
        return render(request, "assessment/result_empty.html")
    learner, framework, found = measured
    return render(
        request,
        "assessment/result.html",
        {
            "result": found,
            "learner": learner,
            "last": last_diagnostic(learner, framework.code),
            "waiting": open_sitting(learner, SittingKind.DIAGNOSTIC, framework.code),
            "settling": QUESTIONS[SittingKind.SETTLE],
            "who": who(learner, framework),
        },
    )


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Start the short test of one competence that is still open."""
    if not request.user.is_authenticated:
        return to_login(request, back=reverse("assessment:result"))
    learner = learner_of(request)
    framework = framework_of(learner)
    competence = request.POST.get("competence", "")
    if learner is None or competence not in framework.axis:
        raise Http404
    waiting = open_sitting(learner, SittingKind.SETTLE, framework.code, competence)
    if waiting is None:
        now = timezone.now()
        found = results_of(learner, framework, now=now)[framework.axis[competence]]
        if found.verdict != Verdict.TO_SETTLE:
            # Settled meanwhile, perhaps in another tab: the result says so.
            return HttpResponseRedirect(f"{reverse('assessment:result')}#{competence}")
        waiting = begin_settling(learner=learner, framework=framework, competence=competence, language=get_language() or "fr", now=now)
    return HttpResponseRedirect(reverse("assessment:question", args=[waiting.pk]))


@require_GET
def pdf(request: HttpRequest) -> HttpResponse:
    """Give the result as a tagged PDF."""
    if not request.user.is_authenticated:
        return to_login(request, back=reverse("assessment:result"))
    measured = _measured(request)
    if measured is None:
        raise Http404
    learner, framework, found = measured
    edition = edition_behind(last_diagnostic(learner, framework.code))
    document = result_pdf(found, learner, edition=edition, now=timezone.now())
    return HttpResponse(document, content_type="application/pdf", headers={"Content-Disposition": 'attachment; filename="sextant.pdf"'})
