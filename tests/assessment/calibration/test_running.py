"""From answers to an edition in force: the rules that speak against it, and what bad answers do."""

import math
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection

from sextant.accounts.models import Person
from sextant.assessment.bank import bank_for
from sextant.assessment.calibration import tasks
from sextant.assessment.calibration.actions import NotForUse, fitted, put_in_force, use_edition, write_edition
from sextant.assessment.calibration.choices import KeptBack, Stage
from sextant.assessment.calibration.gathering import NothingToCalibrate, UnusableAnswer, gather
from sextant.assessment.calibration.queries import FEWEST_ANSWERS, FRESH_ANSWERS, has_gone_back, is_worth_it
from sextant.assessment.calibration.running import Outcome, calibrate
from sextant.assessment.choices import Weighing
from sextant.assessment.models import CalibrationEdition, Response
from sextant.assessment.parameters import EXPERTS, edition_in_force, parameters_of
from sextant.engine.measurement.calibration import joint
from sextant.frameworks.document import Framework
from sextant.ground.audit.models import AuditEntry
from tests.assessment.calibration.answering import attempt, bank, people_answer

LATER = timedelta(days=1)


def real(framework: Framework, now: datetime, **how: object) -> Outcome:
    return calibrate(framework, simulated=False, now=now, **how)  # type: ignore[arg-type]


def test_a_calibration_is_written_put_in_force_and_told(framework: Framework, elise: Person, now: datetime) -> None:
    people_answer(framework, now)
    told: list[tuple[Stage, int, int]] = []

    outcome = real(framework, now, by=elise, progress=lambda *step: told.append(step))

    assert (outcome.written, outcome.in_force, outcome.kept_back) == (True, True, ())
    assert edition_in_force(framework.code) == outcome.edition.name
    assert [stage for stage, done, _most in told if done] == [
        Stage.READING,
        *[Stage.ESTIMATING] * outcome.edition.settings["steps"],
        Stage.WRITING,
    ]
    acts = AuditEntry.objects.filter(target=f"calibration:{outcome.edition.name}", actor=elise.pk).order_by("pk")
    assert [act.verb for act in acts] == ["write-calibration", "put-calibration-in-force"]
    assert acts[0].details["people"] == 60


def test_the_same_answers_make_no_second_edition(framework: Framework, now: datetime) -> None:
    people_answer(framework, now)
    first = real(framework, now)

    again = real(framework, now + LATER)

    assert (again.edition, again.written, again.in_force) == (first.edition, False, True)
    assert CalibrationEdition.objects.count() == 1


def test_two_calibrations_at_once_write_one_edition(framework: Framework, now: datetime) -> None:
    people_answer(framework, now)
    others: list[Outcome] = []

    def meanwhile(stage: Stage, _done: int, _most: int) -> None:
        """A second worker does the same from one end to the other, while this one still computes."""
        if stage == Stage.JUDGING and not others:
            others.append(real(framework, now))

    late = real(framework, now + LATER, progress=meanwhile)

    assert (others[0].written, late.written) == (True, False)
    assert late.edition == others[0].edition
    assert CalibrationEdition.objects.count() == 1


@pytest.mark.parametrize(
    ("people", "items", "reasons"),
    [(49, 27, (KeptBack.FEW_PEOPLE,)), (60, 8, (KeptBack.FEW_ANSWERS,)), (50, 10, ())],
)
def test_too_few_answers_are_written_but_not_put_in_force(
    framework: Framework, now: datetime, people: int, items: int, reasons: tuple[KeptBack, ...]
) -> None:
    people_answer(framework, now, people=people, items=bank()[:items])

    outcome = real(framework, now)

    assert (outcome.written, outcome.kept_back) == (True, reasons)
    assert edition_in_force(framework.code) == (EXPERTS if reasons else outcome.edition.name)


def test_what_did_not_come_to_rest_is_never_put_in_force(
    framework: Framework, elise: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    people_answer(framework, now)
    monkeypatch.setattr(joint, "MOST_STEPS", 2)

    outcome = real(framework, now)

    assert outcome.kept_back == (KeptBack.NOT_CONVERGED,)
    with pytest.raises(NotForUse):
        use_edition(framework=framework.code, name=outcome.edition.name, by=elise, now=now)
    assert edition_in_force(framework.code) == EXPERTS


def test_simulated_answers_never_decide_on_a_real_campus(framework: Framework, elise: Person, now: datetime, settings: Any) -> None:
    people_answer(framework, now, simulated=True)

    outcome = calibrate(framework, simulated=True, now=now)

    assert (outcome.edition.simulated, outcome.kept_back) == (True, (KeptBack.SIMULATED,))
    with pytest.raises(NotForUse):
        use_edition(framework=framework.code, name=outcome.edition.name, by=elise, now=now)
    settings.DEMO = True
    assert use_edition(framework=framework.code, name=outcome.edition.name, by=elise, now=now)


def test_an_edition_may_be_written_without_being_used(framework: Framework, now: datetime) -> None:
    people_answer(framework, now)

    outcome = real(framework, now, use=False)

    assert (outcome.in_force, outcome.kept_back) == (False, (KeptBack.NOT_ASKED,))


def test_what_somebody_went_back_to_stands_until_somebody_goes_on(framework: Framework, elise: Person, now: datetime) -> None:
    people_answer(framework, now)
    first = real(framework, now).edition
    choice = {"framework": framework.code, "by": elise}
    assert not has_gone_back(framework.code)

    use_edition(name=EXPERTS, now=now + LATER, **choice)  # type: ignore[arg-type]
    people_answer(framework, now + 2 * LATER, people=10, seed=8)
    at_night = real(framework, now + 3 * LATER, by_hand=False)
    assert at_night.kept_back == (KeptBack.GONE_BACK,)
    assert edition_in_force(framework.code) == EXPERTS

    use_edition(name=first.name, now=now + 4 * LATER, **choice)  # type: ignore[arg-type]
    assert has_gone_back(framework.code)
    use_edition(name=at_night.edition.name, now=now + 5 * LATER, **choice)  # type: ignore[arg-type]
    assert not has_gone_back(framework.code)

    people_answer(framework, now + 6 * LATER, people=10, seed=9)
    assert real(framework, now + 7 * LATER, by_hand=False).in_force


def test_choosing_twice_has_one_effect(framework: Framework, elise: Person, now: datetime) -> None:
    people_answer(framework, now)
    name = real(framework, now, use=False).edition.name

    changed = [use_edition(framework=framework.code, name=name, by=elise, now=now) for _ in range(2)]

    assert changed == [True, False]
    assert AuditEntry.objects.filter(verb="put-calibration-in-force").count() == 1
    assert AuditEntry.objects.get(verb="put-calibration-in-force").details["was"] == EXPERTS


def test_the_prior_stays_the_experts_and_the_way_is_shorter(framework: Framework, now: datetime) -> None:
    """An edition that began from itself, over the same answers, says the same: its answers do not count twice."""
    people_answer(framework, now)
    gathered = gather(framework, simulated=False)
    cold = fitted(gathered)
    edition = write_edition(gathered=gathered, found=cold, now=now)

    warm = fitted(gathered, after=edition.name)

    np.testing.assert_allclose(warm.b, cold.b, atol=0.03)
    np.testing.assert_allclose(warm.b_se, cold.b_se, rtol=0.05)
    assert warm.steps < cold.steps


# --- at night ---------------------------------------------------------------------------------------------------------------------------


def test_night_calibrates_once_when_there_is_enough(framework: Framework, now: datetime) -> None:
    assert tasks.calibrate_nightly.func() == 0
    learners = people_answer(framework, now, people=50, items=bank()[:10])

    written = [tasks.calibrate_nightly.func() for _ in range(3)]

    assert written == [1, 0, 0]
    edition = CalibrationEdition.objects.get()
    assert edition.in_force
    assert AuditEntry.objects.get(verb="write-calibration").actor is None
    assert len(learners) == edition.people


def test_night_waits_for_enough_fresh_answers(framework: Framework, now: datetime) -> None:
    people_answer(framework, now, people=50, items=bank()[:10])
    assert is_worth_it(framework.code, simulated=False)
    assert not is_worth_it(framework.code, simulated=True)
    real(framework, now + LATER)
    assert not is_worth_it(framework.code, simulated=False)

    people_answer(framework, now + 2 * LATER, people=FRESH_ANSWERS // 10 - 1, items=bank()[:10])
    assert not is_worth_it(framework.code, simulated=False)
    people_answer(framework, now + 2 * LATER, people=1, items=bank()[:10])
    assert is_worth_it(framework.code, simulated=False)


def test_night_only_writes_where_people_want_to_choose(framework: Framework, now: datetime, settings: Any) -> None:
    settings.USE_CALIBRATIONS = False
    people_answer(framework, now, people=50, items=bank()[:10])

    assert tasks.calibrate_nightly.func() == 1
    assert edition_in_force(framework.code) == EXPERTS


def test_night_refuses_a_broken_row_in_words_and_goes_on(framework: Framework, now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    people_answer(framework, now, people=50, items=bank()[:10])
    broken = Response.objects.order_by("pk")[3]
    Response.objects.filter(pk=broken.pk).update(score=math.inf)

    assert tasks.calibrate_nightly.func() == 0
    assert str(broken.pk) in caplog.text
    assert not CalibrationEdition.objects.exists()


# --- bad input --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("score", [math.inf, -math.inf, math.nan, 1.5, -0.1])
def test_a_score_that_is_none_is_refused_and_its_row_named(framework: Framework, now: datetime, score: float) -> None:
    people_answer(framework, now, people=2)
    broken = Response.objects.order_by("pk")[5]
    Response.objects.filter(pk=broken.pk).update(score=score)

    if math.isnan(score) and connection.vendor == "sqlite":
        # The embedded database keeps no NaN: it becomes NULL, which is no answer.
        assert len(gather(framework, simulated=False).given) == 2 * len(bank()) - 1
        return
    with pytest.raises(UnusableAnswer, match=str(broken.pk)):
        real(framework, now)


def test_items_all_right_or_all_wrong_and_people_who_never_change_give_finite_numbers(framework: Framework, now: datetime) -> None:
    right, wrong = bank()[:2]
    people_answer(framework, now, chance=lambda _theta, item: float(item == right) if item in (right, wrong) else 0.6)
    people_answer(framework, now, people=5, chance=lambda _theta, _item: 1.0)
    people_answer(framework, now, people=5, chance=lambda _theta, _item: 0.0)

    edition = real(framework, now).edition

    rows = {row.item_id: row for row in edition.items.all()}
    assert all(np.isfinite([row.a, row.b, row.a_se, row.b_se, row.misfit]).all() and row.a > 0 for row in rows.values())
    assert rows[right.pk].b < right.b
    assert rows[wrong.pk].b > wrong.b
    assert edition.settings["converged"]


def test_an_item_that_nobody_met_keeps_the_experts_judgement(framework: Framework, now: datetime) -> None:
    unmet = bank()[0]
    people_answer(framework, now, items=bank()[1:])

    edition = real(framework, now).edition

    assert not edition.items.filter(item=unmet).exists()
    assert (parameters_of(unmet, edition.name).b, parameters_of(unmet, edition.name).b_sd) == (unmet.b, unmet.b_sd)
    found = bank_for(framework)
    assert (found.edition, found.arrays.b[found.keys.index(unmet.pk)]) == (edition.name, unmet.b)


def test_an_answer_that_is_given_again_counts_once(framework: Framework, now: datetime) -> None:
    learners = people_answer(framework, now, people=3)
    before = gather(framework, simulated=False)

    for learner in learners:
        attempt(learner, bank()[0], now + LATER, score=1.0)
    after = gather(framework, simulated=False)

    assert (len(after.given), after.data_hash) == (len(before.given), before.data_hash)


def test_answers_outside_a_sitting_count_where_they_weighed_fully(framework: Framework, now: datetime) -> None:
    learner = people_answer(framework, now, people=1, items=bank()[2:])[0]

    attempt(learner, bank()[0], now, score=1.0)
    attempt(learner, bank()[1], now, score=1.0, weighing=Weighing.TOO_FAST)

    assert len(gather(framework, simulated=False).given) == len(bank()) - 1


@pytest.mark.parametrize("weighing", [Weighing.TOO_FAST, Weighing.AFTER_READING])
def test_an_answer_after_an_explanation_counts_no_more_because_the_first_one_weighed_less(
    framework: Framework, now: datetime, weighing: Weighing
) -> None:
    learner = people_answer(framework, now, people=1, items=bank()[2:])[0]

    # Its explanation was shown then: what comes after shows the memory of it.
    attempt(learner, bank()[0], now, score=0.0, weighing=weighing)
    attempt(learner, bank()[0], now + 40 * LATER, score=1.0)

    assert bank()[0] not in gather(framework, simulated=False).items


def test_clocks_that_went_backwards_change_nothing(framework: Framework, now: datetime) -> None:
    people_answer(framework, now, people=60)
    before = fitted(gather(framework, simulated=False))
    for number, one in enumerate(Response.objects.order_by("pk")[:200]):
        Response.objects.filter(pk=one.pk).update(asked_at=now + LATER, answered_at=now - timedelta(days=number))

    after = fitted(gather(framework, simulated=False))

    np.testing.assert_allclose(after.b, before.b, atol=1e-9)
    assert real(framework, now).written


def test_nobody_answered(framework: Framework, now: datetime) -> None:
    with pytest.raises(NothingToCalibrate):
        real(framework, now)
    assert not CalibrationEdition.objects.exists()


def test_an_edition_without_items_leaves_everything_to_the_experts(framework: Framework, now: datetime) -> None:
    edition = CalibrationEdition.objects.create(
        framework=framework.code, name="2026-01-01-empty", made_at=now, method="none", people=0, answers=0, data_hash="0" * 64
    )

    put_in_force(framework=framework.code, name=edition.name, by=None, now=now)

    found = bank_for(framework)
    assert (found.edition, len(found.keys)) == (edition.name, len(bank()))
    people_answer(framework, now)
    assert 60 * len(bank()) > FEWEST_ANSWERS
    assert real(framework, now + LATER).in_force
