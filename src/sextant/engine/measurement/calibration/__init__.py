"""Calibration: what the answers of many people say of the items, by maximum marginal likelihood with weak priors (Bock & Aitkin, 1981)."""

from .answers import Answers, NotAnswers, complete, from_events
from .categories import CategoryCalibration, calibrate_categories, calibrate_categories_at, calibrate_categories_parts
from .estimation import Calibration, calibrate, calibrate_parts
from .joint import MOST_STEPS, Events, JointCalibration, calibrate_joint, events
from .maximisation import Priors, priors
from .online import Moved, moved
from .worth import worths

__all__ = [
    "MOST_STEPS",
    "Answers",
    "Calibration",
    "CategoryCalibration",
    "Events",
    "JointCalibration",
    "Moved",
    "NotAnswers",
    "Priors",
    "calibrate",
    "calibrate_categories",
    "calibrate_categories_at",
    "calibrate_categories_parts",
    "calibrate_joint",
    "calibrate_parts",
    "complete",
    "events",
    "from_events",
    "moved",
    "priors",
    "worths",
]
