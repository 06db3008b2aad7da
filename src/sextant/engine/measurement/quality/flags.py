"""Everything that deserves a look about one item, each with how likely it is to be right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..gauss import Floats
from ..irt import probability
from .chances import dead, drift, misfit, too_fast
from .stories import Ints, Story, Verdict, judge, judge_scores

LEAST = 20
"""Fewer answers say nothing that deserves anybody's time."""

LIKELY = {"dead": 0.2, "drift": 0.15, "speeded": 0.15, "misfit": 0.15}
"""A flag is shown from this probability on (before `BORNE_OUT`); for the stories, see `SHOWN_FROM`."""

TOLD = 0.5
"""A story, or clicks, this likely explain that an item does not follow its curve: saying it twice would help nobody."""


BORNE_OUT = 2.0
"""
On simulated banks a defect was there about twice as often, in odds, as its evidence says, which allows for defects of every size: the
probability of a flag is raised by that. Fitted on other banks than those it is checked on (`benchmarks/quality_defects.py`).
"""


@dataclass(frozen=True, slots=True)
class Flag:
    """
    Something that may be wrong with an item, the probability that it is, and the `n` answers it rests on.

    `other` is the position of the proposition concerned. `value` is, by code: mis-keyed, two-right: the share that chose `other`;
    too-easy: the share of right answers; unrelated, weak: the discrimination; dead: the share of the wrong answers that chose `other`;
    drift: the change of the score over the period; speeded: the share of answers faster than reading; misfit: the distance between the
    curves (RMSD), noise taken off.
    """

    code: str
    chance: float
    n: int
    other: int | None
    value: float


@dataclass(frozen=True, eq=False)
class ItemAnswers:
    """
    The answers to one item, arrays of shape (n,), and what is known of it.

    `place` and `place_sd`: where each person stands by their other answers, and how unsure that is. `seconds` may be NaN,
    `readable_in` is one number or one an answer. `chosen`, the
    positions chosen (`DONT_KNOW`), and `key` only for items with one right proposition among `propositions`. `a`, `b`, `c` are calibrated;
    `said`, `said_sd` is the
    difficulty to expect from what the experts said (`experts.weighed`).
    """

    scores: Floats
    place: Floats
    place_sd: Floats
    seconds: Floats
    moment: Floats
    a: float
    b: float
    c: float
    said: float
    said_sd: float
    readable_in: Floats | float
    chosen: Ints | None = None
    key: int = 0
    propositions: int = 0

    def expected(self) -> Floats:
        """Return the score the model expects of each person, from their other answers."""
        flat = self.a / np.sqrt(1.0 + np.square(0.588 * self.a * self.place_sd))
        return probability(self.place, a=flat, b=self.b, c=self.c)


def flags_of(answers: ItemAnswers) -> tuple[Flag, ...]:
    """Return the flags of an item, the likeliest first. Answers faster than reading count for `speeded` only."""
    found: list[Flag] = []
    speeded = too_fast(answers.seconds, answers.readable_in)
    if speeded.n >= LEAST and speeded.chance >= LIKELY["speeded"]:
        found.append(Flag("speeded", _borne_out(speeded.chance), speeded.n, None, speeded.value))
    # A comparison with NaN is false: an answer whose time is unknown counts.
    kept = ~(answers.seconds < answers.readable_in)
    if int(kept.sum()) >= LEAST:
        verdict = _judged(answers, kept)
        found += _stories(answers, kept, verdict)
        rival = verdict.other if verdict.chances[Story.MIS_KEYED] + verdict.chances[Story.TWO_RIGHT] > 0.5 else None
        found += _dead(answers, kept, rival)
        expected = answers.expected()[kept]
        scores = answers.scores[kept]
        moving = drift(scores, expected, answers.moment[kept])
        if moving.chance >= LIKELY["drift"]:
            found.append(Flag("drift", _borne_out(moving.chance), moving.n, None, moving.value))
        unfit = misfit(scores, expected, answers.place[kept])
        told = max(1.0 - verdict.chances[Story.HEALTHY], speeded.chance)
        if unfit.chance >= LIKELY["misfit"] and told < TOLD:
            found.append(Flag("misfit", _borne_out(unfit.chance), unfit.n, None, unfit.value))
    return tuple(sorted(found, key=lambda flag: -flag.chance))


def _borne_out(chance: float, healthy: float | None = None) -> float:
    """Return the probability to tell, of one thing among several that leave `healthy` to its absence."""
    absent = 1.0 - chance if healthy is None else healthy
    return BORNE_OUT * chance / (BORNE_OUT * (1.0 - absent) + absent)


def _judged(answers: ItemAnswers, kept: NDArray[np.bool_]) -> Verdict:
    place, unsure = answers.place[kept], answers.place_sd[kept]
    if answers.chosen is None:
        return judge_scores(answers.scores[kept], place, theta_sd=unsure, b=answers.said, b_sd=answers.said_sd, floor=answers.c)
    return judge(
        answers.chosen[kept],
        place,
        theta_sd=unsure,
        key=answers.key,
        propositions=answers.propositions,
        b=answers.said,
        b_sd=answers.said_sd,
    )


def _stories(answers: ItemAnswers, kept: NDArray[np.bool_], verdict: Verdict) -> list[Flag]:
    found = []
    for story in verdict.shown:
        of_other = story in (Story.MIS_KEYED, Story.TWO_RIGHT)
        if of_other and answers.chosen is not None:
            value = float((answers.chosen[kept] == verdict.other).mean())
        elif story is Story.TOO_EASY:
            value = float(answers.scores[kept].mean())
        else:
            value = answers.a
        chance = _borne_out(verdict.chances[story], verdict.chances[Story.HEALTHY])
        found.append(Flag(story.value, chance, verdict.n, verdict.other if of_other else None, value))
    return found


def _dead(answers: ItemAnswers, kept: NDArray[np.bool_], rival: int | None) -> list[Flag]:
    if answers.chosen is None:
        return []
    wrong = [place for place in range(answers.propositions) if place not in (answers.key, rival)]
    counts = [int((answers.chosen[kept] == place).sum()) for place in wrong]
    return [
        Flag("dead", _borne_out(chance.chance), chance.n, place, chance.value)
        for place, chance in zip(wrong, dead(counts), strict=True)
        if chance.n >= LEAST and chance.chance >= LIKELY["dead"]
    ]
