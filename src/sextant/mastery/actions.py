from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from sextant.accounts.models import Learner
from sextant.engine.measurement.posterior import Posterior
from sextant.frameworks.document import Framework
from sextant.kernel.events import publish
from sextant.mastery.choices import Assurance
from sextant.mastery.events import EstimateChanged
from sextant.mastery.history import as_week_began
from sextant.mastery.models import Declaration, Estimate, Observation, Study
from sextant.mastery.queries import (
    declarations_of,
    declarations_of_many,
    observations_of,
    observations_of_many,
    observations_since,
    studies_of,
    studies_of_many,
)
from sextant.mastery.replaying import Start, carried, chain, kept, key_of, taken_up
from sextant.mastery.state import State, day_of, floor_of, morning_of, prior_for

_BATCH = 1000


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
    worth: float = 1.0
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
    """
    Add observations and bring the estimate up to date. A constant number of queries, whatever the number of observations.

    What comes on the last day or later is replayed from where that day began; what comes late, or corrects, from the beginning.
    """
    rows = [_row(learner, framework, one) for one in evidence]
    Observation.objects.bulk_create(rows)
    corrects = any(row.supersedes for row in rows)
    return _brought_up(learner, framework, now=now, since=None if corrects else min((row.occurred_at for row in rows), default=now))


@transaction.atomic(savepoint=False)
def observe_many(
    *,
    framework: Framework,
    evidence: Mapping[Learner, Sequence[Evidence]],
    now: datetime,
    settling: Mapping[Learner, set[str]] | None = None,
) -> dict[UUID, State]:
    """
    Do for many learners what `observe` does for one, and note which settling tests are over; return their states. Seven queries.

    Nothing is announced: whoever brings answers of learners with a plan calls `announce_change`.
    """
    # Lock, then look, in the order of the keys: two batches that share learners wait for each other and never in a circle.
    learners = list(Learner.objects.select_for_update().filter(pk__in=[one.pk for one in evidence]).order_by("pk"))
    kept = {row.learner_id: row for row in Estimate.objects.select_for_update().filter(learner__in=learners, framework=framework.code)}
    fresh = {learner.pk: [_row(learner, framework, one) for one in found] for learner, found in evidence.items()}
    Observation.objects.bulk_create([row for rows in fresh.values() for row in rows], batch_size=_BATCH)
    # Without an estimate nothing was observed before: what was just written is all there is.
    rows = fresh | observations_of_many(kept, framework.code)
    declared = declarations_of_many((learner.pk for learner in learners), framework)
    studied = studies_of_many([learner.pk for learner in learners], framework.code)
    over = {learner.pk: codes for learner, codes in (settling or {}).items()}
    estimates, states = [], {}
    for learner in learners:
        estimate = kept.get(learner.pk) or Estimate(learner=learner, framework=framework.code)
        before, floor = prior_for(framework, learner, declared.get(learner.pk, {})), floor_of(framework, learner)
        states[learner.pk] = _bring_up(
            estimate, framework, before, floor, rows[learner.pk], studied.get(learner.pk, []), now=now, settling=over.get(learner.pk, set())
        )
        estimates.append(estimate)
    names = [field.name for field in Estimate._meta.concrete_fields if field.name not in {"id", "learner", "framework"}]
    Estimate.objects.bulk_create(estimates, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=names)
    return states


@transaction.atomic(savepoint=False)
def rebuild(*, learner: Learner, framework: Framework, now: datetime) -> State:
    """Replay every observation of `learner` and keep the result."""
    return _brought_up(learner, framework, now=now, since=None)


def _brought_up(learner: Learner, framework: Framework, *, now: datetime, since: datetime | None, settling: str = "") -> State:
    """
    Replay the observations and keep the result; `since` is the moment of the first one that is new, None where an older one changed.

    `settling` names a competence to add to the settled ones.
    """
    # Lock, then look: of two answers in two sittings, the second to come must see the first.
    estimate = _locked(learner, framework)
    creating = estimate is None
    if estimate is None:
        Learner.objects.select_for_update().get(pk=learner.pk)
        estimate = _locked(learner, framework)
        creating = estimate is None
    if estimate is None:
        estimate = Estimate(learner=learner, framework=framework.code)
    before, floor = prior_for(framework, learner, declarations_of(learner, framework)), floor_of(framework, learner)
    start = taken_up(estimate.start, key_of(framework, before, floor), since=since)
    studies = studies_of(learner, framework.code)
    if start is None:
        rows = list(observations_of(learner, framework.code))
    else:
        rows = observations_since(learner, framework.code, morning_of(start.day))
        studies = studies.filter(studied_at__gte=morning_of(start.day))
    # Most days nothing was studied to its end: no query asks for it then.
    none = not creating and (estimate.studied_at is None or (start is not None and day_of(estimate.studied_at) < start.day))
    state = _bring_up(estimate, framework, before, floor, rows, [] if none else list(studies), start, now=now, settling={settling} - {""})
    estimate.save(force_insert=creating)
    return state


def _bring_up(
    estimate: Estimate,
    framework: Framework,
    before: Posterior,
    floor: Posterior,
    rows: Sequence[Observation],
    studies: Sequence[Study],
    start: Start | None = None,
    *,
    now: datetime,
    settling: set[str],
) -> State:
    """Replay `rows` (since `start`), put the result into `estimate` (not saved yet), and return it as a state."""
    found = chain(framework, before, floor, rows, studies, start)
    # Before anything moves: what stood when the week began stays beside it, in the same write.
    estimate.week = as_week_began(estimate, framework, floor, now=now)
    after = found.memory.posterior
    estimate.framework_version = framework.version
    estimate.codes = list(framework.codes)
    estimate.mean = after.mean.tolist()
    estimate.covariance = after.cov.tolist()
    estimate.observations = found.observations
    estimate.updated_at = now
    estimate.settled = sorted({*estimate.settled, *settling})
    estimate.seen_at = found.seen_at or (estimate.seen_at if start is not None else None)
    estimate.studied_at = max((one.studied_at for one in studies), default=estimate.studied_at)
    estimate.carried = carried(found.memory, found.seen)
    if start is None or found.start.day != start.day:
        estimate.start = kept(found.start, key_of(framework, before, floor)) if rows else {}
    today = day_of(now)
    return State(
        framework, before, found.memory.at(today, floor), found.observations, frozenset(estimate.settled), after, today, dict(found.seen)
    )


def _locked(learner: Learner, framework: Framework) -> Estimate | None:
    return Estimate.objects.select_for_update().filter(learner=learner, framework=framework.code).first()


@transaction.atomic(savepoint=False)
def set_aside(*, learner: Learner, framework: Framework, source_ids: Collection[UUID], now: datetime) -> State | None:
    """Let what was observed under `source_ids` count for nothing: each is superseded by itself with no weight. None: nothing counted."""
    _lock(learner)
    counting = observations_of(learner, framework.code).filter(source_id__in=list(source_ids), weight__gt=0)
    return _weigh_again(learner, framework, [(row, 0.0) for row in counting], now=now)


@transaction.atomic(savepoint=False)
def take_back(*, learner: Learner, framework: Framework, source_ids: Collection[UUID], now: datetime) -> State | None:
    """Let what was set aside under `source_ids` count again for what it counted before. None: nothing was set aside."""
    _lock(learner)
    aside = observations_of(learner, framework.code).filter(source_id__in=list(source_ids), weight=0, supersedes__isnull=False)
    rows = list(aside)
    before = Observation.objects.filter(learner=learner, pk__in=[row.supersedes for row in rows]).in_bulk()
    return _weigh_again(learner, framework, [(row, before[row.supersedes].weight) for row in rows if row.supersedes in before], now=now)


def _weigh_again(learner: Learner, framework: Framework, rows: list[tuple[Observation, float]], *, now: datetime) -> State | None:
    if not rows:
        return None
    names = [column.attname for column in Observation._meta.concrete_fields if not column.primary_key]
    Observation.objects.bulk_create(
        [Observation(**{name: getattr(row, name) for name in names} | {"weight": weight, "supersedes": row.pk}) for row, weight in rows]
    )
    return rebuild(learner=learner, framework=framework, now=now)


def _lock(learner: Learner) -> None:
    # Lock, then look: of two that come together, the second must see what the first superseded.
    Learner.objects.select_for_update().get(pk=learner.pk)


@transaction.atomic
def settle(*, learner: Learner, framework: Framework, competence: str, now: datetime) -> State:
    """Note that the settling test of `competence` is over: what is still open there is borderline, for good."""
    state = _brought_up(learner, framework, now=now, since=now, settling=competence)
    publish(EstimateChanged(learner=str(learner.pk), framework=framework.code))
    return state


@transaction.atomic(savepoint=False)
def note_study(*, learner: Learner, framework: Framework, resource: str, competences: Iterable[str], now: datetime) -> Study | None:
    """
    Note that the learner studied a resource to its end: no level, interval or verdict moves.

    Answers that follow may weigh more than those before (`engine.measurement.drift`). None: nothing in it belongs to the framework.
    """
    codes = sorted({code for code in competences if code in framework.axis})
    if not codes:
        return None
    _lock(learner)
    study, _created = Study.objects.get_or_create(
        learner=learner, framework=framework.code, resource=resource, studied_at=now, defaults={"competences": codes}
    )
    # The next answer replays from the beginning, and finds it.
    Estimate.objects.filter(learner=learner, framework=framework.code).update(studied_at=now, start={})
    return study


@transaction.atomic(savepoint=False)
def take_back_study(*, learner: Learner, framework: Framework, resource: str) -> None:
    """
    Forget that the learner studied a resource to its end, unless answers came since: they were weighed with it, and no click moves a level.
    """
    _lock(learner)
    studies = studies_of(learner, framework.code).filter(resource=resource)
    last = observations_of(learner, framework.code).aggregate(last=Max("occurred_at"))["last"]
    # A study of the very moment of an answer counts as before it.
    gone, _kinds = (studies.filter(studied_at__gt=last) if last else studies).delete()
    if gone:
        # The next answer replays from the beginning, without it.
        Estimate.objects.filter(learner=learner, framework=framework.code).update(start={})


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
