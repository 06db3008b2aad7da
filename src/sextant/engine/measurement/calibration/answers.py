"""Answers of many people to many items, complete or sparse, as the estimation wants them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..gauss import Floats

DENSE = 0.2
"""Above this share of answers present a plain matrix multiplies faster than a sparse one."""


class NotAnswers(ValueError):
    """The answers given cannot be calibrated: the message says why."""


@dataclass(frozen=True, eq=False)
class Answers:
    """
    Scores of n people on k items: `scores`, shape (n, k), 0 where nothing was answered, and `present`, shape (n, k), or None when every
    person answered every item. Both are plain arrays or compressed sparse rows of the same pattern.
    """

    scores: Any
    present: Any | None

    @property
    def people(self) -> int:
        """Return how many people answered."""
        return int(self.scores.shape[0])

    @property
    def items(self) -> int:
        """Return how many items there are."""
        return int(self.scores.shape[1])

    def counts(self) -> Floats:
        """Return how many answers each item has, shape (k,)."""
        if self.present is None:
            return np.full(self.items, float(self.people))
        return np.asarray(self.present.sum(axis=0), dtype=np.float64).reshape(-1)

    def totals(self) -> Floats:
        """Return the sum of the scores of each item, shape (k,)."""
        return np.asarray(self.scores.sum(axis=0), dtype=np.float64).reshape(-1)

    def parts(self, size: int) -> Iterator["Answers"]:
        """Yield the same answers, `size` people at a time."""
        for first in range(0, self.people, size):
            rows = slice(first, first + size)
            yield Answers(self.scores[rows], None if self.present is None else self.present[rows])


def complete(scores: ArrayLike) -> Answers:
    """
    Return the answers of a matrix of scores in [0, 1], shape (people, items), NaN where nothing was answered. Raises `NotAnswers`.

    >>> complete([[1, 0], [0.5, float("nan")]]).counts().tolist()
    [2.0, 1.0]
    """
    given = np.asarray(scores, dtype=np.float64)
    if given.ndim != 2 or 0 in given.shape:
        raise NotAnswers(f"expected a matrix of people by items with at least one of each, got the shape {given.shape}")
    here = ~np.isnan(given)
    _refuse_outside(given[here])
    if here.all():
        return Answers(np.ascontiguousarray(given), None)
    if here.mean() >= DENSE:
        return Answers(np.where(here, given, 0.0), here.astype(np.float64))
    rows, columns = np.nonzero(here)
    return from_events(person=rows, item=columns, score=given[here], people=given.shape[0], items=given.shape[1])


def from_events(*, person: ArrayLike, item: ArrayLike, score: ArrayLike, people: int, items: int) -> Answers:
    """
    Return the answers of a list of events: positions of the person and of the item, and a score in [0, 1]; three arrays of one length.

    An event that is given twice (same person, same item) is refused, since it would count twice. Raises `NotAnswers`.
    """
    rows, columns = np.asarray(person, dtype=np.intp), np.asarray(item, dtype=np.intp)
    values = np.asarray(score, dtype=np.float64)
    if not rows.shape == columns.shape == values.shape or rows.ndim != 1:
        raise NotAnswers("person, item and score differ in length")
    if len(values) == 0 or people < 1 or items < 1:
        raise NotAnswers("there is no answer to calibrate from")
    if rows.min() < 0 or rows.max() >= people or columns.min() < 0 or columns.max() >= items:
        raise NotAnswers("an answer names a person or an item that is not there")
    _refuse_outside(values)
    if len(np.unique(rows * items + columns)) != len(rows):
        raise NotAnswers("somebody's answer to an item is given twice: keep one (the first met, as a rule)")
    if len(values) >= DENSE * people * items:
        dense, here = np.zeros((people, items)), np.zeros((people, items))
        dense[rows, columns], here[rows, columns] = values, 1.0
        return Answers(dense, None if here.all() else here)
    from scipy.sparse import csr_array

    shape = (people, items)
    return Answers(csr_array((values, (rows, columns)), shape=shape), csr_array((np.ones(len(values)), (rows, columns)), shape=shape))


def _refuse_outside(values: NDArray[np.float64]) -> None:
    if not np.isfinite(values).all() or values.min(initial=0.0) < 0.0 or values.max(initial=0.0) > 1.0:
        raise NotAnswers("every score must be a number from 0 to 1 (leave out, or NaN, what was not answered)")
