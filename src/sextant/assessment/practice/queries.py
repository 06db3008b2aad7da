from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet, UUIDField

from sextant.accounts.models import Learner
from sextant.assessment.choices import Withdrawal
from sextant.assessment.models import Attempt, ItemVersion, Response
from sextant.ground.compiled import NO_ROW, Compiled, Given

MENDED_AFTER = timedelta(days=1)
"""A right answer shows that a mistake is mended when it comes at least so long after it."""


def attempt_of(learner: Learner, key: UUID) -> Attempt | None:
    """Return the answer that `learner` gave under `key`, with its item."""
    return Attempt.objects.filter(learner=learner, key=key).select_related("item").first()


def last_explained(learner: Learner, uid: str, *, besides: UUID | None = None) -> datetime | None:
    """Return when `learner` was last shown the explanation of any version of an item, one response left out. One query."""
    rows = _EXPLAINED.rows(learner=learner.pk, uid=uid, besides=besides or NO_ROW)
    return max((moment for (moment,) in rows if moment), default=None)


def _explained() -> QuerySet[Any, Any]:
    mine = {"learner": Given("learner", UUIDField()), "item__uid": Given("uid", CharField()), "explained_at__isnull": False}
    responses = Response.objects.filter(**mine).exclude(pk=Given("besides", UUIDField())).order_by().values_list("explained_at")
    rows: QuerySet[Any, Any] = responses.union(Attempt.objects.filter(**mine).order_by().values_list("explained_at"))
    return rows


_EXPLAINED = Compiled(_explained)


def last_answered(learner: Learner) -> datetime | None:
    """Return when `learner` last answered outside a sitting."""
    return Attempt.objects.filter(learner=learner).order_by("-answered_at").values_list("answered_at", flat=True).first()


def met_uids(learner: Learner, *, besides: UUID | None = None) -> set[str]:
    """Return the items `learner` was asked in sittings, one of them left out, or answered outside (one query)."""
    return {uid for (uid,) in _MET.rows(learner=learner.pk, besides=besides or NO_ROW)}


def _met() -> QuerySet[Any, Any]:
    mine = {"learner": Given("learner", UUIDField())}
    responses = Response.objects.filter(**mine).exclude(sitting=Given("besides", UUIDField())).order_by().values_list("item__uid")
    rows: QuerySet[Any, Any] = responses.union(Attempt.objects.filter(**mine).order_by().values_list("item__uid"))
    return rows


_MET = Compiled(_met)


@dataclass(frozen=True, slots=True)
class Missed:
    """An item somebody got wrong, when they last did, and the row that holds what they answered: a response or an attempt."""

    uid: str
    competence: str
    answered_at: datetime
    response: UUID | None = None
    attempt: UUID | None = None


def missed(learner: Learner) -> list[Missed]:
    """
    Return the items whose answer was not fully right and is not mended yet, newest first (two queries).

    A right answer mends after `MENDED_AFTER`: sooner, it is remembered and not known. What was not explained yet is not listed, nor is what
    was being tried out or was neutralised: it may be the question that is wrong.
    """
    responses, attempts = Response.objects.filter(learner=learner, pilot=False), Attempt.objects.filter(learner=learner)
    rows = [("response", _graded(responses)), ("attempt", _graded(attempts))]
    answers = [(score, Missed(uid, competence, at, **{name: pk})) for name, table in rows for pk, uid, competence, at, score in table]
    last_wrong: dict[str, Missed] = {}
    last_right: dict[str, datetime] = {}
    for score, answer in sorted(answers, key=lambda pair: pair[1].answered_at):
        if score < 1:
            last_wrong[answer.uid] = answer
        else:
            last_right[answer.uid] = answer.answered_at
    left = [one for uid, one in last_wrong.items() if uid not in last_right or last_right[uid] - one.answered_at < MENDED_AFTER]
    return sorted(left, key=lambda one: one.answered_at, reverse=True)


def _graded(given: QuerySet[Any]) -> list[Any]:
    rows = given.filter(answered_at__isnull=False, explained_at__isnull=False).order_by()
    # What was neutralised may have counted a right answer wrong.
    rows = rows.exclude(item__withdrawn=Withdrawal.NEUTRALISED)
    return list(rows.values_list("pk", "item__uid", "item__competence", "answered_at", "score"))


def explained_at_of(learner: Learner, uids: Iterable[str]) -> dict[str, datetime]:
    """Return when each of these items was last explained outside sittings (one query)."""
    rows = Attempt.objects.filter(learner=learner, item__uid__in=list(uids), explained_at__isnull=False).order_by("explained_at")
    return {uid: moment for uid, moment in rows.values_list("item__uid", "explained_at") if moment}


def last_version_answered(learner: Learner, uid: str) -> ItemVersion | None:
    """Return the version of an item that `learner` last answered outside sittings."""
    last = Attempt.objects.filter(learner=learner, item__uid=uid).select_related("item").order_by("-answered_at").first()
    return last.item if last else None
