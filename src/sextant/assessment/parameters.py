"""The parameters of an item in a calibration edition: from answers where it was calibrated, else from the experts' judgement."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sextant.assessment.models import CalibrationEdition, ItemCalibration, ItemVersion

EXPERTS = "experts"
"""The edition without any answer: the experts' judgement."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Discrimination, difficulty, guessing floor, how unsure the difficulty is, what an answer is worth (`engine.measurement.irt.Item`)."""

    a: float
    b: float
    c: float
    b_sd: float
    worth: float = 1.0


def edition_in_force(framework: str) -> str:
    """Return the name of the edition in force for a framework (one query)."""
    found = CalibrationEdition.objects.filter(framework=framework, in_force=True).values_list("name", flat=True).first()
    return found or EXPERTS


def parameters_of(item: ItemVersion, edition: str) -> Parameters:
    """Return the parameters of `item` in `edition`. No query, but for the first time the edition is asked for in a process."""
    return calibrated(edition).get(item.pk) or Parameters(item.a, item.b, item.c, item.b_sd)


def calibrated(edition: str) -> Mapping[int, Parameters]:
    """Return the parameters of the items that were calibrated in `edition`, by key."""
    return {} if edition == EXPERTS else _calibrated(edition)


# An edition never changes and its name never comes back: what is kept here cannot grow stale.
@lru_cache(maxsize=8)
def _calibrated(edition: str) -> Mapping[int, Parameters]:
    rows = ItemCalibration.objects.filter(edition__name=edition)
    return {key: Parameters(*held) for key, *held in rows.values_list("item", "a", "b", "c", "b_se", "worth")}
