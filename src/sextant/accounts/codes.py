"""The code that opens a cohort to whoever was given it, and stays shut to whoever guesses."""

from datetime import datetime, timedelta

from django.core.cache import cache

from sextant.accounts.models import Cohort, Learner, Person
from sextant.ground.limits import Limit, TooOften

WRONG_CODES = Limit("wrong-codes", times=10, within=timedelta(minutes=15))
"""How often one person or visitor may be mistaken: nobody types a code from a blackboard ten times; a guess hits one in 10^12."""

VISITORS_WRONG_CODES = Limit("visitors-wrong-codes", times=300, within=timedelta(hours=1))
"""How often all visitors together may be: a visitor who deletes a cookie is another one. Those with an account do not notice."""


class VisitorsTooOften(TooOften):
    """Too many visitors were mistaken: an account opens what is closed to them."""


def cohort_of_code(code: str, *, person: Person | None, learner: Learner | None, now: datetime) -> Cohort | None:
    """
    Return the open cohort of this code, however it is typed; a wrong one counts as a try of `person`, else of the visitor `learner`.

    Somebody with a new account is no learner yet, and no visitor any more. Raises `TooOften`, of which `VisitorsTooOften`.

    The try is noted before the look-up: of a thousand guesses sent at once, ten are looked up.
    """
    tries, who = [], person or learner
    if who is not None:
        tries.append(WRONG_CODES.take(str(who.pk), now=now))
    if person is None:
        try:
            tries.append(VISITORS_WRONG_CODES.take("all", now=now))
        except TooOften as closed:
            raise VisitorsTooOften(closed.until) from None
    cohort = Cohort.objects.filter(code__iexact=code.strip(), archived_at=None).first()
    if cohort is not None:
        cache.delete_many(tries)
    return cohort
