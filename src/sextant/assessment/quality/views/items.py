"""All the questions, and the page of one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sextant.accounts.choices import RoleKind
from sextant.assessment.choices import DecisionVerb, ItemRole
from sextant.assessment.models import ItemVersion
from sextant.assessment.piloting import ENOUGH_ANSWERS, answers_of_pilots
from sextant.assessment.quality.forms import DecisionForm, ReportForm
from sextant.assessment.quality.page import page_of
from sextant.assessment.quality.queries.lately import DecidedLately, decided_lately
from sextant.assessment.quality.queries.listing import Listed, Wanted, listed, shown_edition
from sextant.assessment.quality.queries.sheet import Sheet, sheet
from sextant.assessment.quality.since import followed
from sextant.assessment.quality.words import discrimination_words, flag_of, level_words, people_words, type_words
from sextant.assessment.views.doors import for_reviewers, framework_behind, person_of, whole_number
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import NoFramework, current_versions, framework_for
from sextant.kernel.text import Said, Text
from sextant.ui.prose import bare

PAGE = 40
LONGEST, SHORT = 140, 80
STATES = ("flagged", "reported", "ready", "withdrawn")
EVERYWHERE = "all"
"""The role of a question that stands for any role."""


@require_GET
@for_reviewers
def items(request: HttpRequest) -> HttpResponse:
    """Show the questions, narrowed and ordered as asked."""
    among = current_versions()
    try:
        framework = framework_for(code=request.GET.get("framework") or None, among=among)
    except NoFramework:
        raise Http404 from None
    wanted = _wanted(request)
    edition = shown_edition(framework.code)
    tried = answers_of_pilots(framework.code)
    found = listed(framework.code, wanted, edition=edition, tried=tried)
    lately = decided_lately(framework.code, by=person_of(request), now=timezone.now())
    here = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "framework": framework,
        "frameworks": sorted({row.code for row in among}),
        "wanted": wanted,
        "narrowed": any((wanted.competence, wanted.type, wanted.state, wanted.words)) or wanted.role != ItemRole.BANK,
        "edition": edition,
        "pages": here,
        "rows": [_row(one, framework) for one in here],
        "count": len(found),
        "flagged": sum(bool(one.flags) for one in found),
        "reported": sum(one.reports for one in found),
        "ready": sum(answers >= ENOUGH_ANSWERS for answers in tried.values()),
        "enough": ENOUGH_ANSWERS,
        "lately": [_told(one) for one in lately],
        # What somebody else decided of levels is not left to be unfolded.
        "told_loudly": any(one.decision.learners and not one.own for one in lately),
        "roles": [
            *((role.value, role.label) for role in (ItemRole.BANK, ItemRole.PILOT, ItemRole.CHECK, ItemRole.EXERCISE)),
            (EVERYWHERE, _("everywhere")),
        ],
        "competences": [(one.code, framework.title_of(one.code)) for one in framework.competences],
        "types": [(code, type_words(code)) for code in sorted({one.type for one in found} | ({wanted.type} if wanted.type else set()))],
        "states": [
            ("flagged", _("to be looked at")),
            ("reported", _("reported by learners")),
            ("ready", _("tried out enough: to be decided")),
            ("withdrawn", _("withdrawn")),
        ],
    }
    return render(request, "assessment/quality/items.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    # Nothing is called so, and PostgreSQL refuses even to look.
    given = {name: str(value).replace("\x00", "") for name, value in request.GET.items()}
    role = given.get("role", ItemRole.BANK)
    return Wanted(
        role="" if role == EVERYWHERE else role if role in ItemRole.values else ItemRole.BANK,
        competence=given.get("competence", ""),
        type=given.get("type", ""),
        state=given.get("state", "") if given.get("state") in STATES else "",
        words=given.get("q", "")[:100],
        sort=given.get("sort", ""),
    )


def _told(one: DecidedLately) -> dict[str, Any]:
    """Return a decision of the last days as those who did not take it are told of it: in which role, not by whom."""
    decision = one.decision
    levels = ""
    if decision.learners:
        said = _("levels computed again: %(learners)s") if decision.recounted_at else _("levels being computed again: %(learners)s")
        levels = said % {"learners": people_words(decision.learners)}
    stem = Text(decision.item.body["stem"]).in_language(get_language() or "fr")
    return {
        "decision": decision,
        "words": capfirst(DecisionVerb(decision.verb).label),
        "by": _("you") if one.own else RoleKind(one.role).label if one.role else _("somebody who runs the site, or has no role any more"),
        "levels": levels,
        "stem": Said(Truncator(bare(stem.text)).chars(SHORT), stem.language),
    }


def _row(one: Listed, framework: Framework) -> dict[str, Any]:
    stem = one.stem.in_language(get_language() or "fr")
    flags = sorted((flag_of(flag, key=one.key) for flag in one.flags), key=lambda flag: (not flag.grave, -flag.chance))
    return {
        "one": one,
        "stem": Said(Truncator(bare(stem.text)).chars(LONGEST), stem.language),
        "competence": framework.title_of(one.competence) if one.competence in framework.axis else one.competence,
        "type": type_words(one.type),
        "difficulty": level_words(framework, one.guess if one.b is None else one.b),
        "discrimination": "" if one.a is None else discrimination_words(one.a),
        "flags": flags,
        "doubtful": any(flag.grave for flag in flags),
    }


@require_GET
@for_reviewers
def item(request: HttpRequest, uid: str) -> HttpResponse:
    """Show all that is known of a question."""
    found = sheet(uid, version=whole_number(request.GET.get("version", "")), by=person_of(request))
    if found is None:
        raise Http404
    return show(request, found)


def show(
    request: HttpRequest, found: Sheet, *, decision: DecisionForm | None = None, answer: tuple[str, ReportForm] | None = None
) -> HttpResponse:
    """Show the page of a question, with a form that was refused if there is one."""
    framework = framework_behind(found.item)
    context = page_of(found, framework, language=get_language() or "fr")
    context["decision"] = decision or DecisionForm(initial={"version": found.item.pk})
    context["answer_key"], context["answer_form"] = answer or ("", None)
    context["blank_answer"] = ReportForm()
    refused = decision is not None or answer is not None
    return render(request, "assessment/quality/item.html", context, status=422 if refused else 200)


@require_GET
@for_reviewers
def since(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what came in for a question since its calibration: a page of its own, of which the page of the question loads a part."""
    version = whole_number(request.GET.get("version", ""))
    versions = ItemVersion.objects.filter(uid=uid).order_by("-current", "-pk")
    found = versions.first() if version is None else versions.filter(pk=version).first()
    if found is None:
        raise Http404
    framework, edition = framework_behind(found), shown_edition(found.framework)
    context = {
        "item": found,
        "stem": Text(found.body["stem"]),
        "framework": framework,
        "edition": edition,
        "followed": followed(edition, found, framework) if edition else None,
        "version": version,
    }
    return render(request, "assessment/quality/since.html", context)
