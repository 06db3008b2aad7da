"""A reader rates a resource, reports an error, proposes a question, and sees what became of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sextant.accounts.visitors import learner_of, learner_or_404
from sextant.catalogue.models import ResourceVersion
from sextant.frameworks.queries import framework_of
from sextant.kernel.text import Text
from sextant.study.remarks.actions import TooManyWaiting, propose_item, rate_resource, report_error
from sextant.study.remarks.forms import ErrorForm, ProposalForm, RatingForm
from sextant.study.remarks.permissions import can_review_remarks
from sextant.study.remarks.queries import rating_of, said_by


@dataclass(frozen=True, slots=True)
class Ask:
    """What stands at the foot of a resource: whether the reader may say something, and what they rated."""

    known: bool
    rating: int | None
    form: RatingForm


def ask_of(request: HttpRequest, resource: str) -> Ask:
    """Return what to ask the reader of a resource (one query for somebody logged in)."""
    learner = learner_of(request) if request.user.is_authenticated else None
    rating = rating_of(learner, resource) if learner else None
    return Ask(learner is not None, rating, RatingForm(initial={"rating": rating}))


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show a reader what they said, and the answers."""
    learner = learner_or_404(request)
    reviews = can_review_remarks(request.user)  # type: ignore[arg-type]
    return render(request, "study/remarks/mine.html", {"listed": said_by(learner), "reviews": reviews})


@login_required
@require_POST
def rate(request: HttpRequest, uid: str) -> HttpResponse:
    """Keep how useful a resource was."""
    learner, version = learner_or_404(request), _version(uid)
    form = RatingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a figure from 1 to 5, then send it."))
    else:
        rate_resource(learner=learner, rating=form.cleaned_data["rating"], now=timezone.now(), **_about(version))
        messages.success(request, _("Thank you: your rating is kept. You can change it here at any time."))
    return HttpResponseRedirect(f"{reverse('study:resource', args=[uid])}#remarks")


@login_required
@require_http_methods(["GET", "POST"])
def error(request: HttpRequest, uid: str) -> HttpResponse:
    """Report an error in a text."""
    learner, version = learner_or_404(request), _version(uid)
    form = ErrorForm(request.POST or None, initial={"passage": request.GET.get("passage", "")[:2000]})
    if request.method == "POST" and form.is_valid():
        try:
            report_error(learner=learner, now=timezone.now(), **form.cleaned_data, **_about(version))
        except TooManyWaiting as refusal:
            form.add_error(None, str(refusal))
        else:
            return _thanks(request)
    return _form(request, "study/remarks/error.html", version, form)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, uid: str) -> HttpResponse:
    """Propose a question on what a resource teaches."""
    learner, version = learner_or_404(request), _version(uid)
    framework = framework_of(learner)
    targets = {target["competence"]: target["level"] for target in version.body["targets"]}
    first = next((code for code in targets if code in framework.axis), framework.codes[0])
    form = ProposalForm(framework, request.POST or None, initial={"competence": first})
    if request.method == "POST" and form.is_valid():
        level = targets.get(form.cleaned_data["competence"], framework.scale.levels[0].code)
        try:
            propose_item(learner=learner, proposal=form.proposal(level=level), now=timezone.now(), **_about(version))
        except TooManyWaiting as refusal:
            form.add_error(None, str(refusal))
        else:
            return _thanks(request)
    return _form(request, "study/remarks/propose.html", version, form)


def _thanks(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Thank you. Those who keep the contents right will read it; the answer will stand here."))
    return HttpResponseRedirect(reverse("study:remarks"))


def _form(request: HttpRequest, template: str, version: ResourceVersion, form: ErrorForm | ProposalForm) -> HttpResponse:
    context = {"form": form, "uid": version.uid, "title": Text(version.body["title"])}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _version(uid: str) -> ResourceVersion:
    # The current version, else the last one there was: a text may be withdrawn while somebody writes about it.
    version = ResourceVersion.objects.filter(uid=uid).order_by("-current", "-loaded_at").first()
    if version is None:
        raise Http404
    return version


def _about(version: ResourceVersion) -> dict[str, str]:
    return {"resource": version.uid, "content_hash": version.content_hash, "language": (get_language() or "fr")[:2]}
