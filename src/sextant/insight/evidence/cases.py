"""
Who can be compared for each resource: what was known of them before, what they showed afterwards, and whether they took it.

Everything is read, nothing is kept: a case lives as long as the estimate is being made, and holds no name, key or date.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum

from sextant.catalogue.document import Resource
from sextant.engine.measurement.alone import alone
from sextant.frameworks.document import Framework
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Observation
from sextant.pathways.choices import StepKind
from sextant.pathways.models import Completion, Plan, Step
from sextant.study.models import Visit

WAIT = timedelta(days=7)
"""Between a resource and the answers that tell whether something stayed."""

WINDOW = timedelta(days=14)
"""Answers given so long after the first of them count together."""

LEAST_ANSWERS = 5
"""Fewer answers on a competence say too little by themselves of where one stands."""

MAINLY = 0.5
"""Share of a question that must be about a competence for its answer to tell of it."""

READ = 0.5
"""Share of a resource's minutes that must have been spent on it to have taken it, where nobody said it was finished."""

OPENED = 60
"""Seconds from which a resource was begun: who stopped half-way neither took it nor did not."""

AT_ONCE = 500
"""Learners whose answers are read together."""

_STUDIED = {Verdict.TO_ACQUIRE.value, Verdict.BORDERLINE.value}


@dataclass(frozen=True, slots=True)
class Case:
    """One learner in one comparison: levels in units of θ, `hours` a week, and the probability of the coin where there was one."""

    before: float
    after: float
    taken: bool
    required: float
    hours: float
    profession: str
    stage: str
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan knew of a learner on a competence when it first planned for it."""

    plan: UUID
    at: datetime
    level: float
    required: float
    hours: float


@dataclass(frozen=True, slots=True)
class Lot:
    """What the coin named for a learner, with which probability, in which plan, and when it was due."""

    named: str
    among: tuple[str, ...]
    chance: float
    at: datetime
    due: datetime
    known: Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a diagnostic or a short test, with the parameters of its question."""

    at: datetime
    a: float
    b: float
    c: float
    score: float
    weight: float


@dataclass
class Record:
    """What a learner's comparisons are made of."""

    profession: str
    stage: str
    known: dict[str, Known]
    due: dict[str, datetime]
    lots: dict[tuple[str, ...], Lot]
    done: dict[str, datetime]
    begun: set[str]


Cases = dict[tuple[str, str], list[Case]]
"""Cases by (resource, competence)."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The cases of both comparisons, the resources each randomised one is against, and how many learners they come from."""

    observational: Cases
    randomised: Cases
    against: dict[tuple[str, str], tuple[str, ...]]
    people: int


def gather(framework: Framework, resources: Mapping[str, Resource], *, simulated: bool) -> Gathered:
    """
    Return whom the resources of a framework can be compared on: real learners, or simulated ones, never both.

    A constant number of queries, and one for every `AT_ONCE` learners. A learner counts for a competence from the first plan that set out
    to raise it; without answers at least `WAIT` after a resource was done, or was due, they say nothing of it.
    """
    records = _records(framework, resources, simulated=simulated)
    waits = _usual_waits(records, resources)
    alike = _alike(resources)
    found = Gathered(defaultdict(list), defaultdict(list), {}, 0)
    people = 0
    everybody = sorted(records)
    for start in range(0, len(everybody), AT_ONCE):
        batch = everybody[start : start + AT_ONCE]
        answers = _answers(framework, batch)
        for learner in batch:
            after = _After(answers.get(learner, {}))
            record = records[learner]
            before = _count(found)
            for uid, resource in resources.items():
                _observe(found, framework, record, after, uid, resource, alike[uid], waits.get(uid, timedelta()))
            for lot in record.lots.values():
                _cast(found, record, after, lot, resources)
            people += _count(found) > before
    return Gathered(found.observational, found.randomised, found.against, people)


def _count(found: Gathered) -> int:
    return sum(map(len, found.observational.values())) + sum(map(len, found.randomised.values()))


def _records(framework: Framework, resources: Mapping[str, Resource], *, simulated: bool) -> dict[UUID, Record]:
    mine = {"learner__simulated": simulated}
    records: dict[UUID, Record] = {}
    plans = Plan.objects.filter(**mine, framework=framework.code).order_by("made_at", "number")
    wanted = ("pk", "learner", "learner__profession", "learner__stage", "made_at", "summary__coverage", "summary__weekly")
    of_plan: dict[UUID, dict[str, Known]] = {}
    for key, learner, profession, stage, at, coverage, weekly in plans.values_list(*wanted).iterator():
        record = records.setdefault(learner, Record(profession, stage, {}, {}, {}, {}, set()))
        known = dict(_known(key, at, coverage, weekly))
        of_plan[key] = known
        for competence, one in known.items():
            record.known.setdefault(competence, one)
    steps = Step.objects.filter(**mine, plan__framework=framework.code).exclude(kind=StepKind.TEST).order_by("plan__made_at", "position")
    for learner, plan, module, at, due, lot in steps.values_list(
        "learner", "plan", "module", "plan__made_at", "ends_at", "why__drawn"
    ).iterator():
        if learner not in records:
            continue
        record = records[learner]
        record.due.setdefault(module, due)
        if lot:
            among = tuple(lot["among"])
            record.lots.setdefault(among, Lot(module, among, float(lot["chance"]), at, due, of_plan.get(plan, {})))
    for learner, module, at in Completion.objects.filter(**mine).values_list("learner", "module", "completed_at").iterator():
        if learner in records:
            records[learner].done[module] = at
    read = Visit.objects.filter(**mine).order_by().values_list("learner", "resource").annotate(Sum("seconds"), Max("last_at"))
    for learner, uid, seconds, last in read.iterator():
        if learner in records and uid in resources and uid not in records[learner].done:
            if seconds >= READ * 60 * resources[uid].minutes:
                records[learner].done[uid] = last
            elif seconds >= OPENED:
                records[learner].begun.add(uid)
    return records


def _known(plan: UUID, at: datetime, coverage: Any, weekly: Any) -> Iterable[tuple[str, Known]]:
    """Yield what a plan knew of each competence it set out to raise; a plan of an older form, or a number that is none, says nothing."""
    for one in coverage or ():
        level, required = one.get("level"), one.get("required")
        if level is None or required is None or one.get("to_test") or one.get("verdict") not in _STUDIED:
            continue
        yield one["competence"], Known(plan, at, float(level), float(required), float(weekly or 0) / 60)


def _usual_waits(records: Mapping[UUID, Record], resources: Mapping[str, Resource]) -> dict[str, timedelta]:
    """Return how long after the plan each resource is usually done: when it counts as due for those to whom it was not proposed."""
    waits: dict[str, list[float]] = defaultdict(list)
    for record in records.values():
        for uid, at in record.done.items():
            targets = resources[uid].targets if uid in resources else ()
            planned = [record.known[target.competence].at for target in targets if target.competence in record.known]
            if planned and at >= min(planned):
                waits[uid].append((at - min(planned)).total_seconds())
    return {uid: timedelta(seconds=median(seconds)) for uid, seconds in waits.items()}


def _alike(resources: Mapping[str, Resource]) -> dict[str, frozenset[str]]:
    """Return, for each resource, the others that bring the same levels of the same competences."""
    aims = {uid: frozenset((target.competence, target.level) for target in one.targets) for uid, one in resources.items()}
    return {uid: frozenset(other for other, theirs in aims.items() if theirs == mine and other != uid) for uid, mine in aims.items()}


def _answers(framework: Framework, learners: Iterable[UUID]) -> dict[UUID, dict[str, list[Answer]]]:
    """Return what these learners answered in diagnostics and short tests, by competence, oldest first, but for what was superseded."""
    rows = Observation.objects.filter(learner__in=list(learners), framework=framework.code, source="response").order_by("occurred_at", "id")
    wanted = ("pk", "supersedes", "learner", "occurred_at", "loads", "a", "b", "c", "score", "weight")
    listed = list(rows.values_list(*wanted))
    superseded = {row[1] for row in listed if row[1]}
    found: dict[UUID, dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
    for key, _old, learner, at, loads, a, b, c, score, weight in listed:
        total = sum(loads.values())
        if key in superseded or weight <= 0 or total <= 0:
            continue
        for competence, load in loads.items():
            if load >= MAINLY * total:
                found[learner][competence].append(Answer(at, a, b, c, score, weight))
    return found


class _After:
    """What a learner's answers from a moment on say by themselves."""

    def __init__(self, answers: Mapping[str, list[Answer]]) -> None:
        self.answers = answers
        self._known: dict[tuple[str, int], float | None] = {}

    def level(self, competence: str, moment: datetime) -> float | None:
        """Return the level on `competence` by the first answers given at `moment` or later; None where they are too few."""
        mine = self.answers.get(competence, [])
        start = bisect_left(mine, moment, key=lambda answer: answer.at)
        if (competence, start) not in self._known:
            self._known[competence, start] = self._level(mine[start:])
        return self._known[competence, start]

    def _level(self, later: list[Answer]) -> float | None:
        counted = [answer for answer in later if answer.at <= later[0].at + WINDOW]
        if len(counted) < LEAST_ANSWERS:
            return None
        a, b, c, score, weight = zip(*((one.a, one.b, one.c, one.score, one.weight) for one in counted), strict=True)
        return alone(a, b, c, score, weight)[0]


def _observe(
    found: Gathered,
    framework: Framework,
    record: Record,
    after: _After,
    uid: str,
    resource: Resource,
    alike: frozenset[str],
    wait: timedelta,
) -> None:
    """Add what a learner says of a resource against doing without."""
    if resource.professions is not None and record.profession not in resource.professions:
        return
    for target in resource.targets:
        known = record.known.get(target.competence)
        if known is None or target.level not in framework.levels:
            continue
        # Nobody is planned a resource above what is required of them.
        if framework.cuts[list(framework.levels).index(target.level)] > known.required + 1e-9:
            continue
        done = record.done.get(uid)
        if done is not None and done < known.at:
            continue
        if done is None and (uid in record.begun or any(other in record.done for other in alike)):
            continue
        moment = done or max(known.at, record.due.get(uid, known.at + wait))
        level = after.level(target.competence, moment + WAIT)
        if level is not None:
            found.observational[uid, target.competence].append(_case(record, known, level, taken=done is not None))


def _cast(found: Gathered, record: Record, after: _After, lot: Lot, resources: Mapping[str, Resource]) -> None:
    """Add what a learner says of the resources between which lots were drawn: by the draw, whatever they did of it."""
    if not all(uid in resources for uid in lot.among):
        return
    done = [record.done[uid] for uid in lot.among if uid in record.done and record.done[uid] >= lot.at]
    for target in resources[lot.named].targets:
        known = lot.known.get(target.competence)
        level = after.level(target.competence, (min(done) if done else max(lot.at, lot.due)) + WAIT) if known else None
        if known is None or level is None:
            continue
        for uid in lot.among:
            named = uid == lot.named
            found.randomised[uid, target.competence].append(_case(record, known, level, taken=named, chance=lot.chance))
            found.against[uid, target.competence] = tuple(other for other in lot.among if other != uid)


def _case(record: Record, known: Known, after: float, *, taken: bool, chance: float | None = None) -> Case:
    return Case(known.level, after, taken, known.required, known.hours, record.profession, record.stage, chance)
