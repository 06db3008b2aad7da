"""A cohort's code opens to whoever was given it; guessing is counted by learner, and closed for a while."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from sextant.accounts import codes
from sextant.accounts.actions import create_learner
from sextant.accounts.codes import VisitorsTooOften, cohort_of_code
from sextant.accounts.models import Cohort, Learner
from sextant.ground.limits import Limit, TooOften


@pytest.fixture(autouse=True)
def _nothing_tried(db: None) -> None:
    cache.clear()


@pytest.fixture
def amina_s(amina: object) -> Learner:
    return Learner.objects.get(person=amina)


def guess(times: int, learner: Learner | None, now: datetime) -> None:
    for number in range(times):
        assert cohort_of_code(f"DROIT{number:04}", learner=learner, now=now) is None


def test_a_learner_who_guesses_is_closed_out_for_a_while_and_nobody_else(cohort: Cohort, amina_s: Learner, bruno: object, now: datetime):
    guess(10, amina_s, now)

    with pytest.raises(TooOften) as closed:
        cohort_of_code(cohort.code, learner=amina_s, now=now + timedelta(minutes=5))

    assert closed.value.until == now + timedelta(minutes=15)
    assert cohort_of_code(cohort.code, learner=Learner.objects.get(person=bruno), now=now) == cohort
    assert cohort_of_code(cohort.code, learner=None, now=now) == cohort


def test_a_right_code_counts_as_no_try(cohort: Cohort, amina_s: Learner, now: datetime):
    for _ in range(25):
        assert cohort_of_code(" droit26", learner=amina_s, now=now) == cohort


def test_visitors_who_change_their_cookie_are_closed_out_together_and_accounts_are_not(
    cohort: Cohort, amina_s: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(codes, "VISITORS_WRONG_CODES", Limit("visitors", times=6, within=timedelta(hours=1)))
    for _ in range(3):
        guess(2, create_learner(now=now), now)

    for visitor in (None, create_learner(now=now)):
        with pytest.raises(VisitorsTooOften):
            cohort_of_code(cohort.code, learner=visitor, now=now)

    assert cohort_of_code(cohort.code, learner=amina_s, now=now) == cohort
