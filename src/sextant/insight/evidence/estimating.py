"""From cases to effects in levels: numbers in, numbers out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sextant.engine.measurement.effect import LEAST, Effect, effect_of
from sextant.engine.measurement.propensity import propensities
from sextant.insight.evidence.cases import Case

METHOD = "aipw-1"
"""The method of an edition: another way of comparing, or of measuring, is another name."""

LEAST_GROUP = 20
MOST_GROUPS = 4
"""A profession or stage counts by itself from so many people on, the most frequent first; the others count together."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """An effect in levels with its 90 % interval (None where there are not enough data), and whom it rests on."""

    value: float | None
    low: float | None
    high: float | None
    taken: int
    not_taken: int
    left_out: int


def estimated(cases: Sequence[Case], *, width: float) -> Estimated:
    """
    Return the effect that `cases` show; `width` is that of a level in units of θ.

    Where a coin decided, its probability is the propensity. Elsewhere it is estimated from what the plan knew: level, requirement, hours,
    profession and stage.
    """
    taken = np.array([case.taken for case in cases], dtype=bool)
    if min(int(taken.sum()), int((~taken).sum())) < LEAST:
        return Estimated(None, None, None, int(taken.sum()), int((~taken).sum()), 0)
    before = np.array([case.before for case in cases])
    known = np.array([[case.required, case.hours] for case in cases])
    if all(case.chance is not None for case in cases):
        chance = np.array([case.chance for case in cases], dtype=float)
    else:
        chance = propensities(np.column_stack([before, known, _groups(cases)]), taken)
        # The estimated propensity is made of all that was known: the regressions need no more than it.
        known = known[:, :0]
    found = effect_of(before, np.array([case.after for case in cases]), taken, chance, known=known)
    return _in_levels(found, width)


def _in_levels(found: Effect, width: float) -> Estimated:
    counts = (found.taken, found.not_taken, found.left_out)
    if not found.is_enough or not np.isfinite([found.value, found.low, found.high]).all():
        return Estimated(None, None, None, *counts)
    return Estimated(found.value / width, found.low / width, found.high / width, *counts)


def _groups(cases: Sequence[Case]) -> np.ndarray:
    """Return a column of 0 and 1 for each profession and each stage frequent enough to count by itself, but the most frequent one."""
    columns = []
    for names in ([case.profession for case in cases], [case.stage for case in cases]):
        counts = sorted(((names.count(name), name) for name in set(names)), key=lambda one: (-one[0], one[1]))
        for count, name in counts[1 : 1 + MOST_GROUPS]:
            if count >= LEAST_GROUP:
                columns.append([float(one == name) for one in names])
    return np.array(columns, dtype=float).T if columns else np.zeros((len(cases), 0))


def hash_of(comparisons: Mapping[str, Sequence[Case]]) -> str:
    """Return the SHA-256 of what is compared: the same people with the same levels give the same, in whatever order they come."""
    rows = {
        name: sorted(
            [
                round(case.before, 6),
                round(case.after, 6),
                case.taken,
                case.required,
                case.hours,
                case.profession,
                case.stage,
                case.chance or 0,
            ]
            for case in cases
        )
        for name, cases in comparisons.items()
    }
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
