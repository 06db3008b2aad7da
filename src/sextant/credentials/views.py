"""One's transcripts, and the page on which anybody checks one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sextant.accounts.models import Learner
from sextant.accounts.queries import cohort_of
from sextant.accounts.visitors import learner_of
from sextant.assessment.results import result_of
from sextant.credentials.actions import hash_of, issue, withdraw
from sextant.credentials.codes import read
from sextant.credentials.codes import shown as code_shown
from sextant.credentials.content import content_of
from sextant.credentials.forms import IssueForm, PrintForm
from sextant.credentials.models import Transcript
from sextant.credentials.pdf import transcript_pdf
from sextant.credentials.queries import (
    Evidence,
    Period,
    activity_of,
    evidence_of,
    transcript_by_code,
    transcript_of,
    transcripts_of,
    zone_of,
)
from sextant.credentials.shown import shown_groups
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for


def own_transcript(request: HttpRequest, pk: UUID) -> Transcript:
    """Return the transcript if it belongs to whoever asks; 404 otherwise."""
    learner = learner_of(request)
    transcript = transcript_of(learner, pk) if learner else None
    if transcript is None:
        raise Http404
    return transcript


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def transcripts(request: HttpRequest) -> HttpResponse:
    """Choose what to print, see it, issue it; find what was issued before."""
    learner = learner_of(request)
    if learner is None:
        return render(request, "credentials/transcripts.html", {"issued": []})
    # Never the address: it is what somebody without a name is called elsewhere.
    here = _here(learner, request.user.name, now=timezone.now())  # type: ignore[union-attr]
    if request.method == "POST":
        return _issue(request, here)
    first = here.evidence.first_at or learner.created_at
    start = {"first": min(first.astimezone(here.zone).date(), here.today), "last": here.today, "named": True}
    form = PrintForm(request.GET if "first" in request.GET else None, today=here.today, initial=start)
    if form.is_bound and not form.is_valid():
        return _page(request, learner, form)
    chosen = form.cleaned_data if form.is_bound else start
    return _page(request, learner, form, content=_content(here, chosen), chosen=chosen)


@dataclass(frozen=True, slots=True)
class Here:
    """Whose transcript it is, and the day it is where they are."""

    learner: Learner
    name: str
    framework: Framework
    evidence: Evidence
    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.zone).date()


def _here(learner: Learner, name: str, *, now: datetime) -> Here:
    cohort = cohort_of(learner)
    # The cohort's version prevails; asking `framework_of` would look for the cohort a second time.
    choice: dict[str, Any] = {"profession": learner.profession or None, "entry_year": learner.entry_year}
    if cohort is not None:
        choice = {"code": cohort.framework, "version": cohort.framework_version}
    framework = framework_for(**choice)
    return Here(learner, name, framework, evidence_of(learner, framework), zone_of(cohort), now)


def _issue(request: HttpRequest, here: Here) -> HttpResponse:
    form = IssueForm(request.POST, today=here.today)
    content = _content(here, form.cleaned_data) if form.is_valid() else None
    if content is None:
        return _page(request, here.learner, form, status=422)
    issue(learner=here.learner, key=form.cleaned_data["key"], content=content, language=content["language"], now=here.now)
    messages.success(request, _("Your transcript is issued. Download it, or give its code to whoever should check it."))
    return HttpResponseRedirect(f"{reverse('credentials:transcripts')}#issued")


def _content(here: Here, chosen: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what would be printed; nothing before the first answer."""
    result = result_of(here.learner, here.framework, {}, now=timezone.now())
    if not result.observations:
        return None
    period = Period(chosen["first"], chosen["last"], here.zone)
    return content_of(
        result,
        here.learner,
        activity=activity_of(here.learner, here.framework, period),
        evidence=here.evidence,
        period=period,
        name=here.name if chosen["named"] else "",
        now=here.now,
    )


def _page(
    request: HttpRequest,
    learner: Learner,
    form: PrintForm,
    *,
    content: dict[str, Any] | None = None,
    chosen: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "content": content,
        "groups": shown_groups(content) if content else [],
        "chosen": chosen,
        "key": uuid4(),
        "issued": [(one, code_shown(one.code)) for one in transcripts_of(learner)],
    }
    return render(request, "credentials/transcripts.html", context, status=status)


@login_required
@require_safe
def pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a transcript on paper; not once it is withdrawn."""
    transcript = own_transcript(request, pk)
    if transcript.withdrawn_at is not None:
        raise Http404
    document = transcript_pdf(transcript, address=_address(request, transcript))
    name = f"sextant-{transcript.issued_at:%Y-%m-%d}.pdf"
    return HttpResponse(document, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _address(request: HttpRequest, transcript: Transcript) -> str:
    return request.build_absolute_uri(reverse("credentials:public", args=[code_shown(transcript.code)]))


@login_required
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw a transcript: its page says so from now on."""
    withdraw(transcript=own_transcript(request, pk), now=timezone.now())
    messages.success(request, _("The transcript is withdrawn: its public page says so, and shows nothing else."))
    return HttpResponseRedirect(f"{reverse('credentials:transcripts')}#issued")


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Lead from a code typed by hand to its page."""
    typed = request.GET.get("code", "")
    code = read(typed)
    if code:
        return HttpResponseRedirect(reverse("credentials:public", args=[code_shown(code)]))
    return _public("credentials/check.html", {"typed": typed[:60], "asked": bool(typed.strip())}, language=get_language() or "fr")


@require_safe
def public(request: HttpRequest, code: str) -> HttpResponse:
    """Show to anybody what a transcript says, or that it was withdrawn; no cookie is read or set."""
    transcript = transcript_by_code(code)
    language = get_language() or "fr"
    if transcript is None:
        return _public("credentials/unknown.html", {"typed": code[:60]}, language=language, status=404)
    context: dict[str, Any] = {"transcript": transcript, "code": code_shown(transcript.code)}
    if transcript.withdrawn_at is not None:
        return _public("credentials/withdrawn.html", context, language=language)
    content = transcript.content
    sound = hash_of(content) == transcript.content_hash
    context |= {"content": content, "sound": sound, "groups": shown_groups(content)}
    # In the language it was printed in: what is compared must read the same.
    return _public("credentials/public.html", context, language=transcript.language)


def _public(template: str, context: dict[str, Any], *, language: str, status: int = 200) -> HttpResponse:
    """Return a page for strangers: made without the request, so that it can neither know nor mark who reads it."""
    with translation.override(language):
        body = render_to_string(template, context)
    response = HttpResponse(body, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Language"] = language
    return response
