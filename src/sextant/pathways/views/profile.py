"""The profile: four light steps, each saved on its own."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sextant.accounts.models import Learner
from sextant.accounts.visitors import learner_of, learner_or_new
from sextant.catalogue.queries import places
from sextant.frameworks.queries import all_professions, framework_of
from sextant.kernel.text import Text
from sextant.mastery.queries import declarations_of
from sextant.pathways import actions
from sextant.pathways.forms.profile import GoalForm, KnownForm, WeekForm
from sextant.pathways.forms.week import day_choices, part_choices
from sextant.pathways.forms.who import WhoForm
from sextant.pathways.models import Constraints
from sextant.pathways.problem import default_constraints
from sextant.pathways.queries import certificates_of, constraints_of, has_finished_diagnostic

STEPS = ("profile", "profile_known", "profile_week", "profile_goal")


def _page(request: HttpRequest, number: int, template: str, context: dict[str, Any]) -> HttpResponse:
    labels = (_("Who you are"), _("What you know"), _("Your week"), _("Your goal"))
    wizard = [(label, reverse(f"pathways:{name}")) for label, name in zip(labels, STEPS, strict=True)]
    back = reverse(f"pathways:{STEPS[number - 2]}") if number > 1 else ""
    status = 422 if context["form"].is_bound and context["form"].errors else 200
    return render(request, template, {**context, "wizard": wizard, "number": number, "back": back}, status=status)


def _next(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"pathways:{STEPS[number]}"))


def _today(constraints: Constraints) -> date:
    return timezone.now().astimezone(ZoneInfo(constraints.zone)).date()


@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """Step 1. `refresh` shows the stages of the profession just chosen, without JavaScript too."""
    learner = learner_of(request)
    form = _who_form(request, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, 1, "pathways/profile/who.html", {"form": form})
    if "refresh" in request.POST:
        # Not sent yet: show what was typed, complain of nothing.
        return _page(request, 1, "pathways/profile/who.html", {"form": _unjudged(form)})
    if not form.is_valid():
        return _page(request, 1, "pathways/profile/who.html", {"form": form})
    now = timezone.now()
    learner = learner or learner_or_new(request, now=now)
    actions.say_who(learner=learner, profile=form.profile(), cohort=form.cleaned_data["cohort"], now=now)
    return _next(1)


def _who_form(request: HttpRequest, data: QueryDict | None) -> WhoForm:
    person = request.user if request.user.is_authenticated else None
    return WhoForm(data, known=all_professions(), person=person, learner=learner_of(request), now=timezone.now())


def _unjudged(form: WhoForm) -> WhoForm:
    form._errors = {}  # type: ignore[attr-defined]
    form.cleaned_data = {}
    return form


@require_safe
def stages(request: HttpRequest) -> HttpResponse:
    """The stages of a profession, for the page where it was just chosen."""
    return render(request, "pathways/profile/stage.html", {"form": _unjudged(_who_form(request, request.GET))})


@require_http_methods(["GET", "HEAD", "POST"])
def known(request: HttpRequest) -> HttpResponse:
    """Step 2."""
    learner = learner_of(request)
    framework = framework_of(learner)
    form = KnownForm(
        request.POST if request.method == "POST" else None,
        framework=framework,
        declared=declarations_of(learner, framework) if learner else {},
        certificates=certificates_of(learner, framework) if learner else {},
    )
    if request.method != "POST" or not form.is_valid():
        levels = [(Text(level.title), Text(level.description)) for level in framework.scale.levels]
        return _page(request, 2, "pathways/profile/known.html", {"form": form, "levels": levels})
    now = timezone.now()
    learner = learner or learner_or_new(request, now=now)
    if form.levels():
        actions.say_known(learner=learner, framework=framework, levels=form.levels(), certificates=form.certificates(), now=now)
    return _next(2)


def _constraints(learner: Learner | None) -> Constraints:
    return (constraints_of(learner) if learner else None) or default_constraints(learner, now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest) -> HttpResponse:
    """Step 3."""
    learner = learner_of(request)
    form = WeekForm(request.POST if request.method == "POST" else None, constraints=_constraints(learner), sites=places())
    if request.method != "POST" or not form.is_valid():
        return _page(request, 3, "pathways/profile/week.html", {"form": form, "days": day_choices(), "parts": part_choices()})
    now = timezone.now()
    actions.change_constraints(learner=learner or learner_or_new(request, now=now), now=now, **form.constraints())
    return _next(3)


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest) -> HttpResponse:
    """Step 4, then the diagnostic, or the plan for who has finished one."""
    learner = learner_of(request)
    constraints = _constraints(learner)
    today = _today(constraints)
    initial = {"goal": constraints.goal, "deadline": constraints.deadline}
    form = GoalForm(request.POST, today=today) if request.method == "POST" else GoalForm(initial=initial, today=today)
    if request.method != "POST" or not form.is_valid():
        return _page(request, 4, "pathways/profile/goal.html", {"form": form})
    now = timezone.now()
    learner = learner or learner_or_new(request, now=now)
    actions.change_constraints(learner=learner, now=now, goal=form.cleaned_data["goal"], deadline=form.cleaned_data["deadline"])
    messages.success(request, _("Your profile is saved. You can change it at any time."))
    target = "pathways:plan" if has_finished_diagnostic(learner) else "assessment:diagnostic"
    return HttpResponseRedirect(reverse(target))
