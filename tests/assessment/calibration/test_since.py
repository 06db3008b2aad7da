"""Between two editions: what came in for an item, and where that brings its difficulty."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from sextant.accounts.models import Learner
from sextant.assessment.actions import record_sitting
from sextant.assessment.calibration.queries import since
from sextant.assessment.calibration.running import calibrate
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import CalibrationEdition, ItemVersion, Response
from sextant.frameworks.document import Framework
from sextant.ground.privacy import LEAST_SHOWN
from tests.assessment.calibration.answering import attempt, bank, people_answer
from tests.assessment.calibration.test_editions import past

LATER = timedelta(days=1)


@pytest.fixture
def edition(framework: Framework, now: datetime) -> CalibrationEdition:
    """An edition of sixty people."""
    people_answer(framework, now, people=60)
    return calibrate(framework, simulated=False, now=now + timedelta(hours=1)).edition


def sat(framework: Framework, edition: CalibrationEdition, at: datetime, *, people: int, always: ItemVersion, right: bool) -> None:
    """Let people sit the whole bank, right seven times in ten, but one item always or never."""
    rng = np.random.default_rng(11)
    for _ in range(people):
        learner = Learner.objects.create(profession="juriste", stage="etudes", created_at=at)
        answers = [past(item, right if item == always else bool(rng.random() < 0.7), at) for item in bank()]
        record_sitting(
            learner=learner,
            framework=framework,
            kind=SittingKind.DIAGNOSTIC,
            answers=answers,
            language="fr",
            edition=edition.name,
            now=at,
        )


@pytest.mark.parametrize("right", [True, False])
def test_answers_since_an_edition_move_the_item_the_way_the_next_one_will(
    framework: Framework, edition: CalibrationEdition, now: datetime, right: bool, django_assert_num_queries: object
) -> None:
    item = bank()[4]
    held = edition.items.get(item=item)
    sat(framework, edition, now + LATER, people=15, always=item, right=right)

    with django_assert_num_queries(4):  # type: ignore[operator]
        found = since(edition, item)
    following = calibrate(framework, simulated=False, now=now + 2 * LATER).edition.items.get(item=item)

    assert found.answers == 15
    assert found.b is not None
    assert found.b_se is not None
    assert (found.b < held.b - 0.1) if right else (found.b > held.b + 0.1)
    assert abs(found.b - following.b) < 0.5 * abs(held.b - following.b) + 0.1
    assert 0 < found.b_se < 1.1 * held.b_se


def test_few_answers_are_counted_and_say_nothing(framework: Framework, edition: CalibrationEdition, now: datetime) -> None:
    sat(framework, edition, now + LATER, people=LEAST_SHOWN - 1, always=bank()[0], right=True)

    found = since(edition, bank()[0])

    assert (found.answers, found.b, found.b_se) == (LEAST_SHOWN - 1, None, None)


def test_only_what_a_calibration_would_count_is_counted(framework: Framework, edition: CalibrationEdition, now: datetime) -> None:
    item = bank()[0]
    people_answer(framework, now + LATER, people=3, items=[item], simulated=True)
    again = Response.objects.filter(item=item, learner__simulated=False)[0].learner
    attempt(again, item, now + LATER, score=1.0)
    broken = people_answer(framework, now + LATER, people=1, items=[item])[0]
    Response.objects.filter(learner=broken).update(score=float("inf"))

    assert since(edition, item).answers == 0


def test_people_without_a_state_say_nothing(framework: Framework, edition: CalibrationEdition, now: datetime) -> None:
    people_answer(framework, now + LATER, people=20, items=bank()[:1], seed=5)

    found = since(edition, bank()[0])

    assert (found.answers, found.b) == (20, None)


def test_an_item_that_the_edition_does_not_hold_starts_from_the_experts(
    framework: Framework, edition: CalibrationEdition, now: datetime
) -> None:
    item = bank()[2]
    edition.items.filter(item=item).delete()
    Response.objects.filter(item=item).delete()
    sat(framework, edition, now + LATER, people=12, always=item, right=False)

    found = since(edition, item)

    assert found.b is not None
    assert found.b > item.b
