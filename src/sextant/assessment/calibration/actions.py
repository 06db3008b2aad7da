from datetime import datetime

from django.db import transaction

from sextant.accounts.models import Person
from sextant.assessment.calibration.gathering import Gathered
from sextant.assessment.models import CalibrationEdition, ItemCalibration
from sextant.assessment.parameters import EXPERTS
from sextant.engine.measurement.calibration import JointCalibration, calibrate_joint, priors
from sextant.ground.audit.actions import record_act
from sextant.kernel.ids import uuid7

METHOD = "joint 2PL, fixed floor, MAP EM"


class NoSuchEdition(LookupError):
    """There is no calibration edition of this name."""


LEAST_DOUBT = 0.3
"""Logits. No judgement is so sure that answers could not move it."""


def fitted(gathered: Gathered) -> JointCalibration:
    """Return what the answers say of the items: from the experts' difficulty and its uncertainty, all competences together."""
    items = gathered.items
    return calibrate_joint(
        gathered.events,
        c=[item.c for item in items],
        before=priors(len(items), b=[item.b for item in items], b_sd=[max(item.b_sd, LEAST_DOUBT) for item in items]),
    )


@transaction.atomic
def write_edition(
    *, gathered: Gathered, found: JointCalibration, reports: list[dict[str, object]] | None = None, now: datetime
) -> CalibrationEdition:
    """Keep an edition; it is not in force yet. `reports`, one per item, are what `quality` says of each."""
    key = uuid7()
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
        settings={"steps": found.steps, "converged": found.converged},
        simulated=gathered.simulated,
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
                report=reports[place] if reports else {},
            )
            for place, item in enumerate(gathered.items)
        ],
        batch_size=200,
    )
    return edition


@transaction.atomic
def put_in_force(*, framework: str, name: str, by: Person | None, now: datetime) -> None:
    """
    Let new sittings use the edition `name` (`parameters.EXPERTS`: the experts' judgement, so that everything can be rolled back).

    Sittings that are open, and what was observed, keep theirs. Raises `NoSuchEdition`.
    """
    # Lock, then look: two people may choose at once.
    rows = list(CalibrationEdition.objects.select_for_update().filter(framework=framework))
    wanted = next((row for row in rows if row.name == name), None)
    if wanted is None and name != EXPERTS:
        raise NoSuchEdition(name)
    CalibrationEdition.objects.filter(framework=framework, in_force=True).update(in_force=False)
    if wanted is not None:
        CalibrationEdition.objects.filter(pk=wanted.pk).update(in_force=True)
    record_act(verb="put-calibration-in-force", target=f"calibration:{name}", by=by.pk if by else None, now=now, framework=framework)
