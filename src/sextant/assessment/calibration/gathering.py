"""The answers of a campus as the engine wants them: one row an answer, nobody's name."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from sextant.accounts.models import Enrolment, Learner
from sextant.assessment.bank import document_of
from sextant.assessment.choices import Weighing, Withdrawal
from sextant.assessment.document import ItemDocument
from sextant.assessment.models import Attempt, ItemVersion, Response
from sextant.engine.measurement.calibration import Events, events
from sextant.frameworks.document import Framework

Floats = NDArray[np.float64]


class NothingToCalibrate(LookupError):
    """Nobody has answered anything yet that could be used."""


class UnusableAnswer(ValueError):
    """A row of the database holds a score that is none: the message names the row."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """What is known of a person who answered that fairness needs: empty strings where it is not known."""

    profession: str
    stage: str
    institution: str


@dataclass(frozen=True, eq=False)
class Gathered:
    """
    The first answer of each person to each item, in the order of people, then of time.

    Over k items: `items` (the versions answered, by uid) and their `documents`. Over n people: `people`. Over e answers: `events` (scores,
    positions of people and items), `given` (the answer as it is stored), `seconds` it took (NaN where unknown), `moment` (a timestamp) and
    `language`. `data_hash` is the same for the same answers.
    """

    framework: Framework
    items: tuple[ItemVersion, ...]
    documents: tuple[ItemDocument, ...]
    people: tuple[Answerer, ...]
    events: Events
    given: tuple[Any, ...]
    seconds: Floats
    moment: Floats
    language: tuple[str, ...]
    data_hash: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    key: UUID
    learner: UUID
    item: int
    uid: str
    score: float
    given: Any
    since: datetime | None
    at: datetime
    language: str
    weighing: str = Weighing.FULL


def gather(framework: Framework, *, simulated: bool) -> Gathered:
    """
    Return the answers to items of `framework`, of simulated learners or of real ones, never of both. Five queries.

    Of several answers of a person to an item (in any of its versions), the first counts: later ones show the memory of an explanation.
    Answers outside a sitting count where they weighed fully; where the first one did not, its explanation was shown all the same, and none
    counts. Items that were neutralised are left out. Raises `NothingToCalibrate`, and
    `UnusableAnswer` for a score that is not from 0 to 1.
    """
    versions = {
        row.pk: row
        for row in ItemVersion.objects.filter(framework=framework.code).exclude(withdrawn=Withdrawal.NEUTRALISED)
        if any(code in framework.axis for code in document_of(row).weights)
    }
    rows = [row for row in _first_met(simulated=simulated) if row.item in versions]
    if not rows:
        raise NothingToCalibrate(framework.code)
    for row in rows:
        if not 0.0 <= row.score <= 1.0:
            raise UnusableAnswer(f"{row.kind} {row.key}, to {row.uid}: the score is {row.score}, not from 0 to 1")
    learners = {row.pk: row for row in Learner.objects.filter(simulated=simulated)}
    where = dict(
        Enrolment.objects.filter(learner__simulated=simulated).order_by("joined_at").values_list("learner_id", "cohort__institution__name")
    )
    keys = sorted({row.item for row in rows}, key=lambda key: (versions[key].uid, key))
    place_of_item = {key: place for place, key in enumerate(keys)}
    place_of_person = {key: place for place, key in enumerate(dict.fromkeys(row.learner for row in rows))}
    items = tuple(versions[key] for key in keys)
    documents = tuple(document_of(item) for item in items)
    answerers = [learners[key] for key in place_of_person]
    return Gathered(
        framework=framework,
        items=items,
        documents=documents,
        people=tuple(Answerer(one.profession, one.stage, where.get(one.pk, "")) for one in answerers),
        events=events(
            person=[place_of_person[row.learner] for row in rows],
            item=[place_of_item[row.item] for row in rows],
            score=[row.score for row in rows],
            directions=[_direction(framework, document) for document in documents],
            mean=[[framework.prior_mean(one.profession, one.stage)] * len(framework.codes) for one in answerers],
        ),
        given=tuple(row.given for row in rows),
        seconds=np.array([(row.at - row.since).total_seconds() if row.since else np.nan for row in rows]),
        moment=np.array([row.at.timestamp() for row in rows]),
        language=tuple(row.language for row in rows),
        data_hash=_hash(rows, versions, place_of_person),
        simulated=simulated,
    )


def _first_met(*, simulated: bool) -> list[_Row]:
    seen: set[tuple[UUID, str]] = set()
    kept = []
    for row in sorted(_answers(simulated=simulated), key=lambda row: (row.learner, row.at, row.uid)):
        if (row.learner, row.uid) not in seen:
            seen.add((row.learner, row.uid))
            if row.weighing == Weighing.FULL:
                kept.append(row)
    return kept


def _answers(*, simulated: bool) -> Iterator[_Row]:
    given = {"learner__simulated": simulated, "answered_at__isnull": False, "score__isnull": False}
    inside = Response.objects.filter(**given).order_by()
    outside = Attempt.objects.filter(**given).order_by()
    names = ("pk", "learner_id", "item_id", "item__uid", "score", "answer")
    for row in inside.values_list(*names, "asked_at", "answered_at", "language").iterator(5000):
        yield _Row("response", *row)
    for row in outside.values_list(*names, "shown_at", "answered_at", "language", "weighing").iterator(5000):
        yield _Row("attempt", *row)


def _direction(framework: Framework, document: ItemDocument) -> list[float]:
    inside = {code: weight for code, weight in document.weights.items() if code in framework.axis}
    total = sum(inside.values())
    return [inside.get(code, 0.0) / total for code in framework.codes]


def _hash(rows: list[_Row], versions: dict[int, ItemVersion], people: dict[UUID, int]) -> str:
    """Return the SHA-256 of who (as a number) answered what how: the same on every engine and after a restore."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{people[row.learner]} {row.uid} {versions[row.item].content_hash} {row.score:.6f}\n".encode())
    return digest.hexdigest()
