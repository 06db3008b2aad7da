"""Partly right answers as ordered categories: where half credit becomes likelier than none, and full credit than half."""

from typing import Any

import numpy as np

from sextant.assessment.calibration.gathering import Gathered
from sextant.engine.measurement.calibration import JointCalibration, calibrate_categories_at

LEAST = 30
"""Fewer answers than this do not tell several steps from each other."""

LEAST_REACHED = 5
"""A credit that fewer people than this earned is counted with the one below it: its step could stand anywhere."""


def credits(gathered: Gathered, found: JointCalibration) -> list[dict[str, Any] | None]:
    """
    Return, for each item with partial credit, its credits and the steps between them (generalized partial credit model); else None.

    `scores` are the credits that were earned often enough, `steps` the abilities at which each overtakes the one before, with their
    standard errors; people stand where their other answers put them.
    """
    events = gathered.events
    graded: list[int] = []
    scales: list[list[float]] = []
    for item in range(len(gathered.items)):
        scores = events.score[events.item == item]
        scale = _scale(scores)
        if len(scores) >= LEAST and len(scale) > 2:
            graded.append(item)
            scales.append(scale)
    answers: list[dict[str, Any] | None] = [None] * len(gathered.items)
    if not graded:
        return answers
    rows = np.flatnonzero(np.isin(events.item, graded))
    number = {item: place for place, item in enumerate(graded)}
    of_item = np.array([number[item] for item in events.item[rows]])
    category = np.array(
        [int(np.searchsorted(scales[place], score + 1e-9)) - 1 for place, score in zip(of_item, events.score[rows], strict=True)]
    )
    steps = calibrate_categories_at(
        item=of_item,
        category=np.maximum(category, 0),
        place=found.place[rows],
        place_sd=found.place_sd[rows],
        counts=[len(scale) for scale in scales],
        b=[gathered.items[item].b for item in graded],
    )
    for place, item in enumerate(graded):
        here = np.isfinite(steps.steps[place])
        answers[item] = {
            "scores": [round(score, 3) for score in scales[place]],
            "a": round(float(steps.a[place]), 4),
            "a_se": round(float(steps.a_se[place]), 4),
            "steps": [round(float(value), 4) for value in steps.steps[place][here]],
            "steps_se": [round(float(value), 4) for value in steps.steps_se[place][here]],
            "n": int(steps.n[place]),
        }
    return answers


def _scale(scores: np.ndarray[Any, np.dtype[np.float64]]) -> list[float]:
    """Return the credits to tell apart, from the lowest: rare ones go with the one below."""
    values, counts = np.unique(np.round(scores, 3), return_counts=True)
    kept = [float(value) for value, count in zip(values, counts, strict=True) if count >= LEAST_REACHED]
    return kept
