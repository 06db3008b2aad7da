"""
What the experts' difficulty of an item is worth, once it is seen how their other judgements turned out: experts of a bank tend to judge all
its items too hard or too easy, and to spread them too far.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..gauss import Floats

LEAST_ITEMS = 20
"""Fewer items do not say how experts judge: they are taken at their word."""

LEAST_SD = 0.3
"""Logits. No judgement of a difficulty is surer than that."""

FAR = 2.0
"""An item farther than this many deviations from what its judgement leads to (a wrong key, say) does not say how experts judge."""


@dataclass(frozen=True, eq=False)
class Judged:
    """The difficulty to expect of each item from the experts' judgement, shape (k,), and how unsure it is."""

    b: Floats
    sd: Floats


def weighed(said: ArrayLike, said_sd: ArrayLike, b: ArrayLike, b_se: ArrayLike) -> Judged:
    """
    Return what to expect of each item from what experts said.

    Four arrays of shape (k,): the difficulty `said` with its uncertainty, as the calibration had it, and the calibrated `b`, `b_se`. A
    straight line through the items is fitted, answers and judgements told apart; where answers are few it stays near the judgements.
    """
    word, doubt = np.asarray(said, dtype=np.float64), np.maximum(np.asarray(said_sd, dtype=np.float64), LEAST_SD)
    found, se = np.asarray(b, dtype=np.float64), np.asarray(b_se, dtype=np.float64)
    # The calibrated difficulty leans on what was said: here is what the answers alone say.
    precision = 1.0 / se**2 - 1.0 / doubt**2
    informed = precision > 0.25 / doubt**2
    if informed.sum() < LEAST_ITEMS:
        return Judged(word, doubt)
    noise = 1.0 / precision[informed]
    alone = (found[informed] / se[informed] ** 2 - word[informed] / doubt[informed] ** 2) * noise
    middle = float(word.mean())
    x = np.column_stack([np.ones(len(alone)), word[informed] - middle])
    line, spread = np.array([middle, 1.0]), float(np.mean(doubt))
    for _ in range(20):
        off = alone - x @ line
        sd = np.sqrt(noise + spread**2)
        weight = np.minimum(1.0, FAR * sd / np.maximum(np.abs(off), 1e-9)) / sd**2
        # As if four items had shown the experts to be right.
        weak = 4.0 / np.mean(sd**2) * np.diag([1.0, max(float(word.var()), 1e-6)])
        line = np.linalg.solve((x.T * weight) @ x + weak, (x.T * weight) @ alone + weak @ np.array([middle, 1.0]))
        # The median does not mind a few items far off; .455 is that of a squared standard normal.
        spread = float(np.sqrt(max(np.median((alone - x @ line) ** 2) / 0.455 - np.median(noise), LEAST_SD**2)))
    return Judged(line[0] + line[1] * (word - middle), np.full(len(word), spread))
