"""The calendar address: a secret link that calendar programmes read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sextant.accounts.visitors import learner_or_404
from sextant.pathways import actions
from sextant.pathways.ical import calendar_of
from sextant.pathways.queries import current_plan, feed_of, learner_of_feed, steps_of
from sextant.pathways.views.here import names_of


@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest) -> HttpResponse:
    """Open, renew or close the address; the secret is shown once, in the answer that made it."""
    learner = learner_or_404(request)
    if request.method != "POST":
        return render(request, "pathways/feed.html", {"feed": feed_of(learner), "address": ""})
    if request.POST.get("act") == "close":
        actions.close_feed(learner=learner)
        messages.success(request, _("The address is closed: calendars that use it show nothing any more."))
        return HttpResponseRedirect(reverse("pathways:feed"))
    token = actions.open_feed(learner=learner, now=timezone.now())
    address = request.build_absolute_uri(reverse("pathways:ics", args=[token]))
    return render(request, "pathways/feed.html", {"feed": feed_of(learner), "address": address})


@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar of whoever this secret belongs to; no cookie is read or set."""
    learner = learner_of_feed(token)
    if learner is None:
        raise Http404
    plan = current_plan(learner)
    language = learner.person.language if learner.person else translation.get_language()
    with translation.override(language):
        body = calendar_of(
            plan, steps_of(plan) if plan else [], names=names_of(plan) if plan else None, site=request.build_absolute_uri("/")
        )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="sextant.ics"'
    response["Cache-Control"] = "private, max-age=900"
    response["X-Robots-Tag"] = "noindex"
    return response
