"""“Two questions to stay sure”: the review offers what time is making uncertain."""

from datetime import datetime, timedelta

import pytest

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Response
from sextant.frameworks.document import Framework
from sextant.mastery.queries import results_of
from sextant.study.choices import CardOrigin
from sextant.study.models import Card
from sextant.study.review.actions import gather
from sextant.study.review.overview import overview_of
from sextant.study.review.sources import SURE_EVERY, widened_items
from tests.assessment.sittings import answer_all, begin, learner

MONTHS = timedelta(days=500)


@pytest.fixture
def held(amina: Person, framework: Framework, now: datetime) -> Learner:
    """Amina after a diagnostic answered right."""
    someone = learner(amina)
    answer_all(begin(someone, framework, now, kind=SittingKind.DIAGNOSTIC), framework, now, right=True)
    return someone


def test_two_questions_on_the_competence_that_widened_most(held: Learner, framework: Framework, now: datetime) -> None:
    found = widened_items(held, framework, now=now + MONTHS)

    assert len(found) == 2
    competences = set(Response.objects.filter(learner=held, item__uid__in=found).values_list("item__competence", flat=True))
    assert len(competences) == 1
    ratio = {
        one.code: (one.high - one.low) / (one.seen.high - one.seen.low)
        for one in results_of(held, framework, now=now + MONTHS)
        if one.seen is not None
    }
    assert competences == {max(ratio, key=lambda code: ratio[code])}


def test_nothing_is_offered_while_it_is_fresh_nor_before_any_answer(
    held: Learner, bruno: Person, framework: Framework, now: datetime
) -> None:
    assert widened_items(held, framework, now=now + timedelta(days=40)) == []
    assert widened_items(learner(bruno), framework, now=now + MONTHS) == []


def test_it_is_an_offer_and_not_a_flood(held: Learner, framework: Framework, now: datetime) -> None:
    later = now + MONTHS
    for hours in range(3):
        gather(learner=held, framework=framework, now=later + timedelta(hours=hours))

    assert Card.objects.filter(origin=CardOrigin.SURE).count() == 2
    assert overview_of(held, framework, now=later).sure == 2
    assert not set(widened_items(held, framework, now=later + SURE_EVERY + timedelta(days=1))) & set(
        Card.objects.values_list("uid", flat=True)
    )


def test_what_was_explained_lately_is_not_asked(held: Learner, framework: Framework, now: datetime) -> None:
    Response.objects.update(explained_at=now + MONTHS - timedelta(days=3))

    assert widened_items(held, framework, now=now + MONTHS) == []
