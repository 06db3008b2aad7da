from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.db.models import UUIDField
from numpy.typing import ArrayLike

from sextant.accounts.models import Learner
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Attempt, CalibrationEdition, Response, Sitting
from sextant.assessment.parameters import EXPERTS
from sextant.engine.measurement.verdicts import only, precision_gained
from sextant.ground.compiled import CompiledObjects, Given
from sextant.mastery.state import State, thresholds

LONGEST_ANSWER = timedelta(minutes=3)
"""Time beyond this on one question is taken for a pause."""

SMALL_ENOUGH = 0.3
"""The standard error at which a level is precise (the engine's own criterion)."""


def open_sitting(learner: Learner, kind: SittingKind, framework: str, competence: str = "") -> Sitting | None:
    """Return the sitting of this kind that is not finished, if any."""
    return Sitting.objects.filter(learner=learner, kind=kind, framework=framework, competence=competence, finished_at=None).first()


def last_diagnostic(learner: Learner, framework: str) -> Sitting | None:
    """Return the newest finished diagnostic (or taster, failing that)."""
    finished = Sitting.objects.filter(learner=learner, framework=framework, finished_at__isnull=False)
    return finished.filter(kind=SittingKind.DIAGNOSTIC).first() or finished.first()


def answered(sitting: Sitting) -> list[Response]:
    """Return the answered questions, first to last, with their items."""
    return list(sitting.responses.filter(answered_at__isnull=False).select_related("item").order_by("position"))


def asked_in(sitting: Sitting) -> list[Response]:
    """Return every question of a sitting, first to last, with their items; what stands in an item is in the bank already."""
    return list(sitting.responses.select_related("item").defer("item__body").order_by("position"))


def pending(sitting: Sitting) -> Response | None:
    """Return the question that waits for an answer."""
    return _PENDING.first(sitting=sitting.pk)


_PENDING = CompiledObjects(
    Response,
    lambda: Response.objects.filter(sitting=Given("sitting", UUIDField()), answered_at=None).order_by("position")[:1],
    joined=["item"],
    without=["item__body"],
)


def seconds_spent(responses: list[Response]) -> float:
    """Return the time spent answering, pauses left out."""
    return sum(
        min(response.answered_at - response.asked_at, LONGEST_ANSWER).total_seconds() for response in responses if response.answered_at
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sitting is: questions answered, the most there can be, and the precision gained in percent."""

    answered: int
    most: int
    percent: int

    @property
    def number(self) -> int:
        """The number of the question being asked."""
        return min(self.answered + 1, self.most)

    @property
    def left(self) -> int:
        """How many more questions there can be after this one."""
        return self.most - self.number


def progress(sitting: Sitting, *, answered: int) -> Progress:
    """Return how far `sitting` is; the precision never goes back, since the sitting keeps the most it reached."""
    return Progress(answered, sitting.max_questions + sitting.pilots, sitting.percent)


def percent_gained(sitting: Sitting, state: State, learner: Learner, *, answered: int) -> int:
    """Return the precision gained in percent, never less than what the sitting had already reached."""
    if sitting.kind == SittingKind.TASTER:
        # Five answers decide nothing: the taster counts its questions.
        gained = answered / sitting.max_questions
    else:
        wanted: ArrayLike = thresholds(state.framework, learner)
        if sitting.kind == SittingKind.SETTLE:
            wanted = only(state.framework.axis[sitting.competence], wanted, competences=len(state.framework.codes))
        # What the learner declared may have decided much before the first answer; answers that reopen it still narrow the intervals.
        gained = max(precision_gained(state.before, state.now, wanted), narrowed(state))
    return max(sitting.percent, round(100 * min(gained, 1.0)))


def narrowed(state: State) -> float:
    """Return the share of the way the standard errors have come, on average, from before any answer to where they are small enough."""
    way = np.maximum(state.before.sd - SMALL_ENOUGH, 1e-9)
    return float(np.clip((state.before.sd - state.now.sd) / way, 0.0, 1.0).mean())


def sitting_of(learner: Learner, pk: UUID) -> Sitting | None:
    """Return the sitting if it is this learner's."""
    return _SITTING.first(pk=pk, learner=learner.pk)


_SITTING = CompiledObjects(Sitting, lambda: Sitting.objects.filter(pk=Given("pk", UUIDField()), learner=Given("learner", UUIDField())))


def response_at(sitting: Sitting, position: int) -> Response | None:
    """Return the question asked at this place of a sitting, with its item."""
    return sitting.responses.filter(position=position).select_related("item").first()


def last_sitting(learner: Learner, kind: SittingKind, framework: str | None = None) -> Sitting | None:
    """Return the newest sitting of this kind (in this framework, if one is named), open or finished."""
    sittings = Sitting.objects.filter(learner=learner, kind=kind)
    return (sittings.filter(framework=framework) if framework else sittings).first()


def edition_behind(sitting: Sitting | None) -> CalibrationEdition | None:
    """Return the calibration edition that a sitting was measured with; None for the experts' judgement (no query then)."""
    if sitting is None or sitting.edition == EXPERTS:
        return None
    return CalibrationEdition.objects.filter(name=sitting.edition).defer("correlation", "settings", "codes").first()


def answered_count(sitting: Sitting) -> int:
    """Return how many questions of a sitting are answered."""
    return sitting.responses.filter(answered_at__isnull=False).count()


def explained_since(learner: Learner, since: datetime) -> dict[str, datetime]:
    """Return the items whose explanation was shown to `learner` since then, in a sitting or outside, and when last (one query)."""
    found: dict[str, datetime] = {}
    responses, attempts = (
        table.objects.filter(learner=learner, explained_at__gte=since).order_by().values_list("item__uid", "explained_at")
        for table in (Response, Attempt)
    )
    for uid, moment in responses.union(attempts):
        if moment is not None:
            found[uid] = max(moment, found.get(uid, moment))
    return found
