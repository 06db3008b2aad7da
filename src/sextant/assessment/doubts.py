"""“This seems wrong”: a short test of one competence, whatever its verdict, on questions whose answers were not just explained."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from sextant.accounts.models import Learner
from sextant.assessment.actions import begin_sitting, next_question, start_sitting
from sextant.assessment.bank import ItemBank, bank_for
from sextant.assessment.choices import Explanations, SittingKind
from sextant.assessment.models import Sitting
from sextant.assessment.practice.weighing import EXPLAINED_FOR
from sextant.assessment.queries import explained_since, open_sitting
from sextant.frameworks.document import Framework
from sextant.mastery.queries import results_of

LEAST_DOUBTING = 4
"""Questions a doubted competence is asked at least, even where the verdict stays decided all along."""


class NothingFresh(LookupError):
    """Too few questions are fresh; `since` is the day from which enough of them are, or None where the bank holds none."""

    def __init__(self, since: datetime | None) -> None:
        super().__init__()
        self.since = since


@transaction.atomic
def begin_doubt(*, learner: Learner, framework: Framework, competence: str, language: str, now: datetime) -> Sitting:
    """Open the short test of a competence whose verdict seems wrong, or return the one that is still open. Raises `NothingFresh`."""
    waiting = open_sitting(learner, SittingKind.SETTLE, framework.code, competence)
    if waiting is not None:
        return waiting
    bank = bank_for(framework)
    fresh_from = _fresh_from(learner, framework, competence, bank, now=now)
    if fresh_from is None or fresh_from > now:
        raise NothingFresh(fresh_from)
    sitting = start_sitting(
        learner=learner,
        kind=SittingKind.SETTLE,
        framework=framework,
        language=language,
        now=now,
        explanations=Explanations.END,
        competence=competence,
        least_questions=LEAST_DOUBTING,
    )
    next_question(sitting=sitting, learner=learner, framework=framework, now=now, language=language)
    return sitting


@transaction.atomic
def begin_settling(*, learner: Learner, framework: Framework, competence: str, language: str, now: datetime) -> Sitting:
    """
    Open the short test of a competence, or return the one that is still open.

    Where time alone made it uncertain, questions whose explanations are forgotten may be asked again, if enough of them are.
    """
    if results_of(learner, framework, now=now)[framework.axis[competence]].faded:
        with suppress(NothingFresh):
            return begin_doubt(learner=learner, framework=framework, competence=competence, language=language, now=now)
    return begin_sitting(
        learner=learner,
        kind=SittingKind.SETTLE,
        framework=framework,
        language=language,
        now=now,
        explanations=Explanations.END,
        competence=competence,
    )


def _fresh_from(learner: Learner, framework: Framework, competence: str, bank: ItemBank, *, now: datetime) -> datetime | None:
    """Return from when there are enough questions of different families to ask; None where the bank has too few of them at all."""
    suits = bank.eligible(learner.profession) & (bank.arrays.primary == framework.axis[competence])
    explained = explained_since(learner, now - EXPLAINED_FOR)
    # Of a family one question is asked in a sitting: it is fresh as soon as one of its questions is.
    fresh: dict[object, datetime] = {}
    for position in suits.nonzero()[0]:
        uid, family = bank.uids[position], int(bank.arrays.family[position])
        moment = explained[uid] + EXPLAINED_FOR if uid in explained else now
        kin: object = family if family >= 0 else uid
        fresh[kin] = min(moment, fresh.get(kin, moment))
    moments = sorted(fresh.values())
    return moments[LEAST_DOUBTING - 1] if len(moments) >= LEAST_DOUBTING else None
