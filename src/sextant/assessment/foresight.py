"""
The chance that the next answer is right, from a learner's past answers: the layer of named features that an edition holds.

An edition was given a layer by `calibration.layer`. What is read here for a learner is what is read there for everybody: every answer in
the order of time, also those that come after an explanation and weigh nothing in the state, but not those given faster than one can read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import F, Value

from sextant.accounts.models import Learner
from sextant.assessment.choices import Weighing, Withdrawal
from sextant.assessment.models import Attempt, CalibrationEdition, Response
from sextant.assessment.parameters import EXPERTS, edition_in_force
from sextant.engine.measurement.tracing import FEATURES, Layer, Trace


class Given(NamedTuple):
    """An answer, in the order in which they sort: by learner, then by time, then by place in the sitting."""

    learner: UUID
    at: datetime
    place: int
    uid: str
    score: float


@dataclass(frozen=True, eq=False)
class Foresight:
    """
    What an edition foresees answers with: its layer (where `in_use`), and of each question its difficulty and competences.

    The difficulties stand on the scale of the layer, where the middle of those who answered is 0.
    """

    layer: Layer
    in_use: bool
    questions: Mapping[str, tuple[float, tuple[str, ...]]]
    simulated: bool

    def follow(self, answers: Iterable[Given]) -> Trace:
        """Return the trace that one learner's answers leave, given in the order of time."""
        trace = Trace()
        for one in answers:
            if one.uid in self.questions:
                difficulty, skills = self.questions[one.uid]
                trace.answer(skills, one.uid, difficulty=difficulty, score=one.score)
        return trace

    def chance(self, trace: Trace, uid: str) -> float | None:
        """Return the chance that the learner answers a question right; None for a question that the edition does not know."""
        if uid not in self.questions:
            return None
        difficulty, skills = self.questions[uid]
        return float(self.layer.chance(trace.features(skills, uid, difficulty))) if self.in_use else trace.chance(skills, difficulty)


def answers_in_order(framework: str, *, before: datetime | None = None, **whose: Any) -> list[Given]:
    """Return the answers to questions of a framework, in order (one query). `whose` filters them, as in `learner__simulated=True`."""
    given = whose | {"item__framework": framework, "answered_at__isnull": False, "score__gte": 0.0, "score__lte": 1.0}
    if before is not None:
        given["answered_at__lt"] = before
    # What was neutralised may have counted a right answer wrong.
    inside = Response.objects.filter(**given).exclude(item__withdrawn=Withdrawal.NEUTRALISED).annotate(place=F("position"))
    outside = Attempt.objects.filter(**given).exclude(item__withdrawn=Withdrawal.NEUTRALISED).annotate(place=Value(0))
    names = ("learner_id", "answered_at", "place", "item__uid", "score")
    rows = inside.order_by().values_list(*names).union(outside.exclude(weighing=Weighing.TOO_FAST).order_by().values_list(*names), all=True)
    return sorted(Given(*row) for row in rows.iterator(5000))


def foresight_in_force(framework: str) -> Foresight | None:
    """Return what the edition in force foresees answers with (one query); None where it has no layer, and under the experts' judgement."""
    name = edition_in_force(framework)
    return None if name == EXPERTS else _foresight(name)


# An edition never changes and its name never comes back: what is kept here cannot grow stale.
@lru_cache(maxsize=8)
def _foresight(name: str) -> Foresight | None:
    row = CalibrationEdition.objects.filter(name=name).values_list("settings", "simulated").first()
    held = row[0].get("layer", {}) if row else {}
    if row is None or "weights" not in held:
        return None
    weights = np.array([held["weights"].get(code, 0.0) for code, _meaning in FEATURES])
    return Foresight(
        layer=Layer(weights, held["constant"]),
        in_use=held["in_use"],
        questions={uid: (difficulty, tuple(skills)) for uid, (difficulty, skills) in held["questions"].items()},
        simulated=row[1],
    )


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The chance of a right answer; `simulated` where it was learnt from simulated answers."""

    chance: float
    simulated: bool


def foreseen(learner: Learner, framework: str, uids: Iterable[str], *, before: datetime | None = None) -> dict[str, Foreseen]:
    """
    Return the chance that `learner` answers each question right, from the answers until `before` (two queries; one without a layer).

    A question that the edition in force does not know is left out: nothing is said of it.
    """
    wanted = list(uids)
    foresight = foresight_in_force(framework) if wanted else None
    if foresight is None:
        return {}
    trace = foresight.follow(answers_in_order(framework, before=before, learner=learner))
    found = {uid: foresight.chance(trace, uid) for uid in wanted}
    return {uid: Foreseen(chance, foresight.simulated) for uid, chance in found.items() if chance is not None}
