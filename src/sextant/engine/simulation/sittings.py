"""Adaptive sittings of many simulated learners at once: the same rule as `adaptive.next_item`, one question for all in each step."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..measurement.adaptive import CANDIDATES
from ..measurement.gauss import Floats
from ..measurement.irt import Bank, Ints
from ..measurement.posterior import Posterior, tilted
from ..measurement.risk import loss_expected, variance_drop

TOGETHER = 100
"""How many learners share one block of memory."""


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


def sit_together(prior: Posterior, bank: Bank, scores: Floats, *, thresholds: ArrayLike, questions: int) -> Sat:
    """
    Return the estimates after `questions` adaptive questions for each learner, all from the same `prior`.

    `scores`, shape (L, n), is what each learner would earn on each item (`learners.draw_scores`); `thresholds` as in `next_item`. No
    family, blueprint or exposure rule is applied.
    """
    wanted = np.broadcast_to(np.asarray(thresholds, dtype=np.float64), (prior.competences,))
    parts = [_sit(prior, bank, scores[start : start + TOGETHER], wanted, questions) for start in range(0, len(scores), TOGETHER)]
    return Sat(*(np.concatenate(arrays) for arrays in zip(*((part.mean, part.cov, part.asked) for part in parts), strict=True)))


def _sit(prior: Posterior, bank: Bank, scores: Floats, thresholds: Floats, questions: int) -> Sat:
    count, everyone = len(scores), np.arange(len(scores))
    mean = np.tile(prior.mean, (count, 1))
    cov = np.tile(prior.cov, (count, 1, 1))
    asked = np.zeros((count, questions), dtype=np.intp)
    left = np.ones(scores.shape, dtype=bool)
    for step in range(questions):
        item = _choose(bank, mean, cov, left, thresholds)
        asked[:, step] = item
        left[everyone, item] = False
        direction = bank.patterns[bank.pattern[item]]
        gain = np.einsum("lde,le->ld", cov, direction)
        before = np.einsum("ld,ld->l", mean, direction) - bank.b[item]
        spread = np.einsum("ld,ld->l", gain, direction) + np.square(bank.b_sd[item])
        after, var = tilted(before, spread, a=bank.a[item], c=bank.c[item], score=scores[everyone, item], weight=1.0)
        mean += gain * ((after - before) / spread)[:, None]
        cov -= gain[:, :, None] * gain[:, None, :] * ((1.0 - var / spread) / spread)[:, None, None]
    return Sat(mean, cov, asked)


def _choose(bank: Bank, mean: Floats, cov: Floats, left: np.ndarray, thresholds: Floats) -> Ints:
    """Return the next item of each learner, shape (L,)."""
    everyone = np.arange(len(mean))
    gains = np.einsum("pd,lde->lpe", bank.patterns, cov)
    along = np.einsum("lpd,pd->lp", gains, bank.patterns)
    var = along[:, bank.pattern]
    spread = var + np.square(bank.b_sd)
    centre = (mean @ bank.patterns.T)[:, bank.pattern] - bank.b
    drop = np.where(left, variance_drop(centre, spread, a=bank.a, c=bank.c) * np.square(var / spread), -np.inf)
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
        a=bank.a[candidates],
        c=bank.c[candidates],
    )
    at_stake[~np.take_along_axis(left, candidates, axis=1)] = np.inf
    return np.asarray(candidates[everyone, at_stake.argmin(axis=1)])
