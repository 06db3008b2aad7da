"""
What a bank is worth at a point of the scale, in questions: its Fisher information there, over that of one well placed question.

Pure: arrays in, arrays out. A short test asks at most eight questions on a competence, and what it has to settle is whether somebody holds
a level: wherever that level begins, the bank should hold as much as eight questions that are well placed there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sextant.engine.measurement.irt import Bank, information
from sextant.engine.measurement.verdicts import SETTLING_QUESTIONS

Floats = NDArray[np.float64]

WANTED = SETTLING_QUESTIONS
"""Well placed questions a competence should be worth where a level begins."""


@dataclass(frozen=True, eq=False)
class Worth:
    """What the bank is worth, in well placed questions; both arrays of shape (competences, levels): where a level begins, and amid it."""

    at_entry: Floats
    amid: Floats

    def missing(self) -> NDArray[np.intp]:
        """Return how many well placed questions are missing where each level begins, shape (competences, levels)."""
        # Half a question cannot be written: a bank worth 7.6 is worth 8.
        return np.asarray(np.maximum(np.rint(WANTED - self.at_entry), 0), dtype=np.intp)


def worth_of(bank: Bank, cuts: ArrayLike, *, inside: NDArray[np.bool_] | None = None) -> Worth:
    """
    Return what the items of `bank` (those of the mask `inside`) are worth for each competence, where each level begins and amid it.

    A well placed question is the typical item of the bank, asked where it tells most. An item that calls on several competences tells of
    each by the square of its weight.
    """
    begins = np.asarray(cuts, dtype=np.float64)
    # Amid the last level: as far above its beginning as amid the one before it.
    gaps = np.diff(begins, append=begins[-1] + (begins[-1] - begins[-2] if len(begins) > 1 else 1.0))
    points = np.concatenate([begins, begins + gaps / 2])
    kept = np.ones(len(bank), dtype=bool) if inside is None else inside
    if not kept.any():
        nothing = np.zeros((bank.competences, len(begins)))
        return Worth(nothing, nothing.copy())
    a, b, c = (array[kept, None] for array in (bank.sharp, bank.b, bank.c))
    weights = bank.patterns[bank.pattern[kept]]
    found = np.square(weights).T @ information(points[None, :], a=a, b=b, c=c) / one_question(bank)
    return Worth(found[:, : len(begins)], found[:, len(begins) :])


def one_question(bank: Bank) -> float:
    """
    Return what one well placed question tells: the median, over the bank, of what each item tells where it tells most.

    >>> from sextant.engine.measurement.irt import bank_from
    >>> one_question(bank_from(a=[1.0, 1.0, 2.0], b=[0.0, 3.0, -1.0], competences=1, primary=[0, 0, 0]))
    0.25
    """
    # A guessing floor moves the point where an item tells most above its difficulty (Lord, 1980).
    best = bank.b + np.log((1.0 + np.sqrt(1.0 + 8.0 * bank.c)) / 2.0) / bank.sharp
    return float(np.median(information(best, a=bank.sharp, b=bank.b, c=bank.c)))
