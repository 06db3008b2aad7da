"""
The demonstration: the cast, their institutions and cohorts, and simulated learners who took a real diagnostic.

Everything goes through actions, with a fixed seed, and every learner and cohort is marked simulated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from sextant.accounts import actions as accounts
from sextant.accounts.choices import RoleKind, Status, Structure
from sextant.accounts.institutions import actions as institutions
from sextant.accounts.models import Cohort, Institution, Learner, Person
from sextant.assessment import actions as assessment
from sextant.assessment.choices import SittingKind
from sextant.config.diaries import live_amina_s_week, live_bruno_s_week
from sextant.config.examinees import Examinee, rate_oneself, settle, take_diagnostic
from sextant.frameworks.queries import framework_for, framework_of
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import results_of
from sextant.pathways import actions as pathways

QUESTIONS = assessment.QUESTIONS[SittingKind.DIAGNOSTIC]
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


# Each with the member of the cast who opens it, and manages it from then on.
INSTITUTIONS = {
    "um": ("Université de Montpellier (démonstration)", "elise"),
    "lille": ("Université de Lille (démonstration)", "jeanne"),
}

# The five audiences: health professionals (initial and continuing), digital specialists, managers, lawyers, regulatory affairs.
COHORTS = (
    CohortPlan("um", "Soins infirmiers, 2e année, Nîmes", "IFSI-NIMES", "infirmier", "c1y2", 60, 20),
    CohortPlan("um", "Médecine, deuxième cycle", "MED-C2", "medecin", "c2", 40, 24),
    CohortPlan(
        "um", "Médecins en exercice, Lozère", "MG-LOZERE", "medecin", "practice", 20, 30, Status.SELF_EMPLOYED, Structure.PRIMARY_CARE
    ),
    CohortPlan("um", "Pharmacie, 3e année", "PHARMA-3", "pharmacien", "c1y3", 20, 16),
    CohortPlan("um", "Ingénieurs e-santé", "ING-ESANTE", "ingenieur-e-sante", "practice", 15, 26, Status.SALARIED, Structure.HOSPITAL),
    CohortPlan("lille", "Cadres de santé", "CADRES-59", "cadre-de-sante", "practice", 15, 22, Status.SALARIED, Structure.HOSPITAL),
    CohortPlan("lille", "Juristes en santé", "JURISTES", "juriste-sante", "practice", 15, 22, Status.SALARIED, Structure.OTHER),
    CohortPlan(
        "lille",
        "Affaires réglementaires",
        "REGLEMENTAIRE",
        "charge-affaires-reglementaires",
        "practice",
        15,
        22,
        Status.SALARIED,
        Structure.OTHER,
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


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands before anybody learns: the cast by key, the institutions and the cohorts by code."""

    people: dict[str, Person]
    institutions: dict[str, Institution]
    cohorts: dict[str, Cohort]

    @property
    def managers(self) -> list[Person]:
        """Return who manages each institution."""
        return [self.people[key] for _name, key in INSTITUTIONS.values()]


def open_institutions(cast: Iterable[tuple[str, str, str]], *, now: datetime) -> Opened:
    """Create the cast (key, name, address), institutions, cohorts and roles."""
    people = {}
    for key, name, email in cast:
        administers = key == "jeanne"
        people[key] = accounts.create_person(email=email, name=name, proved=True, is_staff=administers, is_superuser=administers)
    managers = {code: people[key] for code, (_name, key) in INSTITUTIONS.items()}
    opened = {
        code: institutions.create_institution(name=name, zone="Europe/Paris", by=people[key], now=now)
        for code, (name, key) in INSTITUTIONS.items()
    }
    cohorts = {}
    for plan in COHORTS:
        version = framework_for(profession=plan.profession)
        cohorts[plan.code] = institutions.create_cohort(
            institution=opened[plan.institution],
            name=plan.name,
            code=plan.code,
            deadline=now.date() + timedelta(weeks=plan.weeks),
            framework=version.code,
            framework_version=version.version,
            by=managers[plan.institution],
            now=now,
            simulated=True,
        )
    institutions.give_role(
        kind=RoleKind.TEACHER,
        institution=opened["um"],
        email=people["chloe"].email,
        by=people["elise"],
        now=now,
        cohort=cohorts["IFSI-NIMES"],
    )
    return Opened(people, opened, cohorts)


def seed_cast(opened: Opened, *, now: datetime) -> None:
    """Let Amina and Bruno live the weeks before today."""
    amina = _learner(
        opened.people["amina"],
        opened.cohorts["IFSI-NIMES"],
        COHORTS[0],
        now,
        Random(16),
        answers=QUESTIONS,
        settles=8,
        places={"unimes": 30, "um": 90},
        days=9,
    )
    bruno = _learner(
        opened.people["bruno"],
        opened.cohorts["MG-LOZERE"],
        COHORTS[2],
        now,
        Random(16),
        answers=QUESTIONS,
        settles=15,
        places={"um": 180, "unimes": 150},
        days=9,
    )
    live_amina_s_week(amina, now=now)
    live_bruno_s_week(bruno, now=now)


def seed_learners(cohorts: dict[str, Cohort], *, now: datetime) -> Iterator[Learner]:
    """Yield simulated learners, one by one: who answered, who stopped half-way, who never began."""
    number = 0
    for plan in COHORTS:
        for _ in range(plan.learners):
            number += 1
            random = Random(SEED + number)
            fate = random.random()
            answers = 0 if fate < 0.08 else random.randint(3, 12) if fate < 0.16 else QUESTIONS
            settles = 0 if fate < 0.4 else random.randint(1, 6)
            with transaction.atomic():
                email = f"simule-{number:03d}@{DOMAIN}"
                person = accounts.create_person(email=email, name=f"Apprenant simulé {number:03d}", proved=True)
                learner = _learner(
                    person, cohorts[plan.code], plan, now, random, answers=answers, settles=settles, places={"um": 60} if fate > 0.5 else {}
                )
            yield learner


def _learner(
    person: Person,
    cohort: Cohort,
    plan: CohortPlan,
    now: datetime,
    random: Random,
    *,
    answers: int,
    settles: int,
    places: dict[str, int],
    days: int | None = None,
) -> Learner:
    """Make a learner of a cohort, who answered a diagnostic some `days` ago (by lot where that is not said)."""
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
        learner=learner,
        now=now,
        slots=random.choice(WEEKS),
        minutes_per_week=random.choice((60, 120, 180)),
        places=places,
        zone="Europe/Paris",
    )
    if answers:
        drawn = random.choice((1, 2, 3, 5, 8, 12, 16, 23, 30))
        when = now - timedelta(days=days or drawn, minutes=random.randint(0, 600))
        examinee = Examinee(learner, framework, random, when)
        if random.random() < 0.7:
            rate_oneself(examinee)
        take_diagnostic(examinee, questions=answers)
        if answers >= QUESTIONS:
            found = results_of(learner, framework, now=examinee.clock)
            open_ones = [result.code for result in found if result.verdict == Verdict.TO_SETTLE]
            settle(examinee, open_ones[:settles])
            pathways.make_plan(learner=learner, now=now, improve=False)
        accounts.note_activity(learner=learner, now=examinee.clock)
    return learner
