"""
What a transcript says, as plain JSON: words in the language it is printed in, numbers for the sights.

Page and paper show the same object; it is what is kept and hashed. It never claims more than its evidence: alone and unsupervised, a
verdict is a positioning.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sextant.accounts.models import Learner
from sextant.assessment.results import Result, Row, counted, level_words, who
from sextant.credentials.queries import Activity, Evidence, Finished, Period
from sextant.kernel.text import Text
from sextant.mastery.choices import Assurance
from sextant.mastery.sights import level_names
from sextant.ui.markup import plain
from sextant.ui.sight import Sight, ends, level_at, words
from sextant.ui.verdicts import verdict_named

FORMAT = 1


def content_of(
    result: Result, learner: Learner, *, activity: Activity, evidence: Evidence, period: Period, name: str, now: datetime
) -> dict[str, Any]:
    """Return what is printed; `name` is empty where none is wanted."""
    framework = result.framework
    first, last = ends(framework.cuts)
    today = now.astimezone(period.zone)
    return {
        "format": FORMAT,
        "language": (get_language() or "fr").split("-")[0],
        "title": _("Transcript of positioning and activity"),
        "name": name,
        "who": who(learner, framework),
        "simulated": _("Simulated data: nobody here is real.") if learner.simulated or settings.DEMO else "",
        "nature": _nature(evidence),
        "facts": _facts(result, activity, evidence, period, state_on=date_format(today, "DATE_FORMAT")),
        "conditions": _conditions(evidence),
        "method": _method(),
        "notice": plain(Text(framework.notice)),
        "summary": _summary(result),
        "scale": {
            "first": first,
            "last": last,
            "cuts": list(framework.cuts),
            "names": [plain(name) for name in level_names(framework)],
        },
        "groups": _groups(result),
        "resources": [_finished(one) for one in activity.resources],
        "sessions": [_finished(one) for one in activity.sessions],
        "words": _words(),
    }


def _summary(result: Result) -> str:
    rows = [row.result for group in result.groups for row in group.rows]
    if not result.judged:
        return _("Levels with their 90 % intervals; what is required is not known.")
    return ngettext("Of %(n)d competence required: %(counts)s", "Of %(n)d competences required: %(counts)s", len(rows)) % {
        "n": len(rows),
        "counts": counted(rows),
    }


def duration(minutes: int) -> str:
    """
    Return minutes as hours and minutes.

    >>> duration(135), duration(40), duration(120)
    ('2 h 15', '40 min', '2 h')
    """
    hours, rest = divmod(minutes, 60)
    return f"{rest}\u00a0min" if not hours else f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"


def _nature(evidence: Evidence) -> str:
    said = _("This transcript is neither a diploma nor the regulatory attestation of training in digital health.")
    if evidence.assurance < Assurance.COUNTERSIGNED:
        said += " " + _("It rests on answers given without supervision: it states a positioning, never a certification.")
    return said


def _facts(result: Result, activity: Activity, evidence: Evidence, period: Period, *, state_on: str) -> list[list[str]]:
    framework = result.framework
    days = {"first": date_format(period.first, "DATE_FORMAT"), "last": date_format(period.last, "DATE_FORMAT")}
    return [
        [_("Framework"), plain(Text(framework.title))],
        [_("Version of the framework"), framework.version],
        [_("State of the levels"), _("on %(day)s") % {"day": state_on}],
        [_("Observations it rests on"), str(evidence.observations)],
        [_("Assurance"), str(evidence.assurance.label)],
        [_("Period of the activity"), _("from %(first)s to %(last)s, both included") % days],
        [_("Active time in the period"), duration(activity.minutes)],
        [_("Resources finished in the period, as declared"), _counted(activity.resources)],
        [_("Sessions attended in the period, as declared"), _counted(activity.sessions)],
    ]


def _counted(found: tuple[Finished, ...]) -> str:
    return str(len(found))


def _conditions(evidence: Evidence) -> list[str]:
    least = {
        Assurance.DECLARED: _("At least one observation was only declared by the learner."),
        Assurance.UNSUPERVISED: _("Unsupervised: nobody checked who answered, nor with what help."),
        Assurance.COUNTERSIGNED: _("Countersigned: a trainer attested each observation."),
        Assurance.SUPERVISED: _("Supervised: identity and conditions were checked."),
    }
    at_once, at_end = _("Explanations were shown after each answer."), _("Explanations were shown at the end of each series.")
    where = _("At a distance, at a time of the learner’s choosing.")
    return [least[evidence.assurance], where, at_once if evidence.explained_at_once else at_end]


def _method() -> str:
    return _(
        "Active time is computed, not declared: the time spent on each question, five minutes at most, and the time during which a text "
        "was being read, pauses left out. No minute is counted twice, and time never raises a level."
    )


def _groups(result: Result) -> list[dict[str, Any]]:
    groups = [{"title": plain(group.title), "finding": group.finding, "rows": [_row(row) for row in group.rows]} for group in result.groups]
    if result.apart:
        finding = _("For information: nothing is required here.")
        apart = [_row(row) for row in result.apart]
        groups.append({"title": _("Not required of this profession at this stage"), "finding": finding, "rows": apart})
    return groups


def _row(row: Row) -> dict[str, Any]:
    sight: Sight = row.sight
    # What somebody thought of themselves is theirs alone: it is on no paper that leaves their hands.
    alone = Sight(sight.label, sight.low, sight.level, sight.high, sight.required, None, sight.cuts, sight.level_names, sight.verdict)
    result = row.result
    return {
        "code": result.code,
        "title": plain(sight.label),
        "low": round(sight.low, 4),
        "level": round(sight.level, 4),
        "high": round(sight.high, 4),
        "required": sight.required,
        "words": words(alone),
        "note": _levels(row),
        "verdict": str(verdict_named(sight.verdict).label) if sight.verdict else "—",
        "verdict_code": str(getattr(sight.verdict, "value", sight.verdict)),
    }


def _levels(row: Row) -> str:
    sight = row.sight
    low, high = level_at(sight.low, sight), level_at(sight.high, sight)
    between = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    said = [_("measured: %(level)s (90 %% interval: %(between)s)") % {"level": level_words(row.result.level), "between": between}]
    if row.result.required is not None:
        said.append(_("required: %(level)s") % {"level": level_words(row.result.required)})
    return " · ".join(said)


def _finished(one: Finished) -> dict[str, str]:
    return {"day": date_format(one.day, "SHORT_DATE_FORMAT"), "title": plain(one.title), "minutes": duration(one.minutes)}


def _words() -> dict[str, str]:
    return {
        "key": _("Band: 90 % interval. Thick tick: level. Wedge: what is required. Small ticks: where a level begins."),
        "competence": _("Competence"),
        "verdict": _("Verdict"),
        "levels": _("Levels by competence"),
        "conditions": _("Conditions"),
        "method": _("How active time is computed"),
        "resources": _("Resources finished"),
        "sessions": _("Sessions attended, as declared"),
        "day": _("Day"),
        "what": _("Title"),
        "planned": _("Planned duration"),
        "check": _("Check this transcript"),
        "issued": _("Issued on"),
        "code": _("Code"),
        "hash": _("Fingerprint of the contents (SHA-256)"),
        "anonymous": _("No name was printed."),
    }
