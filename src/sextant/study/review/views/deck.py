"""The deck: look through it, put a card aside, take one out, add a word."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sextant.accounts.visitors import learner_of, learner_or_new
from sextant.study.review import actions
from sextant.study.review.deck import deck_of
from sextant.study.review.forms import DeckForm, PaceForm
from sextant.study.review.views.here import language, reviewer

CARDS_A_PAGE = 20


@require_safe
@login_required
def deck(request: HttpRequest) -> HttpResponse:
    """Show my cards, or those that match."""
    learner = learner_of(request)
    form = DeckForm(request.GET)
    wanted = form.wanted()
    found = deck_of(learner, language=language(), **wanted) if learner else []
    page = Paginator(found, CARDS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "count": len(found),
        "wanted": wanted,
        "any": any(wanted.values()),
        "form": form,
        "here": request.get_full_path(),
        "now": timezone.now(),
    }
    return render(request, "study/review/deck.html", context)


DOING: dict[str, Any] = {
    "suspend": (actions.suspend, gettext_lazy("The card is suspended: it is not asked until you take it up again.")),
    "resume": (actions.resume, gettext_lazy("The card is asked again.")),
    "remove": (actions.remove, gettext_lazy("The card is out of your review. You find it under “removed”, should you want it back.")),
    "restore": (actions.restore, gettext_lazy("The card is back in your review.")),
}
"""What a button of the list does, and what is said then."""


@require_POST
@login_required
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Suspend, resume, remove or restore one card."""
    learner = reviewer(request)
    found = DOING.get(request.POST.get("do", ""))
    if found is None:
        raise Http404
    action, words = found
    try:
        action(learner=learner, card_id=pk)
    except actions.NoSuchCard:
        raise Http404 from None
    messages.success(request, words)
    return HttpResponseRedirect(_back(request, reverse("study:review_deck")))


@require_POST
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Put a word of the lexicon in my review."""
    now, uid = timezone.now(), request.POST.get("term", "")[:120].replace("\x00", "")
    try:
        actions.add_term(learner=learner_or_new(request, now=now), uid=uid, now=now)
    except actions.NoSuchTerm:
        raise Http404 from None
    if request.headers.get("HX-Request"):
        return render(request, "study/review/add.html")
    messages.success(request, _("The word is in your review."))
    return HttpResponseRedirect(f"{_back(request, reverse('catalogue:lexicon'))}#{uid}")


@require_POST
@login_required
def pace(request: HttpRequest) -> HttpResponse:
    """Choose how many new cards a day."""
    learner = reviewer(request)
    form = PaceForm(request.POST)
    if not form.is_valid():
        return render(request, "study/review/pace.html", {"pace": form}, status=422)
    actions.choose_pace(learner=learner, new_a_day=form.cleaned_data["new_a_day"])
    messages.success(request, _("Your pace is kept."))
    return HttpResponseRedirect(reverse("study:review"))


def _back(request: HttpRequest, otherwise: str) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else otherwise
