"""The public page of the evidence, and its table to take away."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sextant.insight.evidence.download import HEADS, lines
from sextant.insight.evidence.figures import figures
from sextant.insight.evidence.shown import NEGLIGIBLE, calibrations, shown_editions


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """Say to anybody what each resource changes, how that is known, and what is not known."""
    editions = shown_editions()
    context = {
        "editions": editions,
        "simulated": any(one.edition.simulated for one in editions),
        "only_simulated": bool(editions) and all(one.edition.simulated for one in editions),
        "calibrations": calibrations(),
        "figures": figures(),
        "negligible": NEGLIGIBLE,
        "raising": (_("lowers the level"), _("raises the level")),
        "comparing": (_("its equal teaches more"), _("it teaches more")),
    }
    return render(request, "insight/evidence.html", context)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Give every effect as CSV, rounded as on the page."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(HEADS)
    writer.writerows(lines())
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="preuves.csv"'
    return response
