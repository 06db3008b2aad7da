"""The rhythm one sets oneself; the page of a link that stops mails; taking that back."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from sextant.accounts.models import Reach
from sextant.accounts.queries import has_proved_address
from sextant.accounts.reach.actions import change_reach, leave_stopped, stop_by_link, take_stop_back
from sextant.accounts.reach.links import stopped_by
from sextant.accounts.reach.queries import reach_of
from sextant.accounts.visitors import learner_of, learner_or_404, learner_or_new
from sextant.insight.queries.cap import zone_of
from sextant.insight.reminders.actions import set_rhythm
from sextant.insight.reminders.forms import RhythmForm
from sextant.insight.views.doors import person_of
from sextant.pathways.problem import default_constraints
from sextant.pathways.queries import constraints_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rhythm(request: HttpRequest) -> HttpResponse:
    """Set the minutes of a week, a pause, and reminders; or end the pause."""
    person, now = person_of(request), timezone.now()
    learner = learner_of(request)
    if request.method == "POST" and "resume" in request.POST:
        change_reach(learner=learner_or_404(request), now=now, paused_until=None)
        messages.success(request, _("Welcome back: your course goes on from where it was."))
        return HttpResponseRedirect(reverse("insight:cap"))
    constraints = constraints_of(learner) if learner else None
    reach = (reach_of(learner) if learner else None) or Reach(days=_days(constraints))
    zone = zone_of(learner).key if learner else Reach().zone
    form = RhythmForm(
        request.POST if request.method == "POST" else None,
        minutes=(constraints or default_constraints(None, now=now)).minutes_per_week,
        reach=reach,
        today=now.astimezone(ZoneInfo(zone)).date(),
        proved=has_proved_address(person),
    )
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "reach": reach, "paused": _is_on_pause(reach, zone, now), "zone": zone}
        return render(request, "insight/rhythm.html", context, status=422 if form.is_bound else 200)
    minutes = form.cleaned_data["minutes"]
    same = constraints is not None and constraints.minutes_per_week == minutes
    set_rhythm(learner=learner or learner_or_new(request, now=now), minutes=None if same else minutes, zone=zone, now=now, **form.reach())
    messages.success(request, _said(form))
    return HttpResponseRedirect(reverse("insight:cap"))


def _said(form: RhythmForm) -> str:
    if form.cleaned_data["paused_until"]:
        return _("Your pause is noted. Nothing is expected of you until it ends.")
    return _("Your rhythm is saved. You can change it at any time.")


def _is_on_pause(reach: Reach, zone: str, now: datetime) -> bool:
    return reach.paused_until is not None and now.astimezone(ZoneInfo(zone)).date() <= reach.paused_until


def _days(constraints: Any) -> list[int]:
    """Return the days to propose: those on which the learner studies, else Monday to Friday."""
    return sorted({int(slot[0]) for slot in constraints.slots}) if constraints and constraints.slots else [1, 2, 3, 4, 5]


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """
    Ask before stopping; stop at once when posted to, as mail programmes do on their own (RFC 8058): no form's token, no session.

    Opening the page stops nothing: scanners of mail open every link. It shows nobody's name, and lets nobody in.
    """
    found = stopped_by(token)
    if found is None:
        raise Http404
    key, serial = found
    good = True
    if request.method == "POST":
        good = stop_by_link(key=key, serial=serial, now=timezone.now())
    context = {"token": token, "stopped": request.method == "POST" and good, "worn": not good}
    return render(request, "insight/reminders_stop.html", context, status=200 if good else 410)


@login_required
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Send mails again that a link stopped, or leave them stopped."""
    learner, now = learner_or_404(request), timezone.now()
    if request.POST.get("act") == "leave":
        leave_stopped(learner=learner, now=now)
        messages.success(request, _("No reminder will be sent. You can ask for them again at any time."))
    else:
        take_stop_back(learner=learner, now=now)
        messages.success(request, _("Reminders will be sent again. The links of the earlier mails do nothing any more."))
    return HttpResponseRedirect(reverse("insight:cap"))
