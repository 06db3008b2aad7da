from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from django.db import transaction

from sextant.accounts.models import Person
from sextant.assessment.calibration.choices import NEVER, KeptBack
from sextant.assessment.calibration.gathering import Gathered
from sextant.assessment.calibration.queries import LEAST_DOUBT, VERB, reasons_against
from sextant.assessment.models import CalibrationEdition, ItemCalibration
from sextant.assessment.parameters import EXPERTS, calibrated
from sextant.engine.measurement.calibration import JointCalibration, NotAnswers, calibrate_joint, priors, worths
from sextant.engine.measurement.gauss import Floats
from sextant.ground.audit.actions import record_act
from sextant.kernel.ids import uuid7

METHOD = "joint 2PL, fixed floor, MAP; GPCM; worth"


class NoSuchEdition(LookupError):
    """There is no calibration edition of this name."""


class NotForUse(ValueError):
    """Nobody may put this edition in force; `reasons` say why."""

    def __init__(self, reasons: Sequence[KeptBack]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = tuple(reasons)


def fitted(gathered: Gathered, *, after: str = EXPERTS, progress: Callable[[int], None] | None = None) -> JointCalibration:
    """
    Return what the answers say of the items: from the experts' difficulty and its uncertainty, all competences together.

    `after` is the edition to begin from: it shortens the way. The prior stays the experts': the answers that made an edition are among
    those of the next one, and would otherwise count twice. Raises `NotAnswers`, also when a number that is none comes out.
    """
    items = gathered.items
    held = calibrated(after)
    begun = [held.get(item.pk) for item in items]
    found = calibrate_joint(
        gathered.events,
        c=[item.c for item in items],
        before=priors(len(items), b=[item.b for item in items], b_sd=[max(item.b_sd, LEAST_DOUBT) for item in items]),
        correlation=_correlation_of(after, gathered.framework.codes),
        start=([one.a if one else 1.0 for one in begun], [one.b if one else item.b for one, item in zip(begun, items, strict=True)]),
        progress=progress,
    )
    if not all(np.isfinite(values).all() for values in (found.a, found.b, found.a_se, found.b_se, found.misfit, found.correlation)):
        raise NotAnswers("the estimation came to a number that is none")
    return found


def _correlation_of(name: str, codes: Sequence[str]) -> Floats | None:
    """Return the correlations of an edition where they are over the same competences, and those of a distribution."""
    row = CalibrationEdition.objects.filter(name=name).values_list("codes", "correlation").first() if name != EXPERTS else None
    if row is None or list(row[0]) != list(codes):
        return None
    found = np.asarray(row[1], dtype=np.float64)
    if found.shape != (len(codes), len(codes)) or not np.isfinite(found).all() or np.linalg.eigvalsh(found)[0] <= 1e-6:
        return None
    return found


@transaction.atomic
def write_edition(
    *,
    gathered: Gathered,
    found: JointCalibration,
    reports: list[dict[str, object]] | None = None,
    layer: dict[str, object] | None = None,
    by: Person | None = None,
    after: str = EXPERTS,
    now: datetime,
) -> CalibrationEdition:
    """
    Keep an edition; it is not in force yet. `reports`, one per item, are what `quality` says of each; `layer` is what `layer_of` returns.

    `after` is the edition that the estimation began from.
    """
    key = uuid7()
    settings = {"steps": found.steps, "converged": found.converged, "least_doubt": LEAST_DOUBT, "after": after}
    if layer is not None:
        settings["layer"] = layer
    edition = CalibrationEdition.objects.create(
        pk=key,
        framework=gathered.framework.code,
        framework_version=gathered.framework.version,
        name=f"{now:%Y-%m-%d}-{key.hex[-8:]}",
        made_at=now,
        method=METHOD,
        people=len(gathered.people),
        answers=len(gathered.given),
        data_hash=gathered.data_hash,
        codes=list(gathered.framework.codes),
        correlation=[[round(value, 6) for value in row] for row in found.correlation.tolist()],
        settings=settings,
        simulated=gathered.simulated,
    )
    events = gathered.events
    worth = worths(
        item=events.item,
        score=events.score,
        place=found.place,
        place_sd=found.place_sd,
        a=found.a[events.item],
        b=found.b[events.item],
        c=found.c[events.item],
        items=len(gathered.items),
    )
    ItemCalibration.objects.bulk_create(
        [
            ItemCalibration(
                edition=edition,
                item=item,
                a=float(found.a[place]),
                b=float(found.b[place]),
                c=float(found.c[place]),
                a_se=float(found.a_se[place]),
                b_se=float(found.b_se[place]),
                n=int(found.n[place]),
                misfit=float(found.misfit[place]),
                worth=float(worth[place]),
                report=reports[place] if reports else {},
            )
            for place, item in enumerate(gathered.items)
        ],
        batch_size=200,
    )
    record_act(
        verb="write-calibration",
        target=f"calibration:{edition.name}",
        by=by.pk if by else None,
        now=now,
        framework=edition.framework,
        people=edition.people,
        answers=edition.answers,
        simulated=edition.simulated,
    )
    return edition


def use_edition(*, framework: str, name: str, by: Person | None, now: datetime) -> bool:
    """
    Put an edition in force because somebody chose it (`parameters.EXPERTS`: the experts' judgement); return whether that changed anything.

    What somebody goes back to stands: the nightly calibration does not replace it. Raises `NoSuchEdition`, and `NotForUse` where the
    numbers are unfinished, or simulated on a campus of real people.
    """
    if name != EXPERTS:
        edition = CalibrationEdition.objects.filter(framework=framework, name=name).first()
        if edition is None:
            raise NoSuchEdition(name)
        never = [reason for reason in reasons_against(edition) if reason in NEVER]
        if never:
            raise NotForUse(never)
    return put_in_force(framework=framework, name=name, by=by, by_hand=True, now=now)


@transaction.atomic
def put_in_force(*, framework: str, name: str, by: Person | None, by_hand: bool = False, now: datetime) -> bool:
    """
    Let new sittings use the edition `name` (`parameters.EXPERTS`: the experts' judgement, so that everything can be rolled back).

    Sittings that are open, and what was observed, keep theirs. Return whether it was not in force already. Raises `NoSuchEdition`.
    """
    # Lock, then look: two people may choose at once.
    rows = list(CalibrationEdition.objects.select_for_update().filter(framework=framework))
    wanted = next((row for row in rows if row.name == name), None)
    if wanted is None and name != EXPERTS:
        raise NoSuchEdition(name)
    was = next((row.name for row in rows if row.in_force), EXPERTS)
    if was == name:
        return False
    CalibrationEdition.objects.filter(framework=framework, in_force=True).update(in_force=False)
    if wanted is not None:
        CalibrationEdition.objects.filter(pk=wanted.pk).update(in_force=True)
    record_act(verb=VERB, target=f"calibration:{name}", by=by.pk if by else None, now=now, framework=framework, was=was, by_hand=by_hand)
    return True
