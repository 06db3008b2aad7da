"""Ten questions: begin, one card a screen, the end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sextant.accounts.models import Learner
from sextant.accounts.visitors import learner_of
from sextant.assessment.choices import AttemptKind
from sextant.assessment.foresight import foreseen
from sextant.assessment.item_types import UnreadableAnswer, sent
from sextant.assessment.models import Attempt
from sextant.assessment.practice.actions import answer_item
from sextant.assessment.practice.queries import attempt_of
from sextant.frameworks.queries import NoFramework, framework_of
from sextant.study.choices import CardKind
from sextant.study.models import Card
from sextant.study.queries import last_visit
from sextant.study.review.actions import NoSuchCard, NotThisReview, begin, memory_of, rate
from sextant.study.review.asked import Asked, NotWhatWasShown, key_of, opened
from sextant.study.review.deck import done_since
from sextant.study.review.faces import answered_face, item_face, item_of, order_of, term_face, version_shown
from sextant.study.review.forms import PaceForm, RatingForm
from sextant.study.review.overview import overview_of
from sextant.study.review.queries import card_of, was_missed, zone_of
from sextant.study.review.ratings import allowed, rating_of
from sextant.study.review.schedule import Rating, previews
from sextant.study.review.views.here import keep_round, language, left, onward, reviewer, round_of
from sextant.study.review.words import chance_words, columns_of, comes_back_words, load_words, next_words, rating_words

Posted = dict[str, list[str]]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what is ready and what comes; a post begins ten questions."""
    learner, now = learner_of(request), timezone.now()
    try:
        framework = framework_of(learner)
    except NoFramework:
        framework = None
    if learner is None:
        return render(request, "study/review/home.html", {"overview": None})
    if request.method == "POST" and framework is not None:
        cards = begin(learner=learner, framework=framework, now=now)
        if not cards:
            messages.info(request, _("Nothing is ready now."))
            return HttpResponseRedirect(reverse("study:review"))
        keep_round(request, cards, now=now)
        return HttpResponseRedirect(reverse("study:review_card", args=[cards[0]]))
    shown = overview_of(learner, framework, now=now)
    context = {
        "overview": shown,
        "left": left(request, learner, now=now),
        "columns": columns_of(shown.days),
        "finding": load_words(shown.days),
        "pace": PaceForm(initial={"new_a_day": shown.pace}),
    }
    return render(request, "study/review/home.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def card(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask one card; a post answers its question, or says how well one knew it."""
    learner, now = reviewer(request), timezone.now()
    found = card_of(learner, pk)
    if found is None:
        if Card.objects.filter(learner=learner, pk=pk).exists():
            return onward(request, learner, now=now)
        raise Http404
    return _take(request, learner, found, now=now) if request.method == "POST" else _ask(request, learner, found, now=now)


def _ask(
    request: HttpRequest, learner: Learner, found: Card, *, now: datetime, posted: tuple[str, ...] = (), refusal: str = ""
) -> HttpResponse:
    if found.suspended or found.due_at > now:
        return onward(request, learner, now=now)
    key = key_of(found)
    context = {"card": found, "refusal": refusal, "back": reverse("study:review"), **_place(request, learner, found, now=now)}
    if found.kind == CardKind.TERM:
        face = term_face(found.uid, framework_of(learner), times=found.times, language=language())  # type: ignore[attr-defined]
        if face is None:
            return onward(request, learner, now=now)
        asked = Asked(found.pk, key, now).sealed()
        return render(request, "study/review/term.html", {**context, "face": face, "asked": asked, **_buttons(learner, found, now=now)})
    attempt = attempt_of(learner, key)
    if attempt is not None:
        return _explain(request, learner, found, attempt, context, now=now)
    item = item_of(found.uid)
    if item is None:
        return onward(request, learner, now=now)
    question = item_face(item, key, language=language(), posted=posted)
    asked = Asked(found.pk, key, now, item.pk).sealed()
    return render(request, "study/review/item.html", {**context, "question": question, "asked": asked}, status=422 if refusal else 200)


def _explain(
    request: HttpRequest, learner: Learner, found: Card, attempt: Attempt, context: dict[str, Any], *, now: datetime
) -> HttpResponse:
    framework = framework_of(learner)
    one = answered_face(attempt, framework, language=language())
    # Told after the answer, never before: a chance read first would change it.
    before = foreseen(learner, framework.code, [found.uid], before=attempt.answered_at).get(found.uid) if was_missed(found) else None
    chance = {"words": chance_words(before.chance), "simulated": before.simulated} if before else None
    asked = Asked(found.pk, attempt.key, now, attempt.item_id).sealed()
    buttons = _buttons(learner, found, now=now, only=allowed(attempt.score), first=rating_of(attempt.score))
    shown = {"one": one, "attempt": attempt, "asked": asked, "chance": chance}
    return render(request, "study/review/explained.html", {**context, **shown, **buttons})


def _buttons(
    learner: Learner, found: Card, *, now: datetime, only: tuple[Rating, ...] = tuple(Rating), first: Rating | None = None
) -> dict[str, Any]:
    zone = zone_of(learner)
    listed = [
        {"value": int(one.rating), "label": rating_words(one.rating), "next": next_words(one), "is_first": one.rating == first}
        for one in previews(memory_of(found), now, zone=zone)
        if one.rating in only
    ]
    return {"ratings": [one for one in listed if not one["is_first"]], "first": next((one for one in listed if one["is_first"]), None)}


def _place(request: HttpRequest, learner: Learner, found: Card, *, now: datetime) -> dict[str, Any]:
    """Return how far the round is; a card opened by itself is a round of one."""
    here = round_of(request)
    if here is None or found.pk not in here.cards:
        return {"done": 0, "all": 1}
    waiting = left(request, learner, now=now)
    return {"done": len(here.cards) - len(waiting), "all": len(here.cards)}


def _take(request: HttpRequest, learner: Learner, found: Card, *, now: datetime) -> HttpResponse:
    try:
        asked = opened(request.POST.get("asked", ""), card=found.pk)
    except NotWhatWasShown:
        messages.info(request, _("This page had been changed on its way. Here is the card again."))
        return HttpResponseRedirect(reverse("study:review_card", args=[found.pk]))
    if "rating" not in request.POST:
        return _answer(request, learner, found, asked, now=now)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("study:review_card", args=[found.pk]))
    try:
        rate(learner=learner, card_id=found.pk, key=asked.key, rating=form.cleaned_data["rating"], shown_at=asked.shown_at, now=now)
    except (NoSuchCard, NotThisReview):
        # Removed, or asked again meanwhile, in another tab: there is nothing to keep.
        messages.info(request, _("This card has changed meanwhile, perhaps in another tab. Nothing was lost."))
    return onward(request, learner, now=now)


def _answer(request: HttpRequest, learner: Learner, found: Card, asked: Asked, *, now: datetime) -> HttpResponse:
    item = version_shown(asked.item)
    if item is None or found.kind != CardKind.ITEM:
        return HttpResponseRedirect(reverse("study:review_card", args=[found.pk]))
    if asked.key != key_of(found):
        return onward(request, learner, now=now)
    form: Posted = dict(request.POST.lists())
    visit = last_visit(learner, item.resource) if item.resource else None
    try:
        answer_item(
            learner=learner,
            framework=framework_of(learner),
            item=item,
            key=asked.key,
            kind=AttemptKind.REVIEW,
            form=form,
            language=language(),
            shown_at=asked.shown_at,
            now=now,
            resource=item.resource,
            read_at=visit.last_at if visit else None,
            option_order=order_of(item, asked.key),
        )
    except UnreadableAnswer as refusal:
        return _ask(request, learner, found, now=now, posted=sent(form), refusal=str(refusal))
    return HttpResponseRedirect(reverse("study:review_card", args=[found.pk]))


@never_cache
@require_safe
@login_required
def end(request: HttpRequest) -> HttpResponse:
    """Show what was done, and what comes tomorrow."""
    learner, now = reviewer(request), timezone.now()
    here = round_of(request)
    done = done_since(learner, here.cards, since=here.since, language=language()) if here else []
    if not done:
        return HttpResponseRedirect(reverse("study:review"))
    shown = overview_of(learner, framework_of(learner), now=now)
    counts = [(rating_words(rating), sum(1 for one in done if one.rating == rating)) for rating in reversed(Rating)]
    rows = [(one.title, rating_words(one.rating), comes_back_words(one.due_at, today=shown.today, zone=shown.zone)) for one in done]
    context = {"rows": rows, "counts": [pair for pair in counts if pair[1]], "overview": shown, "left": left(request, learner, now=now)}
    return render(request, "study/review/end.html", context)
