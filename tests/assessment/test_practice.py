"""Answering an item outside a sitting."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import answer_question
from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.bank import document_of
from sextant.assessment.choices import AttemptKind, Explanations, Weighing
from sextant.assessment.item_types import UnreadableAnswer, type_of
from sextant.assessment.models import Attempt, ItemVersion, Response
from sextant.assessment.practice.actions import answer_item
from sextant.assessment.practice.weighing import AFTER_READING, EXPLAINED_FOR
from sextant.frameworks.document import Framework
from sextant.mastery.models import Estimate, Observation
from sextant.mastery.queries import state_of
from tests.assessment.sittings import answer_all, begin, learner, waiting

ITEM = "essai.x1.cas-1"


def item(uid: str = ITEM) -> ItemVersion:
    return ItemVersion.objects.get(uid=uid, current=True)


def form_of(version: ItemVersion, *, right: bool = True) -> dict[str, list[str]]:
    made = type_of(document_of(version)).fabricate(document_of(version))
    return {name: list(values) for name, values in (made.right if right else made.wrong).items()}


def give(someone: Learner, framework: Framework, now: datetime, version: ItemVersion | None = None, **changed: Any) -> Attempt:
    """Answer an item at leisure: it was shown a minute ago."""
    version = version or item()
    right = changed.pop("right", True)
    given: dict[str, Any] = {
        "key": uuid4(),
        "kind": AttemptKind.CHECK,
        "form": form_of(version, right=right),
        "language": "fr",
        "shown_at": now - timedelta(minutes=1),
    }
    return answer_item(learner=someone, framework=framework, item=version, now=now, **given | changed)


def level(someone: Learner, framework: Framework, now: datetime) -> float:
    return float(state_of(someone, framework, now=now).now.mean[framework.axis["X1"]])


def test_right_answer_counts_and_moves_the_level(amina: Person, framework: Framework, now: datetime) -> None:
    before = level(learner(amina), framework, now)

    attempt = give(learner(amina), framework, now, option_order=["B", "A", "C", "D"])

    (seen,) = Observation.objects.filter(learner__person=amina)
    assert (attempt.score, attempt.weight, attempt.weighing, attempt.explained_at) == (1.0, 1.0, Weighing.FULL, now)
    assert (seen.source, seen.source_id, seen.weight, seen.item, seen.option_order) == (
        "attempt",
        attempt.pk,
        1.0,
        ITEM,
        ["B", "A", "C", "D"],
    )
    assert level(learner(amina), framework, now) > before


def test_same_key_twice_is_one_attempt_and_the_first_stays(amina: Person, framework: Framework, now: datetime) -> None:
    key = UUID(int=1)
    first = give(learner(amina), framework, now, key=key)

    second = give(learner(amina), framework, now + timedelta(minutes=9), key=key, right=False)

    assert (second.pk, second.score) == (first.pk, 1.0)
    assert Attempt.objects.count() == Observation.objects.count() == 1


def test_two_learners_may_use_one_key(amina: Person, bruno: Person, framework: Framework, now: datetime) -> None:
    key = UUID(int=1)

    give(learner(amina), framework, now, key=key)
    give(learner(bruno), framework, now, key=key)

    assert Attempt.objects.count() == 2


def test_item_explained_counts_for_nothing_for_thirty_days(amina: Person, framework: Framework, now: datetime) -> None:
    give(learner(amina), framework, now, right=False)
    after = level(learner(amina), framework, now)

    soon = give(learner(amina), framework, now + EXPLAINED_FOR - timedelta(seconds=1))
    unmoved = level(learner(amina), framework, now)
    later = give(learner(amina), framework, soon.answered_at + EXPLAINED_FOR)

    assert (soon.weight, soon.weighing) == (0.0, Weighing.EXPLAINED)
    assert unmoved == after
    assert (later.weight, later.weighing) == (1.0, Weighing.FULL)


def test_explanation_of_another_version_is_an_explanation(amina: Person, framework: Framework, now: datetime) -> None:
    old = item()
    give(learner(amina), framework, now, old)
    ItemVersion.objects.filter(pk=old.pk).update(current=False)
    new = ItemVersion.objects.create(
        **{field: getattr(old, field) for field in ("uid", "pack", "framework", "type", "competence", "b", "body")},
        content_hash="new",
        loaded_at=now,
    )

    again = give(learner(amina), framework, now + timedelta(days=1), new)

    assert again.weighing == Weighing.EXPLAINED


def test_explanation_read_in_a_sitting_is_an_explanation(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = answer_all(begin(learner(amina), framework, now), framework, now)
    response = sitting.responses.select_related("item").first()
    assert response is not None

    attempt = give(learner(amina), framework, now + timedelta(days=1), response.item)

    assert (attempt.weight, attempt.weighing) == (0.0, Weighing.EXPLAINED)


def test_somebody_elses_explanation_is_not_mine(amina: Person, bruno: Person, framework: Framework, now: datetime) -> None:
    give(learner(bruno), framework, now)

    assert give(learner(amina), framework, now + timedelta(days=1)).weighing == Weighing.FULL


def test_answer_faster_than_the_question_can_be_read_counts_for_nothing(amina: Person, framework: Framework, now: datetime) -> None:
    attempt = give(learner(amina), framework, now, shown_at=now - timedelta(seconds=1))

    assert (attempt.weight, attempt.weighing) == (0.0, Weighing.TOO_FAST)
    assert not Estimate.objects.exists()


def test_questions_shown_together_are_not_read_together(amina: Person, framework: Framework, now: datetime) -> None:
    shown = now - timedelta(minutes=5)
    give(learner(amina), framework, now, shown_at=shown)

    second = give(learner(amina), framework, now + timedelta(seconds=1), item("essai.x1.cas-4"), shown_at=shown)

    assert second.weighing == Weighing.TOO_FAST


def test_answer_after_reading_counts_less(amina: Person, framework: Framework, now: datetime) -> None:
    attempt = give(learner(amina), framework, now, read_at=now - timedelta(hours=23))

    assert (attempt.weight, attempt.weighing) == (AFTER_READING, Weighing.AFTER_READING)
    assert Observation.objects.get().weight == AFTER_READING


def test_item_outside_the_framework_counts_for_nothing(amina: Person, framework: Framework, now: datetime) -> None:
    version = item()
    ItemVersion.objects.filter(pk=version.pk).update(current=False)
    body = {**version.body, "competence": "Z9"}
    foreign = ItemVersion.objects.create(
        uid="autre.z9", content_hash="z", pack="autre", framework="autre", type="qru", competence="Z9", b=0, body=body, loaded_at=now
    )

    attempt = give(learner(amina), framework, now, foreign)

    assert (attempt.weight, attempt.weighing) == (0.0, Weighing.OUTSIDE)


def test_not_knowing_earns_nothing_and_is_kept(amina: Person, framework: Framework, now: datetime) -> None:
    attempt = give(learner(amina), framework, now, form={"dont_know": ["1"]})

    assert (attempt.answer, attempt.score) == (DONT_KNOW, 0.0)


def test_form_that_holds_no_answer_leaves_nothing(amina: Person, framework: Framework, now: datetime) -> None:
    with pytest.raises(UnreadableAnswer):
        give(learner(amina), framework, now, form={"answer": ["Z"]})

    assert not Attempt.objects.exists()


def test_item_answered_outside_is_not_asked_in_a_sitting(amina: Person, framework: Framework, now: datetime) -> None:
    asked_first = waiting(begin(learner(amina), framework, now)).item
    Response.objects.all().delete()
    give(learner(amina), framework, now, asked_first)

    sitting = answer_all(begin(learner(amina), framework, now), framework, now)

    assert asked_first.uid not in set(sitting.responses.values_list("item__uid", flat=True))


def test_question_that_waits_while_its_explanation_is_read_elsewhere_counts_for_nothing(
    amina: Person, framework: Framework, now: datetime
) -> None:
    sitting = begin(learner(amina), framework, now, explanations=Explanations.EACH)
    response = waiting(sitting)
    give(learner(amina), framework, now, response.item)
    before = level(learner(amina), framework, now)

    answer_question(
        learner=learner(amina),
        sitting=sitting,
        framework=framework,
        response_id=response.pk,
        form=form_of(response.item),
        now=now + timedelta(days=1),
    )

    response.refresh_from_db()
    assert response.score == 1.0
    assert level(learner(amina), framework, now) == before
    assert not Observation.objects.filter(source="response").exists()


def test_answering_takes_the_same_queries_whatever_was_answered_before(amina: Person, framework: Framework, now: datetime) -> None:
    counts = []
    for number, uid in enumerate(("essai.x1.cas-1", "essai.x1.cas-4", "essai.x1.cas-7", "essai.x2.cas-1")):
        with CaptureQueriesContext(connection) as captured:
            give(learner(amina), framework, now + timedelta(days=number), item(uid))
        counts.append(len(captured))

    # The first makes the estimate.
    assert counts[1] == counts[2] == counts[3] <= 25
