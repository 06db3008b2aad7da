"""The first page of the diagnostic: what you think, then the questions."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from sextant.accounts.models import Learner
from sextant.accounts.visitors import learner_of, learner_or_new
from sextant.assessment.actions import MOST_SECONDS, QUESTIONS, begin_sitting
from sextant.assessment.choices import Explanations, SittingKind
from sextant.assessment.forms import BeginForm, DiagnosticForm
from sextant.assessment.models import Sitting
from sextant.assessment.piloting import MOST_PILOTS, are_tried_out
from sextant.assessment.queries import answered_count, last_sitting, progress
from sextant.assessment.views.here import to_login
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_of
from sextant.kernel.text import Text
from sextant.mastery.queries import declarations_of


@require_http_methods(["GET", "POST"])
def diagnostic(request: HttpRequest) -> HttpResponse:
    """Begin, resume, or take the diagnostic again."""
    if not request.user.is_authenticated:
        return to_login(request, back=reverse("assessment:diagnostic"))
    learner = learner_of(request)
    framework = framework_of(learner)
    last = last_sitting(learner, SittingKind.DIAGNOSTIC, framework.code) if learner else None
    if last is not None and last.finished_at is None:
        return _resume(request, last)
    if request.method != "POST":
        return _first_page(request, learner, framework, last, _form(learner, framework, last))
    form = _form(learner, framework, last, request.POST)
    if not form.is_valid():
        return _first_page(request, learner, framework, last, form)
    now = timezone.now()
    sitting = begin_sitting(
        learner=learner or learner_or_new(request, now=now),
        kind=SittingKind.DIAGNOSTIC,
        framework=framework,
        language=get_language() or "fr",
        now=now,
        explanations=Explanations(form.cleaned_data["explanations"]),
        levels=form.levels() if isinstance(form, DiagnosticForm) else None,
    )
    return HttpResponseRedirect(reverse("assessment:question", args=[sitting.pk]))


def _form(learner: Learner | None, framework: Framework, last: Sitting | None, data: QueryDict | None = None) -> BeginForm:
    # Who has already seen a result no longer rates themselves blindly: what they thought the first time stays.
    if last is not None:
        return BeginForm(data)
    return DiagnosticForm(framework, declarations_of(learner, framework) if learner else {}, data)


def _first_page(request: HttpRequest, learner: Learner | None, framework: Framework, last: Sitting | None, form: BeginForm) -> HttpResponse:
    return render(
        request,
        "assessment/diagnostic.html",
        {
            "form": form,
            "last": last,
            "known": learner is not None and learner.profession in framework.professions and learner.stage in framework.stages,
            "most": QUESTIONS[SittingKind.DIAGNOSTIC],
            "minutes": MOST_SECONDS // 60,
            "pilots": MOST_PILOTS if are_tried_out(framework.code) else 0,
            "levels": [(Text(level.title), Text(level.description)) for level in framework.scale.levels],
        },
    )


def _resume(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(reverse("assessment:question", args=[sitting.pk]))
    done = answered_count(sitting)
    resume = reverse("assessment:question", args=[sitting.pk])
    return render(
        request,
        "assessment/resume.html",
        {"sitting": sitting, "done": done, "progress": progress(sitting, answered=done), "resume": resume},
    )
