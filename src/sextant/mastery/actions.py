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
from sextant.mastery.history import as_week_began
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


@transaction.atomic(savepoint=False)
def observe(*, learner: Learner, framework: Framework, evidence: Iterable[Evidence], now: datetime) -> State:
    """Add observations and bring the estimate up to date. A constant number of queries, whatever the number of observations."""
    Observation.objects.bulk_create([_row(learner, framework, one) for one in evidence])
    return rebuild(learner=learner, framework=framework, now=now)


@transaction.atomic(savepoint=False)
def rebuild(*, learner: Learner, framework: Framework, now: datetime, settling: str = "") -> State:
    """Replay every observation of `learner` and keep the result; `settling` names a competence to add to the settled ones."""
    # Lock, then look: of two answers in two sittings, the second to come must see the first.
    estimate = _locked(learner, framework)
    creating = estimate is None
    if estimate is None:
        Learner.objects.select_for_update().get(pk=learner.pk)
        estimate = _locked(learner, framework)
        creating = estimate is None
    if estimate is None:
        estimate = Estimate(learner=learner, framework=framework.code)
    before = prior_for(framework, learner, declarations_of(learner, framework))
    rows = list(observations_of(learner, framework.code))
    after = replayed(framework, before, rows)
    # Before anything moves: what stood when the week began stays beside it, in the same write.
    estimate.week = as_week_began(estimate, now=now)
    estimate.framework_version = framework.version
    estimate.codes = list(framework.codes)
    estimate.mean = after.mean.tolist()
    estimate.covariance = after.cov.tolist()
    estimate.observations = len(rows)
    estimate.updated_at = now
    if settling:
        estimate.settled = sorted({*estimate.settled, settling})
    estimate.save(force_insert=creating)
    return State(framework, before, after, len(rows), frozenset(estimate.settled))


def _locked(learner: Learner, framework: Framework) -> Estimate | None:
    return Estimate.objects.select_for_update().filter(learner=learner, framework=framework.code).first()


@transaction.atomic
def settle(*, learner: Learner, framework: Framework, competence: str, now: datetime) -> State:
    """Note that the settling test of `competence` is over: what is still open there is borderline, for good."""
    state = rebuild(learner=learner, framework=framework, now=now, settling=competence)
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
