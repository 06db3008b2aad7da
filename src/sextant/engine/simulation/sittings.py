"""Adaptive sittings of many simulated learners at once: the same rule as `adaptive.next_item`, one question for all in each step."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..measurement.adaptive import CANDIDATES
from ..measurement.gauss import Floats
from ..measurement.irt import Bank, Ints, bank_from
from ..measurement.posterior import Posterior, tilted
from ..measurement.risk import loss_expected, variance_drop

TOGETHER = 100
"""How many learners share one block of memory."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sat:
    """What the sittings left: `mean`, shape (L, d), `cov`, shape (L, d, d), and the positions `asked` in order, shape (L, questions)."""

    mean: Floats
    cov: Floats
    asked: Ints

    @property
    def sd(self) -> Floats:
        """Return the standard errors, shape (L, d)."""
        return np.asarray(np.sqrt(np.einsum("ldd->ld", self.cov)))


@dataclass(eq=False)
class Room:
    """Learners who sit in one room: the estimate of each, `mean` (L, d) and `cov` (L, d, d), and the items `left` to each, (L, n)."""

    bank: Bank
    mean: Floats
    cov: Floats
    left: Bools

    @classmethod
    def of(cls, prior: Posterior, bank: Bank, *, learners: int) -> "Room":
        """Return a room of so many learners, of whom `prior` is known and who met no item yet."""
        return cls(
            bank, np.tile(prior.mean, (learners, 1)), np.tile(prior.cov, (learners, 1, 1)), np.ones((learners, len(bank)), dtype=bool)
        )

    @property
    def sd(self) -> Floats:
        """Return the standard errors, shape (L, d)."""
        return np.asarray(np.sqrt(np.einsum("ldd->ld", self.cov)))

    def choose(self, who: Ints, thresholds: Floats, *, among: Ints | None = None) -> Ints:
        """
        Return the next item of each of the learners `who`, shape (W,), each of whom must have one left: what lowers the risk most.

        `thresholds`, shape (d,) or (W, d), as in `next_item`; `among` holds the positions of the only items that may be asked.
        """
        wanted = np.broadcast_to(thresholds, (len(who), self.mean.shape[1]))
        places = np.arange(len(self.bank)) if among is None else among
        bank = self.bank if among is None else _part(self.bank, among)
        chosen = [np.zeros(0, dtype=np.intp)]
        for start in range(0, len(who), TOGETHER):
            some = who[start : start + TOGETHER]
            left = self.left[np.ix_(some, places)]
            chosen.append(places[_choose(bank, self.mean[some], self.cov[some], left, wanted[start : start + TOGETHER])])
        return np.concatenate(chosen)

    def widest(self, who: Ints) -> Ints:
        """Return the next item of each of the learners `who`: the one expected to leave the least variance, summed over competences."""
        chosen = [np.zeros(0, dtype=np.intp)]
        for start in range(0, len(who), TOGETHER):
            some = who[start : start + TOGETHER]
            chosen.append(_widest(self.bank, self.mean[some], self.cov[some], self.left[some]))
        return np.concatenate(chosen)

    def answer(self, who: Ints, item: Ints, score: Floats) -> None:
        """Take in the scores, shape (W,), that the learners `who` earn on one item each."""
        bank = self.bank
        mean, cov = self.mean[who], self.cov[who]
        self.left[who, item] = False
        direction = bank.patterns[bank.pattern[item]]
        gain = np.einsum("lde,le->ld", cov, direction)
        before = np.einsum("ld,ld->l", mean, direction) - bank.b[item]
        spread = np.einsum("ld,ld->l", gain, direction) + np.square(bank.b_sd[item])
        after, var = tilted(before, spread, a=bank.a[item], c=bank.c[item], score=score, weight=bank.worth[item])
        self.mean[who] = mean + gain * ((after - before) / spread)[:, None]
        self.cov[who] = cov - gain[:, :, None] * gain[:, None, :] * ((1.0 - var / spread) / spread)[:, None, None]


def sit_together(prior: Posterior, bank: Bank, scores: Floats, *, thresholds: ArrayLike, questions: int) -> Sat:
    """
    Return the estimates after `questions` adaptive questions for each learner, all from the same `prior`.

    `scores`, shape (L, n), is what each learner would earn on each item (`learners.draw_scores`); `thresholds` as in `next_item`. No
    family, blueprint or exposure rule is applied.
    """
    wanted = np.broadcast_to(np.asarray(thresholds, dtype=np.float64), (prior.competences,))
    room = Room.of(prior, bank, learners=len(scores))
    asked = np.zeros((len(scores), questions), dtype=np.intp)
    for start in range(0, len(scores), TOGETHER):
        who = np.arange(start, min(start + TOGETHER, len(scores)))
        for step in range(questions):
            asked[who, step] = item = room.choose(who, wanted)
            room.answer(who, item, scores[who, item])
    return Sat(room.mean, room.cov, asked)


def _part(bank: Bank, positions: Ints) -> Bank:
    """Return some items of a bank as a bank."""
    return bank_from(
        a=bank.a[positions],
        b=bank.b[positions],
        c=bank.c[positions],
        b_sd=bank.b_sd[positions],
        worth=bank.worth[positions],
        loads=bank.patterns[bank.pattern[positions]],
        competences=bank.competences,
    )


def _widest(bank: Bank, mean: Floats, cov: Floats, left: Bools) -> Ints:
    """Return the next item of each learner by variance alone, shape (L,)."""
    gains = np.einsum("pd,lde->lpe", bank.patterns, cov)
    var = np.einsum("lpd,pd->lp", gains, bank.patterns)[:, bank.pattern]
    spread = var + np.square(bank.b_sd)
    drop = variance_drop((mean @ bank.patterns.T)[:, bank.pattern] - bank.b, spread, a=bank.sharp, c=bank.c)
    carried = np.square(gains).sum(axis=2)[:, bank.pattern] / np.square(spread)
    return np.asarray(np.where(left, drop * carried, -np.inf).argmax(axis=1))


def _choose(bank: Bank, mean: Floats, cov: Floats, left: Bools, thresholds: Floats) -> Ints:
    """Return the next item of each learner, shape (L,)."""
    everyone = np.arange(len(mean))
    gains = np.einsum("pd,lde->lpe", bank.patterns, cov)
    along = np.einsum("lpd,pd->lp", gains, bank.patterns)
    var = along[:, bank.pattern]
    spread = var + np.square(bank.b_sd)
    centre = (mean @ bank.patterns.T)[:, bank.pattern] - bank.b
    drop = np.where(left, variance_drop(centre, spread, a=bank.sharp, c=bank.c) * np.square(var / spread), -np.inf)
    quota = CANDIDATES // len(bank.patterns)
    chosen = []
    for members in bank.by_pattern:
        best = np.argpartition(-drop[:, members], quota, axis=1)[:, :quota] if len(members) > quota else np.arange(len(members))
        chosen.append(np.broadcast_to(members[best], (len(mean), min(quota, len(members)))))
    candidates = np.concatenate(chosen, axis=1)
    at_stake = loss_expected(
        mean,
        np.einsum("ldd->ld", cov),
        thresholds,
        gain=gains[everyone[:, None], bank.pattern[candidates]],
        centre=np.take_along_axis(centre, candidates, axis=1),
        spread=np.take_along_axis(spread, candidates, axis=1),
        a=bank.sharp[candidates],
        c=bank.c[candidates],
    )
    at_stake[~np.take_along_axis(left, candidates, axis=1)] = np.inf
    return np.asarray(candidates[everyone, at_stake.argmin(axis=1)])
