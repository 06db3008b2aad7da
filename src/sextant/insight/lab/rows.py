"""The figures of a report, row by row."""

from dataclasses import dataclass

from sextant.engine.simulation.policies.planned import PlanTotals
from sextant.insight.lab.figures import Figure


@dataclass(frozen=True, slots=True)
class ExaminingRow:
    """A policy of testing at a length."""

    policy: str
    questions: int
    wrong: Figure
    rmse: Figure
    coverage: Figure
    decided: Figure
    false_acquired: Figure
    minutes: Figure


@dataclass(frozen=True, slots=True)
class Together:
    """By how much separate tests of the same length are worse."""

    questions: int
    fewer_wrong: Figure
    lower_rmse: Figure


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """The diagnostic as the campus gives it, then with its short tests."""

    questions: Figure
    minutes: Figure
    within_time: Figure
    coverage: Figure
    wrong: Figure
    decided: Figure
    false_acquired: Figure
    settled_minutes: Figure
    settled_decided: Figure
    settled_wrong: Figure
    settled_coverage: Figure


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting of the planner: `saved` of the full course, and the mastery lost against it, of those to whom a saving may be shown."""

    covered_from: float
    campus: bool
    saved: Figure
    difference: Figure
    equal: bool


@dataclass(frozen=True, slots=True)
class TrackRow:
    """Hours saved of a profession at a stage, at the setting that keeps mastery equal; `why_not` says why none is shown."""

    profession: str
    stage: str
    learners: int
    covered: float
    full_hours: float
    saved: Figure | None
    difference: Figure | None
    why_not: str


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A policy of study, when nothing hinders it and by each learner's deadline."""

    policy: str
    hours: Figure
    mastery: Figure
    gain_per_hour: Figure
    deadline_hours: Figure
    deadline_mastery: Figure
    left: Figure
    finished: Figure


@dataclass(frozen=True, slots=True)
class KeepRow:
    """A policy of keeping what was learnt, a year after the deadline."""

    policy: str
    mastery: Figure
    said: Figure
    wrongly: Figure
    test_minutes: Figure
    median_test_minutes: Figure
    module_minutes: Figure


@dataclass(frozen=True, slots=True)
class PlanRow(PlanTotals):
    """What a verifier found of the plans (promise 3), and what the smallest way out asks in the middle."""

    weeks_more: float | None
    minutes_more: float | None
