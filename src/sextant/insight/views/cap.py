"""Cap: where am I, what now, what is left."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from sextant.accounts.permissions import can_open_desk
from sextant.accounts.visitors import learner_of
from sextant.insight.moves import MOST, move_words, moved
from sextant.insight.now import now_of, other_ways
from sextant.insight.queries.cap import Here, Left, here_of
from sextant.insight.shown import JUDGED
from sextant.insight.views.doors import person_of
from sextant.mastery.sights import is_judged, sight_of_domain
from sextant.pathways import sentences
from sextant.ui.components.weeks import Waypoint
from sextant.ui.verdicts import verdict_named


@login_required
@require_safe
def cap(request: HttpRequest) -> HttpResponse:
    """Show the home of whoever is logged in."""
    person = person_of(request)
    now = timezone.now()
    here = here_of(person, learner_of(request), now=now)
    # Only somebody who has not begun may be here for the desk: for the others the question is not asked.
    has_desk = not here.has_begun and can_open_desk(person)
    right_now = now_of(here, has_desk=has_desk, now=now)
    domain_moves, competence_moves = here.moves()
    before = {move.code: move.before for move in domain_moves if move.up is not None}
    context: dict[str, Any] = {
        "here": here,
        "now": right_now,
        "other_ways": other_ways(here, right_now),
        "has_desk": has_desk,
        "first_name": person.get_short_name() if person.name else "",
        "domains": [sight_of_domain(domain, here.framework, before=before.get(domain.code)) for domain in here.domains],
        "finding": _finding(here),
        "known_on_monday": bool(competence_moves),
        "moved": [
            (move_words(move, here.framework), reverse("insight:history", args=[move.code])) for move in moved(competence_moves)[:MOST]
        ],
        "verdicts": [(verdict_named(code), here.counts.get(code, 0)) for code in JUDGED] if is_judged(list(here.results)) else [],
        "waypoints": _waypoints(here.left) if here.left else [],
        "hours": sentences.duration(here.left.minutes) if here.left else "",
        "week": _week(here),
    }
    return render(request, "insight/cap.html", context)


def _finding(here: Here) -> str:
    if not here.domains:
        return ""
    required, acquired = sum(here.counts.values()), here.counts.get("acquired", 0)
    if required and not acquired:
        return _("None of the %(required)d competences required of you is acquired yet.") % {"required": required}
    if required:
        return ngettext(
            "%(acquired)d of the %(required)d competences required of you is acquired.",
            "%(acquired)d of the %(required)d competences required of you are acquired.",
            acquired,
        ) % {"acquired": acquired, "required": required}
    return _("Your level in each domain; complete your profile to see what is required.")


def _week(here: Here) -> str:
    """Return the minutes of the week against the rhythm, in words."""
    if here.rhythm.minutes is None:
        return ""
    return _("%(done)d of %(wanted)d minutes this week") % {"done": here.worked, "wanted": here.rhythm.minutes}


def _waypoints(left: Left) -> list[Waypoint]:
    return [
        Waypoint(
            left.names.title(step.module),
            "now" if position == 0 else "next",
            sentences.moment(step.starts_at, left.zone),
            sentences.duration(step.minutes),
            reverse("pathways:step", args=[step.module]),
        )
        for position, step in enumerate(left.soonest)
    ]
