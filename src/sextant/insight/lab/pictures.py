"""The figures of the report: each with its finding, its picture, its definition and its table."""

from collections.abc import Sequence
from math import ceil, floor

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sextant.engine.simulation.policies.examining import LENGTHS, MOST_QUESTIONS, Examining
from sextant.engine.simulation.policies.keeping import Keeping
from sextant.engine.simulation.policies.studying import Studying
from sextant.insight.lab.campus import Setting
from sextant.insight.lab.charts import Range, Series, figure, lines, ranges, table
from sextant.insight.lab.figures import Figure
from sextant.insight.lab.findings import Findings
from sextant.insight.lab.promises import LEAST_SAVED, equal_setting
from sextant.insight.lab.rows import ExaminingRow
from sextant.insight.lab.words import (
    EXAMINING,
    KEEPING,
    STUDYING,
    WHY_NOT,
    Writer,
    between,
    decimal,
    hours,
    minutes,
    percent,
    points,
)
from sextant.ui.markup import plain


def of_lengths(findings: Findings) -> SafeString:
    """Wrong verdicts by policy and length, with every other figure of the tests in the table."""
    at = {(row.policy, row.questions): row for row in findings.tests}
    ours, peer = (at[policy, MOST_QUESTIONS].wrong.value for policy in (Examining.RISK, Examining.APART))
    finding = _(
        "After 25 questions, %(ours)s of the verdicts are wrong when competences inform each other, %(peer)s when each is tested apart."
    ) % {
        "ours": percent(ours, 1),
        "peer": percent(peer, 1),
    }
    series = [Series(EXAMINING[policy], [at[policy, length].wrong for length in LENGTHS]) for policy in Examining]
    title = _("Wrong verdicts, by number of questions")
    heads = [
        _("Policy and questions"),
        _("Wrong verdicts"),
        _("Error of level (logits)"),
        _("Truth within the interval (90 %)"),
        _("Decided"),
        _("Wrongly acquired"),
        _("Minutes"),
    ]
    rows = [_examining_cells(at[policy, length]) for policy in Examining for length in LENGTHS]
    return figure(
        title,
        finding,
        lines(
            series,
            [_("%(count)s questions") % {"count": length} if length == LENGTHS[0] else str(length) for length in LENGTHS],
            ticks=_ticks(series, step=0.05),
            write=percent,
            title=finding,
        ),
        _(
            "A verdict is wrong when the estimate lies on the other side of what is required than the true level, if everything had to be"
            " decided. The bars are intervals at 90 %. The same people sit all tests; a longer test goes on where the shorter one ends."
        ),
        table(title, heads, rows),
        css="chart",
    )


def _examining_cells(row: ExaminingRow) -> list[str]:
    name = _("%(policy)s, %(count)s questions") % {"policy": EXAMINING[row.policy], "count": row.questions}
    one = _places(1)
    return [
        name,
        between(row.wrong, one),
        between(row.rmse, lambda value: decimal(value, 2)),
        between(row.coverage, one),
        between(row.decided, percent),
        between(row.false_acquired, one),
        decimal(row.minutes.value, 0),
    ]


def of_coverage(findings: Findings) -> SafeString:
    """How often intervals hold the truth, and what the diagnostic of the campus leaves open."""
    found = findings.diagnostic
    title = _("The diagnostic of the campus, then its short tests")
    finding = _(
        "%(minutes)s of questions decide %(share)s of the requirements; with a short test of each one left open, %(then)s and %(settled)s."
    ) % {
        "minutes": minutes(found.minutes.value),
        "share": percent(found.decided.value),
        "then": minutes(found.settled_minutes.value),
        "settled": percent(found.settled_decided.value),
    }
    one = _places(1)
    rows = [
        (_("Questions, median"), between(found.questions, lambda value: decimal(value, 0)), "—"),
        (_("Minutes, median"), between(found.minutes, minutes), between(found.settled_minutes, minutes)),
        (_("Requirements decided"), between(found.decided, percent), between(found.settled_decided, percent)),
        (_("Wrong verdicts, if all were decided"), between(found.wrong, one), between(found.settled_wrong, one)),
        (_("Truth within the interval (90 %)"), between(found.coverage, one), between(found.settled_coverage, one)),
        (_("Wrongly acquired, of the acquired"), between(found.false_acquired, one), "—"),
    ]
    bars = [
        Range(_("Diagnostic"), found.decided, percent(found.decided.value), ours=True),
        Range(_("Diagnostic and short tests"), found.settled_decided, percent(found.settled_decided.value), ours=True),
    ]
    return figure(
        title,
        finding,
        ranges(bars, low=0, high=1, write=percent),
        _(
            "Requirements decided: the chance of holding them is at least 90 %, or at most 10 %. What stays open is at the limit, with its"
            " own advice."
        ),
        table(title, [_("Figure"), _("Diagnostic"), _("With its short tests")], rows),
    )


def of_settings(findings: Findings) -> SafeString:
    """Hours spared against mastery lost, by how surely a plan must cover a requirement."""
    if not findings.settings:
        return SafeString("")
    title = _("Hours spared, by how sure a plan must be")
    claim = equal_setting(findings)
    campus = next(row for row in findings.settings if row.campus)
    finding = _("At the setting of the campus, %(saved)s of the hours are spared and mastery changes by %(difference)s points.") % {
        "saved": percent(campus.saved.value),
        "difference": points(campus.difference.value),
    }
    if claim and not claim.campus:
        finding += " " + _("With mastery within two points of the full course’s, %(saved)s.") % {"saved": percent(claim.saved.value)}
    rows, cells = [], []
    for row in findings.settings:
        name = _("sure at %(share)s") % {"share": percent(row.covered_from)}
        note = _("the campus") if row.campus else ""
        difference = _("%(points)s points of mastery") % {"points": points(row.difference.value)}
        rows.append(Range(name, row.saved, difference, note, ours=row is claim))
        cells.append(
            (
                f"{name} ({note})" if note else name,
                between(row.saved, percent),
                between(row.difference, points),
                _("yes") if row.equal else _("no"),
            )
        )
    top = max(0.6, ceil(10 * max(row.saved.high or row.saved.value for row in findings.settings)) / 10)
    low = min(0.0, floor(10 * min(row.saved.low or row.saved.value for row in findings.settings)) / 10)
    heads = [
        _("The plan covers a requirement when"),
        _("Hours spared, median"),
        _("Mastery against the full course (points)"),
        _("Equal mastery"),
    ]
    return figure(
        title,
        finding,
        ranges(rows, low=low, high=top, write=percent, mark=LEAST_SAVED, mark_name=_("promised: 25 %")),
        _(
            "Hours spared against all modules that the pack requires of that profession and stage, where it covers four fifths of the"
            " requirements or more; the diagnostic and its short tests count as hours. Mastery is the share of the requirements truly held"
            " at the end, without drop-out or forgetting; it counts as equal when at most two points are lost. Nothing limits time or place"
            " here. The ruled line is the quarter that was promised."
        ),
        table(title, heads, cells),
    )


def of_hours(findings: Findings, setting: Setting) -> SafeString:
    """Hours spared by profession and stage."""
    if findings.equal_from is None:
        return SafeString("")
    title = _("Hours spared, by profession and stage")
    shown = [row.saved.value for row in findings.hours if row.saved]
    finding = _("Between %(low)s and %(high)s, depending on what is required and what people bring.") % {
        "low": percent(min(shown, default=0.0)),
        "high": percent(max(shown, default=0.0)),
    }
    rows, cells = [], []
    for row in findings.hours:
        profession, stage = (plain(setting.names[code]) for code in (row.profession, row.stage))
        words = percent(row.saved.value) if row.saved else WHY_NOT[row.why_not]
        rows.append(Range(profession, row.saved, words, stage, ours=True))
        cells.append(
            (
                f"{profession}, {stage}",
                decimal(row.learners),
                percent(row.covered),
                hours(row.full_hours),
                between(row.saved, percent) if row.saved else WHY_NOT[row.why_not],
                between(row.difference, points) if row.difference else "—",
            )
        )
    ends = [edge for row in findings.hours if row.saved for edge in (row.saved.low or row.saved.value, row.saved.high or row.saved.value)]
    heads = [
        _("Profession and stage"),
        _("People"),
        _("Requirements covered"),
        _("Full course"),
        _("Hours spared, median"),
        _("Mastery against the full course (points)"),
    ]
    return figure(
        title,
        finding,
        ranges(
            rows,
            low=min(0.0, floor(10 * min(ends, default=0.0)) / 10),
            high=max(0.6, ceil(10 * max(ends, default=0.0)) / 10),
            write=percent,
            mark=LEAST_SAVED,
            mark_name=_("promised: 25 %"),
        ),
        _(
            "At the setting at which mastery is equal over everybody. Nothing is shown where the pack covers less than four fifths of the"
            " requirements, where luck does not explain that more than two points of mastery are lost, or for fewer than eight people."
            " A course that is short for everybody leaves little to spare, and tests cost their minutes: the figure may be negative."
        ),
        table(title, heads, cells),
    )


def of_courses(findings: Findings) -> SafeString:
    """Mastery, hours and drop-out by each learner's deadline."""
    by = {row.policy: row for row in findings.courses}
    ours, full = by[Studying.MEASURED], by[Studying.EVERYTHING]
    title = _("Mastery on the day of the deadline")
    finding = _(
        "%(ours)s of requirements are held with the measured plan in %(hours)s, %(full)s with all modules in %(more)s; %(first)s at first."
    ) % {
        "ours": percent(ours.deadline_mastery.value),
        "hours": hours(ours.deadline_hours.value),
        "full": percent(full.deadline_mastery.value),
        "more": hours(full.deadline_hours.value),
        "first": percent(findings.at_first.value),
    }
    rows = [
        Range(STUDYING[policy], by[policy].deadline_mastery, hours(by[policy].deadline_hours.value), ours=policy is Studying.MEASURED)
        for policy in Studying
    ]
    heads = [
        _("Policy"),
        _("Mastery at the deadline"),
        _("Hours by the deadline"),
        _("Left the course"),
        _("Finished it"),
        _("Mastery, without any limit"),
        _("Hours, without any limit"),
        _("Points of mastery an hour"),
    ]
    cells = [
        (
            STUDYING[row.policy],
            between(row.deadline_mastery, percent),
            between(row.deadline_hours, lambda value: decimal(value, 1)),
            between(row.left, percent),
            between(row.finished, percent),
            between(row.mastery, percent),
            between(row.hours, lambda value: decimal(value, 1)),
            between(row.gain_per_hour, points),
        )
        for row in findings.courses
    ]
    return figure(
        title,
        finding,
        ranges(
            rows,
            low=0,
            high=1,
            write=percent,
            mark=findings.at_first.value,
            mark_name=_("before: %(share)s") % {"share": percent(findings.at_first.value)},
        ),
        _(
            "Mastery is the share of the requirements truly held. Each learner has their own hours a week, sites within reach and deadline,"
            " forgets as time goes by, and leaves in a given week if the course is not over by then: the same week in all three policies."
            " “Finished” means every step of the course, which for all modules may be more than fits."
        ),
        table(title, heads, cells),
    )


def of_keeping(findings: Findings) -> SafeString:
    """What is wrongly kept a year later, with and without refresh tests."""
    by = {row.policy: row for row in findings.keeping}
    off, on = by[Keeping.NOTHING], by[Keeping.REFRESH]
    title = _("Competences wrongly kept, a year after the deadline")
    finding = _(
        "%(off)s of what is said to be acquired is no longer held without any test, %(on)s with short tests of what may have faded"
        " (%(minutes)s a year on average)."
    ) % {
        "off": percent(off.wrongly.value, 1),
        "on": percent(on.wrongly.value, 1),
        "minutes": minutes(on.test_minutes.value),
    }
    top = ceil(20 * max(row.wrongly.high or row.wrongly.value for row in findings.keeping)) / 20 or 0.05
    rows = [
        Range(KEEPING[policy], by[policy].wrongly, percent(by[policy].wrongly.value, 1), ours=policy is Keeping.REFRESH)
        for policy in Keeping
    ]
    heads = [
        _("Policy"),
        _("Wrongly kept"),
        _("Said to be acquired, a person"),
        _("Mastery"),
        _("Minutes of tests a year, mean"),
        _("The same, median"),
        _("Minutes of modules taken again, mean"),
    ]
    one = _places(1)
    cells = [
        (
            KEEPING[row.policy],
            between(row.wrongly, one),
            between(row.said, lambda value: decimal(value, 1)),
            between(row.mastery, one),
            between(row.test_minutes, lambda value: decimal(value, 0)),
            between(row.median_test_minutes, lambda value: decimal(value, 0)),
            between(row.module_minutes, lambda value: decimal(value, 0)),
        )
        for row in findings.keeping
    ]
    return figure(
        title,
        finding,
        ranges(rows, low=0, high=top, write=percent, mark=0.05, mark_name=_("aimed at: 5 %")),
        _(
            "Wrongly kept: said to be acquired a year after the deadline, and no longer truly held. The promise on re-certification is"
            " about supervised tests, which this laboratory does not simulate."
        ),
        table(title, heads, cells),
    )


def _ticks(series: Sequence[Series], *, step: float) -> list[float]:
    values = [edge for one in series for found in one.figures for edge in _edges(found)]
    first, last = floor(min(values) / step), ceil(max(values) / step)
    last = max(last, first + 1)
    return [step * place for place in range(first, last + 1)]


def _edges(found: Figure) -> tuple[float, float]:
    return (found.value if found.low is None else found.low, found.value if found.high is None else found.high)


def _places(places: int) -> Writer:
    return lambda value: percent(value, places)
