"""An edition with what its answers say, made up: the tests of pages need one of each thing to show."""

from datetime import datetime
from typing import Any

from sextant.assessment.models import CalibrationEdition, ItemCalibration, ItemVersion
from sextant.frameworks.document import Framework

CURVE = [
    {"theta": theta, "n": 30, "score": score, "low": score - 0.1, "high": score + 0.1, "expected": score + 0.02}
    for theta, score in ((-1.5, 0.2), (-0.4, 0.45), (0.5, 0.6), (1.6, 0.85))
]
CHOICES = {
    "groups": [80, 80, 88],
    "rows": [
        {"key": "A", "correct": False, "count": 60, "shares": [0.4, 0.2, 0.05]},
        {"key": "B", "correct": True, "count": 120, "shares": [0.3, 0.5, 0.55]},
        {"key": "C", "correct": False, "count": 60, "shares": [0.1, 0.25, 0.38]},
        {"key": "D", "correct": False, "count": 8, "shares": [0.2, 0.05, 0.02]},
    ],
}
DIFFERENCES = [
    {
        "by": "profession", "reference": "infirmier", "focal": "juriste", "delta": -1.7, "delta_se": 0.4, "size": "C", "p": 0.001,
        "crossing": 0.6, "kept": True, "n_reference": 90, "n_focal": 80,
    },
    {
        "by": "institution", "reference": "Autre université", "focal": "Toute petite école", "delta": -1.7, "delta_se": 0.4, "size": "C",
        "p": 0.001, "crossing": 0.6, "kept": True, "n_reference": 90, "n_focal": 8,
    },
]  # fmt: skip
FLAGS = [
    {"code": "mis-keyed", "chance": 0.7, "n": 248, "other": "C", "value": None},
    {"code": "dead", "chance": 0.97, "n": 100, "other": "D", "value": 0.01},
]


def report_of(**changed: Any) -> dict[str, Any]:
    """Return a report with one of each thing, some of it changed."""
    return {
        "share": 0.52,
        "dont_know": 0.06,
        "rest": 0.31,
        "pilot": False,
        "curve": CURVE,
        "choices": CHOICES,
        "seconds": {"n": 240, "q10": 12.0, "median": 31.0, "q90": 95.0, "fast": 0.04, "readable_in": 9.0},
        "flags": FLAGS,
        "differences": DIFFERENCES,
    } | changed


def edition_of(framework: Framework, now: datetime, *, name: str = "2026-11-20-essai", **changed: Any) -> CalibrationEdition:
    """Return an edition, in force unless `changed` says otherwise, that holds nothing yet."""
    given = {"method": "test", "people": 248, "answers": 2480, "data_hash": "0" * 64, "in_force": True} | changed
    return CalibrationEdition.objects.create(framework=framework.code, framework_version=framework.version, name=name, made_at=now, **given)


def next_name() -> str:
    """Return a name that no edition has."""
    return f"2026-11-23-{CalibrationEdition.objects.count()}"


def measure(edition: CalibrationEdition, item: ItemVersion, *, n: int = 248, b: float = 0.4, **changed: Any) -> ItemCalibration:
    """Let an edition say something of an item."""
    return ItemCalibration.objects.create(
        edition=edition, item=item, a=1.1, b=b, c=item.c, a_se=0.12, b_se=0.1, n=n, misfit=0.2, report=report_of(**changed)
    )
