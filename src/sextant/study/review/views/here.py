"""What the pages of a round share: who reviews, which cards were chosen, where to go on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from sextant.accounts.models import Learner
from sextant.accounts.visitors import learner_of
from sextant.study.review.queries import left_of

KEY = "review"
"""Where the session keeps the round: the cards chosen, and since when."""


@dataclass(frozen=True, slots=True)
class Round:
    """Up to ten cards, in the order in which they are asked, and when the round began."""

    cards: list[UUID]
    since: datetime


def reviewer(request: HttpRequest) -> Learner:
    """Return the learner who is logged in, or answer 404: there is nothing here for anybody else."""
    learner = learner_of(request)
    if learner is None:
        raise Http404
    return learner


def language() -> str:
    """Return the language of the page."""
    return (get_language() or "fr").split("-")[0]


def keep_round(request: HttpRequest, cards: list[UUID], *, now: datetime) -> None:
    """Have the session remember the round."""
    request.session[KEY] = {"cards": [str(card) for card in cards], "since": now.isoformat()}


def round_of(request: HttpRequest) -> Round | None:
    """Return the round that this browser began, if any."""
    kept = request.session.get(KEY)
    return Round([UUID(card) for card in kept["cards"]], datetime.fromisoformat(kept["since"])) if kept else None


def left(request: HttpRequest, learner: Learner, *, now: datetime) -> list[UUID]:
    """Return the cards of the round that are still to be asked."""
    found = round_of(request)
    return left_of(learner, found.cards, since=found.since, now=now) if found else []


def onward(request: HttpRequest, learner: Learner, *, now: datetime) -> HttpResponse:
    """Go to the next card of the round, to its end, or home where this browser began none."""
    if round_of(request) is None:
        return HttpResponseRedirect(reverse("study:review"))
    waiting = left(request, learner, now=now)
    return HttpResponseRedirect(reverse("study:review_card", args=[waiting[0]]) if waiting else reverse("study:review_end"))
