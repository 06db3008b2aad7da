"""What was promised, beside what the simulation finds."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.engine.simulation.policies.examining import MOST_QUESTIONS
from sextant.insight.lab.charts import table
from sextant.insight.lab.figures import Figure
from sextant.insight.lab.findings import Findings
from sextant.insight.lab.rows import SettingRow
from sextant.insight.lab.words import SPACE, WHY_NOT, between, decimal, minutes, percent
from sextant.ui.components.words import ui_badge

LEAST_COVERAGE = 0.87
IN_TIME = 0.95
LEAST_SAVED = 0.25


def in_short(findings: Findings) -> list[dict[str, Any]]:
    """Return the three figures a hurried reader should leave with: value, label, note."""
    together = next(one for one in findings.together if one.questions == MOST_QUESTIONS)
    claim = equal_setting(findings)
    saved = percent(claim.saved.value) if claim else "—"
    loss = _("at equal mastery, against all required modules") if claim else why_no_claim(findings)
    return [
        {
            "value": percent(together.fewer_wrong.value),
            "label": _("fewer wrong verdicts than separate tests of 25 questions"),
            "note": _interval(together.fewer_wrong.low, together.fewer_wrong.high),
        },
        {
            "value": percent(findings.diagnostic.coverage.value),
            "label": _("of true levels lie within their interval (90 %)"),
            "note": _interval(findings.diagnostic.coverage.low, findings.diagnostic.coverage.high),
        },
        {"value": saved, "label": _("of the hours spared, in the median"), "note": loss},
    ]


def held(findings: Findings) -> SafeString:
    """Return the table of promises: what was promised, what is found, whether it holds in this simulation."""
    diagnostic = findings.diagnostic
    together = next(one for one in findings.together if one.questions == MOST_QUESTIONS)
    plans = findings.plans
    claim = equal_setting(findings)
    rows = [
        (
            _("A verdict on every competence in at most 25 questions and 20 minutes"),
            _("%(questions)s questions and %(minutes)s in the median; in time for %(share)s")
            % {
                "questions": decimal(diagnostic.questions.value),
                "minutes": minutes(diagnostic.minutes.value),
                "share": percent(diagnostic.within_time.value),
            },
            _verdict(holds=diagnostic.questions.value <= MOST_QUESTIONS and diagnostic.within_time.value >= IN_TIME),
        ),
        (
            _("The interval (90 %) holds the truth at least 87 times in 100"),
            between(diagnostic.coverage, lambda value: percent(value, 1)),
            _reaches(diagnostic.coverage, LEAST_COVERAGE),
        ),
        (
            _("Fewer wrong verdicts than separate tests of the same length"),
            _("%(share)s fewer at 25 questions") % {"share": between(together.fewer_wrong, percent)},
            _reaches(together.fewer_wrong, 0.0),
        ),
        (
            _("A plan within one’s hours, sites and deadline: no constraint violated"),
            ngettext("%(count)s violation in %(plans)s plans", "%(count)s violations in %(plans)s plans", plans.violations)
            % {"count": decimal(plans.violations), "plans": decimal(plans.plans)},
            _verdict(holds=plans.violations == 0),
        ),
        (
            _("A reason for each step, and for each requirement that stays unmet"),
            _("%(steps)s steps of %(all)s, %(unmet)s unmet requirements of %(missed)s")
            % {
                "steps": decimal(plans.steps_explained),
                "all": decimal(plans.steps),
                "unmet": decimal(plans.unmet_explained),
                "missed": decimal(plans.unmet),
            },
            _verdict(holds=plans.steps_explained == plans.steps and plans.unmet_explained == plans.unmet),
        ),
        (
            _("Or the smallest change of one’s constraints that makes everything reachable"),
            _("found for %(mended)s of the %(tried)s plans in which it was looked for")
            % {"mended": decimal(plans.mended), "tried": decimal(plans.tried)},
            _verdict(holds=plans.mended == plans.tried) if plans.tried else "—",
        ),
        (
            _("At least a quarter of the hours spared at equal mastery, in the median"),
            between(claim.saved, percent) if claim else why_no_claim(findings),
            _reaches(claim.saved, LEAST_SAVED) if claim else _verdict(holds=False),
        ),
    ]
    return table(_("What was promised"), [_("Promise"), _("In this simulation"), _("Verdict")], rows)


def of_plans(findings: Findings) -> str:
    """Return in a sentence what stands in the way of plans, and what would lift it."""
    plans = findings.plans
    said = _("%(complete)s of %(plans)s plans reach every requirement within the learner’s own constraints.") % {
        "complete": decimal(plans.complete),
        "plans": decimal(plans.plans),
    }
    if plans.mended and plans.minutes_more is not None and plans.weeks_more is not None:
        said += " " + _(
            "Where constraints stand in the way, the smallest change asks for %(minutes)s more a week and %(weeks)s more weeks (median)."
        ) % {"minutes": minutes(plans.minutes_more), "weeks": decimal(plans.weeks_more, 0)}
    return said


def equal_setting(findings: Findings) -> SettingRow | None:
    """Return the first setting at which mastery is equal; None where there is none."""
    return next((row for row in findings.settings if row.equal), None)


def why_no_claim(findings: Findings) -> str:
    """Return why no hours saved are claimed; empty where they are."""
    if not findings.why_no_claim:
        return ""
    return {
        "nothing-learnt": str(WHY_NOT["nothing-learnt"]),
        "not-covered": _("The pack covers less than four fifths of what is required of these professions: no hours saved are shown."),
    }.get(findings.why_no_claim, _("At none of the settings is mastery equal to that of the full course: no hours saved are claimed."))


def _reaches(found: Figure, bar: float) -> SafeString:
    """Return whether a figure reaches `bar`: nothing is decided while its interval lies on both sides."""
    low, high = (found.value if end is None else end for end in (found.low, found.high))
    if low < bar <= high:
        return ui_badge(_("too close to say"), kind="soft", icon="info")
    return _verdict(holds=found.value >= bar)


def _verdict(*, holds: bool) -> SafeString:
    if holds:
        return ui_badge(_("holds here"), kind="good", icon="circle-check")
    return ui_badge(_("does not hold here"), kind="care", icon="triangle-alert")


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return _("too few people for an interval")
    return _("between %(low)s and %(high)s") % {"low": percent(low).split(SPACE)[0], "high": percent(high)}
