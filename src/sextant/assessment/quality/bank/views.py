"""The bank as a whole, and its table."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from sextant.assessment.quality.bank import pictures
from sextant.assessment.quality.bank.exports import bank_csv
from sextant.assessment.quality.bank.queries import BankView, bank_view
from sextant.assessment.quality.bank.worth import WANTED
from sextant.assessment.views.doors import for_reviewers
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import current_versions, framework_for
from sextant.kernel.text import Text

FIRST = 8
"""Of a long list, what stands on the page before it is unfolded."""

MOST = 40
"""And of what is unfolded: the table for a spreadsheet holds all."""


def framework_asked(request: HttpRequest) -> tuple[Framework, list[str]]:
    """Return the framework a page is about, and the codes of all there are: the one named in the address, else the first."""
    rows = current_versions()
    codes = list(dict.fromkeys(row.code for row in rows))
    if not codes:
        raise Http404
    asked = request.GET.get("framework", "")
    code = asked if asked in codes else codes[0]
    return framework_for(code=code, entry_year=timezone.localdate().year, among=rows), codes


def _view(request: HttpRequest) -> tuple[BankView, list[str]]:
    framework, codes = framework_asked(request)
    profession = request.GET.get("profession", "")
    return bank_view(framework, profession=profession if profession in framework.professions else "", now=timezone.now()), codes


@require_GET
@for_reviewers
def bank(request: HttpRequest) -> HttpResponse:
    """Show where questions are missing, which are worn, what grows old."""
    view, codes = _view(request)
    today = timezone.localdate()
    gaps, reviews, unsure, never_asked = view.gaps(), view.by_review(today), view.unsure(), view.never_asked()
    types, levels = pictures.type_parts(view), pictures.level_parts(view)
    context = {
        "view": view,
        "codes": codes,
        "professions": [(code, Text(one.title)) for code, one in view.framework.professions.items()],
        "wanted": WANTED,
        "first": FIRST,
        "today": today,
        "gaps": [pictures.gap_words(gap) for gap in gaps],
        "worth_finding": pictures.worth_finding(view, gaps),
        "at_entry": pictures.worth_heat(view, view.worth.at_entry, missing=True),
        "amid": pictures.worth_heat(view, view.worth.amid, missing=False),
        "levels": pictures.level_names(view),
        "exposure_finding": pictures.exposure_finding(view),
        "exposure_columns": pictures.exposure_columns(view),
        "most_asked": view.most_asked()[:FIRST],
        "never_asked": never_asked[:MOST],
        "never_count": len(never_asked),
        "coverage_finding": pictures.coverage_finding(view),
        "coverage_bars": pictures.coverage_bars(view),
        "bare": [(one.competence, one.bare) for one in view.covered if one.bare],
        "reviews": reviews[:MOST],
        "review_count": len(reviews),
        "due": sum(line.document.review_by <= today for line in reviews),
        "type_parts": types,
        "type_finding": pictures.composition_finding(types),
        "level_parts": levels,
        "level_finding": pictures.composition_finding(levels),
        "languages": pictures.language_rows(view),
        "by_profession": pictures.profession_rows(view),
        "unsure": [(line, pictures.spread_words(view, line)) for line in unsure[:MOST]],
        "unsure_count": len(unsure),
        "most": MOST,
        "file": f"{reverse('assessment:bank_export')}?{request.GET.urlencode()}",
    }
    return render(request, "assessment/bank/bank.html", context)


@require_GET
@for_reviewers
def export(request: HttpRequest) -> HttpResponse:
    """Give the same items as a table for a spreadsheet."""
    view, _codes = _view(request)
    response = HttpResponse(bank_csv(view, language=get_language() or "fr"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.framework.code}-bank.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
