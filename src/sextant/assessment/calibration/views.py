"""The editions of a campus, one of them beside another, and the choice of the one in force."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sextant.assessment.calibration import page
from sextant.assessment.calibration.actions import NoSuchEdition, NotForUse, use_edition
from sextant.assessment.calibration.layer_page import layer_page
from sextant.assessment.calibration.permissions import can_choose_edition
from sextant.assessment.calibration.queries import comparison, editions, has_gone_back
from sextant.assessment.models import CalibrationEdition
from sextant.assessment.parameters import EXPERTS
from sextant.assessment.views.doors import for_reviewers, person_of
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import NoFramework, current_versions, framework_for
from sextant.kernel.text import Text


@require_GET
@for_reviewers
def listed(request: HttpRequest) -> HttpResponse:
    """Show the editions of each framework, newest first, and the experts' judgement below them."""
    rows = editions()
    among = current_versions()
    frameworks = [framework_for(code=code, among=among) for code in dict.fromkeys(row.code for row in among)]
    groups = [
        {
            "framework": framework,
            "title": Text(framework.title),
            "editions": [
                {
                    "edition": row,
                    "words": page.edition_words(row),
                    "people": page.count_words(row.people),
                    "answers": page.count_words(row.answers),
                    "state": page.state_of(row),
                }
                for row in rows
                if row.framework == framework.code
            ],
            "experts": not any(row.in_force for row in rows if row.framework == framework.code),
            "gone_back": any(row.framework == framework.code for row in rows) and has_gone_back(framework.code),
        }
        for framework in frameworks
    ]
    simulated = any(row.simulated for row in rows)
    return render(
        request,
        "assessment/calibration/editions.html",
        {"groups": groups, "may_choose": can_choose_edition(person_of(request)), "simulated": simulated},
    )


@require_GET
@for_reviewers
def edition(request: HttpRequest, name: str) -> HttpResponse:
    """Show an edition beside another one, or the experts."""
    row = CalibrationEdition.objects.filter(name=name).first()
    if row is None:
        raise Http404
    framework = _framework(row)
    siblings = editions(row.framework)
    asked = request.GET.get("avec", "")
    against = next((one for one in siblings if one.name == asked and one.pk != row.pk), None)
    if against is None and asked != EXPERTS:
        against = page.usual(row, siblings)
    found = comparison(row, against)
    begun = next((one for one in siblings if one.name == row.settings.get("after")), None)
    return render(
        request,
        "assessment/calibration/edition.html",
        {
            "edition": row,
            "words": page.edition_words(row),
            "framework": framework,
            "state": page.state_of(row),
            "facts": page.facts(row, items=len(found.moves) + len(found.new), begun=begun),
            "against": against,
            "against_name": against.name if against else EXPERTS,
            "against_words": page.edition_words(against),
            "options": page.comparable(row, siblings),
            "found": found,
            "finding": page.finding(found),
            "scatter": page.scatter_of(found, framework, against=against),
            "scale": page.scale_words(framework),
            "moves": page.move_rows(found, framework),
            "more": max(0, len(found.sure) - page.MOST_LISTED),
            "together": page.together(row, framework),
            "layer": layer_page(row),
            "may_choose": can_choose_edition(person_of(request)),
            "none_in_force": not any(one.in_force for one in siblings),
        },
    )


@require_POST
@for_reviewers
def use(request: HttpRequest, name: str) -> HttpResponse:
    """Put an edition, or the experts' judgement, in force; twice has one effect."""
    if not can_choose_edition(person_of(request)):
        raise Http404
    row = CalibrationEdition.objects.filter(name=name).first()
    framework = row.framework if row else request.POST.get("framework", "")
    if row is None and (name != EXPERTS or framework not in {version.code for version in current_versions()}):
        raise Http404
    try:
        use_edition(framework=framework, name=name, by=person_of(request), now=timezone.now())
    except NoSuchEdition:
        raise Http404 from None
    except NotForUse as refused:
        messages.error(request, _("It cannot be put in force: %(reasons)s.") % {"reasons": _listed(refused)})
    else:
        messages.success(
            request,
            _("In force: %(edition)s. Diagnostics that begin now use it; levels already measured stay as they are.")
            % {"edition": page.edition_words(row)},
        )
    return HttpResponseRedirect(reverse("assessment:editions"))


def _listed(refused: NotForUse) -> str:
    return ", ".join(str(reason.label) for reason in refused.reasons)


def _framework(row: CalibrationEdition) -> Framework:
    try:
        return framework_for(code=row.framework)
    except NoFramework:
        raise Http404 from None
