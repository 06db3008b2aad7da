"""What may be tried so often, and no more, however the tries arrive."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection

from sextant.ground.limits import Limit, TooOften, forget_past_tries

THRICE = Limit("essai", times=3, within=timedelta(minutes=10))


@pytest.fixture(autouse=True)
def _nothing_tried(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_a_limit_says_when_it_opens_again(now: datetime):
    for minute in range(3):
        THRICE.take("amina", now=now + timedelta(minutes=minute))

    with pytest.raises(TooOften) as closed:
        THRICE.take("amina", now=now + timedelta(minutes=4))

    assert closed.value.until == now + timedelta(minutes=10)
    assert THRICE.take("bruno", now=now)


def test_a_try_that_is_given_back_does_not_count(now: datetime):
    for _ in range(5):
        cache.delete(THRICE.take("amina", now=now))

    assert [bool(THRICE.take("amina", now=now)) for _ in range(3)] == [True] * 3


def test_tries_that_count_no_more_are_deleted_and_the_others_stay(now: datetime):
    cache.set("kept", 1, timeout=3600)
    THRICE.take("amina", now=now)
    soon = datetime.now(UTC) + THRICE.within

    deleted = forget_past_tries(now=soon - timedelta(minutes=1)), forget_past_tries(now=soon + timedelta(minutes=1))

    assert deleted == (0, 1)
    assert cache.get("kept")


@pytest.mark.django_db(transaction=True)
def test_tries_that_come_together_are_counted_one_by_one(now: datetime):
    together = Barrier(8)

    def attempt(_number: int) -> bool:
        together.wait()
        try:
            THRICE.take("amina", now=now)
        except TooOften:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(attempt, range(8)))

    assert sum(passed) == 3
