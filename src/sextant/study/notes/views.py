from typing import Any
from urllib.parse import urlencode
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
from django.views.decorators.http import require_POST, require_safe

from sextant.accounts.keepers import keeper_of
from sextant.accounts.visitors import learner_of, learner_or_new
from sextant.catalogue.models import ResourceVersion
from sextant.study.models import Note
from sextant.study.notes import actions
from sextant.study.notes.exports import to_csv, to_markdown
from sextant.study.notes.forms import NoteForm
from sextant.study.notes.queries import all_notes

RESOURCES_A_PAGE = 20
LONGEST_SEARCH = 200
KEPT = "X-Keep"
"""The header of what a browser kept while the network was away, and sends by itself: it wants an answer, not a page."""


@require_safe
@login_required
def notes(request: HttpRequest) -> HttpResponse:
    """Show all my notes by resource, or those that hold some words."""
    words = request.GET.get("q", "")[:LONGEST_SEARCH].replace("\x00", "")
    learner = learner_of(request)
    found = all_notes(learner, words=words) if learner else []
    page = Paginator(found, RESOURCES_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "words": words, "count": sum(one.count for one in found), "here": request.get_full_path()}
    return render(request, "study/notes/notes.html", context)


@require_safe
@login_required
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Give all my notes as a file."""
    learner = learner_of(request)
    found = all_notes(learner) if learner else []
    if kind == "md":
        response = HttpResponse(to_markdown(found), content_type="text/markdown; charset=utf-8")
    elif kind == "csv":
        response = HttpResponse(to_csv(found), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="sextant-notes.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Keep a note or a change of one; what cannot be kept comes back as it was typed, with the reason."""
    form = NoteForm(request.POST)
    refusal = _refusal(request)
    if refusal is not None:
        return refusal if _wants_answer(request) or not request.POST.get("body") else _again(request, form, ended=True)
    if not form.is_valid():
        return _again(request, form)
    draft = form.draft()
    if not ResourceVersion.objects.filter(uid=draft.resource, content_hash=draft.content_hash).exists():
        raise Http404
    try:
        note = actions.keep_note(learner=learner_or_new(request, now=timezone.now()), draft=draft, now=timezone.now())
    except actions.TooManyNotes as reason:
        form.add_error(None, str(reason))
        return _again(request, form)
    if note.beside is not None and note.client != draft.client:
        messages.warning(request, _("This note was changed on another device meanwhile: both versions are kept, one beside the other."))
    if KEPT in request.headers:
        return HttpResponse(status=204)
    return HttpResponseRedirect(_back(request, note.resource))


def _wants_answer(request: HttpRequest) -> bool:
    return KEPT in request.headers or bool(request.headers.get("HX-Request"))


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to somebody who is not logged in, or to a note typed under another person's session; None for the right one."""
    if not request.user.is_authenticated:
        if _wants_answer(request):
            return HttpResponse(status=401)
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': _back(request, request.POST.get('resource', ''))})}")
    keeper = request.POST.get("keeper")
    return HttpResponse(status=409) if keeper is not None and keeper != keeper_of(request) else None


def _again(request: HttpRequest, form: NoteForm, *, ended: bool = False) -> HttpResponse:
    back = _back(request, request.POST.get("resource", ""))
    return render(request, "study/notes/write.html", {"form": form, "ended": ended, "back": back}, status=422)


def _back(request: HttpRequest, resource: str) -> str:
    """Return the page to go back to: the one the form stood in, else the resource, else all the notes."""
    asked = request.POST.get("next", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    readable = resource and "/" not in resource and "\x00" not in resource
    known = readable and ResourceVersion.objects.filter(uid=resource, current=True).exists()
    return f"{reverse('study:resource', args=[resource])}#notes" if known else reverse("study:notes")


def _mine_or_404(request: HttpRequest, pk: UUID) -> Note:
    learner = learner_of(request)
    note = Note.objects.select_related("learner").filter(learner=learner, pk=pk).first() if learner else None
    if note is None:
        raise Http404
    return note


@require_POST
@login_required
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete one of my notes."""
    note = _mine_or_404(request, pk)
    try:
        actions.delete_note(learner=note.learner, note=note, revision=_number(request.POST.get("revision", "")))
    except actions.ChangedMeanwhile as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, _("The note is deleted."))
    return HttpResponseRedirect(_back(request, note.resource))


def _number(value: Any) -> int:
    return int(value) if str(value).isascii() and str(value).isdecimal() and len(value) < 10 else -1


@require_POST
@login_required
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make one note of two that were written on two devices."""
    note = _mine_or_404(request, pk)
    try:
        actions.merge_notes(learner=note.learner, note=note, key=note.client, now=timezone.now())
    except actions.TogetherTooLong as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, _("The two notes are one."))
    return HttpResponseRedirect(_back(request, note.resource))
