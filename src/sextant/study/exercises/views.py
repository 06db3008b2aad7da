from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sextant.accounts.idle import takes_what_was_sent
from sextant.accounts.visitors import learner_of
from sextant.assessment.answers import read_answer
from sextant.assessment.bank import document_of
from sextant.assessment.choices import AttemptKind
from sextant.assessment.item_types import UnfinishedAnswer, UnreadableAnswer, sent
from sextant.assessment.models import Attempt, ItemVersion
from sextant.assessment.practice.actions import answer_item
from sextant.assessment.practice.tickets import FIELD, ForgedTicket, Ticket, new_ticket, read_ticket
from sextant.assessment.shown import asked, explained
from sextant.frameworks.queries import framework_of
from sextant.study.exercises.kept import forget_choices, keep_choices, kept_choices
from sextant.study.exercises.queries import attempt_at, exercise_item, exercise_of, exercises_for


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the exercises to anybody; to a learner, with what they last made of each."""
    learner = learner_of(request)
    listed = exercises_for(learner, framework_of(learner))
    return render(request, "study/exercises/index.html", {"listed": listed, "learner": learner})


@takes_what_was_sent
@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request: HttpRequest, uid: str) -> HttpResponse:
    """Show an exercise to anybody, or take the answer."""
    if request.method == "POST":
        return _answer(request, uid)
    kept = kept_choices(request, uid, learner_of(request))
    response = _ask(request, _item(uid), asking=Asking(kept))
    if kept:
        forget_choices(response, uid)
    return response


@dataclass(frozen=True, slots=True)
class Asking:
    """How an exercise is shown again: with what was sent, why it was refused, and how the page answers."""

    posted: tuple[str, ...] = ()
    refusal: str = ""
    login: bool = False

    @property
    def status(self) -> int:
        """422 for an answer that was refused; going on is no fault."""
        return 422 if self.refusal else 200


def _ask(request: HttpRequest, item: ItemVersion, ticket: Ticket | None = None, asking: Asking | None = None) -> HttpResponse:
    learner, now = learner_of(request), timezone.now()
    ticket = ticket or new_ticket(item, learner=learner, language=get_language() or "fr", now=now)
    asking = asking or Asking()
    here = urlencode({"next": reverse("study:exercise", args=[item.uid])})
    return render(
        request,
        "study/exercises/exercise.html",
        {
            "exercise": exercise_of(item, framework_of(learner)),
            "question": asked(item, key=str(ticket.key), order=ticket.order, language=get_language() or "fr", posted=asking.posted),
            "kind": item.type,
            "field": FIELD,
            "ticket": ticket.signed(),
            "refusal": asking.refusal,
            "login_url": f"{reverse('account_login')}?{here}" if asking.login else "",
            "learner": learner,
        },
        status=asking.status,
    )


def _answer(request: HttpRequest, uid: str) -> HttpResponse:
    learner, form = learner_of(request), dict(request.POST.lists())
    posted = sent(form)
    try:
        ticket = read_ticket(request.POST.get(FIELD, ""))
    except ForgedTicket:
        again = _("This page was too old to be read: what you chose is kept, send it again.")
        return _ask(request, _item(uid), asking=Asking(posted, again))
    item = _item(uid, version=ticket.item)
    if not ticket.is_for(learner):
        return _ask_somebody_else(request, item, ticket, posted)
    try:
        if learner is None:
            return _told(request, item, ticket, form)
        attempt = answer_item(
            learner=learner,
            framework=framework_of(learner),
            item=item,
            key=ticket.key,
            kind=AttemptKind.EXERCISE,
            form=form,
            language=ticket.language,
            shown_at=ticket.shown_at,
            now=timezone.now(),
            option_order=ticket.order,
        )
    except UnfinishedAnswer:
        return _ask(request, item, ticket, Asking(posted))
    except UnreadableAnswer as refusal:
        return _ask(request, item, ticket, Asking(posted, str(refusal)))
    return HttpResponseRedirect(reverse("study:exercise_done", args=[uid, attempt.pk]))


def _ask_somebody_else(request: HttpRequest, item: ItemVersion, ticket: Ticket, posted: tuple[str, ...]) -> HttpResponse:
    # The session ended, or began, between the page and the post: nothing is stored in a wrong name, and nothing chosen is lost.
    if learner_of(request) is None:
        refusal = _("Your session has ended. Log in again and your choices will be waiting; or send them without an account.")
        response = _ask(request, item, asking=Asking(posted, refusal, login=True))
        keep_choices(response, item.uid, posted, who=ticket.who)
        return response
    refusal = _("You have just logged in: what you chose is kept, send it again.")
    return _ask(request, item, asking=Asking(posted, refusal))


def _told(request: HttpRequest, item: ItemVersion, ticket: Ticket, form: dict[str, list[str]]) -> HttpResponse:
    answer, scored = read_answer(document_of(item), form)
    # Never saved: a visitor reads the explanation, and nothing is kept of them.
    told = Attempt(item=item, answer=answer, score=scored.value, option_order=list(ticket.order), language=ticket.language)
    return _show_done(request, told)


@require_safe
def done(request: HttpRequest, uid: str, attempt: UUID) -> HttpResponse:
    """Show a learner what they made of an exercise, line by line."""
    learner = learner_of(request)
    if learner is None:
        raise Http404
    try:
        return _show_done(request, attempt_at(learner, uid, attempt))
    except Attempt.DoesNotExist:
        raise Http404 from None


def _show_done(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    learner = learner_of(request)
    framework = framework_of(learner)
    (one,) = explained([attempt], framework, language=get_language() or "fr")
    return render(
        request,
        "study/exercises/done.html",
        {
            "exercise": exercise_of(attempt.item, framework),
            "one": one,
            "percent": round(100 * attempt.score),
            "attempt": attempt,
            "learner": learner,
        },
    )


def _item(uid: str, *, version: int | None = None) -> ItemVersion:
    try:
        return exercise_item(uid, version=version)
    except ItemVersion.DoesNotExist:
        raise Http404 from None
