"""
The demonstration: the cast, their institutions and cohorts, and simulated learners who took a real diagnostic.

Everything goes through actions. Answers are drawn from the measurement model with a fixed seed, and every learner and cohort is marked simulated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import numpy as np
from django.db import transaction

from sextant.accounts import actions as accounts
from sextant.accounts.choices import RoleKind, Status, Structure
from sextant.accounts.models import Cohort, Institution, Learner, Person, Role
from sextant.assessment import actions as assessment
from sextant.assessment.actions import DONT_KNOW, PastAnswer
from sextant.assessment.bank import ItemBank, bank_for, document_of
from sextant.assessment.choices import SittingKind
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion
from sextant.engine.measurement.adaptive import BankExhausted, next_item
from sextant.engine.measurement.irt import probability
from sextant.engine.measurement.posterior import update
from sextant.engine.measurement.verdicts import stop
from sextant.engine.simulation.learners import draw_abilities
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for, framework_of
from sextant.mastery import actions as mastery
from sextant.mastery.state import prior_for, thresholds
from sextant.pathways import actions as pathways

FRAMEWORK = "socle-numerique-sante"
SEED = 20261122
DOMAIN = "demo.sextant.test"


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """A demonstration cohort: who is in it, how many, and from when on they are expected to be done."""

    institution: str
    name: str
    code: str
    profession: str
    stage: str
    learners: int
    weeks: int
    status: Status = Status.STUDENT
    structure: Structure = Structure.UNIVERSITY


INSTITUTIONS = {"um": "Université de Montpellier (démonstration)", "lille": "Université de Lille (démonstration)"}

# The five audiences: health professionals (initial and continuing), digital specialists, managers, lawyers, regulatory affairs.
COHORTS = (
    CohortPlan("um", "Soins infirmiers, 2e année, Nîmes", "IFSI-NIMES", "infirmier", "c1y2", 60, 20),
    CohortPlan("um", "Médecine, deuxième cycle", "MED-C2", "medecin", "c2", 40, 24),
    CohortPlan("um", "Médecins en exercice, Lozère", "MG-LOZERE", "medecin", "practice", 20, 30, Status.SELF_EMPLOYED, Structure.PRIMARY_CARE),
    CohortPlan("um", "Pharmacie, 3e année", "PHARMA-3", "pharmacien", "c1y3", 20, 16),
    CohortPlan("um", "Ingénieurs e-santé", "ING-ESANTE", "ingenieur-e-sante", "practice", 15, 26, Status.SALARIED, Structure.HOSPITAL),
    CohortPlan("lille", "Cadres de santé", "CADRES-59", "cadre-de-sante", "practice", 15, 22, Status.SALARIED, Structure.HOSPITAL),
    CohortPlan("lille", "Juristes en santé", "JURISTES", "juriste-sante", "practice", 15, 22, Status.SALARIED, Structure.OTHER),
    CohortPlan(
        "lille", "Affaires réglementaires", "REGLEMENTAIRE", "charge-affaires-reglementaires", "practice", 15, 22, Status.SALARIED, Structure.OTHER
    ),
)

WEEKS = (
    [[1, 18 * 60, 120], [3, 18 * 60, 120]],
    [[2, 12 * 60 + 30, 45], [4, 12 * 60 + 30, 45], [6, 9 * 60, 180]],
    [[5, 14 * 60, 180]],
    [[2, 20 * 60, 90], [7, 10 * 60, 120]],
)


def learners_to_simulate() -> int:
    """Return how many learners the seed simulates."""
    return sum(plan.learners for plan in COHORTS)


def seed_people(cast: Iterator[tuple[str, str, str]] | list[tuple[str, str, str]], *, now: datetime) -> dict[str, Cohort]:
    """Create the cast (key, name, address), institutions, cohorts and roles; return the cohorts by code."""
    people = {}
    for key, name, email in cast:
        person = Person.objects.create_user(email, None, name=name, is_staff=key == "jeanne", is_superuser=key == "jeanne")
        person.emailaddress_set.create(email=email, verified=True, primary=True)
        people[key] = person
    institutions = {code: Institution.objects.create(name=name, code=code, created_at=now) for code, name in INSTITUTIONS.items()}
    cohorts = {}
    for plan in COHORTS:
        version = framework_for(profession=plan.profession)
        cohorts[plan.code] = Cohort.objects.create(
            institution=institutions[plan.institution],
            name=plan.name,
            code=plan.code,
            deadline=date.fromordinal(now.date().toordinal() + 7 * plan.weeks),
            framework=version.code,
            framework_version=version.version,
            created_at=now,
            simulated=True,
        )
    Role.objects.create(person=people["elise"], kind=RoleKind.MANAGER, institution=institutions["um"])
    Role.objects.create(person=people["chloe"], kind=RoleKind.TEACHER, institution=institutions["um"], cohort=cohorts["IFSI-NIMES"])
    _learner(people["amina"], cohorts["IFSI-NIMES"], COHORTS[0], now, Random(1), answers=25, places={"unimes": 30, "um": 90})
    _learner(people["bruno"], cohorts["MG-LOZERE"], COHORTS[2], now, Random(2), answers=25, places={})
    return cohorts


def seed_learners(cohorts: dict[str, Cohort], *, now: datetime) -> Iterator[Learner]:
    """Yield simulated learners, one by one: who answered, who stopped half-way, who never began."""
    number = 0
    for plan in COHORTS:
        for _ in range(plan.learners):
            number += 1
            random = Random(SEED + number)
            fate = random.random()
            answers = 0 if fate < 0.08 else random.randint(3, 12) if fate < 0.16 else 25
            with transaction.atomic():
                email = f"simule-{number:03d}@{DOMAIN}"
                person = Person.objects.create_user(email, None, name=f"Apprenant simulé {number:03d}")
                person.emailaddress_set.create(email=email, verified=True, primary=True)
                learner = _learner(person, cohorts[plan.code], plan, now, random, answers=answers, places={"um": 60} if fate > 0.5 else {})
            yield learner


def _learner(
    person: Person, cohort: Cohort, plan: CohortPlan, now: datetime, random: Random, *, answers: int, places: dict[str, int]
) -> Learner:
    learner = accounts.create_learner(person=person, now=now - timedelta(days=40), simulated=True)
    accounts.change_profile(
        learner=learner,
        now=now,
        profession=plan.profession,
        stage=plan.stage,
        entry_year=now.year - random.randint(1, 3),
        status=plan.status,
        structure=plan.structure,
        diploma="",
    )
    accounts.enrol(learner=learner, cohort=cohort, now=now - timedelta(days=35))
    framework = framework_of(learner)
    profession = framework.professions[plan.profession]
    if profession.diplomas:
        accounts.change_profile(learner=learner, now=now, diploma=profession.diplomas[0].code)
    pathways.change_constraints(
        learner=learner, now=now, slots=random.choice(WEEKS), minutes_per_week=random.choice((60, 120, 180)), places=places, zone="Europe/Paris"
    )
    if answers:
        when = now - timedelta(days=random.choice((1, 2, 3, 5, 8, 12, 16, 23, 30)), minutes=random.randint(0, 600))
        sit(learner, framework, when, random, answers)
        Learner.objects.filter(pk=learner.pk).update(last_active_at=when)
        if answers >= 25:
            pathways.make_plan(learner=learner, now=now, improve=False)
    return learner


def sit(learner: Learner, framework: Framework, when: datetime, random: Random, answers: int) -> None:
    """Take an adaptive diagnostic as a learner of these abilities would."""
    bank = bank_for(framework)
    items = _items(bank)
    wanted = thresholds(framework, learner)
    state = prior_for(framework, learner, {})
    truth = draw_abilities(state, learners=1, seed=random.randrange(2**31))[0]
    eligible = bank.eligible(learner.profession)
    asked: list[int] = []
    past: list[PastAnswer] = []
    for _ in range(answers):
        if stop(state, wanted, asked=len(asked), least_questions=8) is not None:
            break
        try:
            position = next_item(state, bank.arrays, wanted, administered=asked, eligible=eligible, length=25)
        except BankExhausted:
            break
        asked.append(position)
        item = bank.arrays.item(position)
        chance = float(probability(sum(weight * truth[axis] for axis, weight in item.loads.items()), a=item.a, b=item.b, c=item.c))
        version = items[bank.keys[position]]
        document = document_of(version)
        kind = type_of(document)
        made_up = kind.fabricate(document)
        right = random.random() < chance
        answer = kind.parse(document, made_up.right if right else made_up.wrong) if right or random.random() < 0.85 else DONT_KNOW
        score = 1.0 if right else 0.0
        state = update(state, item, score)
        past.append(PastAnswer(version, answer, when, when + timedelta(seconds=random.randint(15, 70))))
        when = past[-1].answered_at
    assessment.record_sitting(
        learner=learner, framework=framework, kind=SittingKind.DIAGNOSTIC, answers=past, language="fr", edition=bank.edition, now=when
    )
    if random.random() < 0.7:
        levels = list(framework.levels)
        said = {code: levels[int(np.clip(round(truth[axis] + random.gauss(1.8, 0.9)), 0, len(levels) - 1))] for axis, code in enumerate(framework.codes)}
        mastery.declare_levels(learner=learner, framework=framework, levels=said, now=when)


_by_key: dict[int, ItemVersion] = {}


def _items(bank: ItemBank) -> dict[int, ItemVersion]:
    if not set(bank.keys) <= _by_key.keys():
        _by_key.update(ItemVersion.objects.in_bulk(list(bank.keys)))
    return _by_key
