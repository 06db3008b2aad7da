"""Names in every script, and names that look like source, on paper and in files."""

from datetime import datetime

import pytest
from django.urls import reverse

from sextant.accounts.models import Cohort, Learner, Person
from sextant.insight.exports.table import to_xlsx
from sextant.ui.paper import paper
from tests.conftest import logged_in
from tests.pathways.learners import place_at

NAMES = (
    "🦄 Licorne",
    "王小明",
    "عربى",
    "\ue000",
    "a\x01\x08b",
    "\ufffe",
    "\ufeffx\u200b",
    '#eval("1+1")',
    "*a* _b_ $c$ <d> @e `f`",
    "\\u{41}",
    "= 1",
    "",
)
PLAIN = b'#let data = json(bytes(sys.inputs.data))\n#set document(title: data.name)\n#set text(font: "Libertinus Serif")\n= #data.name\n'


@pytest.mark.parametrize("name", NAMES)
def test_paper_takes_any_name(now: datetime, name: str) -> None:
    assert paper(PLAIN, {"name": name}, now=now).startswith(b"%PDF-")


def test_paper_keeps_to_the_standard_where_it_can(now: datetime) -> None:
    assert b"pdfuaid:part" in paper(PLAIN, {"name": "Amina Benali"}, now=now)


@pytest.mark.parametrize("name", NAMES[:3])
def test_the_report_and_the_result_take_any_name(cohort: Cohort, enrolled: Learner, elise: Person, now: datetime, name: str) -> None:
    place_at(enrolled, theta=0.0, now=now)
    Cohort.objects.filter(pk=cohort.pk).update(name=name)
    Person.objects.filter(learner=enrolled).update(name=name)

    report = logged_in(elise).get(reverse("insight:report_pdf", args=[cohort.pk]))
    result = logged_in(Person.objects.get(learner=enrolled)).get(reverse("assessment:result_pdf"))

    assert report.content.startswith(b"%PDF-")
    assert result.content.startswith(b"%PDF-")


@pytest.mark.parametrize("title", ["/", "[]:*?", "'x'", "a" * 200, "é\x01", ""])
def test_a_workbook_takes_any_title(title: str) -> None:
    assert to_xlsx([title, "", ""], [["=1+1", "{=1}", "internal:x"]], title=title).startswith(b"PK")
