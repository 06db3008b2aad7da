"""One question a screen."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sextant.assessment.actions import NotThisQuestion, SittingIsFinished, answer_question, finish_sitting, next_question, report_item
from sextant.assessment.choices import EndReason, Explanations, SittingKind
from sextant.assessment.forms import ReportForm
from sextant.assessment.item_types import UnreadableAnswer
from sextant.assessment.models import Response
from sextant.assessment.queries import answered, pending, progress, response_at
from sextant.assessment.shown import explained, same_answer
from sextant.assessment.shown import question as shown_question
from sextant.assessment.views.here import BACK, Here, end_of, go, in_sitting, posted
from sextant.assessment.words import settled_words


def language() -> str:
    """Return the language of the page."""
    return get_language() or "fr"


@require_http_methods(["GET", "POST"])
@in_sitting
def question(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the question that waits, or keep its answer."""
    return _answer(request, here) if request.method == "POST" else _ask(request, here)


def _ask(request: HttpRequest, here: Here, *, sent: list[str] | None = None, refusal: str = "") -> HttpResponse:
    if here.sitting.finished_at is not None:
        return go(request, end_of(here.sitting))
    response = pending(here.sitting)
    if response is None:
        return _between(request, here)
    return render(
        request,
        "assessment/question.html",
        {
            "sitting": here.sitting,
            "question": shown_question(response, language=language(), posted=sent or ()),
            "progress": progress(here.sitting, answered=response.position - 1),
            "competence": here.framework.title_of(here.sitting.competence) if here.sitting.competence else None,
            "refusal": refusal,
            "back": BACK in request.GET,
            "report": ReportForm(),
        },
    )


def _between(request: HttpRequest, here: Here) -> HttpResponse:
    # Nothing waits: the reader stopped on an explanation, or the last answer came in without the next question being chosen.
    done = answered(here.sitting)
    if done and here.sitting.explanations == Explanations.EACH:
        return HttpResponseRedirect(reverse("assessment:explanation", args=[here.sitting.pk, done[-1].position]))
    return render(request, "assessment/between.html", {"sitting": here.sitting, "progress": progress(here.sitting, answered=len(done))})


def _answer(request: HttpRequest, here: Here) -> HttpResponse:
    now, form = timezone.now(), posted(request)
    try:
        response = answer_question(
            learner=here.learner,
            sitting=here.sitting,
            framework=here.framework,
            response_id=_uuid(request.POST.get("question", "")),
            form=form,
            now=now,
            language=language(),
            go_on=here.sitting.explanations == Explanations.END,
        )
    except UnreadableAnswer as refusal:
        return _ask(request, here, sent=form.get("answer"), refusal=str(refusal))
    except SittingIsFinished as refusal:
        messages.info(request, str(refusal))
        return HttpResponseRedirect(end_of(here.sitting))
    except NotThisQuestion:
        if here.sitting.finished_at is None:
            raise Http404 from None
        messages.info(request, _("This series of questions is over; your earlier answers are kept."))
        return HttpResponseRedirect(end_of(here.sitting))
    if response.answered_at != now:
        # It was answered before, perhaps by a second click while this one waited.
        here.sitting.refresh_from_db()
        if not same_answer(response, form):
            messages.info(request, _("You had already answered that question, perhaps in another tab: your first answer counts."))
            return HttpResponseRedirect(reverse("assessment:question", args=[here.sitting.pk]))
    if here.sitting.explanations == Explanations.EACH:
        return HttpResponseRedirect(reverse("assessment:explanation", args=[here.sitting.pk, response.position]))
    return _onward(here) if here.sitting.finished_at is None else _over(request, here)


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Http404 from None


@require_POST
@in_sitting
def following(request: HttpRequest, here: Here) -> HttpResponse:
    """Go to the next question, or to what the end leads to."""
    if here.sitting.finished_at is not None:
        return go(request, end_of(here.sitting))
    waiting = next_question(sitting=here.sitting, learner=here.learner, framework=here.framework, now=timezone.now(), language=language())
    return _over(request, here) if waiting is None else _onward(here)


def _onward(here: Here) -> HttpResponse:
    return HttpResponseRedirect(reverse("assessment:question", args=[here.sitting.pk]))


def _over(request: HttpRequest, here: Here) -> HttpResponse:
    if here.sitting.kind == SittingKind.SETTLE:
        messages.success(request, settled_words(here.learner, here.framework, here.sitting.competence, now=timezone.now()))
    return go(request, end_of(here.sitting))


@require_GET
@in_sitting
def explanation(request: HttpRequest, here: Here, position: int) -> HttpResponse:
    """Show what an answer got, and why."""
    response = _explained_or_404(here, position)
    return render(
        request,
        "assessment/explanation.html",
        {
            "sitting": here.sitting,
            "one": explained([response], here.framework, language=language())[0],
            "progress": progress(here.sitting, answered=position),
            "report": ReportForm(),
        },
    )


def _explained_or_404(here: Here, position: int) -> Response:
    response = response_at(here.sitting, position)
    if response is None or response.answered_at is None or response.explained_at is None:
        raise Http404
    return response


@require_GET
@in_sitting
def explanations(request: HttpRequest, here: Here) -> HttpResponse:
    """Show every explanation of a finished sitting."""
    if here.sitting.finished_at is None:
        return HttpResponseRedirect(reverse("assessment:question", args=[here.sitting.pk]))
    listed = explained(answered(here.sitting), here.framework, language=language())
    return render(request, "assessment/explanations.html", {"sitting": here.sitting, "listed": listed, "back": end_of(here.sitting)})


@require_POST
@in_sitting
def finish(request: HttpRequest, here: Here) -> HttpResponse:
    """End the sitting before its end: what was answered is kept."""
    finish_sitting(sitting=here.sitting, learner=here.learner, framework=here.framework, reason=EndReason.LEARNER, now=timezone.now())
    return go(request, end_of(here.sitting))


@require_http_methods(["GET", "POST"])
@in_sitting
def report(request: HttpRequest, here: Here, position: int) -> HttpResponse:
    """Say that a question is faulty."""
    response = response_at(here.sitting, position)
    if response is None:
        raise Http404
    form = ReportForm(request.POST or None)
    context = {"sitting": here.sitting, "position": position, "report": form, "language": language()}
    if request.method == "POST" and form.is_valid():
        report_item(learner=here.learner, item=response.item, message=form.cleaned_data["message"], now=timezone.now())
        if request.headers.get("HX-Request"):
            return render(request, "assessment/report_thanks.html", context)
        messages.success(request, _("Thank you. The people who keep the questions right will read it."))
        answered_here = response.answered_at is not None and response.explained_at is not None
        name, rest = ("explanation", [position]) if answered_here else ("question", [])
        return HttpResponseRedirect(reverse(f"assessment:{name}", args=[here.sitting.pk, *rest]))
    return render(request, "assessment/report_form.html" if request.headers.get("HX-Request") else "assessment/report.html", context)
