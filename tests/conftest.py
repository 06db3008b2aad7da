"""The cast, the small pack, and the moment at which tests happen."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from time import perf_counter

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as drawing

from sextant.accounts.actions import create_learner, enrol
from sextant.accounts.choices import RoleKind
from sextant.accounts.models import Cohort, Institution, Learner, Person, Role
from sextant.assessment import bank, parameters
from sextant.config.discovery import pack_parts
from sextant.config.packs import read_pack
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for
from sextant.ground.packs.part import Loaded
from sextant.ground.packs.reading import PackReading
from tests.browser import chromium

__all__ = ["chromium"]

SMALL_PACK = Path(__file__).parent / "packs" / "juriste"
SOCLE = Path(settings.ROOT) / "content" / "socle"
PASSWORD = "une phrase de passe assez longue"

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When tests happen, whatever the day and the hour at which they run: a Monday morning, on no edge of a day, a year or a summer."""

# No test depends on the speed of the machine; continuous integration draws the same examples each time.
drawing.register_profile("sextant", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("sextant")


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen: a Monday morning."""
    return MOMENT


@pytest.fixture(autouse=True)
def _clock_of_the_campus() -> Iterator[None]:
    """Let the campus live at that moment too, its clock going on while the test does; a planner has all its time."""
    began = perf_counter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: MOMENT + timedelta(seconds=perf_counter() - began))
        for planner in ("actions", "words"):
            patch.setattr(f"sextant.pathways.{planner}.perf_counter", lambda: 0.0)
        yield


@pytest.fixture(autouse=True)
def _editions_of_this_test() -> None:
    """Forget the parameters of other tests: here alone the name of an edition, and the keys of its items, come back."""
    parameters._calibrated.cache_clear()
    for name in [name for name in bank._kept if name[2] != parameters.EXPERTS]:
        del bank._kept[name]


@cache
def reading_of(root: Path) -> PackReading:
    """A pack that does not change, its files read once per process."""
    reading = read_pack(root)
    reading.raise_if_broken()
    return reading


def load(root: Path, now: datetime) -> PackReading:
    """Load a pack that does not change."""
    loaded = Loaded()
    for part in pack_parts():
        part.load(reading_of(root), now=now, loaded=loaded)
    return reading_of(root)


@pytest.fixture
def small_pack(db: None, now: datetime) -> PackReading:
    """The test pack: 2 domains, 3 competences, 3 levels, one profession."""
    return load(SMALL_PACK, now)


@pytest.fixture
def socle(db: None, now: datetime) -> PackReading:
    """The pack the product ships."""
    return load(SOCLE, now)


@pytest.fixture
def framework(small_pack: PackReading) -> Framework:
    """The framework of the small pack that applies today."""
    return framework_for(code="droit-essai")


def person(email: str, name: str) -> Person:
    """Create a person with the password every test knows and an address they proved."""
    created: Person = Person.objects.create_user(email, PASSWORD, name=name)
    created.emailaddress_set.create(email=email, verified=True, primary=True)  # type: ignore[attr-defined]
    return created


@pytest.fixture
def university(db: None, now: datetime) -> Institution:
    """The institution of the cast."""
    return Institution.objects.create(name="Université de Montpellier", code="um", created_at=now)


@pytest.fixture
def cohort(university: Institution, small_pack: PackReading, now: datetime) -> Cohort:
    """A cohort of that institution."""
    return Cohort.objects.create(
        institution=university,
        name="Droit 2026",
        code="DROIT26",
        deadline=datetime(2027, 6, 12).date(),
        framework="droit-essai",
        framework_version="2024",
        created_at=now,
    )


@pytest.fixture
def amina(small_pack: PackReading, now: datetime) -> Person:
    """A learner in initial training."""
    amina = person("amina@example.org", "Amina Benali")
    learner = create_learner(person=amina, now=now)
    Learner.objects.filter(pk=learner.pk).update(profession="juriste", stage="etudes", entry_year=2024, status="student")
    return amina


@pytest.fixture
def bruno(small_pack: PackReading, now: datetime) -> Person:
    """A learner in continuing training."""
    bruno = person("bruno@example.org", "Bruno Teissier")
    learner = create_learner(person=bruno, now=now)
    Learner.objects.filter(pk=learner.pk).update(profession="juriste", stage="exercice", entry_year=2010, status="self-employed")
    return bruno


@pytest.fixture
def chloe(cohort: Cohort) -> Person:
    """A teacher of the cohort."""
    chloe = person("chloe@example.org", "Chloé Martin")
    Role.objects.create(person=chloe, kind=RoleKind.TEACHER, institution=cohort.institution, cohort=cohort)
    return chloe


@pytest.fixture
def elise(university: Institution) -> Person:
    """The programme manager of the institution."""
    elise = person("elise@example.org", "Élise Garnier")
    Role.objects.create(person=elise, kind=RoleKind.MANAGER, institution=university)
    return elise


@pytest.fixture
def farid(db: None) -> Person:
    """A stranger with an account and nothing else."""
    return person("farid@example.org", "Farid Haddad")


@pytest.fixture
def enrolled(amina: Person, cohort: Cohort, now: datetime) -> Learner:
    """Amina's learner, enrolled in the cohort."""
    learner = Learner.objects.get(person=amina)
    enrol(learner=learner, cohort=cohort, now=now)
    return learner


def logged_in(someone: Person) -> Client:
    """Return a browser in which `someone` is logged in."""
    client = Client()
    client.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the embedded database when the suite runs on PostgreSQL, and the other way round."""
    embedded = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    left_out = [item for item in items if item.get_closest_marker("server" if embedded else "embedded")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In continuous integration a skipped test is a failed one: nothing real is left out in silence."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in continuous integration: {report.longrepr}"
