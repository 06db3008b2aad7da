"""What a cohort's report says on one page, and its table as a file."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sextant.accounts.institutions.permissions import can_manage
from sextant.accounts.rosters.queries import invitations_of
from sextant.ground.audit.actions import record_act
from sextant.insight.exports.report import report_of, report_pdf
from sextant.insight.exports.table import heads_of, lines_of, to_csv, to_xlsx
from sextant.insight.queries.cohort import progress_of
from sextant.insight.shown import bars_of
from sextant.insight.views.doors import cohort_crumbs, cohort_followed, person_of
from sextant.insight.views.rosters import XLSX, attachment
from sextant.insight.views.tabs import tabs_of


@login_required
@require_safe
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the report of a cohort; it prints on one page."""
    cohort = cohort_followed(request, key)
    now = timezone.now()
    progress = progress_of(cohort, now=now)
    manages = can_manage(person_of(request), cohort.institution)
    context = {
        "cohort": cohort,
        "report": report_of(progress, waiting=invitations_of(cohort).count(), now=now),
        "bars": bars_of(progress),
        "tabs": tabs_of(cohort, manages=manages),
        "crumbs": cohort_crumbs(cohort, (_("Report"), ""), set_up=manages),
    }
    return render(request, "insight/report.html", context)


@login_required
@require_safe
def pdf(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the report as a PDF."""
    cohort = cohort_followed(request, key)
    now = timezone.now()
    told = report_of(progress_of(cohort, now=now), waiting=invitations_of(cohort).count(), now=now)
    record_act(verb="cohort.report", target=f"cohort:{cohort.pk}", by=person_of(request).pk, now=now, kind="pdf")
    return attachment(report_pdf(told, now=now), "application/pdf", f"{slugify(cohort.name) or 'sextant'}.pdf")


@login_required
@require_safe
def export(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Give the table of a cohort as CSV or XLSX: progress and verdicts, never answers or self-ratings."""
    cohort = cohort_followed(request, key)
    if kind not in ("csv", "xlsx"):
        raise Http404
    now = timezone.now()
    progress = progress_of(cohort, now=now)
    heads, lines = heads_of(progress), lines_of(progress)
    record_act(verb="cohort.export", target=f"cohort:{cohort.pk}", by=person_of(request).pk, now=now, kind=kind, learners=len(lines))
    name = f"{slugify(cohort.name) or 'sextant'}.{kind}"
    if kind == "csv":
        return attachment(to_csv(heads, lines), "text/csv; charset=utf-8", name)
    return attachment(to_xlsx(heads, lines, title=cohort.name), XLSX, name)
