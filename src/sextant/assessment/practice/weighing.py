"""What an answer outside a sitting counts for, and why. Pure: moments and numbers in, a weight out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sextant.assessment.choices import Weighing

EXPLAINED_FOR = timedelta(days=30)
"""An item whose explanation was shown says nothing of its reader for this long: one would measure the memory of the answer."""

JUST_READ = timedelta(hours=24)
"""A text counts as just read for this long: the answer may still be borrowed from the page."""

AFTER_READING = 0.5
"""
What a right or wrong answer is worth just after the reading. Declared, not measured: what is remembered at once is a fair sign of having
understood and a poor one of what will be left in a month. The calibration of the answers replaces it.
"""

WORDS_PER_SECOND = 10
"""
Nobody reads faster with understanding: adults read prose at about 4 words a second (238 a minute; Brysbaert, 2019), and this is 2.5 times
that. Answers under a threshold per item are taken for clicks, as the rapid-guessing filters of low-stakes tests do (Wise & Kong, 2005;
Wise & DeMars, 2006).
"""

LEAST_SECONDS = 3.0
"""And however short the question, one needs this long to see it and choose."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weight of an answer, from 0 to 1, and why."""

    weight: float
    why: Weighing


def seconds_to_read(words: int) -> float:
    """
    Return the least time in which a question of so many words can have been read.

    >>> seconds_to_read(12), seconds_to_read(80)
    (3.0, 8.0)
    """
    return max(LEAST_SECONDS, words / WORDS_PER_SECOND)


def weigh(
    *,
    inside: bool,
    explained_at: datetime | None,
    shown_at: datetime,
    previous_at: datetime | None,
    answered_at: datetime,
    words: int,
    read_at: datetime | None,
) -> Weighed:
    """
    Return what an answer counts for; of several reasons, the one that waiting does not mend comes first.

    `inside`: the item bears on a competence of the learner's framework; `explained_at`: when its explanation was last shown; `previous_at`:
    when the learner last answered anything (nobody reads two questions at once); `words`: those of the question; `read_at`: when the
    text that answers it was last open.
    """
    if not inside:
        return Weighed(0.0, Weighing.OUTSIDE)
    if explained_at is not None and answered_at - explained_at < EXPLAINED_FOR:
        return Weighed(0.0, Weighing.EXPLAINED)
    since = shown_at if previous_at is None else max(shown_at, previous_at)
    if (answered_at - since).total_seconds() < seconds_to_read(words):
        return Weighed(0.0, Weighing.TOO_FAST)
    if read_at is not None and answered_at - read_at < JUST_READ:
        return Weighed(AFTER_READING, Weighing.AFTER_READING)
    return Weighed(1.0, Weighing.FULL)
