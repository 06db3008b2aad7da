"""The bank as a table for a spreadsheet: one line an item."""

import csv
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from sextant.assessment.quality.bank.queries import BankView, Line
from sextant.ground.spreadsheets import harmless
from sextant.kernel.text import Text
from sextant.ui.prose import bare

Cell = str | int | float


def heads() -> list[str]:
    """Return the names of the columns."""
    return [
        _("Identifier"),
        _("Question"),
        _("Competence"),
        _("Capacité"),
        _("Level aimed at"),
        _("Type"),
        _("Languages"),
        _("Professions"),
        _("Discrimination (a)"),
        _("Difficulty (b)"),
        _("Standard error of b"),
        _("Answers behind them"),
        _("Share of diagnostics, 90 days"),
        _("Re-read on"),
        _("To be re-read by"),
    ]


def bank_csv(view: BankView, *, language: str) -> bytes:
    """Return the items of a view as CSV that spreadsheets open with its accents, and in which no cell is a formula."""
    target = io.StringIO(newline="")
    lines: list[Sequence[Cell]] = [heads(), *(_cells(line, language) for line in view.lines)]
    csv.writer(target, delimiter=";").writerows([[harmless(cell) for cell in line] for line in lines])
    return target.getvalue().encode("utf-8-sig")


def _cells(line: Line, language: str) -> list[Cell]:
    document = line.document
    return [
        line.uid,
        bare(str(Text(document.stem).in_language(language))),
        " ".join(document.weights),
        document.capability or "",
        document.difficulty.level,
        document.type,
        " ".join(document.languages),
        " ".join(document.professions) if document.professions is not None else _("all"),
        round(line.a, 3),
        round(line.b, 3),
        round(line.b_sd, 3),
        line.answers,
        "" if line.share is None else round(line.share, 3),
        document.reviewed.isoformat(),
        document.review_by.isoformat(),
    ]
