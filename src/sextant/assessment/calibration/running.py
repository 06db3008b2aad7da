"""A calibration from one end to the other: the answers are read, the items estimated and judged, an edition written and put in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sextant.accounts.models import Person
from sextant.assessment.calibration.actions import METHOD, fitted, put_in_force, write_edition
from sextant.assessment.calibration.choices import KeptBack, Stage
from sextant.assessment.calibration.credit import credits
from sextant.assessment.calibration.gathering import gather
from sextant.assessment.calibration.layer import layer_of
from sextant.assessment.calibration.queries import has_gone_back, newest_edition, reasons_against
from sextant.assessment.calibration.report import reports
from sextant.assessment.models import CalibrationEdition
from sextant.assessment.parameters import edition_in_force
from sextant.engine.measurement.calibration import MOST_STEPS
from sextant.frameworks.document import Framework
from sextant.frameworks.models import FrameworkVersion

Progress = Callable[[Stage, int, int], None]
"""Told the stage, how far it is, and how far it can go at most."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a calibration: `edition` (the last one where nothing was `written`), and why it is not `in_force`."""

    edition: CalibrationEdition
    written: bool
    in_force: bool
    kept_back: tuple[KeptBack, ...] = ()


def _silent(_stage: Stage, _done: int, _most: int) -> None:
    pass


def calibrate(
    framework: Framework,
    *,
    simulated: bool,
    use: bool = True,
    by_hand: bool = True,
    by: Person | None = None,
    now: datetime,
    progress: Progress = _silent,
) -> Outcome:
    """
    Make an edition of a framework from all its answers, and put it in force unless `use` is off or a rule of `queries` speaks against it.

    The same answers as last time by the same method make no new edition. `by_hand` says that somebody asked for it: what runs by itself
    does not undo a choice to go back. The estimation holds no transaction. Raises `NothingToCalibrate`, `UnusableAnswer`, `NotAnswers`.
    """
    progress(Stage.READING, 0, 1)
    gathered = gather(framework, simulated=simulated)
    progress(Stage.READING, 1, 1)
    last = _same(framework.code, gathered.data_hash, simulated=simulated)
    if last is not None:
        return Outcome(last, written=False, in_force=last.in_force)
    after = edition_in_force(framework.code)
    found = fitted(gathered, after=after, progress=lambda step: progress(Stage.ESTIMATING, step, MOST_STEPS))
    progress(Stage.JUDGING, 0, 1)
    judged = [{**report, "credit": credit} for report, credit in zip(reports(gathered, found), credits(gathered, found), strict=True)]
    layer = layer_of(gathered)
    progress(Stage.WRITING, 0, 1)
    with transaction.atomic():
        # One calibration of a framework writes at a time: a second one, over the same answers, then finds that there is nothing to do.
        list(FrameworkVersion.objects.select_for_update().filter(code=framework.code).values_list("pk", flat=True))
        last = _same(framework.code, gathered.data_hash, simulated=simulated)
        if last is not None:
            return Outcome(last, written=False, in_force=last.in_force)
        edition = write_edition(gathered=gathered, found=found, reports=judged, layer=layer, by=by, after=after, now=now)
        kept_back = _kept_back(edition, use=use, by_hand=by_hand)
        if not kept_back:
            put_in_force(framework=framework.code, name=edition.name, by=by, now=now)
    progress(Stage.WRITING, 1, 1)
    return Outcome(edition, written=True, in_force=not kept_back, kept_back=kept_back)


def _same(framework: str, data_hash: str, *, simulated: bool) -> CalibrationEdition | None:
    last = newest_edition(framework, simulated=simulated)
    return last if last is not None and (last.data_hash, last.method) == (data_hash, METHOD) else None


def _kept_back(edition: CalibrationEdition, *, use: bool, by_hand: bool) -> tuple[KeptBack, ...]:
    asked = () if use else (KeptBack.NOT_ASKED,)
    gone_back = (KeptBack.GONE_BACK,) if not by_hand and has_gone_back(edition.framework) else ()
    return (*asked, *reasons_against(edition), *gone_back)
