"""Writing an edition of effects."""

from datetime import datetime
from typing import TypeGuard

from django.db import transaction

from sextant.catalogue.queries import resources_of
from sextant.engine.measurement.effect import LEAST, TRIMMED
from sextant.frameworks.document import Framework
from sextant.frameworks.models import FrameworkVersion
from sextant.insight.evidence.cases import LEAST_ANSWERS, WAIT, WINDOW, Case, Gathered, gather
from sextant.insight.evidence.choices import Comparison
from sextant.insight.evidence.estimating import METHOD, Estimated, estimated, hash_of
from sextant.insight.evidence.models import EffectEdition, ResourceEffect
from sextant.insight.evidence.queries import edition_in_force
from sextant.mastery.history import level_width


def estimate_effects(*, framework: Framework, simulated: bool, now: datetime) -> EffectEdition | None:
    """
    Estimate the effect of every resource of `framework` anew, on real learners or on simulated ones.

    Returns the edition in force afterwards: a new one, or the one there was when nothing it rests on has changed. None where nobody has a
    course yet. The computing happens outside any transaction.
    """
    resources = {uid: resource for uid, (_hash, resource) in resources_of(framework.code).items()}
    gathered = gather(framework, resources, simulated=simulated)
    before = edition_in_force(framework.code, simulated=simulated)
    if not gathered.people and before is None:
        return None
    width = level_width(framework)
    settings = {
        "least": LEAST,
        "trimmed": TRIMMED,
        "wait_days": WAIT.days,
        "window_days": WINDOW.days,
        "least_answers": LEAST_ANSWERS,
        "width": width,
        "level": 0.9,
        "aims": sorted([uid, target.competence, resource.minutes] for uid, resource in resources.items() for target in resource.targets),
    }
    data_hash = hash_of(_named(gathered))
    if _says_this(before, data_hash, settings):
        return before
    rows = []
    for uid, resource in resources.items():
        for target in resource.targets:
            if target.competence not in framework.axis:
                continue
            key = (uid, target.competence)
            rows.append(_row(key, Comparison.OBSERVATIONAL, resource.minutes, estimated(gathered.observational.get(key, []), width=width)))
            if key in gathered.randomised:
                found = estimated(gathered.randomised[key], width=width)
                rows.append(_row(key, Comparison.RANDOMISED, resource.minutes, found, gathered.against[key]))
    return _write(framework, rows, simulated=simulated, people=gathered.people, data_hash=data_hash, settings=settings, now=now)


def _says_this(edition: EffectEdition | None, data_hash: str, settings: dict[str, object]) -> TypeGuard[EffectEdition]:
    """Say whether an edition rests on these data, compared in this way."""
    return edition is not None and (edition.data_hash, edition.method, edition.settings) == (data_hash, METHOD, settings)


def _named(gathered: Gathered) -> dict[str, list[Case]]:
    both = ((Comparison.OBSERVATIONAL, gathered.observational), (Comparison.RANDOMISED, gathered.randomised))
    return {f"{kind.value}:{uid}:{competence}": rows for kind, cases in both for (uid, competence), rows in cases.items()}


def _row(key: tuple[str, str], comparison: Comparison, minutes: int, found: Estimated, against: tuple[str, ...] = ()) -> ResourceEffect:
    return ResourceEffect(
        resource=key[0],
        competence=key[1],
        comparison=comparison,
        against=list(against),
        minutes=minutes,
        taken=found.taken,
        not_taken=found.not_taken,
        left_out=found.left_out,
        value=found.value,
        low=found.low,
        high=found.high,
    )


@transaction.atomic
def _write(
    framework: Framework,
    rows: list[ResourceEffect],
    *,
    simulated: bool,
    people: int,
    data_hash: str,
    settings: dict[str, object],
    now: datetime,
) -> EffectEdition:
    # Lock, then look: of two estimations of a framework that come together, the second finds what the first wrote.
    list(FrameworkVersion.objects.select_for_update().filter(code=framework.code).values_list("pk", flat=True))
    last = edition_in_force(framework.code, simulated=simulated)
    if _says_this(last, data_hash, settings):
        return last
    edition = EffectEdition.objects.create(
        framework=framework.code, simulated=simulated, made_at=now, method=METHOD, people=people, data_hash=data_hash, settings=settings
    )
    for row in rows:
        row.edition = edition
    ResourceEffect.objects.bulk_create(rows)
    return edition
