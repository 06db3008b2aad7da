"""A file of learners: read it, show what would change, apply it, take it back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sextant.accounts.choices import RosterState
from sextant.accounts.models import Cohort
from sextant.accounts.rosters import actions
from sextant.accounts.rosters.difference import Kind
from sextant.accounts.rosters.lines import read_lines
from sextant.accounts.rosters.queries import entries_of, imports_of
from sextant.accounts.rosters.refusals import UnreadableRoster
from sextant.frameworks.queries import framework_for
from sextant.insight.entries import KINDS, shown_entries
from sextant.insight.exports import template as templates
from sextant.insight.forms import RosterForm
from sextant.insight.views.doors import cohort_crumbs, cohort_managed, person_of, roster_managed
from sextant.insight.views.tabs import tabs_of
from sextant.insight.vocabulary import vocabulary_of

PAGE = 100
IMPORTS_SHOWN = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """Read a file; show what it would change on the next page."""
    cohort = cohort_managed(request, key)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        framework = framework_for(code=cohort.framework, version=cohort.framework_version)
        try:
            roster = read_lines(form.sheet, vocabulary_of(framework), this_year=now.year)
        except UnreadableRoster as refusal:
            form.add_error("file", str(refusal.sentence))
        else:
            name = form.cleaned_data["file"].name
            draft = actions.draft_roster(cohort=cohort, roster=roster, file_name=name, by=person_of(request), now=now)
            return redirect("insight:roster_difference", draft.pk)
    context = {
        "cohort": cohort,
        "form": form,
        "imports": list(imports_of(cohort)[:IMPORTS_SHOWN]),
        "tabs": tabs_of(cohort, manages=True),
        "crumbs": cohort_crumbs(cohort, (_("Learners from a file"), "")),
    }
    return render(request, "insight/roster.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def template(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Give the roster to fill in."""
    cohort = cohort_managed(request, key)
    framework = framework_for(code=cohort.framework, version=cohort.framework_version)
    makers = {"csv": (templates.as_csv, "text/csv; charset=utf-8"), "xlsx": (templates.as_xlsx, XLSX)}
    if kind not in makers:
        raise Http404
    make, media = makers[kind]
    return attachment(make(framework), media, f"sextant-{cohort.code.lower()}.{kind}")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(content: bytes, media: str, name: str) -> HttpResponse:
    """Return a file to keep, never to show."""
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def difference(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a file would change, kind by kind; once applied, what it did."""
    roster = roster_managed(request, key)
    counts = roster.summary["counts"]
    wanted = request.GET.get("show", "")
    entries = [entry for entry in entries_of(roster) if not wanted or entry.kind == wanted] if roster.state == RosterState.DRAFT else []
    # What needs a look comes first: errors, duplicates, then what would change.
    entries.sort(key=lambda entry: list(Kind).index(entry.kind))
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    cohort: Cohort = roster.cohort
    context = {
        "roster": roster,
        "cohort": cohort,
        "counts": {**counts, "unmoved": counts[Kind.SAME] + counts[Kind.ENROLLED]},
        "lines": sum(counts.values()) - counts[Kind.ABSENT],
        "effective": counts[Kind.ADDED] + counts[Kind.CHANGED],
        "left_out": counts[Kind.ERROR] + counts[Kind.DUPLICATE],
        "page_obj": page,
        "changes": shown_entries(page.object_list, framework_for(code=cohort.framework, version=cohort.framework_version)),
        "filters": [("", _("All"), request.path, sum(counts.values()))]
        + [(kind.value, KINDS[kind], f"?show={kind.value}", counts[kind]) for kind in Kind if counts[kind]],
        "show": wanted if wanted in counts else "",
        "is_draft": roster.state == RosterState.DRAFT,
        "is_applied": roster.state == RosterState.APPLIED,
        "can_undo": roster.state == RosterState.APPLIED and bool(roster.undo),
        "tabs": tabs_of(cohort, manages=True),
        "crumbs": cohort_crumbs(cohort, (_("Learners from a file"), reverse("insight:roster", args=[cohort.pk])), (roster.file_name, "")),
    }
    return render(request, "insight/roster_difference.html", context)


@login_required
@require_POST
def apply(request: HttpRequest, key: UUID) -> HttpResponse:
    """Apply a dry run."""
    roster = roster_managed(request, key)
    try:
        counts = actions.apply_roster(roster=roster, by=person_of(request), now=timezone.now())
    except actions.RosterAlreadyApplied:
        messages.info(request, _("This file was already applied; nothing changed a second time."))
    else:
        said = ngettext("%(count)d person invited", "%(count)d people invited", counts["added"]) % {"count": counts["added"]}
        also = ngettext("%(count)d changed", "%(count)d changed", counts["changed"]) % {"count": counts["changed"]}
        messages.success(request, _("The file is applied: %(added)s, %(changed)s.") % {"added": said, "changed": also})
    return redirect("insight:roster_difference", roster.pk)


@login_required
@require_POST
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back what an import did."""
    roster = roster_managed(request, key)
    try:
        undone = actions.undo_roster(roster=roster, by=person_of(request), now=timezone.now())
    except actions.RosterNotApplied:
        messages.info(request, _("There is nothing to undo here any more; nothing changed."))
    else:
        said = [
            ngettext("%(count)d invitation taken back", "%(count)d invitations taken back", undone.removed) % {"count": undone.removed},
            ngettext("%(count)d change restored", "%(count)d changes restored", undone.restored) % {"count": undone.restored},
        ]
        if undone.kept:
            kept = ngettext("%(count)d stays: answered or changed since", "%(count)d stay: answered or changed since", undone.kept)
            said.append(kept % {"count": undone.kept})
        messages.success(request, _("The file is undone: %(what)s.") % {"what": ", ".join(said)})
    return redirect("insight:roster_difference", roster.pk)


@login_required
@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Forget a dry run."""
    roster = roster_managed(request, key)
    actions.discard_roster(roster=roster)
    messages.success(request, _("The file is forgotten; nothing was changed."))
    return redirect("insight:roster", roster.cohort_id)
