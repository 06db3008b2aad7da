"""What a hostile workbook leaves behind must fit every database."""

import io
import json
import zipfile

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sextant.accounts.models import Cohort, Person, RosterImport
from tests.conftest import logged_in


def test_a_nul_in_a_workbook_is_a_fault_of_its_line_and_nothing_else(cohort: Cohort, elise: Person) -> None:
    target, hostile = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["e-mail", "nom", "titre_x0000_"])
        sheet.write_row(1, 0, ["a_x0000_@example.org", "N_x0000_", "1"])
        sheet.write_row(2, 0, ["b@example.org", "B", "2"])
    with zipfile.ZipFile(target) as book, zipfile.ZipFile(hostile, "w") as made:
        for part in book.namelist():
            # The writer makes sure that its texts are read as they were given; here they are to be read as a NUL.
            made.writestr(part, book.read(part).replace(b"_x005F_x0000_", b"_x0000_"))

    answer = logged_in(elise).post(reverse("insight:roster", args=[cohort.pk]), {"file": SimpleUploadedFile("a.xlsx", hostile.getvalue())})

    assert answer.status_code == 302
    draft = RosterImport.objects.get()
    assert (draft.summary["counts"]["added"], draft.summary["counts"]["error"]) == (1, 1)
    assert "\\u0000" not in json.dumps([draft.difference, draft.summary])
