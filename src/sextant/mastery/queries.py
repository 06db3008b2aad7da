import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db.models import CharField, DateTimeField, Exists, OuterRef, QuerySet, UUIDField

from sextant.accounts.models import Learner
from sextant.engine.measurement.drift import lasting, with_time
from sextant.engine.measurement.gauss import half_width
from sextant.engine.measurement.posterior import Posterior, interval
from sextant.engine.measurement.verdicts import Verdict as EngineVerdict
from sextant.engine.measurement.verdicts import chance_above, verdicts
from sextant.frameworks.document import Framework, Level
from sextant.ground.compiled import Compiled, CompiledObjects, Given
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Declaration, Estimate, Observation, Study
from sextant.mastery.state import State, floor_of, prior_for, state_at, thresholds

CONFIDENCE = 0.9
"""A verdict needs this much; an interval holds this much."""

_VERDICTS = {
    EngineVerdict.ACQUIRED: Verdict.ACQUIRED,
    EngineVerdict.TO_ACQUIRE: Verdict.TO_ACQUIRE,
    EngineVerdict.TO_SETTLE: Verdict.TO_SETTLE,
    EngineVerdict.BORDERLINE: Verdict.BORDERLINE,
    EngineVerdict.NOT_REQUIRED: Verdict.NOT_REQUIRED,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """When a competence was last asked itself, how many days ago, and the level and interval that stood then (logits)."""

    on: date
    days: int
    theta: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CompetenceResult:
    """
    What may be said of one competence: level and 90 % interval (logits), requirement, verdict, and what the learner thought.

    `faded`: it was acquired, and time alone has made it too uncertain to say so.
    """

    code: str
    axis: int
    theta: float
    low: float
    high: float
    level: Level | None
    required: Level | None
    chance: float
    verdict: Verdict
    thought: Level | None
    thought_given: bool
    seen: Seen | None = None
    faded: bool = False


@dataclass(frozen=True, slots=True)
class DomainResult:
    """The mean level over a domain, with its 90 % interval (logits)."""

    code: str
    theta: float
    low: float
    high: float
    level: Level | None


def declarations_of(learner: Learner, framework: Framework) -> dict[str, str]:
    """Return what the learner declared: competence or domain code → level code (empty for "no level yet")."""
    return dict(_DECLARED.rows(learner=learner.pk, framework=framework.code))


_DECLARED = Compiled(
    lambda: Declaration.objects.filter(learner=Given("learner", UUIDField()), framework=Given("framework", CharField())).values_list(
        "code", "level"
    )
)


def declarations_of_many(learners: Iterable[UUID], framework: Framework) -> dict[UUID, dict[str, str]]:
    """Return what each of these learners declared, as `declarations_of` does (one query)."""
    found: dict[UUID, dict[str, str]] = {}
    rows = Declaration.objects.filter(learner__in=list(learners), framework=framework.code)
    for learner, code, level in rows.values_list("learner_id", "code", "level"):
        found.setdefault(learner, {})[code] = level
    return found


def observations_of(learner: Learner | Given, framework: str | Given) -> QuerySet[Observation]:
    """Return the observations that count: those no later one supersedes."""
    later = Observation.objects.filter(learner=learner, supersedes=OuterRef("pk"))
    return Observation.objects.filter(learner=learner, framework=framework).filter(~Exists(later))


def observations_since(learner: Learner, framework: str, since: datetime) -> list[Observation]:
    """Return the observations that count and were made at `since` or later, as `observations_of` does (one query, written once)."""
    return _SINCE.rows(learner=learner.pk, framework=framework, since=since)


def _since() -> QuerySet[Observation]:
    counting = observations_of(Given("learner", UUIDField()), Given("framework", CharField()))
    return counting.filter(occurred_at__gte=Given("since", DateTimeField()))


_SINCE = CompiledObjects(Observation, _since)


def observations_of_many(learners: Iterable[UUID], framework: str) -> dict[UUID, list[Observation]]:
    """Return the observations that count of each of these learners (one query)."""
    keys = list(learners)
    later = Observation.objects.filter(learner=OuterRef("learner"), supersedes=OuterRef("pk"))
    found: dict[UUID, list[Observation]] = {key: [] for key in keys}
    for row in Observation.objects.filter(learner__in=keys, framework=framework).filter(~Exists(later)):
        found[row.learner_id].append(row)
    return found


def studies_of(learner: Learner, framework: str) -> QuerySet[Study]:
    """Return what the learner studied to its end, the oldest first."""
    return Study.objects.filter(learner=learner, framework=framework)


def studies_of_many(learners: Iterable[UUID], framework: str) -> dict[UUID, list[Study]]:
    """Return what each of these learners studied to its end (one query)."""
    found: dict[UUID, list[Study]] = {}
    for row in Study.objects.filter(learner__in=list(learners), framework=framework):
        found.setdefault(row.learner_id, []).append(row)
    return found


def state_of(learner: Learner, framework: Framework, declared: dict[str, str] | None = None, *, now: datetime) -> State:
    """Return the state of `learner` at `now`: two queries at most, none of them a replay."""
    if declared is None:
        declared = declarations_of(learner, framework)
    before = prior_for(framework, learner, declared)
    found = _KNOWN.first(learner=learner.pk, framework=framework.code)
    if found is None:
        return State.unseen(framework, before)
    return state_at(found, framework, learner, now=now, before=before)


# What an answer is replayed from is a few kilobytes that no reader of the state needs.
_KNOWN = CompiledObjects(
    Estimate,
    lambda: Estimate.objects.filter(learner=Given("learner", UUIDField()), framework=Given("framework", CharField())),
    without=["start"],
)


def results(state: State, learner: Learner, declared: dict[str, str]) -> list[CompetenceResult]:
    """Return the result per competence, in the framework's order."""
    framework = state.framework
    wanted = thresholds(framework, learner)
    bounds = interval(state.now, level=CONFIDENCE)
    chances = chance_above(state.now, wanted)
    own = _after_own_answers(state)
    then, mine, said = (verdicts(one, wanted, p=CONFIDENCE, settled=state.settled_axes) for one in (state.last, own, state.now))
    said = with_time(said, then, mine, chances)
    required = (
        framework.required(learner.profession, learner.stage)
        if learner.profession in framework.professions and learner.stage in framework.stages
        else {}
    )
    return [
        CompetenceResult(
            code=code,
            axis=axis,
            theta=float(state.now.mean[axis]),
            low=float(bounds[axis, 0]),
            high=float(bounds[axis, 1]),
            level=framework.level_at(float(state.now.mean[axis])),
            required=required.get(code),
            chance=float(chances[axis]) if not math.isnan(chances[axis]) else math.nan,
            verdict=_VERDICTS[said[axis]],
            thought=framework.levels.get(declared.get(code, "")),
            thought_given=code in declared,
            seen=_seen(state, code),
            faded=said[axis] is EngineVerdict.TO_SETTLE and EngineVerdict.ACQUIRED in {then[axis], mine[axis]},
        )
        for axis, code in enumerate(framework.codes)
    ]


def _after_own_answers(state: State) -> Posterior:
    """Return what stood of each competence after the last answers on it; after the last answer of all where it was never asked itself."""
    mean, variance = state.last.mean.copy(), state.last.cov.diagonal().copy()
    for code, one in state.seen.items():
        axis = state.framework.axis.get(code)
        if axis is not None:
            mean[axis], variance[axis] = one.mean, one.sd**2
    return Posterior(mean, np.diag(variance))


def _seen(state: State, code: str) -> Seen | None:
    found = state.seen.get(code)
    if found is None:
        return None
    reach = half_width(CONFIDENCE) * found.sd
    return Seen(date.fromordinal(found.day), state.day - found.day, found.mean, found.mean - reach, found.mean + reach)


def fades_on(state: State, found: Iterable[CompetenceResult], learner: Learner) -> date | None:
    """Return the first day on which time alone makes a competence acquired today too uncertain to say so; None for no such day."""
    acquired = [one.axis for one in found if one.verdict == Verdict.ACQUIRED]
    if not acquired or state.stability is None:
        return None
    days = lasting(state.now, floor_of(state.framework, learner), state.stability, thresholds(state.framework, learner))[acquired].min()
    return date.fromordinal(state.day + max(1, int(days))) if math.isfinite(days) else None


def results_of(learner: Learner, framework: Framework, *, now: datetime) -> list[CompetenceResult]:
    """Return the result per competence of `learner` at `now`."""
    declared = declarations_of(learner, framework)
    return results(state_of(learner, framework, declared, now=now), learner, declared)


def domain_results(state: State) -> list[DomainResult]:
    """Return the result per domain: the mean of its competences, whose interval is narrower than any one of them."""
    framework = state.framework
    found = []
    for position, domain in enumerate(framework.domains):
        axes = [axis for axis, of in enumerate(framework.domain_of) if of == position]
        share = 1 / len(axes)
        theta = float(state.now.mean[axes].mean())
        variance = float(state.now.cov[axes][:, axes].sum()) * share * share
        bounds = interval(Posterior([theta], [[variance]]), level=CONFIDENCE)  # type: ignore[arg-type]
        found.append(DomainResult(domain.code, theta, float(bounds[0, 0]), float(bounds[0, 1]), framework.level_at(theta)))
    return found
