"""How far the questions of a test agree with one another."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


class NotATest(ValueError):
    """A reliability needs at least two questions, two people, and totals that differ."""


def alpha(scores: ArrayLike) -> float:
    """
    Return Cronbach's α (1951) of complete scores, shape (people, questions); of right-or-wrong answers it is KR-20 (Kuder & Richardson,
    1937). Raises `NotATest`.

    >>> alpha([[1, 1, 1], [1, 1, 0], [0, 0, 0], [0, 1, 0]])
    0.75
    """
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or min(table.shape) < 2 or not np.isfinite(table).all():
        raise NotATest("expected complete scores of at least two people on two questions")
    total = float(table.sum(axis=1).var())
    if total == 0.0:
        raise NotATest("everybody has the same total: nothing can be said of how reliable it is")
    questions = table.shape[1]
    return float(questions / (questions - 1) * (1.0 - float(table.var(axis=0).sum()) / total))


def item_rest(scores: ArrayLike) -> NDArray[np.float64]:
    """
    Return the correlation of each question with the total of the others, shape (questions,); NaN where a question or its rest is constant.

    Raises `NotATest`.
    """
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or min(table.shape) < 2 or not np.isfinite(table).all():
        raise NotATest("expected complete scores of at least two people on two questions")
    rest = table.sum(axis=1, keepdims=True) - table
    one, other = table - table.mean(axis=0), rest - rest.mean(axis=0)
    spread = np.sqrt((one**2).sum(axis=0) * (other**2).sum(axis=0))
    return np.asarray(np.divide((one * other).sum(axis=0), spread, out=np.full(table.shape[1], np.nan), where=spread > 0))
