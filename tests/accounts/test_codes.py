"""A cohort's code opens to whoever was given it; guessing is counted by learner, and closed for a while."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from sextant.accounts import codes
from sextant.accounts.actions import create_learner
from sextant.accounts.codes import VisitorsTooOften, cohort_of_code
from sextant.accounts.models import Cohort, Learner, Person
from sextant.ground.limits import Limit, TooOften


@pytest.fixture(autouse=True)
def _nothing_tried(db: None) -> None:
    cache.clear()


def tried(code: str, who: Person | Learner | None, now: datetime) -> Cohort | None:
    person = who if isinstance(who, Person) else None
    return cohort_of_code(code, person=person, learner=None if person else who, now=now)


def guess(times: int, who: Person | Learner | None, now: datetime) -> None:
    for number in range(times):
        assert tried(f"DROIT{number:04}", who, now) is None


@pytest.mark.parametrize("who", ["amina", "farid"], ids=["a learner", "a new account"])
def test_who_guesses_is_closed_out_for_a_while_and_nobody_else(
    cohort: Cohort, who: str, bruno: Person, now: datetime, request: pytest.FixtureRequest
):
    guesser = request.getfixturevalue(who)
    guess(10, guesser, now)

    with pytest.raises(TooOften) as closed:
        tried(cohort.code, guesser, now + timedelta(minutes=5))

    assert closed.value.until == now + timedelta(minutes=15)
    assert tried(cohort.code, bruno, now) == cohort
    assert tried(cohort.code, None, now) == cohort


def test_a_right_code_counts_as_no_try(cohort: Cohort, amina: Person, now: datetime):
    for _ in range(25):
        assert tried(" droit26", amina, now) == cohort


def test_visitors_who_change_their_cookie_are_closed_out_together_and_accounts_are_not(
    cohort: Cohort, amina: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(codes, "VISITORS_WRONG_CODES", Limit("visitors", times=6, within=timedelta(hours=1)))
    for _ in range(3):
        guess(2, create_learner(now=now), now)

    for visitor in (None, create_learner(now=now)):
        with pytest.raises(VisitorsTooOften):
            tried(cohort.code, visitor, now)

    assert tried(cohort.code, amina, now) == cohort
