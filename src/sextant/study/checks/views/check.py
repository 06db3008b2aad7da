"""A question, and its explanation at once."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from sextant.accounts.idle import takes_what_was_sent
from sextant.accounts.models import Learner
from sextant.accounts.visitors import learner_of
from sextant.assessment.answers import read_answer
from sextant.assessment.bank import document_of
from sextant.assessment.choices import AttemptKind, ItemRole
from sextant.assessment.item_types import UnfinishedAnswer, UnreadableAnswer, sent
from sextant.assessment.models import Attempt, ItemVersion
from sextant.assessment.practice.actions import answer_item
from sextant.assessment.practice.queries import attempt_of, last_explained
from sextant.assessment.practice.tickets import FIELD, ForgedTicket, Ticket, new_ticket, read_ticket
from sextant.frameworks.queries import framework_for, framework_of
from sextant.study.checks.kept import keep_answer
from sextant.study.checks.queries import anchor_of, check_of, explained_answer, item_to_ask, number_of, shown_item
from sextant.study.checks.words import counted_words
from sextant.study.queries import last_visit

KEY = "reponse"
"""In the address of a check: the key of the answer to explain."""

Form = dict[str, list[str]]


# The signed ticket says what a CSRF token says, and more: this form is ours, shown to this learner. It also outlives a log-in in another
# tab, or the end of the session, which is when an answer would be lost.
@takes_what_was_sent
@csrf_exempt
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask a question alone on a page, or explain an answer (GET); take an answer and explain it, in place where htmx asks (POST)."""
    if request.method == "POST":
        return _answer(request, uid)
    learner = learner_of(request)
    attempt = attempt_of(learner, _key(request.GET[KEY])) if learner and KEY in request.GET else None
    if attempt is not None and attempt.item.uid == uid:
        return explain(request, attempt, kept=True)
    item = item_to_ask(uid, learner)
    if item is None:
        raise Http404
    return ask(request, item)


def _answer(request: HttpRequest, uid: str) -> HttpResponse:
    form = answer_in(request)
    try:
        ticket = read_ticket(request.POST.get(FIELD, ""))
    except ForgedTicket:
        return _ask_again(request, uid, form, None)
    item = shown_item(ticket.item, uid)
    if item is None:
        return _ask_again(request, uid, form, None)
    learner = learner_of(request)
    if ticket.is_for(learner):
        return _take(request, item, ticket, form, learner)
    if learner is None and not request.user.is_authenticated:
        # The page was shown to somebody whose session has ended since: to a visitor, there is nobody to wait for.
        return _keep(request, item, ticket, form) if _has_person(ticket) else _take(request, item, ticket, form, None)
    return _ask_again(request, uid, form, ticket)


def _take(request: HttpRequest, item: ItemVersion, ticket: Ticket, form: Form, learner: Learner | None) -> HttpResponse:
    try:
        attempt = give(item, ticket, form, learner, now=timezone.now()) if learner else _scored(item, ticket, form)
    except UnfinishedAnswer:
        return ask(request, item, ticket=ticket, posted=form)
    except UnreadableAnswer as refusal:
        return ask(request, item, ticket=ticket, posted=form, refusal=str(refusal))
    if learner and not request.headers.get("HX-Request"):
        return HttpResponseRedirect(address_of(attempt))
    return explain(request, attempt, kept=learner is not None)


def give(item: ItemVersion, ticket: Ticket, form: Form, learner: Learner, *, now: datetime) -> Attempt:
    """Keep the answer of `learner` to the question of `ticket`. Raises `UnreadableAnswer`."""
    visit = last_visit(learner, item.resource) if item.resource and not ticket.beside else None
    return answer_item(
        learner=learner,
        framework=framework_of(learner),
        item=item,
        key=ticket.key,
        kind=AttemptKind.CHECK,
        form=form,
        language=ticket.language,
        option_order=ticket.order,
        shown_at=ticket.shown_at,
        now=now,
        resource=item.resource,
        read_at=now if ticket.beside else visit.last_at if visit else None,
    )


def _scored(item: ItemVersion, ticket: Ticket, form: Form) -> Attempt:
    """Return what an answer gets, kept nowhere."""
    answer, scored = read_answer(document_of(item), form)
    return Attempt(item=item, language=ticket.language, option_order=list(ticket.order), answer=answer, score=scored.value)


def _has_person(ticket: Ticket) -> bool:
    return Learner.objects.filter(pk=UUID(ticket.who), person__isnull=False).exists() if ticket.who else False


def _keep(request: HttpRequest, item: ItemVersion, ticket: Ticket, form: Form) -> HttpResponse:
    """Go to the log-in page; the answer goes along and is given afterwards."""
    back = reverse("study:check_kept")
    answer = HttpResponseRedirect(to_login(back))
    try:
        read_answer(document_of(item), form)
        is_kept = keep_answer(answer, token=ticket.signed(), form=form)
    except UnreadableAnswer:
        is_kept = False
    if is_kept:
        messages.info(request, _("Your session has ended. Your answer is kept: log in, and it is given."))
    else:
        messages.info(request, _("Your session has ended. Log in to go back to the question."))
        answer["Location"] = to_login(reverse("study:check", args=[item.uid]))
    if request.headers.get("HX-Request"):
        whole = HttpResponseClientRedirect(answer["Location"])
        whole.cookies = answer.cookies
        return whole
    return answer


def to_login(back: str) -> str:
    """Return the address of the log-in page that leads to `back`."""
    return f"{reverse('account_login')}?{urlencode({'next': back})}"


def _ask_again(request: HttpRequest, uid: str, form: Form, ticket: Ticket | None) -> HttpResponse:
    """Show the question again with what was sent: the form was not one that we gave to whoever is here now."""
    learner = learner_of(request)
    item = shown_item(ticket.item, uid) if ticket else None
    # A ticket handed on opens no question of the bank: whoever has not seen it explained here cannot choose to be asked it.
    if item is None or item.role != ItemRole.CHECK:
        item = item_to_ask(uid, learner)
    if item is None:
        raise Http404
    if ticket is None:
        return ask(request, item, posted=form, refusal=_("This form could not be checked. Here is your answer again: send it once more."))
    # Shown to nobody known yet, in this browser: the time it was read counts. Shown to somebody else: it starts now.
    shown_at, refusal = (
        (None, _("This question was shown to somebody else in this browser. Read it again: if you send this answer, it is yours."))
        if ticket.who
        else (ticket.shown_at, _("This question was shown before you logged in. Here is your answer again: send it once more."))
    )
    fresh = new_ticket(item, learner=learner, language=ticket.language, now=timezone.now(), beside=ticket.beside, shown_at=shown_at)
    return ask(request, item, ticket=fresh, posted=form, refusal=refusal)


def ask(
    request: HttpRequest, item: ItemVersion, *, ticket: Ticket | None = None, posted: Form | None = None, refusal: str = ""
) -> HttpResponse:
    """Show a question; with `posted`, what was sent stays in it."""
    learner = learner_of(request)
    shown = check_of(
        item,
        learner=learner,
        language=get_language() or "fr",
        now=timezone.now(),
        number=number_of(item),
        posted=sent(posted or {}),
        ticket=ticket,
        explained_at=last_explained(learner, item.uid) if learner else None,
    )
    in_place = bool(request.headers.get("HX-Request"))
    context = {"check": shown, "refusal": refusal, "level": 3 if in_place else 2, "back": back_to(item)}
    # htmx leaves out an answer that is not a success.
    return render(
        request,
        "study/checks/asked.html" if in_place else "study/checks/page.html",
        context,
        status=422 if refusal and not in_place else 200,
    )


def explain(request: HttpRequest, attempt: Attempt, *, kept: bool) -> HttpResponse:
    """Show what an answer got, why, and what it counts for."""
    item, learner = attempt.item, learner_of(request)
    framework = framework_of(learner) if learner else framework_for(code=item.framework)
    in_place = bool(request.headers.get("HX-Request"))
    context = {
        "one": explained_answer(attempt, framework, language=get_language() or "fr"),
        "item": item,
        "number": number_of(item),
        "anchor": anchor_of(item.uid),
        "counted": counted_words(attempt) if kept else "",
        "known": learner is not None,
        "level": 3 if in_place else 2,
        "back": back_to(item),
    }
    return render(request, "study/checks/explained.html" if in_place else "study/checks/explained_page.html", context)


def answer_in(request: HttpRequest) -> Form:
    """Return the fields of the form that answer the question."""
    fields = dict(request.POST.lists())
    return {name: values for name, values in fields.items() if name.startswith("answer") or name == "dont_know"}


def address_of(attempt: Attempt) -> str:
    """Return the address where an answer is explained."""
    return f"{reverse('study:check', args=[attempt.item.uid])}?{urlencode({KEY: str(attempt.key)})}"


def back_to(item: ItemVersion) -> str:
    """Return where a check stands: in its resource, or in the notebook."""
    if not item.resource:
        return reverse("study:errors")
    return f"{reverse('study:resource', args=[item.resource])}#{anchor_of(item.uid)}"


def _key(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Http404 from None
