"""
The demonstration of the evidence: simulated nurses who are measured, follow a plan in which lots were drawn, and are measured again.

Everything goes through actions, with a fixed seed. What each resource really teaches them is planted here, and told to nobody: a test
checks that the estimates find it again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from sextant.accounts.actions import enrol_without_account
from sextant.accounts.choices import RoleKind, Status, Structure
from sextant.accounts.institutions.actions import archive_cohort, create_cohort
from sextant.accounts.models import Cohort, Learner, Person, Role
from sextant.assessment.bank import ItemBank, bank_for
from sextant.assessment.imports.actions import record_sittings
from sextant.assessment.imports.past import PastSitting
from sextant.assessment.models import ItemVersion
from sextant.config.examinees import Examinee
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for
from sextant.insight.evidence.actions import estimate_effects
from sextant.pathways import actions as pathways
from sextant.pathways.queries import steps_of

SEED = 20261201
KEYS = UUID("5e0c6d0e-6f1b-5a52-9f0a-3f0f6d2f7a11")
LEARNERS = 140
PROFESSION, STAGE = "infirmier", "practice"

PLANTED = {
    "socle.res.qui-fait-quoi-autour-d-une-personne": 0.7,
    "socle.res.le-groupe-de-la-tournee": 1.3,
    "socle.res.decider-a-plusieurs-quand-on-n-est-pas-d-accord": 0.2,
    "socle.res.ecrire-pour-etre-compris": 0.9,
    "socle.res.le-resultat-lu-avant-l-appel": 0.5,
    "socle.res.premiers-gestes-face-a-un-incident": 0.0,
    "socle.res.soigner-en-mode-degrade": 0.8,
}
"""Levels by which each resource raises whoever finishes it: the truth that the estimates are to find again."""

COMPETENCES = ("D2.2", "D3.1", "D3.2")
"""What these learners are measured on, before and after."""

STARTS_AT, SPREAD = -1.1, 0.4
"""Where they stand before, in units of θ: some way below what is required of them."""

FINISHES = 0.5
"""The chance that somebody finishes a step of their plan, whatever they know: in this trial nothing selects who does."""

BEFORE, PLANNED, AFTER = timedelta(days=75), timedelta(days=74), timedelta(days=21)
"""How long ago each was measured, planned for, and measured again."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The questions of the two measurements, by their places in the bank; what was explained seven weeks before may be asked again."""

    before: tuple[int, ...]
    after: tuple[int, ...]


def seed_trials(*, beside: Cohort, now: datetime, learners: int = LEARNERS) -> Iterator[Learner]:
    """
    Yield simulated learners of a new cohort of the institution of `beside`, one by one, from measurement to measurement; then estimate.

    Both measurements come in as past answers do, for all learners at once.
    """
    framework = framework_for(code=beside.framework, version=beside.framework_version)
    bank = bank_for(framework)
    forms = _forms(framework, bank)
    versions = ItemVersion.objects.in_bulk([bank.keys[place] for place in forms.before + forms.after])
    manager = Role.objects.select_related("person").filter(kind=RoleKind.MANAGER, institution=beside.institution).order_by("pk")[0].person
    cohort, enrolled = _enrolled(beside, learners, by=manager, now=now)
    examinees = _examinees(framework, enrolled, now=now)
    _measure(framework, bank, examinees, forms.before, versions, now=now - BEFORE + timedelta(hours=1))
    for examinee in examinees:
        _study(examinee, now=now)
        yield examinee.learner
        examinee.clock = now - AFTER
    _measure(framework, bank, examinees, forms.after, versions, now=now - AFTER + timedelta(hours=1))
    # Closed, it stays out of the way of those who follow cohorts.
    archive_cohort(cohort=cohort, archived=True, by=manager, now=now)
    estimate_effects(framework=framework, simulated=True, now=now)


def _forms(framework: Framework, bank: ItemBank) -> Forms:
    """Take every other question on each competence before, from the easiest to the hardest, and all of them afterwards."""
    eligible = bank.eligible(PROFESSION)
    before: list[int] = []
    after: list[int] = []
    for code in COMPETENCES:
        places = [place for place in range(len(bank.keys)) if eligible[place] and bank.arrays.primary[place] == framework.axis[code]]
        places.sort(key=lambda place: (float(bank.arrays.b[place]), bank.keys[place]))
        before += places[1::2]
        after += places
    return Forms(tuple(before), tuple(after))


def _enrolled(beside: Cohort, count: int, *, by: Person, now: datetime) -> tuple[Cohort, list[Learner]]:
    cohort = create_cohort(
        institution=beside.institution,
        name="Essai simulé : ce que les ressources apprennent",
        code="ESSAI-RESSOURCES",
        deadline=now.date() + timedelta(weeks=20),
        framework=beside.framework,
        framework_version=beside.framework_version,
        by=by,
        now=now,
        simulated=True,
    )
    began = now - BEFORE - timedelta(days=1)
    known = {
        "profession": PROFESSION,
        "stage": STAGE,
        "entry_year": now.year - 8,
        "status": Status.SALARIED,
        "structure": Structure.HOSPITAL,
    }
    # Known keys: lots are drawn by them, and fall the same way each time the demonstration is made.
    numbers = [f"essai-{number:03d}" for number in range(1, count + 1)]
    learners = {number: Learner(pk=uuid5(KEYS, number), created_at=began, simulated=True, **known) for number in numbers}
    enrol_without_account(cohort=cohort, learners=learners, now=began)
    return cohort, list(learners.values())


def _examinees(framework: Framework, learners: Sequence[Learner], *, now: datetime) -> list[Examinee]:
    found = []
    for number, learner in enumerate(learners, start=1):
        random = Random(SEED + number)  # noqa: S311 -- a simulation, not a secret
        examinee = Examinee(learner, framework, random, now - BEFORE)
        for code in COMPETENCES:
            examinee.truth[framework.axis[code]] = examinee.random.gauss(STARTS_AT, SPREAD)
        found.append(examinee)
    return found


def _measure(
    framework: Framework,
    bank: ItemBank,
    examinees: Sequence[Examinee],
    places: Sequence[int],
    versions: Mapping[int, ItemVersion],
    *,
    now: datetime,
) -> None:
    sittings = [
        PastSitting(
            learner=examinee.learner,
            answers=[examinee.answer(versions[bank.keys[place]], bank.arrays.item(place)) for place in places],
            language="fr",
            edition=bank.edition,
        )
        for examinee in examinees
    ]
    record_sittings(framework=framework, sittings=sittings, now=now)


def _study(examinee: Examinee, *, now: datetime) -> None:
    """Have a plan made, finish some of its steps when they are due, and learn from them what is planted."""
    learner, random = examinee.learner, examinee.random
    plan = pathways.make_plan(learner=learner, now=now - PLANNED, improve=False, alternatives_for=0)
    for step in steps_of(plan):
        # Drawn for every step, so that one resource more or less in a plan changes nobody else's fate.
        finishes = random.random() < FINISHES
        if step.module not in PLANTED or not finishes:
            continue
        done = min(step.ends_at, now - AFTER - timedelta(days=10))
        pathways.complete(learner=learner, module=step.module, module_hash=step.module_hash, now=done)
        for one in step.why["brings"]:
            if one["competence"] in COMPETENCES:
                examinee.truth[examinee.framework.axis[one["competence"]]] += PLANTED[step.module]
