from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sextant.accounts.models import Person
from sextant.assessment.bank import document_of
from sextant.assessment.choices import DecisionVerb, ItemRole, ReportState, Withdrawal
from sextant.assessment.document import ItemDocument
from sextant.assessment.models import Attempt, CalibrationEdition, ItemCalibration, ItemDecision, ItemReport, ItemVersion, Response
from sextant.assessment.quality.queries.listing import shown_edition


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    All that is known of a question, seen from one of its `versions` (newest first): `item`.

    `calibrations` are those of the versions in `edition`; `decisions` those of all versions, newest first; `answers` counts what each
    version was answered, in sittings and outside.
    """

    item: ItemVersion
    versions: tuple[ItemVersion, ...]
    document: ItemDocument
    edition: CalibrationEdition | None
    calibrations: Mapping[int, ItemCalibration]
    decisions: tuple[ItemDecision, ...]
    reports: tuple[ItemReport, ...]

    @property
    def held(self) -> ItemCalibration | None:
        """What the answers say of the version looked at."""
        return self.calibrations.get(self.item.pk)

    @property
    def report(self) -> Mapping[str, Any]:
        """What the answers say of its quality; empty where they say nothing yet."""
        return self.held.report if self.held else {}

    @property
    def answers(self) -> int:
        """How many answers the version looked at got."""
        return answers_of(self.item)

    @property
    def newest(self) -> ItemVersion:
        """The version asked today, else the last one written."""
        return next((one for one in self.versions if one.current), self.versions[0])

    @property
    def undo(self) -> str:
        """What undoing would undo of the version looked at: see `to_undo`."""
        last = next((one for one in self.decisions if one.item_id == self.item.pk), None)
        return to_undo(self.item, last)

    @property
    def recounting(self) -> ItemDecision | None:
        """The last decision on the version looked at whose answers are still being weighed again."""
        own = [one for one in self.decisions if one.item_id == self.item.pk and one.verb in (DecisionVerb.NEUTRALISE, DecisionVerb.RESTORE)]
        return own[0] if own and own[0].learners and own[0].recounted_at is None else None

    @property
    def waiting(self) -> int:
        """How many reports wait for an answer."""
        return sum(report.state == ReportState.WAITING for report in self.reports)


def answers_of(item: ItemVersion) -> int:
    """Return how many answers a version of `versions_of` got."""
    return int(item.responses + item.attempts)  # type: ignore[attr-defined]


def to_undo(item: ItemVersion, last: ItemDecision | None) -> str:
    """Return what undoing the decisions on a version undoes: its withdrawal, its correction, its admission, or nothing ("")."""
    if item.withdrawn:
        return "withdrawal"
    if last is not None and last.verb == DecisionVerb.CORRECT and not item.current:
        return "correction"
    if last is not None and last.verb == DecisionVerb.ADMIT and item.role == ItemRole.BANK:
        return "admission"
    return ""


def sheet(uid: str, *, version: int | None, by: Person) -> Sheet | None:
    """Return what is known of a question, seen from `version`, by default the one asked today (five queries); None: there is none."""
    versions = tuple(versions_of(uid))
    newest = next((one for one in versions if one.current), versions[0] if versions else None)
    item = newest if version is None else next((one for one in versions if one.pk == version), None)
    if item is None:
        return None
    edition = shown_edition(item.framework)
    calibrations = ItemCalibration.objects.filter(edition=edition, item__in=[one.pk for one in versions]) if edition else ()
    return Sheet(
        item=item,
        versions=versions,
        document=document_of(item),
        edition=edition,
        calibrations={one.item_id: one for one in calibrations},
        decisions=tuple(ItemDecision.objects.filter(item__uid=uid).select_related("by").order_by("-decided_at", "-pk")),
        # Nobody reviews their own, nor sees by it which of the others is whose.
        reports=tuple(ItemReport.objects.filter(item__uid=uid).exclude(learner__person=by).order_by("-reported_at")),
    )


def versions_of(uid: str) -> QuerySet[ItemVersion]:
    """Return every version of a question, the newest first, with the `responses` and `attempts` it got."""
    return ItemVersion.objects.filter(uid=uid).annotate(responses=_count(Response), attempts=_count(Attempt)).order_by("-pk")


def _count(table: type[Response | Attempt]) -> Coalesce:
    rows = table.objects.filter(item=OuterRef("pk"), answered_at__isnull=False).order_by().values("item")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class Possible:
    """A decision one may take of a version, and how many learners it touches."""

    verb: DecisionVerb
    undo: str = ""


def possible(of: Sheet) -> Sequence[Possible]:
    """Return what may be decided of the version looked at, in the order it is offered."""
    item, found = of.item, []
    if item.role == ItemRole.PILOT and item.current:
        found.append(Possible(DecisionVerb.ADMIT))
    if item.current:
        found.append(Possible(DecisionVerb.RETIRE))
    if item.withdrawn != Withdrawal.NEUTRALISED:
        found.append(Possible(DecisionVerb.NEUTRALISE))
    if of.undo:
        found.append(Possible(DecisionVerb.RESTORE, of.undo))
    return found
