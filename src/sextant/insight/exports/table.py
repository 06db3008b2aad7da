"""A cohort as a table, CSV (UTF-8 with a mark, semicolons) or XLSX: verdicts and progress, never answers or self-ratings."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sextant.ground.spreadsheets import harmless, unformatted
from sextant.insight.queries.cohort import CohortProgress, LearnerRow
from sextant.ui.markup import plain
from sextant.ui.verdicts import verdict_named

Cell = str | int


def heads_of(progress: CohortProgress) -> list[str]:
    """Return the titles of the columns."""
    return [
        _("Name"), _("E-mail"), _("Student number"), _("Profession"), _("Stage"), _("Joined on"), _("Last activity"), _("Diagnostic"),
        _("Questions answered"), _("Acquired"), _("Required"), _("Plan"), _("Steps done"), _("Steps to come"),
        *(f"{code} {plain(progress.framework.title_of(code))}" for code in progress.distribution),
    ]  # fmt: skip


def lines_of(progress: CohortProgress) -> list[list[Cell]]:
    """Return one line of cells per learner."""
    zone = ZoneInfo(progress.cohort.institution.zone)
    return [_line(row, list(progress.distribution), zone) for row in progress.rows]


def _line(row: LearnerRow, codes: Sequence[str], zone: ZoneInfo) -> list[Cell]:
    return [
        row.name,
        row.email,
        row.student_number,
        plain(row.profession),
        plain(row.stage),
        _day(row.joined_at, zone),
        _day(row.last_active_at, zone),
        diagnostic_words(row),
        row.diagnostic.answered if row.diagnostic else 0,
        row.acquired,
        row.required,
        plan_words(row),
        row.done,
        row.plan.steps if row.plan else 0,
        *(str(verdict_named(row.verdicts[code]).label) if code in row.verdicts else "" for code in codes),
    ]


def diagnostic_words(row: LearnerRow) -> str:
    """Return how far a learner's diagnostic is, in words."""
    if row.diagnostic is None:
        return _("not begun")
    return _("finished") if row.diagnostic.finished_at else _("under way")


def plan_words(row: LearnerRow) -> str:
    """Return whether a learner's plan holds, in words."""
    if row.plan is None:
        return _("none yet")
    return _("on course") if row.plan.feasible else _("out of reach")


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat() if moment else ""


def to_csv(heads: Sequence[Cell], lines: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV that spreadsheets open with its accents, and in which no cell is a formula."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", quoting=csv.QUOTE_MINIMAL)
    writer.writerows([[harmless(cell) for cell in line] for line in (heads, *lines)])
    return target.getvalue().encode("utf-8-sig")


def to_xlsx(heads: Sequence[Cell], lines: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """Return a table as a workbook whose texts are texts: neither formulas nor links."""
    import xlsxwriter

    target = io.BytesIO()
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write_row(0, 0, heads, bold)
        widths = [len(str(head)) for head in heads]
        for number, line in enumerate(lines, start=1):
            sheet.write_row(number, 0, [unformatted(cell) for cell in line])
            widths = [max(width, len(str(cell))) for width, cell in zip(widths, line, strict=True)]
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width + 2, 40))
        sheet.freeze_panes(1, 1)
    return target.getvalue()


def sheet_name(title: str) -> str:
    """
    Return a name a sheet may have: 31 characters, without those a workbook refuses.

    >>> sheet_name("Soins [2e année] : Nîmes?"), sheet_name("/")
    ('Soins 2e année  Nîmes', 'Sextant')
    """
    return "".join(character for character in title if character not in "[]:*?/\\'").strip()[:31] or "Sextant"
