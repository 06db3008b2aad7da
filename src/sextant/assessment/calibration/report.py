"""What the answers say of the quality of each item: a report a page can show as it is."""

from typing import Any

from sextant.assessment.calibration.gathering import Gathered
from sextant.engine.measurement.calibration import JointCalibration


def reports(gathered: Gathered, found: JointCalibration) -> list[dict[str, Any]]:
    """Return one report an item, in the order of `gathered.items`."""
    return [{} for _ in gathered.items]
