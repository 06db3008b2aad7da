"""The roster to fill in: its columns, one example, and the words a framework knows."""

import io
from typing import Any

from django.utils.translation import gettext as _

from sextant.frameworks.document import Framework
from sextant.insight.exports.table import to_csv
from sextant.kernel.text import Text
from sextant.ui.markup import plain


def heads() -> list[str]:
    """Return the titles of the template's columns, as the reader of rosters knows them."""
    return [
        _("e-mail"),
        _("last name"),
        _("first name"),
        _("profession"),
        _("diploma"),
        _("year or stage"),
        _("year of entry"),
        _("student number"),
    ]


def example(framework: Framework) -> list[str | int]:
    """Return one invented line, with words of the framework."""
    profession = framework.people.professions[0]
    stage = framework.stages[profession.stages[0]]
    diploma = plain(Text(profession.diplomas[0].title)) if profession.diplomas else ""
    return [
        "prenom.nom@example.org",
        "Nom",
        "Prénom",
        plain(Text(profession.title)),
        diploma,
        plain(Text(stage.title)),
        framework.entry_from,
        "12345678",
    ]


def as_csv(framework: Framework) -> bytes:
    """Return the template as CSV."""
    return to_csv(heads(), [example(framework)])


def as_xlsx(framework: Framework) -> bytes:
    """Return the template as a workbook with a second sheet of the words that are known, offered as lists in the first."""
    import xlsxwriter

    columns = {
        3: [plain(Text(one.title)) for one in framework.people.professions],
        4: [plain(Text(two.title)) for one in framework.people.professions for two in one.diplomas],
        5: [plain(Text(one.title)) for one in framework.people.stages],
    }
    target = io.BytesIO()
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet, words = book.add_worksheet(_("Learners")), book.add_worksheet(_("Words"))
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write_row(0, 0, heads(), bold)
        sheet.write_row(1, 0, example(framework))
        sheet.set_column(0, 7, 24)
        sheet.freeze_panes(1, 0)
        for place, (column, values) in enumerate(columns.items()):
            words.write(0, place, heads()[column], bold)
            words.write_column(1, place, values)
            words.set_column(place, place, 48)
            letter = "ABC"[place]
            if values:
                source = f"='{words.get_name()}'!${letter}$2:${letter}${len(values) + 1}"
                # A hint only: "2" or "L2" is understood as well.
                sheet.data_validation(1, column, 20000, column, {"validate": "list", "source": source, "error_type": "information"})
    return target.getvalue()
