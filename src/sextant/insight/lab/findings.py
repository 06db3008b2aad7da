"""What the laboratory finds: every policy on the same people, figure by figure."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

import numpy as np

from sextant.engine.measurement.gauss import Floats
from sextant.engine.planning.hours import LEAST_COVERED
from sextant.engine.simulation.cohorts import COHORTS, Assumptions, People, draw_people
from sextant.engine.simulation.policies.examining import LENGTHS, MOST_SECONDS, Examining, Verdicts, judged, sit_lengths
from sextant.engine.simulation.policies.keeping import Keeping, Kept, closing, keep
from sextant.engine.simulation.policies.planned import RELAXED, Plans, PlanTotals
from sextant.engine.simulation.policies.problems import COVERED
from sextant.engine.simulation.policies.studying import SETTINGS, Deadline, Known, Leisure, Studying, leisure, measure, to_the_deadline
from sextant.insight.lab.campus import Setting
from sextant.insight.lab.figures import LEAST, Figure, less, mean, median, ratio, root
from sextant.insight.lab.rows import CourseRow, Diagnostic, ExaminingRow, KeepRow, PlanRow, SettingRow, Together, TrackRow

LEAST_LOSS = 0.02
"""Mastery counts as equal when the personal course loses at most two points of it."""

LEAST_LEARNT = 0.05
"""Where the full course brings less mastery than this, nothing is learnt: no hours are saved on learning nothing."""

AT_THE_MOST_MINUTES = 20.0
QUICK_RELAXED = 3


class Stage(StrEnum):
    """A stage of the work, for whoever waits."""

    TESTING = "tests of 8 to 40 questions"
    MEASURING = "diagnostics and short tests"
    STUDYING = "courses without limits"
    PLANNING = "courses under constraints"
    KEEPING = "a year of forgetting"


Told = Callable[[Stage, int, int], None]
"""Hears the stage, how much more of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All figures of a report; everything in it follows from the seed and the assumptions."""

    learners: int
    cohorts: int
    tracks: int
    competences: int
    items: int
    modules: int
    tests: tuple[ExaminingRow, ...]
    together: tuple[Together, ...]
    diagnostic: Diagnostic
    at_first: Figure
    settings: tuple[SettingRow, ...]
    equal_from: float | None
    why_no_claim: str
    hours: tuple[TrackRow, ...]
    courses: tuple[CourseRow, ...]
    plans: PlanRow
    keeping: tuple[KeepRow, ...]

    def as_data(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Timed:
    """What differs from machine to machine, and is therefore in no report: the seconds each plan took."""

    plans: tuple[float, ...]


def investigate(
    setting: Setting, assumed: Assumptions, *, learners: int, seed: int, told: Told = lambda *_: None, quick: bool = False
) -> tuple[Findings, Timed]:
    """Put the same people through every policy; `quick` looks for ways out in fewer plans. Raises `NobodyToSimulate`."""
    world = setting.world
    people = draw_people(world, assumed, learners=learners, seed=seed)
    total = len(Examining) * len(people)
    tested = {policy: sit_lengths(world, people, policy, told=lambda done: told(Stage.TESTING, done, total)) for policy in Examining}
    told(Stage.MEASURING, 0, len(people))
    known = measure(world, people)
    told(Stage.MEASURING, len(people), len(people))
    free = leisure(world, people, known, assumed, told=lambda done: told(Stage.STUDYING, done, len(people)))
    bound, plans = to_the_deadline(
        world,
        people,
        known,
        assumed,
        relaxed=QUICK_RELAXED if quick else RELAXED,
        told=lambda done: told(Stage.PLANNING, done, len(people)),
    )
    course = bound[Studying.MEASURED]
    closed = closing(world, people, known, course, assumed)
    work = len(Keeping) * len(people)
    kept = {
        policy: keep(world, people, course, closed, assumed, policy, told=lambda done: told(Stage.KEEPING, done, work))
        for policy in Keeping
    }
    settings = _settings(free, seed)
    equal = next((row.covered_from for row in settings if row.equal), None)
    findings = Findings(
        learners=len(people),
        cohorts=min(COHORTS, int(people.cohort.max()) + 1),
        tracks=len(world.tracks),
        competences=len(world.codes),
        items=len(world.bank),
        modules=len({module.key for track in world.tracks for module in track.modules}),
        tests=tuple(_examining_row(policy, length, tested[policy][length], seed) for policy in Examining for length in LENGTHS),
        together=tuple(_together(tested, length, seed) for length in LENGTHS),
        diagnostic=_diagnostic(setting, people, known, seed),
        at_first=mean(free.at_first, seed),
        settings=settings,
        equal_from=equal,
        why_no_claim=_why_no_claim(free, equal),
        hours=tuple(_track_row(setting, people, free, number, equal, seed) for number in range(len(world.tracks))),
        courses=tuple(_course_row(policy, people, free, bound[policy], assumed, seed) for policy in Studying),
        plans=_plan_row(plans),
        keeping=tuple(_keep_row(policy, kept[policy], seed) for policy in Keeping),
    )
    return findings, Timed(plans.seconds)


def _examining_row(policy: Examining, length: int, found: Verdicts, seed: int) -> ExaminingRow:
    return ExaminingRow(
        policy=policy.value,
        questions=length,
        wrong=mean(found.wrong, seed),
        rmse=root(found.squared, seed),
        coverage=mean(found.inside, seed),
        decided=ratio(found.decided, found.required, seed),
        false_acquired=ratio(found.false_acquired, found.acquired, seed),
        minutes=mean(found.minutes, seed),
    )


def _together(tested: dict[Examining, dict[int, Verdicts]], length: int, seed: int) -> Together:
    ours, peer = tested[Examining.RISK][length], tested[Examining.APART][length]
    return Together(length, less(ours.wrong, peer.wrong, seed), less(ours.squared, peer.squared, seed, squared=True))


def _diagnostic(setting: Setting, people: People, known: Known, seed: int) -> Diagnostic:
    asked = known.diagnostic.astype(np.float64)
    first = judged(setting.world, people, known.at_once, theta=people.theta, questions=asked)
    then = judged(setting.world, people, known.room, theta=people.theta, questions=asked + known.short)
    # The clock is looked at before each question: the last one may end after the bell.
    in_time = (first.minutes <= AT_THE_MOST_MINUTES + people.seconds / 60.0).astype(np.float64)
    assert MOST_SECONDS == 60 * AT_THE_MOST_MINUTES
    return Diagnostic(
        questions=median(asked, seed),
        minutes=median(first.minutes, seed),
        within_time=mean(in_time, seed),
        coverage=mean(first.inside, seed),
        wrong=mean(first.wrong, seed),
        decided=ratio(first.decided, first.required, seed),
        false_acquired=ratio(first.false_acquired, first.acquired, seed),
        settled_minutes=median(then.minutes, seed),
        settled_decided=ratio(then.decided, then.required, seed),
        settled_wrong=mean(then.wrong, seed),
        settled_coverage=mean(then.inside, seed),
    )


def _settings(free: Leisure, seed: int) -> tuple[SettingRow, ...]:
    full = free.mastery[Studying.EVERYTHING]
    rows = []
    for number, covered_from in enumerate(SETTINGS):
        shown = ~np.isnan(free.saved[number])
        if not shown.any():
            continue
        difference = mean((free.personal_mastery[number] - full)[shown], seed)
        learnt = float((full - free.at_first)[shown].mean())
        equal = learnt >= LEAST_LEARNT and difference.value >= -LEAST_LOSS
        rows.append(SettingRow(covered_from, covered_from == COVERED, median(free.saved[number][shown], seed), difference, equal))
    return tuple(rows)


def _why_no_claim(free: Leisure, equal: float | None) -> str:
    if equal is not None:
        return ""
    shown = ~np.isnan(free.saved[SETTINGS.index(COVERED)])
    if not shown.any():
        return "not-covered"
    learnt = float((free.mastery[Studying.EVERYTHING] - free.at_first)[shown].mean())
    return "nothing-learnt" if learnt < LEAST_LEARNT else "not-equal"


def _track_row(setting: Setting, people: People, free: Leisure, number: int, equal: float | None, seed: int) -> TrackRow:
    track = setting.world.tracks[number]
    rows = people.track == number
    # Of one track, all are alike; a mean could round what stands on the bar to beneath it.
    covered = float(free.covered[rows].max()) if rows.any() else 0.0
    full = free.minutes[Studying.EVERYTHING][rows]
    saved, difference, why = None, None, ""
    if not rows.any():
        why = "nobody"
    elif rows.sum() < LEAST:
        why = "few"
    elif covered < LEAST_COVERED:
        why = "not-covered"
    elif equal is None:
        why = "no-claim"
    else:
        place = SETTINGS.index(equal)
        shown = rows & ~np.isnan(free.saved[place])
        if shown.any():
            difference = mean((free.personal_mastery[place] - free.mastery[Studying.EVERYTHING])[shown], seed)
            # A few people differ by luck: only where luck does not explain the loss is mastery said not to be equal.
            best = difference.value if difference.high is None else difference.high
            why = "not-equal" if best < -LEAST_LOSS else ""
            saved = median(free.saved[place][shown], seed) if not why else None
        else:
            why = "no-claim"
    hours = float(full.mean()) / 60.0 if rows.any() else 0.0
    return TrackRow(track.profession, track.stage, int(rows.sum()), covered, hours, saved, difference, why)


def _course_row(policy: Studying, people: People, free: Leisure, bound: Deadline, assumed: Assumptions, seed: int) -> CourseRow:
    hours = free.minutes[policy] / 60.0
    return CourseRow(
        policy=policy.value,
        hours=mean(hours, seed),
        mastery=mean(free.mastery[policy], seed),
        gain_per_hour=_per_hour(free, policy, seed),
        deadline_hours=mean(bound.minutes / 60.0, seed),
        deadline_mastery=mean(bound.mastery, seed),
        left=mean(bound.left.astype(np.float64), seed),
        finished=mean(bound.finished.astype(np.float64), seed),
    )


def _per_hour(free: Leisure, policy: Studying, seed: int) -> Figure:
    """Return the points of mastery an hour of the course brings."""
    gained: Floats = free.mastery[policy] - free.at_first
    return ratio(gained, free.minutes[policy] / 60.0, seed)


def _keep_row(policy: Keeping, kept: Kept, seed: int) -> KeepRow:
    return KeepRow(
        policy=policy.value,
        mastery=mean(kept.mastery, seed),
        said=mean(kept.held, seed),
        wrongly=ratio(kept.wrongly, kept.held, seed),
        test_minutes=mean(kept.tests, seed),
        median_test_minutes=median(kept.tests, seed),
        module_minutes=mean(kept.modules, seed),
    )


def _plan_row(plans: Plans) -> PlanRow:
    totals: dict[str, Any] = {one.name: getattr(plans, one.name) for one in fields(PlanTotals)}
    return PlanRow(
        **totals,
        weeks_more=float(np.median(plans.weeks_more)) if plans.weeks_more else None,
        minutes_more=float(np.median(plans.minutes_more)) if plans.minutes_more else None,
    )
