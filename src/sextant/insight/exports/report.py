"""The report of a cohort on one page: figures, finding, verdicts by competence. Aggregates only: no learner is named."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sextant.insight.queries.cohort import CohortProgress
from sextant.insight.shown import JUDGED, finding_of, totals_of
from sextant.kernel.text import Text
from sextant.ui.markup import plain
from sextant.ui.paper import paper
from sextant.ui.verdicts import verdict_named

TEMPLATE = Path(__file__).parents[1] / "typst" / "report.typ"


@dataclass(frozen=True, slots=True)
class Report:
    """What the report says: title, a line of facts, figures (value, label), a finding, and a line per competence with its four counts."""

    title: str
    facts: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    finding: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]
    totals: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def report_of(progress: CohortProgress, *, waiting: int, now: datetime) -> Report:
    """Return the report of a cohort."""
    cohort, learners = progress.cohort, len(progress.rows)
    today = now.astimezone(ZoneInfo(cohort.institution.zone)).date()
    facts = [cohort.institution.name, plain(Text(progress.framework.title)), _("on %(day)s") % {"day": date_format(today, "DATE_FORMAT")}]
    if cohort.deadline:
        facts.insert(2, _("deadline %(day)s") % {"day": date_format(cohort.deadline, "DATE_FORMAT")})
    figures = (
        (str(learners), _("learners")),
        (str(waiting), _("invitations without an answer")),
        (_share(progress.diagnosed, learners), _("finished the diagnostic")),
        (_share(progress.planned, learners), _("have a course")),
        (_share(progress.late, progress.planned), _("of these courses do not reach what is required in time")),
        (str(sum(row.done for row in progress.rows)), _("steps done")),
    )
    notes = [
        _("Positioning obtained alone and unsupervised: not a certificate."),
        plain(Text(progress.framework.notice)),
    ]
    if cohort.simulated:
        notes.insert(0, _("Simulated data: nobody here is real."))
    return Report(
        title=cohort.name,
        facts=tuple(facts),
        figures=figures,
        finding=finding_of(progress) or _("Nobody has finished a diagnostic yet: there is nothing to say of the competences."),
        heads=(_("Competence"), *(str(verdict_named(code).label) for code in JUDGED)),
        lines=tuple(
            (f"{code} {plain(progress.framework.title_of(code))}", tuple(counts.get(verdict, 0) for verdict in JUDGED))
            for code, counts in progress.distribution.items()
        ),
        totals=tuple(totals_of(progress)),
        notes=tuple(notes),
    )


def _share(part: int, whole: int) -> str:
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole}


def report_pdf(report: Report, *, now: datetime) -> bytes:
    """Return the report as a tagged PDF (PDF/UA-1) in the language of the page."""
    data = {
        "language": (get_language() or "fr").split("-")[0],
        "title": report.title,
        "facts": list(report.facts),
        "figures": [list(figure) for figure in report.figures],
        "finding": report.finding,
        "heads": list(report.heads),
        "lines": [{"label": label, "counts": list(counts)} for label, counts in report.lines],
        "notes": list(report.notes),
        "words": {"verdicts": _("Verdicts by competence")},
    }
    return paper(TEMPLATE.read_bytes(), data, now=now)
