"""The past of the demonstration, kept by the action that brings in any past answers, and calibrated."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sextant.accounts.actions import enrol_without_account
from sextant.accounts.institutions.actions import archive_cohort, create_cohort
from sextant.accounts.models import Institution, Person
from sextant.assessment.bank import bank_for
from sextant.assessment.calibration.running import calibrate
from sextant.assessment.imports.actions import record_sittings
from sextant.assessment.imports.past import PastSitting
from sextant.assessment.models import CalibrationEdition, ItemVersion
from sextant.assessment.parameters import EXPERTS
from sextant.config.past.drawing import AUDIENCES, MONTHS, Audience, PastLearner, draw_past
from sextant.config.past.planted import PLANTED, Planted
from sextant.frameworks.queries import framework_for

SEED = 20250522
EACH = 110
"""Learners of each audience. With 84 questions each, every one of the 170 questions of the bank gets 50 answers of each audience."""

TOGETHER = 25
"""Learners whose answers one transaction keeps."""

NAME = "Réponses passées (simulées)"


def people_in_past(audiences: Sequence[Audience] = AUDIENCES, *, each: int = EACH) -> int:
    """Return how many learners the past holds."""
    return len(audiences) * each


def seed_past(
    institutions: Sequence[Institution],
    *,
    by: Sequence[Person],
    now: datetime,
    each: int = EACH,
    audiences: Sequence[Audience] = AUDIENCES,
    planted: Mapping[str, Planted] = PLANTED,
    seed: int = SEED,
) -> Iterator[PastLearner]:
    """
    Yield simulated learners once their past answers are kept: two institutions with their managers `by`, one closed cohort in each.

    Closed, it stays out of the way of those who follow cohorts: one line below the others, nobody to call.
    """
    framework = framework_for(profession=audiences[0].profession)
    bank = bank_for(framework, EXPERTS)
    versions = ItemVersion.objects.in_bulk(list(bank.keys))
    past = draw_past(framework, bank, versions, planted, now=now, seed=seed, each=each, audiences=audiences)
    began = now - timedelta(days=MONTHS * 365 // 12 + 1)
    cohorts = []
    for place, (institution, manager) in enumerate(zip(institutions, by, strict=True)):
        cohort = create_cohort(
            institution=institution,
            name=NAME,
            code=f"PASSE-{place + 1}",
            deadline=None,
            framework=framework.code,
            framework_version=framework.version,
            by=manager,
            now=now,
            simulated=True,
        )
        numbered = {f"S-{number:04d}": one.learner for number, one in enumerate(past, start=1) if one.institution == place}
        enrol_without_account(cohort=cohort, learners=numbered, now=began)
        cohorts.append((cohort, manager))
    for start in range(0, len(past), TOGETHER):
        some = past[start : start + TOGETHER]
        sittings = [PastSitting(one.learner, answers, one.language, bank.edition) for one in some for answers in one.sittings if answers]
        record_sittings(framework=framework, sittings=sittings, now=now)
        yield from some
    for cohort, manager in cohorts:
        archive_cohort(cohort=cohort, archived=True, by=manager, now=now)


def calibrate_past(*, now: datetime) -> CalibrationEdition:
    """Calibrate from the past and put the edition in force, so that whoever is measured from now on is measured with it."""
    return calibrate(framework_for(profession=AUDIENCES[0].profession), simulated=True, now=now).edition
