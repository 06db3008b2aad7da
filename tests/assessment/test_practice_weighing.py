"""What an answer outside a sitting counts for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sextant.assessment.choices import Weighing
from sextant.assessment.practice.weighing import AFTER_READING, EXPLAINED_FOR, JUST_READ, weigh

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HONEST: dict[str, Any] = {
    "inside": True,
    "explained_at": None,
    "shown_at": NOW - timedelta(minutes=1),
    "previous_at": None,
    "answered_at": NOW,
    "words": 60,
    "read_at": None,
}


def test_honest_answer_counts_fully() -> None:
    found = weigh(**HONEST)

    assert (found.weight, found.why) == (1.0, Weighing.FULL)


@pytest.mark.parametrize(
    ("changed", "weight", "why"),
    [
        ({"inside": False}, 0.0, Weighing.OUTSIDE),
        ({"explained_at": NOW - EXPLAINED_FOR + timedelta(seconds=1)}, 0.0, Weighing.EXPLAINED),
        ({"explained_at": NOW - EXPLAINED_FOR}, 1.0, Weighing.FULL),
        ({"shown_at": NOW - timedelta(seconds=5.9)}, 0.0, Weighing.TOO_FAST),
        ({"shown_at": NOW - timedelta(seconds=6)}, 1.0, Weighing.FULL),
        ({"shown_at": NOW - timedelta(seconds=2.9), "words": 0}, 0.0, Weighing.TOO_FAST),
        ({"shown_at": NOW - timedelta(seconds=3), "words": 0}, 1.0, Weighing.FULL),
        ({"previous_at": NOW - timedelta(seconds=2)}, 0.0, Weighing.TOO_FAST),
        ({"previous_at": NOW - timedelta(days=2)}, 1.0, Weighing.FULL),
        ({"read_at": NOW - JUST_READ + timedelta(seconds=1)}, AFTER_READING, Weighing.AFTER_READING),
        ({"read_at": NOW - JUST_READ}, 1.0, Weighing.FULL),
    ],
)
def test_each_reason_weighs_what_it_says_up_to_its_limit(changed: dict[str, Any], weight: float, why: Weighing) -> None:
    found = weigh(**HONEST | changed)

    assert (found.weight, found.why) == (weight, why)


def test_nothing_makes_a_click_count() -> None:
    fast = HONEST | {"shown_at": NOW, "read_at": NOW - timedelta(hours=1)}

    assert weigh(**fast).weight == 0


def test_question_that_claims_to_be_shown_later_counts_for_nothing() -> None:
    assert weigh(**HONEST | {"shown_at": NOW + timedelta(minutes=5)}).why == Weighing.TOO_FAST
