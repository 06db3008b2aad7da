"""What the worker does at night. It may run twice, or late."""

import logging

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from sextant.assessment.calibration.gathering import NothingToCalibrate, UnusableAnswer
from sextant.assessment.calibration.queries import is_worth_it, simulated_here
from sextant.assessment.calibration.running import calibrate
from sextant.engine.measurement.calibration import NotAnswers
from sextant.frameworks.queries import current_versions, framework_for

logger = logging.getLogger(__name__)


@task()
def calibrate_nightly() -> int:
    """Calibrate each framework that got enough answers since its last edition; return how many editions were written."""
    rows = current_versions()
    written = 0
    for code in dict.fromkeys(row.code for row in rows):
        if not is_worth_it(code, simulated=simulated_here()):
            continue
        framework = framework_for(code=code, among=rows)
        try:
            outcome = calibrate(framework, simulated=simulated_here(), use=settings.USE_CALIBRATIONS, by_hand=False, now=timezone.now())
        except NothingToCalibrate:
            continue
        except (UnusableAnswer, NotAnswers) as refused:
            logger.warning("%s was not calibrated: %s. The edition in force stays.", code, refused)
            continue
        written += outcome.written
        if outcome.written and outcome.kept_back:
            logger.warning("The edition %s is not in force: %s.", outcome.edition, ", ".join(outcome.kept_back))
    return written
