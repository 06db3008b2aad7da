"""What time does to a state that is kept: between answers, after studies, and to what is said of it."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sextant.accounts.models import Learner, Person
from sextant.engine.measurement.drift import KEPT, PACE
from sextant.frameworks.document import Framework
from sextant.mastery.actions import note_study, observe, rebuild, settle, take_back_study
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Estimate, Observation, Study
from sextant.mastery.queries import results_of, state_of
from sextant.mastery.state import day_of, floor_of, morning_of, states_at
from tests.assessment.sittings import learner
from tests.mastery.test_replay import evidence

DAY = timedelta(days=1)
YEAR = timedelta(days=365)


@pytest.fixture
def somebody(amina: Person) -> Learner:
    """Amina's learner."""
    return learner(amina)


def answered(somebody: Learner, framework: Framework, at: datetime, *scores: float, axis: int = 0, **more: Any) -> None:
    given = [evidence(framework, at + timedelta(minutes=place), score, axis, **more) for place, score in enumerate(scores)]
    observe(learner=somebody, framework=framework, evidence=given, now=at)


def said(somebody: Learner, framework: Framework, now: datetime) -> Any:
    return results_of(somebody, framework, now=now)[0]


def kept() -> tuple[list[float], list[list[float]], dict[str, Any]]:
    row = Estimate.objects.get()
    return row.mean, row.covariance, row.carried


def test_months_without_an_answer_widen_the_interval_and_lower_what_was_above_expectation(
    somebody: Learner, framework: Framework, now: datetime
) -> None:
    answered(somebody, framework, now, *[1.0] * 10)

    today, later = said(somebody, framework, now), said(somebody, framework, now + 150 * DAY)

    floor = floor_of(framework, somebody).mean[0]
    assert later.theta - floor == pytest.approx((today.theta - floor) * np.exp(-150 / PACE.stability))
    assert later.high - later.low > today.high - today.low
    assert (later.seen.on, later.seen.days) == (now.date(), 150)
    assert later.seen.high - later.seen.low == pytest.approx(today.high - today.low)


def test_time_raises_nobody(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, *[0.0] * 10)

    today, later = said(somebody, framework, now), said(somebody, framework, now + 5 * YEAR)

    assert later.theta == today.theta
    assert later.level == today.level
    assert today.verdict == later.verdict == Verdict.TO_ACQUIRE


def test_an_acquired_competence_is_acquired_for_a_while_then_asked_again_and_never_taken_away_by_time(
    somebody: Learner, framework: Framework, now: datetime
) -> None:
    answered(somebody, framework, now, *[1.0] * 14, b=0.2)
    assert said(somebody, framework, now).verdict == Verdict.ACQUIRED
    settle(learner=somebody, framework=framework, competence=framework.codes[0], now=now)

    months = [said(somebody, framework, now + 30 * month * DAY) for month in range(120)]

    verdicts = [one.verdict for one in months]
    turn = verdicts.index(Verdict.TO_SETTLE)
    assert turn > 0
    assert set(verdicts[:turn]) == {Verdict.ACQUIRED}
    assert set(verdicts[turn:]) == {Verdict.TO_SETTLE}
    assert [one.faded for one in months] == [False] * turn + [True] * (120 - turn)
    assert min(one.chance for one in months[:turn]) >= KEPT > months[turn].chance


def test_nothing_fades_that_was_never_answered(somebody: Learner, framework: Framework, now: datetime) -> None:
    rebuild(learner=somebody, framework=framework, now=now)

    today, later = (state_of(somebody, framework, now=moment).now for moment in (now, now + 3 * YEAR))

    assert (today.mean == later.mean).all()
    assert (today.cov == later.cov).all()


def test_what_was_observed_later_than_now_is_read_as_it_stands(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, 1.0, 1.0)

    assert (state_of(somebody, framework, now=now - 90 * DAY).now.mean == state_of(somebody, framework, now=now).now.mean).all()


def test_a_study_moves_neither_level_nor_interval_nor_verdict(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, 0.0, 1.0, 0.0)
    before = [results_of(somebody, framework, now=now + days * DAY) for days in (1, 400)]

    for turn in range(3):
        note_study(learner=somebody, framework=framework, resource=f"essai.{turn}", competences=framework.codes, now=now + DAY)
    rebuild(learner=somebody, framework=framework, now=now + DAY)

    assert [results_of(somebody, framework, now=now + days * DAY) for days in (1, 400)] == before
    assert Study.objects.count() == 3


def test_right_answers_after_a_study_weigh_more(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, *[0.0] * 6)
    answered(somebody, framework, now + 9 * DAY, *[1.0] * 6)
    without = said(somebody, framework, now + 9 * DAY).theta

    note_study(learner=somebody, framework=framework, resource="essai.res", competences=[framework.codes[0]], now=now + 8 * DAY)
    rebuild(learner=somebody, framework=framework, now=now + 9 * DAY)
    learnt = said(somebody, framework, now + 9 * DAY).theta

    assert learnt > without + 0.2


def test_a_study_taken_back_moves_nothing_and_is_forgotten_where_no_answer_came_since(
    somebody: Learner, framework: Framework, now: datetime
) -> None:
    answered(somebody, framework, now, *[0.0] * 6)
    for days in (8, 10):
        note_study(learner=somebody, framework=framework, resource="essai.res", competences=framework.codes[:1], now=now + days * DAY)
        if days == 8:
            answered(somebody, framework, now + 9 * DAY, *[1.0] * 6)
    before = results_of(somebody, framework, now=now + 11 * DAY)

    take_back_study(learner=somebody, framework=framework, resource="essai.res")

    assert results_of(somebody, framework, now=now + 11 * DAY) == before
    assert [one.studied_at for one in Study.objects.all()] == [now + 8 * DAY]
    rebuild(learner=somebody, framework=framework, now=now + 11 * DAY)
    assert results_of(somebody, framework, now=now + 11 * DAY) == before


def test_a_study_sent_twice_is_one_and_one_of_another_framework_is_none(somebody: Learner, framework: Framework, now: datetime) -> None:
    for _ in range(2):
        note_study(learner=somebody, framework=framework, resource="essai.res", competences=framework.codes[:1], now=now)

    assert note_study(learner=somebody, framework=framework, resource="autre", competences=["Z9"], now=now) is None
    assert Study.objects.get().competences == [framework.codes[0]]


def test_answer_after_answer_is_the_whole_chain_to_the_last_digit(somebody: Learner, framework: Framework, now: datetime) -> None:
    random = Random(11)
    for turn in range(30):
        at = now + timedelta(hours=random.randrange(1, 200) * (turn + 1) // 8)
        if turn % 7 == 3:
            note_study(learner=somebody, framework=framework, resource=f"essai.{turn}", competences=framework.codes[:2], now=at)
        answered(somebody, framework, at, random.choice([0.0, 0.4, 1.0]), axis=random.randrange(3), weight=random.choice([1.0, 0.5, 0.0]))
        step_by_step = kept()

        rebuild(learner=somebody, framework=framework, now=at)

        assert kept() == step_by_step, turn


def test_an_answer_of_today_reads_today_s_answers_alone(somebody: Learner, framework: Framework, now: datetime) -> None:
    for day in range(4):
        answered(somebody, framework, now + day * DAY, 1.0, 0.0)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        answered(somebody, framework, now + 3 * DAY + timedelta(hours=1), 1.0)

    read = [one["sql"] for one in queries if one["sql"].startswith("SELECT") and "mastery_observation" in one["sql"]]
    assert len(read) == 1
    assert "occurred_at" in read[0].partition("WHERE")[2]
    assert not any("mastery_study" in one["sql"] for one in queries)
    assert Estimate.objects.get().observations == 9


def test_what_comes_late_or_corrects_is_where_it_belongs(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, 1.0, 0.0)
    answered(somebody, framework, now + 60 * DAY, 1.0)
    answered(somebody, framework, now + 20 * DAY, 0.0, 0.0, axis=1)
    old = Observation.objects.order_by("occurred_at").first()
    assert old is not None
    correction = evidence(framework, old.occurred_at, 0.0, 0, source_id=old.source_id, supersedes=old.pk)
    observe(learner=somebody, framework=framework, evidence=[correction], now=now + 61 * DAY)
    late = kept()

    rebuild(learner=somebody, framework=framework, now=now + 61 * DAY)

    assert kept() == late
    assert Estimate.objects.get().seen_at == now + 60 * DAY


def test_a_new_profile_takes_up_no_old_start(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, 1.0)
    answered(somebody, framework, now + DAY, 1.0)
    Learner.objects.filter(pk=somebody.pk).update(stage="exercice")
    somebody.refresh_from_db()
    answered(somebody, framework, now + DAY, 1.0, axis=1)
    found = kept()

    rebuild(learner=somebody, framework=framework, now=now + DAY)

    assert kept() == found


def test_an_estimate_of_before_is_read_from_its_last_observation_and_mended_by_the_next(
    somebody: Learner, framework: Framework, now: datetime
) -> None:
    answered(somebody, framework, now, *[1.0] * 4)
    whole = kept()
    Estimate.objects.update(carried={}, start={})

    later = said(somebody, framework, now + YEAR)
    assert later.seen is None
    assert later.high - later.low > said(somebody, framework, now).high - said(somebody, framework, now).low
    observe(learner=somebody, framework=framework, evidence=[], now=now + DAY)

    assert kept() == whole


def test_many_learners_are_the_same_as_each(somebody: Learner, bruno: Person, framework: Framework, now: datetime) -> None:
    other = learner(bruno)
    answered(somebody, framework, now, *[1.0] * 5)
    answered(other, framework, now - 200 * DAY, 1.0, 0.0, axis=2)
    rows = [(row.learner, row) for row in Estimate.objects.select_related("learner").order_by("pk")]

    for (one, _row), state in zip(rows, states_at(rows, framework, now=now + 90 * DAY), strict=True):
        alone = state_of(one, framework, now=now + 90 * DAY)
        assert (state.now.mean == alone.now.mean).all()
        assert (state.now.cov == alone.now.cov).all()
    assert states_at([], framework, now=now) == []


def test_days_begin_by_the_clock_of_the_campus() -> None:
    # 25 October 2026: the clocks go back; 28 March 2027: they go forward.
    for evening in (
        datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 23, 0, tzinfo=UTC),
        datetime(2027, 3, 28, 22, 0, tzinfo=UTC),
    ):
        assert morning_of(day_of(evening)) == evening
        assert day_of(evening - timedelta(seconds=1)) == day_of(evening) - 1
