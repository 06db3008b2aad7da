from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import ReportState
from sextant.assessment.models import ItemReport
from sextant.catalogue.models import ResourceVersion
from sextant.kernel.text import Text
from sextant.study.choices import RemarkKind, RemarkState
from sextant.study.models import Remark

REPORT = "question"
"""The kind, in the queue, of a report on a question."""

LEAST_RATINGS = 5
"""Below so many ratings a mean would tell what one person said."""

PAGE = 20


def rating_of(learner: Learner, resource: str) -> int | None:
    """Return the rating `learner` gave a resource."""
    return Remark.objects.filter(learner=learner, resource=resource, kind=RemarkKind.RATING).values_list("rating", flat=True).first()


@dataclass(frozen=True, slots=True)
class Said:
    """Something a reader said, as its author or a reviewer sees it; never who said it."""

    key: UUID
    kind: str
    resource: str
    title: Text | None
    at: datetime
    language: str
    state: str
    state_words: str
    passage: str
    message: str
    proposal: Mapping[str, Any]
    amended: Mapping[str, Any]
    reply: str
    reviewed_at: datetime | None
    stem: Text | None = None
    item: str = ""

    @property
    def waits(self) -> bool:
        """Say whether nobody has answered yet."""
        return self.state == RemarkState.WAITING


def said_by(learner: Learner) -> list[Said]:
    """Return what `learner` said of resources and questions, newest first (three queries); ratings stand on the resources."""
    remarks = list(Remark.objects.filter(learner=learner).exclude(kind=RemarkKind.RATING))
    reports = list(ItemReport.objects.filter(learner=learner).select_related("item"))
    return _newest_first(remarks, reports)


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of what waits, oldest first; how many wait in all, of each kind, and for which resources."""

    listed: list[Said]
    count: int
    kinds: Mapping[str, int]
    resources: list[tuple[str, str]]


def waiting(*, by: Person, kind: str = "", resource: str = "", language: str = "fr", page: int = 1) -> Queue:
    """Return what waits for a reviewer, who does not review their own (five queries, however much there is)."""
    remarks = Remark.objects.filter(state=RemarkState.WAITING).exclude(kind=RemarkKind.RATING).exclude(learner__person=by).order_by()
    reports = ItemReport.objects.filter(state=ReportState.WAITING).exclude(learner__person=by).order_by()
    heads = [
        *remarks.values_list("kind", "pk", "resource", "made_at"),
        *((REPORT, *head) for head in reports.values_list("pk", "item__resource", "reported_at")),
    ]
    kinds = {code: sum(head[0] == code for head in heads) for code in (RemarkKind.ERROR, RemarkKind.ITEM, REPORT)}
    chosen = sorted(
        (head for head in heads if (not kind or head[0] == kind) and (not resource or head[2] == resource)), key=lambda head: head[3]
    )
    here = chosen[(page - 1) * PAGE : page * PAGE]
    listed = _newest_first(
        list(Remark.objects.filter(pk__in=[head[1] for head in here if head[0] != REPORT])),
        list(ItemReport.objects.filter(pk__in=[head[1] for head in here if head[0] == REPORT]).select_related("item")),
    )
    titles = titles_of({head[2] for head in heads})
    named = sorted(((uid, title.in_language(language).text) for uid, title in titles.items()), key=lambda pair: pair[1])
    return Queue(listed[::-1], len(chosen), kinds, named)


def waiting_count() -> int:
    """Return how many remarks and reports wait for a reviewer (two queries)."""
    remarks = Remark.objects.filter(state=RemarkState.WAITING).exclude(kind=RemarkKind.RATING)
    return remarks.count() + ItemReport.objects.filter(state=ReportState.WAITING).count()


def remark_said(key: UUID, *, by: Person) -> Said | None:
    """Return a remark as its reviewer sees it; nobody reviews their own."""
    remark = Remark.objects.filter(pk=key).exclude(kind=RemarkKind.RATING).exclude(learner__person=by).first()
    return _newest_first([remark], [])[0] if remark else None


def report_said(key: UUID, *, by: Person) -> Said | None:
    """Return a report on a question as its reviewer sees it; nobody reviews their own."""
    report = ItemReport.objects.filter(pk=key).exclude(learner__person=by).select_related("item").first()
    return _newest_first([], [report])[0] if report else None


def accepted_proposals(framework: str = "") -> list[Remark]:
    """Return the proposals that reviewers took, as they are or amended, oldest first."""
    rows = Remark.objects.filter(kind=RemarkKind.ITEM, state__in=[RemarkState.ACCEPTED, RemarkState.AMENDED]).order_by("reviewed_at", "pk")
    return [row for row in rows if not framework or row.proposal.get("framework") == framework]


@dataclass(frozen=True, slots=True)
class Rated:
    """How useful readers find a resource: how many said so, and the mean where there are enough of them."""

    title: Text
    resource: str
    count: int
    mean: float | None


def ratings() -> list[Rated]:
    """Return the resources that were rated, the most rated first (two queries)."""
    rows = Remark.objects.filter(kind=RemarkKind.RATING).order_by().values("resource").annotate(count=Count("pk"), mean=Avg("rating"))
    found = {row["resource"]: row for row in rows}
    rated = [
        Rated(title, uid, found[uid]["count"], found[uid]["mean"] if found[uid]["count"] >= LEAST_RATINGS else None)
        for uid, title in titles_of(found).items()
    ]
    return sorted(rated, key=lambda one: (-one.count, one.resource))


def titles_of(resources: Iterable[str]) -> dict[str, Text]:
    """Return the titles of current resources by uid."""
    rows = ResourceVersion.objects.filter(uid__in=list(resources), current=True).values_list("uid", "body__title")
    return {uid: Text(title) for uid, title in rows}


def _newest_first(remarks: list[Remark], reports: list[ItemReport]) -> list[Said]:
    titles = titles_of({remark.resource for remark in remarks} | {report.item.resource for report in reports})
    listed = [_of_remark(remark, titles) for remark in remarks] + [_of_report(report, titles) for report in reports]
    return sorted(listed, key=lambda said: said.at, reverse=True)


def _of_remark(remark: Remark, titles: Mapping[str, Text]) -> Said:
    return Said(
        key=remark.pk,
        kind=remark.kind,
        resource=remark.resource,
        title=titles.get(remark.resource),
        at=remark.made_at,
        language=remark.language,
        state=remark.state,
        state_words=str(RemarkState(remark.state).label),
        passage=remark.passage,
        message=remark.message,
        proposal=remark.proposal,
        amended=remark.amended,
        reply=remark.reply,
        reviewed_at=remark.reviewed_at,
    )


def _of_report(report: ItemReport, titles: Mapping[str, Text]) -> Said:
    return Said(
        key=report.pk,
        kind=REPORT,
        resource=report.item.resource,
        title=titles.get(report.item.resource),
        at=report.reported_at,
        language="fr",
        state=report.state,
        state_words=str(ReportState(report.state).label),
        passage="",
        message=report.message,
        proposal={},
        amended={},
        reply=report.reply,
        reviewed_at=report.reviewed_at,
        stem=Text(report.item.body["stem"]),
        item=report.item.uid,
    )
