"""What one got wrong, until it is mended; and what one says of a question."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sextant.accounts.visitors import learner_of, learner_or_404
from sextant.assessment.actions import report_item
from sextant.assessment.forms import ReportForm
from sextant.frameworks.queries import framework_of
from sextant.study.checks.queries import PAGE, errors_of, item_reported
from sextant.study.checks.views.check import back_to, to_login
from sextant.ui.paging import page_asked


@require_GET
def errors(request: HttpRequest) -> HttpResponse:
    """Show the notebook of errors to the one learner it belongs to."""
    learner = learner_of(request)
    if learner is None and not request.user.is_authenticated:
        return HttpResponseRedirect(to_login(request.get_full_path()))
    learner = learner_or_404(request)
    competence = request.GET.get("competence", "")
    page = page_asked(request)
    found = errors_of(learner, framework_of(learner), language=get_language() or "fr", competence=competence, page=page)
    return render(
        request,
        "study/checks/errors.html",
        {"errors": found, "competence": competence, "pages": Paginator(range(found.count), PAGE).get_page(page)},
    )


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, uid: str) -> HttpResponse:
    """Say that a question is faulty."""
    learner = learner_or_404(request)
    item = item_reported(uid, learner)
    if item is None:
        raise Http404
    form = ReportForm(request.POST or None, auto_id=f"id-{uid.replace('.', '-')}-%s")
    in_place = bool(request.headers.get("HX-Request"))
    context = {"report": form, "report_url": reverse("study:check_report", args=[uid]), "back": back_to(item)}
    if request.method == "POST" and form.is_valid():
        report_item(learner=learner, item=item, message=form.cleaned_data["message"], now=timezone.now())
        if in_place:
            return render(request, "assessment/report_thanks.html", context)
        messages.success(request, _("Thank you. The people who keep the questions right will read it."))
        return HttpResponseRedirect(back_to(item))
    status = 422 if form.is_bound and not in_place else 200
    return render(request, "assessment/report_form.html" if in_place else "study/checks/report.html", context, status=status)
