"""What is brought in: answers, and the sittings they make."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sextant.accounts.models import Learner
from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.bank import document_of
from sextant.assessment.choices import SittingKind
from sextant.assessment.item_types import Scored, type_of
from sextant.assessment.models import ItemVersion

LONGEST_PAUSE = timedelta(hours=1)
"""Two answers further apart are not of one sitting."""

MOST_QUESTIONS = 200
"""Questions in a sitting brought in, at most."""


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """
    An answer given elsewhere or earlier: the item, what was answered (as JSON), and when.

    `language` is the one the item was shown in; where it is empty, that of the sitting if the item exists in it, else French.
    """

    item: ItemVersion
    answer: object
    asked_at: datetime
    answered_at: datetime
    language: str = ""


@dataclass(frozen=True, slots=True)
class PastSitting:
    """The answers of one learner, one after the other; `edition` holds the parameters they are weighed by."""

    learner: Learner
    answers: Sequence[PastAnswer]
    language: str
    edition: str
    kind: SittingKind = SittingKind.DIAGNOSTIC
    competence: str = ""


def score_of(past: PastAnswer) -> Scored:
    """Return what a past answer earns."""
    document = document_of(past.item)
    return Scored(0.0) if past.answer == DONT_KNOW else type_of(document).score(document, past.answer)


def parted(answers: Iterable[PastAnswer]) -> list[list[PastAnswer]]:
    """Return answers of one person as sittings: a long pause, or a question met before, begins another one."""
    found: list[list[PastAnswer]] = []
    asked: set[int] = set()
    for past in sorted(answers, key=lambda one: (one.asked_at, one.answered_at)):
        begins = not found or past.asked_at - found[-1][-1].answered_at > LONGEST_PAUSE
        if begins or past.item.pk in asked or len(asked) >= MOST_QUESTIONS:
            found.append([])
            asked = set()
        found[-1].append(past)
        asked.add(past.item.pk)
    return found
