"""The page of one competence: how it moved and why; and the short test of who doubts it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sextant.accounts.models import Learner
from sextant.accounts.visitors import learner_or_404
from sextant.assessment.actions import QUESTIONS
from sextant.assessment.choices import SittingKind
from sextant.assessment.doubts import LEAST_DOUBTING, NothingFresh, begin_doubt
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_of
from sextant.insight.history.queries import CompetenceHistory, Given, competence_history
from sextant.insight.history.words import OUTCOMES, beliefs, effect_words, finding, source_words, weight_words
from sextant.insight.queries.cap import zone_of
from sextant.kernel.text import Text
from sextant.mastery.choices import Verdict
from sextant.mastery.sights import level_names, sight_of
from sextant.ui.markup import plain
from sextant.ui.trail import Trail, TrailPoint

A_PAGE = 12
SHORT_DAY = "j N Y"
"""Short enough for two of them to stand side by side on a phone."""


def _whose(request: HttpRequest, competence: str) -> tuple[Learner, Framework]:
    """Return the learner who asks and their framework; 404 where it does not hold the competence, or where nobody learns."""
    learner = learner_or_404(request)
    framework = framework_of(learner)
    if competence not in framework.axis:
        raise Http404
    return learner, framework


@login_required
@require_safe
def history(request: HttpRequest, competence: str) -> HttpResponse:
    """Show how a competence moved; only the one whose it is ever sees it."""
    learner, framework = _whose(request, competence)
    found = competence_history(learner, framework, competence, now=timezone.now())
    judged = found.result.verdict != Verdict.NOT_REQUIRED
    answers = Paginator(found.given, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "title": framework.title_of(competence),
        "titled": plain(framework.title_of(competence)),
        "domain": Text(framework.domains[framework.domain_of[found.result.axis]].title),
        "crumbs": [
            (_("Cap"), reverse("insight:cap")),
            (_("My result"), reverse("assessment:result")),
            (framework.title_of(competence), ""),
        ],
        "sight": sight_of(found.result, framework, judged=judged),
        "trail": _trail(found),
        "finding": finding(found),
        "beliefs": beliefs(found),
        "answers": answers,
        "rows": [_row(one, found) for one in answers],
        "least": LEAST_DOUBTING,
        "most": QUESTIONS[SittingKind.SETTLE],
    }
    return render(request, "insight/history.html", context)


def _trail(found: CompetenceHistory) -> Trail:
    points = tuple(
        TrailPoint(date_format(point.day, SHORT_DAY), point.low, point.theta, point.high, _came_in(point.own, point.others))
        for point in found.history.points
    )
    required = found.result.required.cut if found.result.required else None
    return Trail(points, found.framework.cuts, level_names(found.framework), required)


def _came_in(own: int, others: int) -> str:
    said = []
    if own:
        said.append(ngettext("%(count)d answer on it", "%(count)d answers on it", own) % {"count": own})
    if others:
        said.append(ngettext("%(count)d on others", "%(count)d on others", others) % {"count": others})
    return ", ".join(said) or _("no answer: time alone")


def _row(given: Given, found: CompetenceHistory) -> dict[str, object]:
    return {
        "day": date_format(given.at.astimezone(found.zone), "j F Y"),
        "what": source_words(given),
        "url": reverse("assessment:explanations", args=[given.sitting]) if given.sitting else "",
        "outcome": OUTCOMES[given.outcome](),
        "weight": weight_words(given),
        "assurance": given.assurance.label if given.assurance is not None else "—",
        "effect": effect_words(given),
    }


@login_required
@require_POST
def doubt(request: HttpRequest, competence: str) -> HttpResponse:
    """Open the short test of a competence whose verdict seems wrong; where no question is fresh, say from when."""
    learner, framework = _whose(request, competence)
    try:
        sitting = begin_doubt(
            learner=learner, framework=framework, competence=competence, language=get_language() or "fr", now=timezone.now()
        )
    except NothingFresh as nothing:
        messages.info(request, _not_yet(nothing, learner))
        return HttpResponseRedirect(reverse("insight:history", args=[competence]))
    return HttpResponseRedirect(reverse("assessment:question", args=[sitting.pk]))


def _not_yet(nothing: NothingFresh, learner: Learner) -> str:
    if nothing.since is None:
        return _("There are not enough questions on this competence for a test of its own yet. The checks inside its resources count too.")
    day = date_format(nothing.since.astimezone(zone_of(learner)), "j F Y")
    return _(
        "You have just read the answers to most questions on this competence: they would measure your memory. "
        "Enough of them are fresh again from %(day)s."
    ) % {"day": day}
