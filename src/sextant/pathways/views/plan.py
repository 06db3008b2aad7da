"""The plan: calendar and list, what it rests on, what can be changed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sextant.accounts.visitors import learner_of, learner_or_404
from sextant.pathways import actions
from sextant.pathways.forms.constraints import ConstraintsForm
from sextant.pathways.permissions import can_follow
from sextant.pathways.queries import plan_named
from sextant.pathways.views.here import Here, here_of

MOST_LOOKS = 10
"""Seconds for which a page waits for a better plan."""


def view_of(request: HttpRequest) -> str:
    """Return how the reader wants to see the plan: by weeks, or as a list."""
    asked = request.GET.get("vue", request.POST.get("vue", ""))
    return "list" if asked in {"liste", "list"} else "weeks"


def address_of(view: str) -> str:
    """Return the address of the plan in this view."""
    return reverse("pathways:plan") + ("?vue=liste" if view == "list" else "")


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Show the course, or the first thing to do to get one."""
    learner = learner_of(request)
    here = here_of(learner) if learner else None
    if learner is None or here is None:
        known = bool(learner and learner.profession and learner.stage)
        return render(request, "pathways/empty.html", {"known": known})
    return _page(request, here, _constraints_form(here))


def _constraints_form(here: Here, *args: Any) -> ConstraintsForm:
    deadline = date.fromisoformat(here.plan.summary["deadline"])
    return ConstraintsForm(*args, constraints=here.constraints, deadline=deadline, sites=here.names.places, today=here.today)


def _page(request: HttpRequest, here: Here, form: ConstraintsForm) -> HttpResponse:
    view = view_of(request)
    context = {"itinerary": here.itinerary, "form": form, "view": view, "looks": 1, "wanting": _is_wanting(here)}
    return render(request, "pathways/plan.html", context, status=422 if form.is_bound and form.errors else 200)


@require_safe
def state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """
    Tell a page whether a better plan than `pk` was found: the state line, and the new course beside it once there is one.

    Without htmx it leads to the plan, which is always the newest.
    """
    learner = learner_or_404(request)
    asked = plan_named(pk)
    if asked is None or not can_follow(learner, asked):
        raise Http404
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(address_of(view_of(request)))
    context: dict[str, Any] = {"view": view_of(request), "wanting": bool(request.GET.get("tout"))}
    if asked.current and asked.improving:
        looks = _whole(request.GET.get("n", "1"))
        return render(request, "pathways/parts/state.html", {**context, "plan": asked, "looks": looks + 1, "waits": looks < MOST_LOOKS})
    here = here_of(learner)
    if here is None:
        raise Http404
    context |= {"itinerary": here.itinerary, "plan": here.plan, "swapped": here.plan.pk != asked.pk}
    return render(request, "pathways/parts/better.html", context)


def _is_wanting(here: Here) -> bool:
    """Say whether something was left to the worker: the ways out, or what doing otherwise costs."""
    return here.plan.summary["ways_out"] is None or any("otherwise" not in one.why and not one.why.get("tests") for one in here.steps)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 1


@require_POST
def constraints(request: HttpRequest) -> HttpResponse:
    """Change hours, deadline or places: the answer is a plan."""
    learner = learner_or_404(request)
    here = here_of(learner)
    if here is None:
        return HttpResponseRedirect(reverse("pathways:plan"))
    form = _constraints_form(here, request.POST)
    if not form.is_valid():
        return _page(request, here, form)
    now = timezone.now()
    actions.change_constraints(learner=learner, now=now, **form.constraints())
    actions.make_plan(learner=learner, now=now)
    messages.success(request, _("Your course was made anew."))
    return HttpResponseRedirect(address_of(view_of(request)))


@require_POST
def relax(request: HttpRequest) -> HttpResponse:
    """Apply one of the ways out that the plan offered."""
    learner = learner_or_404(request)
    asked = plan_named(_uuid(request.POST.get("plan", "")))
    if asked is None or not can_follow(learner, asked):
        raise Http404
    number = _whole(request.POST.get("way", ""))
    ways = asked.summary["ways_out"] or []
    if not asked.current or asked.stale or number >= len(ways):
        messages.info(request, _("Your course has changed since: here is the newest, with what can be done now."))
        return HttpResponseRedirect(address_of(view_of(request)))
    way = ways[number]
    changed = {name: way[name] for name in ("weeks", "minutes", "places", "taken_back", "brought_forward")}
    changed["freed"] = [(one["module"], one["session"]) for one in way.get("freed", ())]
    now = timezone.now()
    actions.relax(learner=learner, deadline=date.fromisoformat(asked.summary["deadline"]), now=now, **changed)
    actions.make_plan(learner=learner, now=now)
    messages.success(request, _("Done: your course was made anew."))
    return HttpResponseRedirect(address_of(view_of(request)))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@require_POST
def explain(request: HttpRequest) -> HttpResponse:
    """Work out what the alternatives to every step cost, where the time did not suffice when the plan was made."""
    learner = learner_or_404(request)
    here = here_of(learner)
    if here is not None and _is_wanting(here):
        actions.make_plan(learner=learner, now=timezone.now(), improve=False, alternatives_for=actions.ASKED_SECONDS)
    return HttpResponseRedirect(address_of("list"))
