"""Progress of a cohort and whom to call: the rules, their figures, and constant queries."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sextant.accounts.actions import create_learner, enrol
from sextant.accounts.models import Cohort, Enrolment, Invitation, Learner, Person
from sextant.frameworks.queries import framework_of
from sextant.insight.queries.calls import MOST_CALLS, calls_of, reasons_of
from sextant.insight.queries.cohort import LearnerRow, PlanInShort, progress_of
from sextant.insight.shown import filtered, finding_of, sorted_by
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Declaration
from sextant.mastery.queries import results_of
from sextant.pathways.actions import complete, make_plan
from sextant.pathways.models import Plan, Step
from tests.pathways.learners import constrained, place_at


def a_row(now: datetime, **fields: object) -> LearnerRow:
    given: dict[str, object] = {
        "learner": None, "name": "Amina", "email": "a@example.org", "student_number": "", "profession": "", "stage": "",
        "joined_at": now, "last_active_at": now, "diagnostic": None, "plan": None, "done": 0,
    }  # fmt: skip
    return LearnerRow(**{**given, **fields})  # type: ignore[arg-type]


def a_plan(**fields: object) -> PlanInShort:
    given: dict[str, object] = {
        "feasible": True,
        "deadline": None,
        "unmet": 0,
        "steps": 3,
        "minutes": 90,
        "overdue": "",
        "overdue_since": None,
    }
    return PlanInShort(**{**given, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "called"), [(13, False), (14, True)])
def test_somebody_absent_for_fourteen_days_is_called(now: datetime, days: int, called: bool) -> None:
    reasons = reasons_of(a_row(now, last_active_at=now - timedelta(days=days)), now=now)

    assert [reason.rule for reason in reasons] == ["inactive"] * called


def test_somebody_who_never_came_is_counted_from_the_day_they_joined(now: datetime) -> None:
    (reason,) = reasons_of(a_row(now, last_active_at=None, joined_at=now - timedelta(days=20)), now=now)

    assert (reason.rule, reason.days) == ("inactive", 20)
    assert "20" in reason.words


@pytest.mark.parametrize(("days", "called"), [(9, False), (10, True)])
def test_a_step_overdue_by_ten_days_is_a_reason(now: datetime, days: int, called: bool) -> None:
    plan = a_plan(overdue="Le consentement", overdue_since=now - timedelta(days=days))

    reasons = reasons_of(a_row(now, plan=plan), now=now)

    assert [reason.rule for reason in reasons] == ["stuck"] * called
    assert not called or "Le consentement" in reasons[0].words


def test_a_plan_out_of_reach_is_a_reason_with_its_figure(now: datetime) -> None:
    (reason,) = reasons_of(a_row(now, plan=a_plan(feasible=False, unmet=3)), now=now)

    assert reason.rule == "late"
    assert "3" in reason.words


def test_nobody_is_called_once_all_is_acquired(now: datetime) -> None:
    row = a_row(now, last_active_at=now - timedelta(days=90), verdicts={"X1": Verdict.ACQUIRED, "X2": Verdict.NOT_REQUIRED})

    assert reasons_of(row, now=now) == ()


@pytest.mark.parametrize(("days", "called"), [(6, 0), (7, 1)])
def test_an_invitation_silent_for_a_week_is_called(now: datetime, days: int, called: int) -> None:
    invitation = Invitation(email="a@example.org", name="Abel", sent_at=now - timedelta(days=days))

    assert calls_of([], [invitation], now=now).matching == called


def test_an_invitation_not_sent_yet_is_not_called(now: datetime) -> None:
    assert calls_of([], [Invitation(email="a@example.org", sent_at=None)], now=now).matching == 0


def test_ten_people_at_most_and_several_reasons_first(now: datetime) -> None:
    rows = [a_row(now, name=f"P{number}", last_active_at=now - timedelta(days=20 + number)) for number in range(14)]
    both = a_row(now, name="Both", last_active_at=now - timedelta(days=15), plan=a_plan(feasible=False, unmet=1))

    calls = calls_of([*rows, both], [], now=now)

    assert len(calls.first) == MOST_CALLS
    assert calls.matching == 15
    assert [call.name for call in calls.first[:2]] == ["Both", "P13"]


def test_a_row_says_the_verdicts_the_learner_sees(cohort: Cohort, enrolled: Learner, now: datetime) -> None:
    place_at(enrolled, theta={"X1": 2.0, "X2": -3.0, "Y1": -1.0}, now=now)

    (row,) = progress_of(cohort, now=now).rows

    assert row.verdicts == {result.code: result.verdict for result in results_of(enrolled, framework_of(enrolled), now=now)}
    assert row.counts == {"acquired": 1, "to-acquire": 1, "to-settle": 1}
    assert row.diagnostic is not None
    assert row.diagnostic.finished_at == now


def test_nothing_is_said_of_somebody_who_only_declared(cohort: Cohort, enrolled: Learner, now: datetime) -> None:
    from sextant.mastery.actions import declare_levels

    declare_levels(learner=enrolled, framework=framework_of(enrolled), levels={"X1": "expert"}, now=now)

    (row,) = progress_of(cohort, now=now).rows

    assert Declaration.objects.exists()
    assert row.verdicts == {}


def test_a_row_counts_steps_done_and_finds_the_overdue_one(cohort: Cohort, enrolled: Learner, now: datetime) -> None:
    place_at(enrolled, theta=-2.0, now=now)
    constrained(enrolled, now=now)
    make_plan(learner=enrolled, now=now, improve=False)
    first = Step.objects.filter(learner=enrolled).order_by("position")[0]
    complete(learner=enrolled, module="essai.res.autre", module_hash="x", now=now)

    (row,) = progress_of(cohort, now=first.ends_at + timedelta(days=11)).rows

    assert row.done == 1
    assert row.plan is not None
    assert row.plan.overdue_since == first.ends_at
    assert row.plan.overdue
    assert [reason.rule for reason in reasons_of(row, now=first.ends_at + timedelta(days=11))] == ["stuck"]


def grown(cohort: Cohort, to: int, now: datetime) -> None:
    for number in range(cohort.enrolments.count(), to):
        someone = Person.objects.create(email=f"p{number}@example.org", name=f"Personne {number}")
        learner = create_learner(person=someone, now=now)
        Learner.objects.filter(pk=learner.pk).update(profession="juriste", stage="etudes")
        learner.refresh_from_db()
        enrol(learner=learner, cohort=cohort, now=now)
        place_at(learner, theta=-1.0, now=now)
        Plan.objects.create(
            learner=learner, number=1, state="greedy", framework="droit-essai", framework_version="2024", inputs_hash="x",
            summary={"deadline": "2027-06-12", "unmet": []}, made_at=now,
        )  # fmt: skip


def test_a_cohort_of_three_hundred_takes_as_many_queries_as_one_of_one(cohort: Cohort, now: datetime) -> None:
    taken = []
    for size in (1, 3, 300):
        grown(cohort, size, now)
        with CaptureQueriesContext(connection) as queries:
            progress = progress_of(cohort, now=now)
        assert len(progress.rows) == size
        taken.append(len(queries))

    assert len(set(taken)) == 1
    assert taken[0] <= 6


def test_a_learner_without_person_is_named_by_their_number(cohort: Cohort, now: datetime) -> None:
    enrol(learner=create_learner(now=now, simulated=True), cohort=cohort, now=now, student_number="21903344")
    enrol(learner=create_learner(now=now, simulated=True), cohort=cohort, now=now)

    names = {row.name for row in progress_of(cohort, now=now).rows}

    assert "21903344" in names
    assert str(Enrolment.objects.filter(student_number="").get().learner_id)[-8:] in names


def test_filters_and_orders(now: datetime) -> None:
    absent = a_row(now, name="Zoé", last_active_at=now - timedelta(days=30))
    late = a_row(now, name="Abel", plan=a_plan(feasible=False), done=3)

    assert filtered([absent, late], "hors-delai", now=now) == [late]
    assert filtered([absent, late], "appeler", now=now) == [absent, late]
    assert filtered([absent, late], "inconnu", now=now) == [absent, late]
    assert [row.name for row in sorted_by([absent, late], "nom")] == ["Abel", "Zoé"]
    assert [row.name for row in sorted_by([absent, late], "-faites")] == ["Abel", "Zoé"]
    assert [row.name for row in sorted_by([absent, late], "; DROP TABLE")] == ["Abel", "Zoé"]


def test_the_finding_names_what_is_missing_most(cohort: Cohort, enrolled: Learner, now: datetime) -> None:
    assert finding_of(progress_of(cohort, now=now)) == ""

    place_at(enrolled, theta={"X1": 2.0, "X2": -3.0, "Y1": 2.0}, now=now)

    said = finding_of(progress_of(cohort, now=now))
    assert "Protéger le secret" in said or "Protect secrecy" in said
    assert "1" in said
