from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from sextant.accounts.models import Learner
from sextant.assessment.choices import ItemRole
from sextant.assessment.models import Attempt, ItemVersion, Response
from sextant.assessment.practice.queries import Missed, explained_at_of, last_explained, last_version_answered, missed
from sextant.assessment.practice.tickets import Ticket, new_ticket
from sextant.assessment.practice.weighing import EXPLAINED_FOR
from sextant.assessment.shown import Explained, Question, asked, explained
from sextant.catalogue.models import ResourceVersion
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.ui.markup import plain

PAGE = 10
"""Mistakes on a page of the notebook."""


@dataclass(frozen=True, slots=True)
class Check:
    """A question to answer on a page. `number` is its place in its resource, 0 outside; `again` is when its answer could count."""

    uid: str
    resource: str
    number: int
    question: Question
    ticket: str
    explained_at: datetime | None = None
    again: datetime | None = None

    @property
    def anchor(self) -> str:
        """The place of the check on the page of its resource."""
        return anchor_of(self.uid)


def anchor_of(uid: str) -> str:
    """Return the `id` of a check on the page of its resource."""
    return f"check-{uid.replace('.', '-')}"


def check_of(
    item: ItemVersion,
    *,
    learner: Learner | None,
    language: str,
    now: datetime,
    number: int = 0,
    posted: tuple[str, ...] = (),
    beside: bool = False,
    ticket: Ticket | None = None,
    explained_at: datetime | None = None,
) -> Check:
    """Return the question to show now, under a new ticket, or once more under the one it had."""
    ticket = ticket or new_ticket(item, learner=learner, language=language, now=now, beside=beside)
    suffix = f"-{item.uid.replace('.', '-')}"
    again = explained_at + EXPLAINED_FOR if explained_at else None
    return Check(
        uid=item.uid,
        resource=item.resource,
        number=number,
        question=asked(item, key=str(ticket.key), order=ticket.order, language=language, posted=posted, suffix=suffix),
        ticket=ticket.signed(),
        explained_at=explained_at,
        again=again if again and again > now else None,
    )


def checks_of(resource: str, *, learner: Learner | None, language: str, now: datetime) -> list[Check]:
    """Return the questions inside a resource, ready to be answered beside its text (two queries)."""
    items = list(ItemVersion.objects.filter(resource=resource, role=ItemRole.CHECK, current=True).order_by("uid"))
    explained_at = explained_at_of(learner, [item.uid for item in items]) if learner and items else {}
    return [
        check_of(item, learner=learner, language=language, now=now, number=number, beside=True, explained_at=explained_at.get(item.uid))
        for number, item in enumerate(items, start=1)
    ]


def number_of(item: ItemVersion) -> int:
    """Return the place of a check in its resource, 0 for what stands in none."""
    if not item.resource:
        return 0
    return ItemVersion.objects.filter(resource=item.resource, role=item.role, current=True, uid__lt=item.uid).count() + 1


def shown_item(pk: int, uid: str) -> ItemVersion | None:
    """Return the version that a ticket names, current or not, if it is one of `uid`."""
    return ItemVersion.objects.filter(pk=pk, uid=uid).first()


def item_to_ask(uid: str, learner: Learner | None) -> ItemVersion | None:
    """
    Return the current version of an item that may be asked here: a check of a resource, or whatever this learner has seen explained.

    The bank is not for browsing: who reads its explanations beforehand has nothing left to be measured by.
    """
    item = ItemVersion.objects.filter(uid=uid, current=True).first()
    if item is None or item.role == ItemRole.CHECK:
        return item
    was_explained = item.role == ItemRole.BANK and learner is not None and last_explained(learner, uid) is not None
    return item if was_explained else None


def item_reported(uid: str, learner: Learner) -> ItemVersion | None:
    """Return the version of an item that a report is about: the current one, else the last one this learner answered."""
    item = item_to_ask(uid, learner)
    if item is not None:
        return item
    return last_version_answered(learner, uid)


def explained_answer(attempt: Attempt, framework: Framework, *, language: str) -> Explained:
    """Return what an answer got and why; the attempt need not be kept anywhere."""
    return explained([attempt], framework, language=language)[0]


@dataclass(frozen=True, slots=True)
class Mistake:
    """An item of the notebook: the last wrong answer, explained; where to read again; where to try again, while it is asked."""

    uid: str
    answered_at: datetime
    one: Explained
    resource: str
    resource_title: Text | None
    retry_url: str

    @property
    def anchor(self) -> str:
        """The place of the check on the page of its resource."""
        return anchor_of(self.uid)


@dataclass(frozen=True, slots=True)
class Group:
    """The mistakes on one competence."""

    title: Text
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Errors:
    """A page of the notebook: the mistakes by competence, how many there are in all, and how many of each competence."""

    groups: tuple[Group, ...]
    count: int
    counts: tuple[tuple[str, str, int], ...]


def errors_of(learner: Learner, framework: Framework, *, language: str, competence: str = "", page: int = 1) -> Errors:
    """
    Return what `learner` got wrong and has not mended: in sittings, checks and exercises whose explanation they have seen.

    At most seven queries, however many mistakes there are.
    """
    found = missed(learner)
    counts = {code: sum(one.competence == code for one in found) for code in {one.competence for one in found}}
    listed = [one for one in found if not competence or one.competence == competence]
    order = {code: place for place, code in enumerate(framework.codes)}
    listed.sort(key=lambda one: order.get(one.competence, len(order)))
    start = (page - 1) * PAGE
    mistakes = _mistakes(listed[start : start + PAGE], framework, language)
    groups: dict[str, list[Mistake]] = {}
    for one, mistake in mistakes:
        groups.setdefault(one.competence, []).append(mistake)
    known = sorted(counts, key=lambda code: order.get(code, len(order)))
    return Errors(
        groups=tuple(Group(_title(framework, code), tuple(inside)) for code, inside in groups.items()),
        count=len(listed),
        counts=tuple((code, plain(_title(framework, code)), counts[code]) for code in known),
    )


def _title(framework: Framework, code: str) -> Text:
    return framework.title_of(code) if code in framework.axis else Text({"fr": code})


def _address(uid: str, role: str) -> str:
    return reverse("study:exercise" if role == ItemRole.EXERCISE else "study:check", args=[uid])


def _mistakes(listed: list[Missed], framework: Framework, language: str) -> Iterable[tuple[Missed, Mistake]]:
    if not listed:
        return []
    rows: dict[UUID, Response | Attempt] = {
        **Response.objects.select_related("item").in_bulk([one.response for one in listed if one.response]),
        **Attempt.objects.select_related("item").in_bulk([one.attempt for one in listed if one.attempt]),
    }
    answers = [rows[one.response or one.attempt] for one in listed]  # type: ignore[index]
    explanations = explained(answers, framework, language=language)
    current = dict(ItemVersion.objects.filter(uid__in=[one.uid for one in listed], current=True).values_list("uid", "role"))
    resources = {answer.item.resource for answer in answers if answer.item.resource}
    titles = dict(ResourceVersion.objects.filter(uid__in=resources, current=True).values_list("uid", "body__title"))
    return [
        (
            one,
            Mistake(
                uid=one.uid,
                answered_at=one.answered_at,
                one=explanation,
                resource=answer.item.resource if answer.item.resource in titles else "",
                resource_title=Text(titles[answer.item.resource]) if answer.item.resource in titles else None,
                retry_url=_address(one.uid, current[one.uid]) if one.uid in current else "",
            ),
        )
        for one, answer, explanation in zip(listed, answers, explanations, strict=True)
    ]
