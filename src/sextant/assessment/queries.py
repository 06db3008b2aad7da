from dataclasses import dataclass
from datetime import timedelta

from sextant.accounts.models import Learner
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Response, Sitting
from sextant.engine.measurement.verdicts import precision_gained
from sextant.frameworks.document import Framework
from sextant.mastery.state import State, thresholds

LONGEST_ANSWER = timedelta(minutes=3)
"""Time beyond this on one question is taken for a pause."""


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


def pending(sitting: Sitting) -> Response | None:
    """Return the question that waits for an answer."""
    return sitting.responses.filter(answered_at=None).select_related("item").order_by("position").first()


def seconds_spent(responses: list[Response]) -> float:
    """Return the time spent answering, pauses left out."""
    return sum(min(response.answered_at - response.asked_at, LONGEST_ANSWER).total_seconds() for response in responses if response.answered_at)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sitting is: questions answered, the most there can be, and the precision gained in percent."""

    answered: int
    most: int
    percent: int


def progress(sitting: Sitting, state: State, learner: Learner, framework: Framework, answered_count: int) -> Progress:
    """Return how far `sitting` is."""
    gained = precision_gained(state.before, state.now, thresholds(framework, learner))
    # The bar never lies about the end: the share of questions asked is a lower bound of the way done.
    share = max(gained, answered_count / sitting.max_questions)
    return Progress(answered_count, sitting.max_questions, round(100 * min(share, 1.0)))
