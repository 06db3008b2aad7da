"""“This seems wrong”: asked anew whatever the verdict, on questions that were not just explained."""

from datetime import datetime, timedelta

import pytest

from sextant.accounts.models import Learner
from sextant.assessment.choices import SittingKind
from sextant.assessment.doubts import LEAST_DOUBTING, NothingFresh, begin_doubt
from sextant.assessment.models import ItemVersion, Response, Sitting
from sextant.assessment.practice.weighing import EXPLAINED_FOR
from sextant.frameworks.document import Framework
from sextant.mastery.actions import observe
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import results_of
from tests.assessment.sittings import answer, answer_all, begin
from tests.mastery.test_replay import evidence


def doubt(learner: Learner, framework: Framework, now: datetime) -> Sitting:
    return begin_doubt(learner=learner, framework=framework, competence=framework.codes[0], language="fr", now=now)


@pytest.fixture
def sure(enrolled: Learner, framework: Framework, now: datetime) -> Learner:
    """Amina, whose answers leave no doubt of the first competence."""
    before = now - timedelta(days=40)
    observe(learner=enrolled, framework=framework, evidence=[evidence(framework, before, 1.0, 0, b=2.0) for _ in range(12)], now=before)
    assert results_of(enrolled, framework, now=now)[0].verdict == Verdict.ACQUIRED
    return enrolled


def answered(sitting: Sitting) -> int:
    return Response.objects.filter(sitting=sitting, answered_at__isnull=False).count()


def test_a_decided_verdict_is_asked_four_questions_at_least(sure: Learner, framework: Framework, now: datetime) -> None:
    sitting = answer_all(doubt(sure, framework, now), framework, now)

    assert answered(sitting) == LEAST_DOUBTING
    assert not Response.objects.filter(sitting=sitting).exclude(item__competence=framework.codes[0]).exists()
    assert results_of(sure, framework, now=now)[0].verdict == Verdict.ACQUIRED


def test_a_test_that_settles_ends_at_once_where_a_doubt_does_not(sure: Learner, framework: Framework, now: datetime) -> None:
    settling = answer_all(begin(sure, framework, now, kind=SittingKind.SETTLE, competence=framework.codes[0]), framework, now)

    assert answered(settling) == 1


def test_answers_that_say_otherwise_reopen_it(sure: Learner, framework: Framework, now: datetime) -> None:
    before = results_of(sure, framework, now=now)[0]

    sitting = answer_all(doubt(sure, framework, now), framework, now, right=False)

    assert answered(sitting) >= LEAST_DOUBTING
    assert results_of(sure, framework, now=now)[0].theta < before.theta


def test_questions_explained_lately_are_not_asked_and_come_back_once_forgotten(sure: Learner, framework: Framework, now: datetime) -> None:
    first, second = (answer_all(doubt(sure, framework, now), framework, now) for _ in range(2))

    uids = [set(Response.objects.filter(sitting=one).values_list("item__uid", flat=True)) for one in (first, second)]
    assert uids[0] & uids[1] == set()
    with pytest.raises(NothingFresh) as refused:
        doubt(sure, framework, now + timedelta(days=1))
    assert refused.value.since == now + EXPLAINED_FOR
    assert doubt(sure, framework, now + EXPLAINED_FOR).finished_at is None


def test_an_answer_that_waits_for_its_explanation_is_not_asked_for_again(enrolled: Learner, framework: Framework, now: datetime) -> None:
    series = begin(enrolled, framework, now)
    answer(series, framework, now)

    doubted = answer_all(doubt(enrolled, framework, now), framework, now)

    uids = [set(Response.objects.filter(sitting=one).values_list("item__uid", flat=True)) for one in (series, doubted)]
    assert not {uid for uid in uids[0] & uids[1] if Response.objects.filter(sitting=series, item__uid=uid, answered_at__isnull=False)}


def test_a_doubled_click_opens_one_test(enrolled: Learner, framework: Framework, now: datetime) -> None:
    assert doubt(enrolled, framework, now).pk == doubt(enrolled, framework, now).pk
    assert Sitting.objects.filter(learner=enrolled, kind=SittingKind.SETTLE).count() == 1


def test_a_bank_too_small_opens_nothing(enrolled: Learner, framework: Framework, now: datetime) -> None:
    keep = ItemVersion.objects.filter(competence=framework.codes[0]).values_list("pk", flat=True)[:2]
    ItemVersion.objects.filter(competence=framework.codes[0]).exclude(pk__in=list(keep)).update(current=False)

    with pytest.raises(NothingFresh) as refused:
        doubt(enrolled, framework, now)

    assert refused.value.since is None
    assert not Sitting.objects.exists()
