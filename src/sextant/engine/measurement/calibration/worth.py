"""
How many right-or-wrong answers a partly credited one is worth.

Read on the two-parameter curve, a share of credit counts as one answer that is either right or wrong. Shares lie nearer to what is
expected than such answers do, and say more. How much nearer is the dispersion of a quasi-likelihood (Wedderburn, 1974): the squared
distance between scores and curve, over that of answers that are right or wrong.
"""

import numpy as np
from numpy.typing import ArrayLike

from ..gauss import Floats, hermite
from ..irt import Ints, probability

MOST = 4.0
FIRM = 30.0
"""As many answers speak for a worth of one before the first is seen."""

_NODES = 9


def worths(
    *, item: Ints, score: ArrayLike, place: ArrayLike, place_sd: ArrayLike, a: ArrayLike, b: ArrayLike, c: ArrayLike, items: int
) -> Floats:
    """
    Return the worth of an answer to each of `items` items, from 1 (right or wrong, or nothing known yet) to `MOST`, shape (items,).

    Of each answer: the number of its `item`, its `score`, where the person's other answers place them along it and how surely, and the
    item's `a`, `b` and `c`, all of shape (e,).
    """
    nodes, weights = hermite(_NODES)
    score, at, sd, a, b, c = (np.asarray(value, dtype=np.float64)[:, None] for value in (score, place, place_sd, a, b, c))
    chance = probability(at + sd * nodes, a=a, b=b, c=c)
    seen = np.bincount(item, np.square(score - chance) @ weights, minlength=items)
    right_or_wrong = np.bincount(item, (chance * (1.0 - chance)) @ weights, minlength=items)
    partly = np.bincount(item, ((score > 0.0) & (score < 1.0))[:, 0], minlength=items) > 0
    answers = np.bincount(item, minlength=items)
    found = (answers + FIRM) / (answers * seen / np.maximum(right_or_wrong, 1e-12) + FIRM)
    return np.asarray(np.where(partly, np.clip(found, 1.0, MOST), 1.0))
