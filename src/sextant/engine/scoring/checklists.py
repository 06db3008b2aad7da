"""Checklists: many lines, to tick or to leave. No exam sets this rule: it is ours, and stated here."""

from collections.abc import Collection
from math import comb

from .score import NotAKey, Score, UnknownProposition


def score(
    *,
    lines: Collection[str],
    key: Collection[str],
    ticked: Collection[str],
    essential: Collection[str] = (),
    unacceptable: Collection[str] = (),
) -> Score:
    """
    Return the share of the right lines ticked less the share of the wrong lines ticked, and never less than 0.

    This is Youden's index (Cancer, 1950): to tick everything earns as little as to tick nothing. The discordances of a QRM are made for
    five propositions; over twelve lines they would pay a blank sheet. An `essential` line left out, or an `unacceptable` one ticked,
    forfeits everything. Raises `UnknownProposition`; `NotAKey` when there is nothing right or nothing wrong, or the marks contradict the
    key.

    >>> [score(lines="ABCDEF", key="ABCD", ticked=ticked).value for ticked in ("ABCD", "ABC", "ABCDE", "ABCDEF", "")]
    [1.0, 0.75, 0.5, 0.0, 0.0]
    >>> score(lines="ABCDEF", key="ABCD", ticked="BCD", essential="A").value
    0.0
    """
    every, right, answer = frozenset(lines), frozenset(key), frozenset(ticked)
    must, must_not = frozenset(essential), frozenset(unacceptable)
    _check(every, right, must, must_not)
    if not answer <= every:
        raise UnknownProposition(f"{sorted(answer - every)} not among {sorted(every)}")
    wrong = every - right
    forfeited = bool(must - answer or must_not & answer)
    earned = len(right & answer) / len(right) - len(wrong & answer) / len(wrong)
    return Score(0.0 if forfeited else max(0.0, earned), discordances=len(answer ^ right))


def floor(*, lines: Collection[str], key: Collection[str], essential: Collection[str] = (), unacceptable: Collection[str] = ()) -> float:
    """
    Return the credit expected of somebody who ticks each line by the toss of a coin.

    >>> round(floor(lines="ABCDEF", key="ABCD"), 3)
    0.172
    """
    every, right = frozenset(lines), frozenset(key)
    must, must_not = frozenset(essential), frozenset(unacceptable)
    _check(every, right, must, must_not)
    wrong = every - right
    # With every essential line ticked and no unacceptable one, what is left to chance are the others.
    rights, wrongs = len(right - must), len(wrong - must_not)
    total = sum(
        comb(rights, hits) * comb(wrongs, alarms) * max(0.0, (len(must) + hits) / len(right) - alarms / len(wrong))
        for hits in range(rights + 1)
        for alarms in range(wrongs + 1)
    )
    return float(total / 2 ** len(every))


def _check(every: frozenset[str], right: frozenset[str], must: frozenset[str], must_not: frozenset[str]) -> None:
    if not (right | must | must_not) <= every:
        raise UnknownProposition(f"{sorted((right | must | must_not) - every)} not among {sorted(every)}")
    if not right or right == every or not must <= right or must_not & right:
        raise NotAKey("a key holds right and wrong lines, every essential one and no unacceptable one")
