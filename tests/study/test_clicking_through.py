"""
The promise: clicking through everything leaves the levels where they were.

The learners here open every resource of the pack the product ships and answer every check; what they believe is never asked.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from sextant.accounts.actions import create_learner
from sextant.accounts.models import Learner
from sextant.assessment.bank import document_of
from sextant.assessment.choices import AttemptKind, ItemRole, SittingKind, Weighing
from sextant.assessment.document import ChoiceDocument
from sextant.assessment.models import Attempt, ItemVersion
from sextant.assessment.practice.actions import answer_item
from sextant.catalogue.models import ResourceVersion
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for
from sextant.mastery.models import Estimate, Observation
from sextant.mastery.queries import results_of
from sextant.study.actions import keep_visit
from tests.assessment.sittings import answer_all, begin


@pytest.fixture
def france(socle: object) -> Framework:
    return framework_for()


def somebody(framework: Framework, now: datetime, *, measured: bool = True) -> Learner:
    """A nurse in training, placed by a diagnostic answered right."""
    learner = create_learner(now=now)
    Learner.objects.filter(pk=learner.pk).update(profession="infirmier", stage="etudes", entry_year=2024)
    learner.refresh_from_db()
    if measured:
        sitting = begin(learner, framework, now - timedelta(days=1), kind=SittingKind.DIAGNOSTIC)
        answer_all(sitting, framework, now - timedelta(days=1), right=True)
    return learner


def said(learner: Learner, framework: Framework, now: datetime) -> list[tuple[Any, ...]]:
    """Return everything that is said of a learner: each level, interval and verdict."""
    return [
        (one.code, one.theta, one.low, one.high, one.level.code if one.level else "", one.verdict)
        for one in results_of(learner, framework, now=now)
    ]


def read_everything(learner: Learner, now: datetime) -> Iterator[tuple[ResourceVersion, datetime]]:
    """Open every resource, stay active all along it, and yield each with the moment at which it ends."""
    moment = now
    for row in ResourceVersion.objects.filter(current=True).order_by("uid"):
        for _sign in range(20):
            moment += timedelta(seconds=60)
            keep_visit(learner=learner, resource=row.uid, content_hash=row.content_hash, seconds=60, now=moment)
        yield row, moment


def checks_of(resource: str) -> list[ItemVersion]:
    return list(ItemVersion.objects.filter(resource=resource, role=ItemRole.CHECK, current=True).order_by("uid"))


def first_proposition(item: ItemVersion) -> dict[str, list[str]]:
    document = document_of(item)
    return {"answer": [document.propositions[0].key if isinstance(document, ChoiceDocument) else "je ne sais pas trop"]}


def click(
    learner: Learner, framework: Framework, item: ItemVersion, form: dict[str, list[str]], *, shown_at: datetime, now: datetime
) -> Attempt:
    return answer_item(
        learner=learner, framework=framework, item=item, key=uuid4(), kind=AttemptKind.CHECK, form=form, language="fr",
        shown_at=shown_at, now=now, resource=item.resource, read_at=now,
    )  # fmt: skip


def test_reading_everything_and_answering_nothing_moves_nothing(france: Framework, now: datetime) -> None:
    learner = somebody(france, now)
    before = said(learner, france, now)

    read = [row.uid for row, _moment in read_everything(learner, now)]

    assert len(read) >= 30
    assert said(learner, france, now) == before


def test_clicking_through_everything_leaves_every_level_interval_and_verdict_where_it_was(france: Framework, now: datetime) -> None:
    learner = somebody(france, now)
    before, observed = said(learner, france, now), Observation.objects.count()

    for row, moment in read_everything(learner, now):
        for number, item in enumerate(checks_of(row.uid), start=1):
            # The page was open all along: it is the clicks that follow one another.
            click(learner, france, item, first_proposition(item), shown_at=moment, now=moment + timedelta(seconds=number))

    assert said(learner, france, now) == before
    assert Observation.objects.count() == observed
    assert Attempt.objects.count() == ItemVersion.objects.filter(role=ItemRole.CHECK, current=True).count() >= 100
    assert set(Attempt.objects.values_list("weighing", flat=True)) == {Weighing.TOO_FAST}


def test_clicking_through_without_a_diagnostic_leaves_no_estimate(france: Framework, now: datetime) -> None:
    learner = somebody(france, now, measured=False)

    for item in ItemVersion.objects.filter(role=ItemRole.CHECK, current=True)[:40]:
        click(learner, france, item, first_proposition(item), shown_at=now, now=now + timedelta(seconds=1))

    assert not Estimate.objects.filter(learner=learner).exists()


def at_random(item: ItemVersion, random: Random) -> dict[str, list[str]]:
    document = document_of(item)
    if not isinstance(document, ChoiceDocument):
        return {"answer": ["je ne sais pas trop"]}
    keys = [proposition.key for proposition in document.propositions]
    ticked = [random.choice(keys)] if document.type == "qru" else [key for key in keys if random.random() < 0.5]
    return {"answer": ticked or keys[:1]}


@pytest.mark.parametrize("measured", [False, True])
def test_answering_slowly_at_random_leaves_no_level_above_where_it_was(france: Framework, now: datetime, measured: bool) -> None:
    """
    Somebody patient enough to wait at each question counts as answering, and chance answers right as often as each item expects of chance.

    No level ends higher; most end far lower, as they must for somebody who answers at random. On fewer questions luck may widen or move an
    interval a little: what is promised is that it does not pay.
    """
    learner, random = somebody(france, now, measured=measured), Random(20261123)
    before = {one.code: one for one in results_of(learner, france, now=now)}
    items = ItemVersion.objects.filter(role=ItemRole.CHECK, current=True).order_by("uid")

    for number, item in enumerate(list(items)[::2], start=1):
        moment = now + timedelta(minutes=number)
        click(learner, france, item, at_random(item, random), shown_at=moment - timedelta(seconds=50), now=moment)

    after = results_of(learner, france, now=now)
    assert set(Attempt.objects.values_list("weighing", flat=True)) == {Weighing.AFTER_READING}
    assert [one.code for one in after if _level(one, france) > _level(before[one.code], france)] == []
    assert [one.code for one in after if one.theta >= before[one.code].theta] == []


def _level(one: Any, framework: Framework) -> int:
    return sum(one.theta >= cut for cut in framework.cuts)
