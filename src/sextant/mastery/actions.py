from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sextant.accounts.models import Learner
from sextant.frameworks.document import Framework
from sextant.kernel.events import publish
from sextant.mastery.choices import Assurance
from sextant.mastery.events import EstimateChanged
from sextant.mastery.models import Declaration, Estimate, Observation
from sextant.mastery.queries import declarations_of, observations_of
from sextant.mastery.state import State, prior_for, replayed


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was seen, before it becomes an observation."""

    source: str
    source_id: UUID
    item: str
    item_hash: str
    loads: Mapping[str, float]
    score: float
    a: float
    b: float
    c: float
    b_sd: float
    edition: str
    language: str
    occurred_at: datetime
    option_order: list[str] = field(default_factory=list)
    weight: float = 1.0
    assurance: Assurance = Assurance.UNSUPERVISED
    supersedes: UUID | None = None


def _row(learner: Learner, framework: Framework, evidence: Evidence) -> Observation:
    return Observation(
        learner=learner,
        framework=framework.code,
        framework_version=framework.version,
        **{name: getattr(evidence, name) for name in Evidence.__dataclass_fields__ if name != "loads"},
        loads=dict(evidence.loads),
    )


@transaction.atomic
def observe(*, learner: Learner, framework: Framework, evidence: Iterable[Evidence], now: datetime) -> State:
    """Add observations and bring the estimate up to date. Four queries, whatever the number of observations."""
    Observation.objects.bulk_create([_row(learner, framework, one) for one in evidence])
    return rebuild(learner=learner, framework=framework, now=now)


@transaction.atomic
def rebuild(*, learner: Learner, framework: Framework, now: datetime, settled: frozenset[str] | None = None) -> State:
    """Replay every observation of `learner` and keep the result; `settled`, when given, replaces the list of settled competences."""
    declared = declarations_of(learner, framework)
    before = prior_for(framework, learner, declared)
    rows = list(observations_of(learner, framework.code))
    after = replayed(framework, before, rows)
    estimate = Estimate.objects.select_for_update().filter(learner=learner, framework=framework.code).first()
    if estimate is None:
        estimate = Estimate(learner=learner, framework=framework.code)
        creating = True
    else:
        creating = False
    estimate.framework_version = framework.version
    estimate.codes = list(framework.codes)
    estimate.mean = after.mean.tolist()
    estimate.covariance = after.cov.tolist()
    estimate.observations = len(rows)
    estimate.updated_at = now
    if settled is not None:
        estimate.settled = sorted(settled)
    estimate.save(force_insert=creating)
    return State(framework, before, after, len(rows), frozenset(estimate.settled))


@transaction.atomic
def settle(*, learner: Learner, framework: Framework, competence: str, now: datetime) -> State:
    """Note that the settling test of `competence` is over: what is still open there is borderline, for good."""
    estimate = Estimate.objects.filter(learner=learner, framework=framework.code).first()
    settled = frozenset(estimate.settled if estimate else ()) | {competence}
    state = rebuild(learner=learner, framework=framework, now=now, settled=settled)
    publish(EstimateChanged(learner=str(learner.pk), framework=framework.code))
    return state


@transaction.atomic
def declare_levels(
    *,
    learner: Learner,
    framework: Framework,
    levels: Mapping[str, str | None],
    now: datetime,
    certificates: Mapping[str, str] | None = None,
) -> None:
    """
    Keep what the learner says of their levels, and move the prior with it.

    `levels` maps a competence or domain code to a level code, to the empty string for "no level yet", or to None to take it back.
    """
    certificates = certificates or {}
    taken_back = [code for code, level in levels.items() if level is None]
    if taken_back:
        Declaration.objects.filter(learner=learner, framework=framework.code, code__in=taken_back).delete()
    Declaration.objects.bulk_create(
        [
            Declaration(
                learner=learner, framework=framework.code, code=code, level=level, certificate=certificates.get(code, ""), declared_at=now
            )
            for code, level in levels.items()
            if level is not None
        ],
        update_conflicts=True,
        unique_fields=["learner", "framework", "code"],
        update_fields=["level", "certificate", "declared_at"],
    )
    rebuild(learner=learner, framework=framework, now=now)


def announce_change(*, learner: Learner, framework: Framework) -> None:
    """Tell the other contexts that the state moved; call it once after a series of observations."""
    publish(EstimateChanged(learner=str(learner.pk), framework=framework.code))
