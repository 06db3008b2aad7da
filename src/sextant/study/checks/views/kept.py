"""What was sent when the session had ended is given after the log-in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sextant.accounts.visitors import learner_of
from sextant.assessment.item_types import UnreadableAnswer
from sextant.assessment.models import ItemVersion
from sextant.study.checks.kept import KeptAnswer, forget_answer, kept_answer
from sextant.study.checks.views.check import address_of, back_to, give, to_login


# A GET that writes: the way back from a log-in is one. What it writes was sent by a POST, can be given once only, and by nobody else.
@require_GET
def check_kept(request: HttpRequest) -> HttpResponse:
    """Give the answer that waited for its log-in; it is dropped when somebody else logged in."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(to_login(request.path))
    kept = kept_answer(request)
    answer = HttpResponseRedirect(_given(request, kept) if kept else _nothing(request))
    forget_answer(answer)
    return answer


def _nothing(request: HttpRequest) -> str:
    messages.info(request, _("No answer waits here any more: it was given already, or it waited for more than half an hour."))
    return reverse("insight:cap")


def _given(request: HttpRequest, kept: KeptAnswer) -> str:
    item = ItemVersion.objects.filter(pk=kept.ticket.item).first()
    learner = learner_of(request)
    if item is None:
        return _nothing(request)
    if learner is None or not kept.ticket.is_for(learner):
        messages.warning(request, _("An answer waited in this browser for somebody else. It is dropped; nothing of it was kept."))
        return reverse("insight:cap")
    try:
        attempt = give(item, kept.ticket, kept.form, learner, now=timezone.now())
    except UnreadableAnswer as refusal:
        messages.warning(request, str(refusal))
        return back_to(item)
    messages.success(request, _("Your answer was kept while you logged in. Here is what it got."))
    return address_of(attempt)
