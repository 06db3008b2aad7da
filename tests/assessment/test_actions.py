"""Sittings: what is kept, once, and what a sitting refuses."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from sextant.accounts.models import Person
from sextant.assessment.actions import (
    NotThisQuestion,
    answer_question,
    begin_sitting,
    finish_sitting,
    next_question,
    start_sitting,
)
from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.choices import EndReason, Explanations, SittingKind
from sextant.assessment.item_types import UnreadableAnswer
from sextant.assessment.models import Response, Sitting
from sextant.assessment.queries import seconds_spent
from sextant.frameworks.document import Framework
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Declaration, Estimate, Observation
from sextant.mastery.queries import results_of
from tests.assessment.sittings import answer, answer_all, begin, form_for, learner, waiting


def test_start_sitting_twice_resumes(amina: Person, framework: Framework, now: datetime) -> None:
    first = begin(learner(amina), framework, now)

    again = start_sitting(learner=learner(amina), kind=SittingKind.DIAGNOSTIC, framework=framework, language="en", now=now)

    assert again.pk == first.pk
    assert Sitting.objects.count() == 1


def test_next_question_returns_the_one_that_waits(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)

    again = next_question(sitting=sitting, learner=learner(amina), framework=framework, now=now)

    assert again == waiting(sitting)
    assert Response.objects.count() == 1


def test_a_second_answer_changes_nothing(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    response = waiting(sitting)
    args: dict[str, Any] = {"learner": learner(amina), "sitting": sitting, "framework": framework, "response_id": response.pk}
    answer_question(**args, form=form_for(response, right=True), now=now)

    kept = answer_question(**args, form=form_for(response, right=False), now=now + timedelta(minutes=1))

    assert (kept.score, kept.answered_at) == (1.0, now)
    assert Observation.objects.count() == 1


def test_an_observation_keeps_what_replay_needs(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)

    response = answer(sitting, framework, now)

    seen = Observation.objects.get()
    assert (seen.item, seen.item_hash) == (response.item.uid, response.item.content_hash)
    assert (seen.language, seen.option_order, seen.edition) == (response.language, response.option_order, "experts")
    assert (seen.a, seen.b, seen.c, seen.b_sd) == (response.item.a, response.item.b, response.item.c, response.item.b_sd)
    assert Estimate.objects.get().observations == 1


def test_not_knowing_earns_nothing_and_is_told_from_a_guess(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)

    kept = answer_question(
        learner=learner(amina), sitting=sitting, framework=framework, response_id=waiting(sitting).pk, form={"dont_know": ["1"]}, now=now
    )

    assert (kept.answer, kept.score) == (DONT_KNOW, 0.0)


def test_an_unreadable_answer_keeps_the_question_open(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)

    with pytest.raises(UnreadableAnswer):
        answer_question(learner=learner(amina), sitting=sitting, framework=framework, response_id=waiting(sitting).pk, form={}, now=now)

    assert waiting(sitting).answered_at is None
    assert not Observation.objects.exists()


def test_somebody_else_s_question_is_refused(amina: Person, bruno: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)

    for who, which in ((bruno, waiting(sitting).pk), (amina, uuid4())):
        with pytest.raises(NotThisQuestion):
            answer_question(
                learner=learner(who), sitting=sitting, framework=framework, response_id=which, form={"dont_know": ["1"]}, now=now
            )


def test_a_diagnostic_ends_and_never_asks_twice(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = answer_all(begin(learner(amina), framework, now), framework, now)

    asked = list(Response.objects.filter(sitting=sitting).values_list("item__uid", flat=True))
    assert 8 <= len(asked) <= 25
    assert len(set(asked)) == len(asked)
    assert sitting.end_reason
    assert not Response.objects.filter(sitting=sitting, explained_at=None).exists()
    assert {one.verdict for one in results_of(learner(amina), framework, now=now)} == {Verdict.ACQUIRED}


def test_precision_never_goes_back(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    seen = []

    for turn in range(12):
        if sitting.finished_at is None:
            answer(sitting, framework, now, right=turn % 2 == 0)
            seen.append(sitting.percent)

    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


def test_finishing_drops_the_question_that_waits_and_only_that(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    answer(sitting, framework, now)
    args: dict[str, Any] = {"sitting": sitting, "learner": learner(amina), "framework": framework, "reason": EndReason.LEARNER}

    finish_sitting(**args, now=now)
    again = finish_sitting(**args, now=now + timedelta(days=1))

    assert again.finished_at == now
    assert [response.answered_at for response in Response.objects.all()] == [now]


def test_a_settling_test_ends_the_doubt(amina: Person, framework: Framework, now: datetime) -> None:
    code = framework.codes[0]
    sitting = begin(learner(amina), framework, now, kind=SittingKind.SETTLE, competence=code)
    right = True
    while sitting.finished_at is None:
        answer(sitting, framework, now, right=right)
        right = not right

    found = results_of(learner(amina), framework, now=now)[0]
    assert Response.objects.filter(sitting=sitting).count() <= 8
    assert found.verdict in {Verdict.BORDERLINE, Verdict.ACQUIRED, Verdict.TO_ACQUIRE}
    assert set(Response.objects.values_list("item__competence", flat=True)) == {code}


def test_a_settling_test_left_half_way_settles_nothing(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now, kind=SittingKind.SETTLE, competence=framework.codes[0])

    finish_sitting(sitting=sitting, learner=learner(amina), framework=framework, reason=EndReason.LEARNER, now=now)

    assert Verdict.BORDERLINE not in {one.verdict for one in results_of(learner(amina), framework, now=now)}
    assert Sitting.objects.get().finished_at == now


def test_self_rating_comes_before_the_first_question_and_only_then(amina: Person, framework: Framework, now: datetime) -> None:
    first, second, third = framework.codes
    args: dict[str, Any] = {"learner": learner(amina), "kind": SittingKind.DIAGNOSTIC, "framework": framework, "language": "fr", "now": now}

    begin_sitting(**args, levels={first: "expert", second: "", third: None})
    begin_sitting(**args, levels={first: "initie"})

    assert dict(Declaration.objects.values_list("code", "level")) == {first: "expert", second: ""}


def test_the_language_of_the_answer_is_the_one_it_was_read_in(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    response = waiting(sitting)
    known = "en" if "en" in response.item.body["stem"] else "fr"

    kept = answer_question(
        learner=learner(amina),
        sitting=sitting,
        framework=framework,
        response_id=response.pk,
        form={"dont_know": ["1"]},
        now=now,
        language="en",
    )

    assert kept.language == Observation.objects.get().language == known


def test_a_pause_is_not_time_spent(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)

    kept = answer(sitting, framework, now + timedelta(hours=9))

    assert seconds_spent([kept]) == 180


def test_explanations_wait_for_the_end_when_asked_to(amina: Person, framework: Framework, now: datetime) -> None:
    at_end = begin(learner(amina), framework, now, explanations=Explanations.END)

    kept = answer(at_end, framework, now)

    assert kept.explained_at is None
    answer_all(at_end, framework, now)
    kept.refresh_from_db()
    assert kept.explained_at == now
