"""A step: why it is there, what to read or where to go, and what can be changed about it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sextant.accounts.actions import note_activity
from sextant.accounts.visitors import learner_or_404
from sextant.assessment.doubts import begin_settling
from sextant.catalogue.models import ResourceVersion
from sextant.catalogue.queries import was_offered
from sextant.engine.planning.model import TEST_PREFIX
from sextant.frameworks.queries import framework_of
from sextant.pathways import actions
from sextant.pathways.choices import ChoiceKind
from sextant.pathways.forms.constraints import PostponeForm
from sextant.pathways.itinerary import ShownStep, shown_step
from sextant.pathways.problem import modules_for
from sextant.pathways.views.here import Here, here_of, language_of
from sextant.pathways.views.plan import address_of, view_of
from sextant.study.actions import keep_visit
from sextant.study.queries import last_visit
from sextant.study.reading.queries import reading_of
from sextant.study.review.actions import gather


def _here(request: HttpRequest) -> Here:
    here = here_of(learner_or_404(request))
    if here is None:
        raise Http404
    return here


def _resource_hash(here: Here, module: str, opened: str = "") -> str:
    """
    Return the version of a resource written for this learner: the one the plan holds, else the current one. 404 for any other.

    What was withdrawn while it was being read can still be read and finished, in the version the learner `opened` or was reading.
    """
    offered = modules_for(here.names.framework, here.learner, here.names.resources)
    planned = next((step.module_hash for step in here.steps if step.module == module), "")
    if module in offered or planned:
        return planned or here.names.resources[module][0]
    left = last_visit(here.learner, module)
    digest = opened if opened and was_offered(module, opened) else left.content_hash if left else ""
    if not digest:
        raise Http404
    return digest


def _shown(here: Here, module: str) -> ShownStep | None:
    for number, step in enumerate(here.steps, start=1):
        if step.module == module:
            return shown_step(step, number, names=here.names, zone=here.zone)
    return None


@require_safe
def step(request: HttpRequest, module: str) -> HttpResponse:
    """Show a step of the plan, or a resource the learner might take."""
    return _page(request, _here(request), module)


def _page(request: HttpRequest, here: Here, module: str, form: PostponeForm | None = None) -> HttpResponse:
    shown = _shown(here, module)
    if module.startswith(TEST_PREFIX):
        if shown is None:
            raise Http404
        return render(request, "pathways/test.html", {"step": shown, "here": here})
    try:
        reading = reading_of(
            module,
            language=language_of(request),
            today=here.today,
            content_hash=_resource_hash(here, module),
            framework=here.names.framework,
            learner=here.learner,
            why=tuple(shown.why) if shown else (),
        )
    except ResourceVersion.DoesNotExist:
        raise Http404 from None
    following = next((one for one in here.steps if shown and one.position > shown.number), None)
    context: dict[str, Any] = {
        "reading": reading,
        "step": shown,
        "here": here,
        "finished": here.finished(module),
        "postpone": form or _postpone_form(here),
        "next": here.names.title(following.module) if following else "",
        "next_url": reverse("pathways:step", args=[following.module]) if following else "",
    }
    return render(request, "pathways/step.html", context, status=422 if form is not None else 200)


def _postpone_form(here: Here, *args: Any) -> PostponeForm:
    return PostponeForm(*args, today=here.today, deadline=date.fromisoformat(here.plan.summary["deadline"]))


@require_POST
def finish(request: HttpRequest, module: str) -> HttpResponse:
    """Note that the learner finished a module (or, with `again`, take it back)."""
    here = _here(request)
    digest = _resource_hash(here, module, request.POST.get("version", ""))
    now = timezone.now()
    note_activity(learner=here.learner, now=now)
    if request.POST.get("again"):
        actions.reopen(learner=here.learner, module=module)
        messages.success(request, _("It is back among what can be planned."))
        return HttpResponseRedirect(reverse("pathways:step", args=[module]))
    # Without JavaScript this is the first that is heard of the reading.
    keep_visit(learner=here.learner, resource=module, content_hash=digest, now=now)
    actions.complete(learner=here.learner, module=module, module_hash=digest, now=now)
    gather(learner=here.learner, framework=here.names.framework, now=now, read=[module])
    messages.success(request, _("Well noted. Reading alone moves no level: a short test will say what you now hold."))
    return HttpResponseRedirect(reverse("pathways:plan"))


@require_POST
def choose(request: HttpRequest, module: str) -> HttpResponse:
    """Keep, leave out, postpone or swap a module, or take such a choice back; the plan is made anew."""
    here = _here(request)
    _resource_hash(here, module)
    act, now = request.POST.get("act", ""), timezone.now()
    chosen: dict[str, Any] = {"learner": here.learner, "module": module, "now": now}
    title = here.names.titles([module])
    if act == "pin":
        actions.choose(**chosen, kind=ChoiceKind.PINNED, session=request.POST.get("session", "").replace("\x00", "")[:60])
        said = _("%(title)s stays in your course.") % {"title": title}
    elif act == "refuse":
        actions.choose(**chosen, kind=ChoiceKind.REFUSED)
        said = _("%(title)s is left out. “My choices” takes it back.") % {"title": title}
    elif act == "postpone":
        form = _postpone_form(here, request.POST)
        if not form.is_valid():
            return _page(request, here, module, form)
        actions.choose(**chosen, kind=ChoiceKind.POSTPONED, until=form.cleaned_data["until"])
        said = _("%(title)s waits until the day you chose.") % {"title": title}
    elif act == "swap":
        into = request.POST.get("into", "")
        _resource_hash(here, into)
        actions.swap(learner=here.learner, out=module, into=into, now=now)
        said = _("%(title)s replaces %(other)s. “My choices” takes it back.") % {"title": here.names.titles([into]), "other": title}
    elif act == "withdraw":
        actions.choose(**chosen, kind=None)
        said = _("Your choice on %(title)s is taken back.") % {"title": title}
    else:
        raise Http404
    note_activity(learner=here.learner, now=now)
    actions.make_plan(learner=here.learner, now=now)
    messages.success(request, said)
    return HttpResponseRedirect(address_of(view_of(request)))


@require_POST
def test(request: HttpRequest, module: str) -> HttpResponse:
    """Start the short test of a step."""
    here = _here(request)
    competence = module.removeprefix(TEST_PREFIX)
    if not module.startswith(TEST_PREFIX) or not any(one.module == module for one in here.steps):
        raise Http404
    sitting = begin_settling(
        learner=here.learner,
        framework=framework_of(here.learner),
        competence=competence,
        language=language_of(request),
        now=timezone.now(),
    )
    return HttpResponseRedirect(reverse("assessment:question", args=[sitting.pk]))
