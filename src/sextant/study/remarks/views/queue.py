"""The queue of those who keep the contents right: what waits, one decision at a time, and what was taken as a file of a pack."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sextant.accounts.models import Person
from sextant.frameworks.queries import NoFramework, framework_for
from sextant.study.choices import RemarkKind, RemarkState
from sextant.study.remarks import queries
from sextant.study.remarks.actions import AlreadyReviewed, review_item_report, review_remark
from sextant.study.remarks.forms import AmendForm, ReviewForm, initial_of
from sextant.study.remarks.permissions import can_review_remarks
from sextant.study.remarks.proposals import NotAnItem, item_of, pack_file
from sextant.ui.paging import page_asked


def for_reviewers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page to those who may answer remarks; for others it does not exist."""

    @login_required
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_review_remarks(_person(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@require_GET
@for_reviewers
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits, of one kind or one resource where asked."""
    kind, resource = request.GET.get("kind", ""), request.GET.get("resource", "")
    page = page_asked(request)
    found = queries.waiting(by=_person(request), kind=kind, resource=resource, language=get_language() or "fr", page=page)
    labels = [
        (RemarkKind.ERROR, _("errors in a text")),
        (RemarkKind.ITEM, _("questions proposed")),
        (queries.REPORT, _("faulty questions")),
    ]
    context = {
        "queue": found,
        "kind": kind,
        "resource": resource,
        "kinds": [(code, label, found.kinds[code]) for code, label in labels],
        "pages": Paginator(range(found.count), queries.PAGE).get_page(page),
        "proposals": len(queries.accepted_proposals()),
    }
    return render(request, "study/remarks/queue.html", context)


@require_GET
@for_reviewers
def ratings(request: HttpRequest) -> HttpResponse:
    """Show how useful readers find each resource."""
    return render(request, "study/remarks/ratings.html", {"rated": queries.ratings(), "least": queries.LEAST_RATINGS})


@require_http_methods(["GET", "POST"])
@for_reviewers
def remark(request: HttpRequest, key: UUID) -> HttpResponse:
    """Read a remark on a resource and decide."""
    said = queries.remark_said(key, by=_person(request))
    if said is None:
        raise Http404
    amend = _amend_form(request, said)
    form = ReviewForm(said.kind, request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_complete(form, amend, said):
        state = RemarkState(form.cleaned_data["state"])
        amended = amend.proposal(level=amend.cleaned_data["level"]) if amend and state == RemarkState.AMENDED else None
        try:
            review_remark(
                key=key,
                by=_person(request),
                state=state,
                reply=form.cleaned_data["reply"],
                amended=amended,
                now=timezone.now(),
            )
        except AlreadyReviewed:
            return _decided_before(request)
        except NotAnItem as refusal:
            form.add_error(None, _("A pack would refuse this question (%(reason)s). Accept it with changes.") % {"reason": refusal})
        else:
            return _done(request)
    return _page(request, said, form, amend)


@require_http_methods(["GET", "POST"])
@for_reviewers
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Read a report on a question and decide."""
    said = queries.report_said(key, by=_person(request))
    if said is None:
        raise Http404
    form = ReviewForm(queries.REPORT, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accepted = form.cleaned_data["state"] == RemarkState.ACCEPTED
        try:
            review_item_report(key=key, by=_person(request), accepted=accepted, reply=form.cleaned_data["reply"], now=timezone.now())
        except AlreadyReviewed:
            return _decided_before(request)
        return _done(request)
    return _page(request, said, form, None)


@require_GET
@for_reviewers
def proposals(request: HttpRequest) -> HttpResponse:
    """Give the questions that were taken as a file of a pack, `pilots/proposals.yaml`: they are tried out before they count."""
    items = []
    for one in queries.accepted_proposals(request.GET.get("framework", "")):
        if one.reviewed_at is not None:
            items.append(item_of(one.pk, one.amended or one.proposal, reviewed=one.reviewed_at.date()))
    response = HttpResponse(pack_file(items), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="proposals.yaml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _amend_form(request: HttpRequest, said: queries.Said) -> AmendForm | None:
    if said.kind != RemarkKind.ITEM:
        return None
    try:
        framework = framework_for(code=said.proposal["framework"])
    except NoFramework:
        raise Http404 from None
    wanted = request.method == "POST" and request.POST.get("state") == RemarkState.AMENDED
    return AmendForm(framework, request.POST if wanted else None, initial=initial_of(said.amended or said.proposal))


def _is_complete(form: ReviewForm, amend: AmendForm | None, said: queries.Said) -> bool:
    state = form.cleaned_data["state"]
    if amend is not None and state == RemarkState.ACCEPTED and said.language != "fr":
        form.add_error("state", _("It is not written in French, and packs are: accept it with changes, in French."))
        return False
    return amend is None or state != RemarkState.AMENDED or amend.is_valid()


def _page(request: HttpRequest, said: queries.Said, form: ReviewForm, amend: AmendForm | None) -> HttpResponse:
    context = {"said": said, "form": form, "amend": amend}
    return render(request, "study/remarks/review.html", context, status=422 if form.is_bound else 200)


def _done(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your decision is kept; whoever wrote this can read it."))
    return HttpResponseRedirect(reverse("study:remark_queue"))


def _decided_before(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("This had already been answered, perhaps by somebody else or in another tab: here is what was decided."))
    return HttpResponseRedirect(request.path)
