"""One click: retire, neutralise, ask again, admit; and the answer to a report."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from sextant.assessment.choices import DecisionVerb, ReportState
from sextant.assessment.models import ItemDecision, ItemReport
from sextant.assessment.practice.actions import review_report
from sextant.assessment.quality import actions
from sextant.assessment.quality.forms import DecisionForm, ReportForm
from sextant.assessment.quality.queries.sheet import Sheet, sheet
from sextant.assessment.quality.views.items import show
from sextant.assessment.views.doors import for_reviewers, person_of, whole_number

DECISIONS: dict[str, Callable[..., ItemDecision | None]] = {
    DecisionVerb.RETIRE: actions.retire,
    DecisionVerb.NEUTRALISE: actions.neutralise,
    DecisionVerb.RESTORE: actions.restore,
    DecisionVerb.ADMIT: actions.admit,
}

DONE: dict[str, Any] = {
    DecisionVerb.RETIRE: gettext_lazy("It is retired: nobody is asked it any more. You can undo this below."),
    DecisionVerb.NEUTRALISE: gettext_lazy("It is neutralised: its answers are being taken out of the levels. You can undo this below."),
    DecisionVerb.RESTORE: gettext_lazy("That is undone."),
    DecisionVerb.ADMIT: gettext_lazy("It is in the bank: from now on it counts. You can undo this below."),
}


@require_POST
@for_reviewers
def decide(request: HttpRequest, uid: str) -> HttpResponse:
    """Carry a decision out; the same decision twice has one effect."""
    found = _sheet(request, uid, request.POST.get("version", ""))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return show(request, found, decision=form)
    if form.cleaned_data["version"] != found.item.pk:
        # A number that names no version is never taken for the one asked today.
        raise Http404
    verb = form.cleaned_data["verb"]
    try:
        made = DECISIONS[verb](version=found.item.pk, by=person_of(request), reason=form.cleaned_data["reason"], now=timezone.now())
    except actions.NothingToDecide as refusal:
        form.add_error(None, str(refusal))
        return show(request, found, decision=form)
    if made is None:
        messages.info(request, _("This was decided already, perhaps by somebody else or in another tab: here is how it stands."))
    else:
        messages.success(request, str(DONE[verb]))
    return _back(found)


@require_POST
@for_reviewers
def answer_report(request: HttpRequest, uid: str, key: UUID) -> HttpResponse:
    """Answer a learner's report; what was answered first stays."""
    found = _sheet(request, uid, request.POST.get("version", ""))
    if key not in {report.pk for report in found.reports}:
        raise Http404
    form = ReportForm(request.POST)
    if not form.is_valid():
        return show(request, found, answer=(str(key), form))
    state = ReportState(form.cleaned_data["state"])
    try:
        first = review_report(key=key, by=person_of(request), state=state, reply=form.cleaned_data["reply"], now=timezone.now())
    except ItemReport.DoesNotExist:
        raise Http404 from None
    if first:
        messages.success(request, _("Your answer is kept; whoever wrote the report can read it."))
    else:
        messages.info(request, _("This had already been answered, perhaps by somebody else or in another tab: here is what was decided."))
    return _back(found, "reports")


def _sheet(request: HttpRequest, uid: str, version: str) -> Sheet:
    found = sheet(uid, version=whole_number(version), by=person_of(request))
    if found is None:
        raise Http404
    return found


def _back(found: Sheet, place: str = "decide") -> HttpResponseRedirect:
    address = reverse("assessment:item", args=[found.item.uid])
    # An older version was looked at: stay there, or what was decided of it would not show.
    older = "" if found.item.pk == found.newest.pk else f"?version={found.item.pk}"
    return HttpResponseRedirect(f"{address}{older}#{place}")
