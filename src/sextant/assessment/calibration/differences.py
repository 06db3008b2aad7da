"""Which items work differently, at equal ability, for some professions, stages, institutions or languages."""

from typing import Any

import numpy as np

from sextant.assessment.calibration.gathering import Gathered
from sextant.engine.measurement.calibration import JointCalibration
from sextant.engine.measurement.fairness import LEAST_GROUP, Answered, Groups, compare_many, kept_after_many, levelled
from sextant.engine.measurement.irt import Ints

OTHERS = "others"
"""The reference where a group is held against all the others together: everybody whose group is known and is another one."""


def differences(gathered: Gathered, found: JointCalibration) -> list[list[dict[str, Any]]]:
    """
    Return the comparisons of each item, in the order of `gathered.items`.

    Each group is held against all the others together, or, where there are two, the smaller against the larger. Both need `LEAST_GROUP`
    people who answered the item. `kept` tells which stand once it is taken into account how many comparisons the edition makes.
    """
    events = gathered.events
    rows_of = [np.flatnonzero(events.item == item) for item in range(len(gathered.items))]
    answered = Answered(events.score, found.place, found.place_sd, found.a[events.item], found.b[events.item], found.c[events.item])
    competence = events.directions.argmax(axis=1)[events.item]
    made: list[tuple[int, str, str, str]] = []
    pairs: list[Groups] = []
    for by, labels, group in _groupings(gathered):
        # Those of whom it is not known are a group of their own here, and in no comparison.
        place = levelled(answered, group=np.where(group < 0, len(labels), group), competence=competence)
        for item, rows in enumerate(rows_of):
            known = rows[group[rows] >= 0]
            counts = np.bincount(group[known], minlength=len(labels))
            for focal, reference in _held_against(labels, counts):
                made.append((item, by, OTHERS if reference is None else labels[reference], labels[focal]))
                pairs.append(Groups(events.score[known], place[known], group[known] == focal))
    differ = compare_many(pairs)
    kept = kept_after_many([one.p for one in differ])
    told: list[list[dict[str, Any]]] = [[] for _ in gathered.items]
    for (item, by, reference_label, focal_label), one, stands in zip(made, differ, kept, strict=True):
        told[item].append(
            {
                "by": by,
                "reference": reference_label,
                "focal": focal_label,
                "delta": round(one.delta, 3),
                "delta_se": round(one.delta_se, 3),
                "size": one.size,
                "p": round(one.p, 6),
                "p_uniform": round(one.p_uniform, 6),
                "crossing": round(one.crossing, 6),
                "kept": bool(stands),
                "n_reference": one.reference,
                "n_focal": one.focal,
            }
        )
    return told


def _groupings(gathered: Gathered) -> list[tuple[str, list[str], Ints]]:
    """Return, for each way to group answers, its name, its labels, and the position of each answer's label (−1: not known)."""
    people, person = gathered.people, gathered.events.person
    of_people = {
        "profession": [one.profession for one in people],
        "stage": [one.stage for one in people],
        "institution": [one.institution for one in people],
    }
    found = []
    for by, labels in of_people.items():
        known, group = _numbered(labels)
        found.append((by, known, group[person]))
    known, group = _numbered(list(gathered.language))
    found.append(("language", known, group))
    return [(by, labels, group) for by, labels, group in found if len(labels) > 1]


def _numbered(labels: list[str]) -> tuple[list[str], Ints]:
    known = sorted(set(labels) - {""})
    place = {label: number for number, label in enumerate(known)} | {"": -1}
    return known, np.array([place[label] for label in labels], dtype=np.intp)


def _held_against(labels: list[str], counts: Ints) -> list[tuple[int, int | None]]:
    """Return the comparisons that have people enough: focal group, and reference (None: all the others)."""
    if len(labels) == 2:
        smaller = int(counts.argmin())
        return [(smaller, 1 - smaller)] if counts.min() >= LEAST_GROUP else []
    total = int(counts.sum())
    return [(focal, None) for focal, count in enumerate(counts) if count >= LEAST_GROUP and total - count >= LEAST_GROUP]
