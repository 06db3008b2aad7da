from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from sextant.accounts.models import Learner
from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.choices import Weighing
from sextant.assessment.models import Attempt, Response
from sextant.catalogue.document import Resource
from sextant.catalogue.queries import resources_of
from sextant.frameworks.document import Framework
from sextant.insight.queries.cap import zone_beside
from sextant.mastery.choices import Assurance
from sextant.mastery.history import History, history_of
from sextant.mastery.models import Estimate, Observation
from sextant.mastery.queries import CompetenceResult, declarations_of, observations_of, results, studies_of
from sextant.mastery.state import State, floor_of, prior_for, state_at


@dataclass(frozen=True, slots=True)
class Given:
    """
    One answer on the competence, whether it counts or not. `source` is the kind of sitting or attempt, `title` what it belongs to (empty
    where the kind says all), `sitting` its series. `up` says where it carries the level; None where it hardly does, or does not count.
    """

    at: datetime
    source: str
    title: Mapping[str, str]
    outcome: str
    weight: float
    weighing: Weighing
    assurance: Assurance | None
    up: bool | None
    influence: float
    sitting: UUID | None = None

    @property
    def counts(self) -> bool:
        """Say whether the answer counts for anything."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class CompetenceHistory:
    """Everything the page of one competence says. `given` are the answers on it, newest first."""

    framework: Framework
    code: str
    result: CompetenceResult
    declared: str | None
    history: History
    given: tuple[Given, ...]
    zone: ZoneInfo


def competence_history(learner: Learner, framework: Framework, code: str, *, now: datetime) -> CompetenceHistory:
    """
    Return how a competence moved: six queries (seven after a study), whatever the number of answers.

    Raises `KeyError` for a code the framework does not hold.
    """
    axis = framework.axis[code]
    declared = declarations_of(learner, framework)
    before = prior_for(framework, learner, declared)
    estimate = Estimate.objects.filter(learner=learner, framework=framework.code).annotate(zone=zone_beside("learner")).first()
    zone = ZoneInfo((estimate and estimate.zone) or settings.TIME_ZONE)
    state = state_at(estimate, framework, learner, now=now, before=before) if estimate else State.unseen(framework, before)
    rows = list(observations_of(learner, framework.code))
    # Only a completed study can have opened what the answers say: no query asks for it where there was none.
    studies = list(studies_of(learner, framework.code)) if estimate and estimate.studied_at else []
    history = history_of(framework, code, before, floor_of(framework, learner), rows, studies, zone=zone, now=now)
    domain = framework.domains[framework.domain_of[axis]].code
    return CompetenceHistory(
        framework=framework,
        code=code,
        result=results(state, learner, declared)[axis],
        declared=declared.get(code, declared.get(domain)),
        history=history,
        given=tuple(sorted(_given(learner, framework, code, history), key=lambda one: one.at, reverse=True)),
        zone=zone,
    )


def _given(learner: Learner, framework: Framework, code: str, history: History) -> Iterable[Given]:
    weighed = {one.row.source_id: one for one in history.own}
    on_it = Q(pk__in=list(weighed)) | Q(item__competence=code, item__framework=framework.code)
    responses = Response.objects.filter(on_it, learner=learner, answered_at__isnull=False).order_by()
    for row in responses.values("pk", "answered_at", "answer", "score", "pilot", "sitting_id", "sitting__kind"):
        found, why = weighed.pop(row["pk"], None), Weighing.PILOT if row["pilot"] else Weighing.EXPLAINED
        yield _one(row, found, source=row["sitting__kind"], weighing=why, sitting=row["sitting_id"])
    attempts = list(
        Attempt.objects.filter(on_it, learner=learner)
        .order_by()
        .values("pk", "answered_at", "answer", "score", "kind", "resource", "weighing", "item__body__title")
    )
    shelf = resources_of(framework.code) if any(row["resource"] for row in attempts) else {}
    for attempt in attempts:
        found = weighed.pop(attempt["pk"], None)
        yield _one(attempt, found, source=attempt["kind"], weighing=Weighing(attempt["weighing"]), title=_title(attempt, shelf))
    # What was observed elsewhere, or whose answer is no longer kept.
    for one in weighed.values():
        yield _one({"answered_at": one.row.occurred_at, "answer": None, "score": one.row.score}, one, source=one.row.source)


def _one(row: Mapping[str, Any], found: Any, *, source: str, weighing: Weighing = Weighing.FULL, **more: Any) -> Given:
    observed: Observation | None = found.row if found else None
    if observed is not None and observed.weight >= 1:
        weighing = Weighing.FULL
    return Given(
        at=row["answered_at"],
        source=source,
        outcome=_outcome(row["answer"], row["score"] or 0.0),
        weight=observed.weight if observed else 0.0,
        weighing=weighing,
        assurance=Assurance(observed.assurance) if observed else None,
        up=found.up if found else None,
        influence=found.influence if found else 0.0,
        **{"title": {}, **more},
    )


def _outcome(answer: object, score: float) -> str:
    if answer == DONT_KNOW:
        return "dont-know"
    return "right" if score >= 1 else "partly" if score > 0 else "wrong"


def _title(row: Mapping[str, Any], shelf: Mapping[str, tuple[str, Resource]]) -> Mapping[str, str]:
    """Return the title of an exercise, else that of the resource the question stands in."""
    title = row["item__body__title"]
    if title:
        return dict(title)
    return dict(shelf[row["resource"]][1].title) if row["resource"] in shelf else {}
