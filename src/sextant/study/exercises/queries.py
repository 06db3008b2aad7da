from dataclasses import dataclass
from uuid import UUID

from sextant.accounts.models import Learner
from sextant.assessment.bank import document_of
from sextant.assessment.choices import AttemptKind, ItemRole
from sextant.assessment.item_types.exercises import ExerciseDocument
from sextant.assessment.models import Attempt, ItemVersion
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise as the index lists it; `last` is this learner's latest attempt, at any of its versions."""

    uid: str
    title: Text
    summary: Text
    minutes: int
    competence: Text | None
    last: Attempt | None = None

    @property
    def percent(self) -> int:
        """The credit of the latest attempt, of 100."""
        return round(100 * self.last.score) if self.last else 0


def exercises_for(learner: Learner | None, framework: Framework) -> list[Exercise]:
    """Return the exercises that fit the profession of `learner`, by competence (two queries)."""
    rows = ItemVersion.objects.filter(framework=framework.code, role=ItemRole.EXERCISE, current=True).order_by("competence", "uid")
    latest = _latest(learner) if learner else {}
    profession = learner.profession if learner else ""
    listed = []
    for row in rows:
        document = document_of(row)
        if not profession or document.professions is None or profession in document.professions:
            listed.append(_exercise(row.uid, document, framework, latest.get(row.uid)))
    return listed


def exercise_of(item: ItemVersion, framework: Framework) -> Exercise:
    """Return one exercise, without its attempts."""
    return _exercise(item.uid, document_of(item), framework, None)


def _exercise(uid: str, document: object, framework: Framework, last: Attempt | None) -> Exercise:
    assert isinstance(document, ExerciseDocument)
    known = document.main_competence in framework.axis
    return Exercise(
        uid=uid,
        title=Text(document.title or {}),
        summary=Text(document.summary or {}),
        minutes=document.minutes or 0,
        competence=framework.title_of(document.main_competence) if known else None,
        last=last,
    )


def _latest(learner: Learner) -> dict[str, Attempt]:
    done = Attempt.objects.filter(learner=learner, kind=AttemptKind.EXERCISE).select_related("item").defer("item__body", "answer")
    return {attempt.item.uid: attempt for attempt in done.order_by("answered_at")}


def exercise_item(uid: str, *, version: int | None = None) -> ItemVersion:
    """Return the current version of an exercise, or the one named. Raises `ItemVersion.DoesNotExist`."""
    versions = ItemVersion.objects.filter(uid=uid, role=ItemRole.EXERCISE)
    return versions.get(pk=version) if version is not None else versions.get(current=True)


def attempt_at(learner: Learner, uid: str, key: UUID) -> Attempt:
    """Return what `learner` answered to an exercise. Raises `Attempt.DoesNotExist`: somebody else's does not exist."""
    return Attempt.objects.select_related("item").get(pk=key, learner=learner, kind=AttemptKind.EXERCISE, item__uid=uid)
