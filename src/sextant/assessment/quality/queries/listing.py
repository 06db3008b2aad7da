from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from sextant.assessment.choices import DecisionVerb, ItemRole, ReportState, Withdrawal
from sextant.assessment.models import CalibrationEdition, ItemCalibration, ItemReport, ItemVersion
from sextant.assessment.piloting import ENOUGH_ANSWERS
from sextant.assessment.quality.words import LEAST_ANSWERS, worth_showing
from sextant.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to, and the order it comes in (a minus sign before it: the other way round)."""

    role: str = ItemRole.BANK
    competence: str = ""
    type: str = ""
    state: str = ""
    words: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """
    One question of the list, in the version asked today, else in the last one withdrawn.

    `a`, `b` are None where fewer than `LEAST_ANSWERS` answers bear them; `guess` is the difficulty by the experts; `tried` counts the
    answers to a question that is being tried out, None for any other.
    """

    uid: str
    stem: Text
    competence: str
    type: str
    role: str
    withdrawn: str
    guess: float
    n: int = 0
    a: float | None = None
    b: float | None = None
    flags: tuple[Mapping[str, Any], ...] = ()
    reports: int = 0
    key: str = ""
    tried: int | None = None
    languages: tuple[str, ...] = field(default=())

    @property
    def withdrawn_words(self) -> str:
        """Why it is asked no more."""
        if not self.withdrawn:
            return ""
        return str((DecisionVerb.NEUTRALISE if self.withdrawn == Withdrawal.NEUTRALISED else DecisionVerb.RETIRE).label)

    @property
    def is_ready(self) -> bool:
        """Whether it was tried out enough, and waits for somebody's decision."""
        return self.tried is not None and self.tried >= ENOUGH_ANSWERS

    @property
    def worst(self) -> float:
        """The chance of its likeliest flag, 0 without any."""
        return max((float(flag.get("chance") or 0.5) for flag in self.flags), default=0.0)


def shown_edition(framework: str) -> CalibrationEdition | None:
    """Return the edition whose numbers are shown: the one in force, else the newest (one query)."""
    editions = CalibrationEdition.objects.filter(framework=framework).defer("correlation", "settings")
    return editions.order_by("-in_force", "-made_at", "-pk").first()


def listed(framework: str, wanted: Wanted, *, edition: CalibrationEdition | None, tried: Mapping[int, int]) -> list[Listed]:
    """Return the questions wanted, in the order wanted; `tried` as `answers_of_pilots` says. Three queries, however many there are."""
    rows = _newest(framework, wanted)
    found = _calibrated(edition, [row.pk for row in rows])
    waiting = _reported([row.uid for row in rows])
    all_of_them = [_listed(row, found.get(row.pk), waiting.get(row.uid, 0), tried.get(row.pk)) for row in rows]
    return _sorted([one for one in all_of_them if _matches(one, wanted)], wanted.sort)


def _newest(framework: str, wanted: Wanted) -> list[ItemVersion]:
    rows = ItemVersion.objects.filter(Q(current=True) | ~Q(withdrawn=""), framework=framework)
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    if wanted.competence:
        rows = rows.filter(competence=wanted.competence)
    if wanted.type:
        rows = rows.filter(type=wanted.type)
    by_uid: dict[str, ItemVersion] = {}
    for row in rows.order_by("current", "pk"):
        by_uid[row.uid] = row
    return sorted(by_uid.values(), key=lambda row: (row.competence, row.uid))


def _calibrated(edition: CalibrationEdition | None, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    if edition is None or not keys:
        return {}
    names = ("item_id", "a", "b", "n", "report__flags")
    # All of the edition rather than those named: thousands of keys are more than a statement may hold.
    rows = ItemCalibration.objects.filter(edition=edition).values(*names)
    return {row["item_id"]: row for row in rows}


def _reported(uids: Sequence[str]) -> dict[str, int]:
    waiting = ItemReport.objects.filter(state=ReportState.WAITING).order_by().values("item__uid").annotate(count=Count("pk"))
    return {row["item__uid"]: row["count"] for row in waiting}


def _listed(row: ItemVersion, found: dict[str, Any] | None, reports: int, tried: int | None) -> Listed:
    n = found["n"] if found else 0
    judged = found if found and n >= LEAST_ANSWERS else None
    return Listed(
        uid=row.uid,
        stem=Text(row.body["stem"]),
        competence=row.competence,
        type=row.type,
        role=row.role,
        withdrawn=row.withdrawn,
        guess=row.b,
        n=n,
        a=judged["a"] if judged else None,
        b=judged["b"] if judged else None,
        flags=worth_showing(found["report__flags"] if found else ()),
        reports=reports,
        key=", ".join(one["key"] for one in row.body.get("propositions", ()) if one["correct"]),
        tried=tried,
        languages=tuple(row.body["stem"]),
    )


def _matches(one: Listed, wanted: Wanted) -> bool:
    states: dict[str, bool] = {
        "flagged": bool(one.flags),
        "reported": one.reports > 0,
        "withdrawn": bool(one.withdrawn),
        "asked": not one.withdrawn,
        "ready": one.is_ready,
    }
    if not states.get(wanted.state, True):
        return False
    said = " ".join([one.uid, *one.stem.values.values()]).casefold()
    return all(word in said for word in wanted.words.casefold().split())


ORDERS: dict[str, Callable[[Listed], Any]] = {
    "competence": lambda one: one.competence,
    "difficulty": lambda one: one.b,
    "discrimination": lambda one: one.a,
    "answers": lambda one: one.n,
    "flags": lambda one: one.worst,
}


def _sorted(rows: list[Listed], sort: str) -> list[Listed]:
    order = ORDERS.get(sort.removeprefix("-"))
    if order is None:
        return rows
    # What has no value comes last, whichever way the rest goes.
    known, unknown = [row for row in rows if order(row) is not None], [row for row in rows if order(row) is None]
    return [*sorted(known, key=order, reverse=sort.startswith("-")), *unknown]
