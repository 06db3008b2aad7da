"""Double clicks, all at once, on what makes something: one effect, no error. Those on answers stand in `tests.assessment`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from sextant.accounts.actions import erase
from sextant.accounts.choices import RoleKind
from sextant.accounts.institutions.actions import create_institution
from sextant.accounts.models import Cohort, Erased, Institution, Learner, Person, Role
from sextant.assessment.actions import report_item
from sextant.assessment.models import ItemReport, ItemVersion
from sextant.config.middleware import ErasedMeanwhile
from sextant.frameworks.queries import framework_for
from sextant.pathways.models import CalendarFeed
from tests.assessment.sittings import begin, waiting
from tests.assessment.test_double_posts import together
from tests.conftest import PASSWORD, SMALL_PACK, load, logged_in, person

CLICKS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def quiet(someone: Person | None = None) -> Client:
    """Return a browser that shows errors of the server as answers."""
    client = logged_in(someone) if someone else Client()
    client.raise_request_exception = False
    return client


def clicks(client: Callable[[], Client], path: str, form: dict[str, Any]) -> list[int]:
    """Return the statuses of as many posts, sent at the same moment."""
    return together([partial(client().post, path, form) for _ in range(CLICKS)])


def test_signing_up_twice_at_once_makes_one_account(now: datetime) -> None:
    call_command("createcachetable")
    load(SMALL_PACK, now)

    statuses = clicks(quiet, reverse("account_signup"), {"email": "nouvelle@example.org", "password1": PASSWORD})

    assert len(statuses) == CLICKS
    assert set(statuses) <= {200, 302}
    assert Person.objects.filter(email="nouvelle@example.org").count() == 1
    assert Learner.objects.count() == 1


def test_an_institution_sent_twice_is_one(now: datetime) -> None:
    elise = person("elise@example.org", "Élise")
    home = Institution.objects.create(name="Ailleurs", code="ailleurs", created_at=now)
    Role.objects.create(person=elise, kind=RoleKind.MANAGER, institution=home)
    form = {"name": "Université neuve", "zone": "Europe/Paris", "uai": "", "manager": ""}

    statuses = clicks(partial(quiet, elise), reverse("insight:institution_new"), form)

    assert statuses == [302] * CLICKS
    assert Institution.objects.filter(name="Université neuve").count() == 1


def test_two_institutions_may_bear_one_name(now: datetime) -> None:
    elise = person("elise@example.org", "Élise")
    first = create_institution(name="IFSI du CHU", zone="Europe/Paris", by=elise, now=now)

    assert create_institution(name="IFSI du CHU", zone="Europe/Paris", by=elise, now=now + timedelta(minutes=1)) != first


def test_closing_a_cohort_twice_closes_it(now: datetime) -> None:
    elise = person("elise@example.org", "Élise")
    home = Institution.objects.create(name="Ici", code="ici", created_at=now)
    Role.objects.create(person=elise, kind=RoleKind.MANAGER, institution=home)
    cohort = Cohort.objects.create(institution=home, name="C", code="CCCC", framework="x", framework_version="1", created_at=now)

    clicks(partial(quiet, elise), reverse("insight:cohort_archive", args=[cohort.pk]), {"act": "close"})

    cohort.refresh_from_db()
    assert cohort.archived_at is not None


def test_a_report_sent_twice_is_one(now: datetime) -> None:
    load(SMALL_PACK, now)
    amina = person("amina@example.org", "Amina")
    learner = Learner.objects.create(person=amina, created_at=now)
    sitting = begin(learner, framework_for(code="droit-essai"), now)
    path = reverse("assessment:report", args=[sitting.pk, waiting(sitting).position])

    assert clicks(partial(quiet, amina), path, {"message": "La clé est fausse."}) == [302] * CLICKS

    assert ItemReport.objects.count() == 1
    other = ItemVersion.objects.exclude(pk=ItemReport.objects.get().item_id).first()
    assert other is not None
    report_item(learner=learner, item=other, message="La clé est fausse.", now=now)
    assert ItemReport.objects.count() == 2


def test_erasing_twice_keeps_the_receipt_of_the_first(now: datetime) -> None:
    amina = person("amina@example.org", "Amina")
    learner = Learner.objects.create(person=amina, created_at=now)

    statuses = clicks(partial(quiet, amina), reverse("accounts:erase"), {"address": amina.email})

    assert set(statuses) <= {200, 302}
    assert Erased.objects.get().receipt["accounts.Person"] == 1
    assert erase(person=amina, learner=learner, now=now).receipt["accounts.Person"] == 1


def test_what_was_under_way_when_the_account_was_erased_says_goodbye(now: datetime) -> None:
    amina, bruno = person("amina@example.org", "Amina"), person("bruno@example.org", "Bruno")
    request = RequestFactory().post("/")
    request.user = amina
    request._learner = Learner.objects.create(person=amina, created_at=now)  # type: ignore[attr-defined]
    asked = ErasedMeanwhile(lambda request: HttpResponse()).process_exception

    assert asked(request, IntegrityError()) is None
    erase(person=Person.objects.get(pk=amina.pk), learner=request._learner, now=now)  # type: ignore[attr-defined]
    farewell = asked(request, IntegrityError())
    assert farewell is not None
    assert farewell["location"] == reverse("accounts:goodbye")
    assert asked(request, ValueError()) is None
    request.user, request._learner = bruno, None  # type: ignore[attr-defined]
    assert asked(request, Learner.DoesNotExist()) is None


def test_a_teacher_named_twice_is_one_person_with_one_role(now: datetime) -> None:
    elise = person("elise@example.org", "Élise")
    home = Institution.objects.create(name="Ici", code="ici", created_at=now)
    Role.objects.create(person=elise, kind=RoleKind.MANAGER, institution=home)

    assert clicks(partial(quiet, elise), reverse("insight:manager_name", args=[home.pk]), {"email": "neuf@example.org"}) == [302] * CLICKS

    assert Role.objects.filter(person__email="neuf@example.org").count() == 1


def test_a_cohort_sent_twice_is_one(now: datetime) -> None:
    load(SMALL_PACK, now)
    elise = person("elise@example.org", "Élise")
    home = Institution.objects.create(name="Ici", code="ici", created_at=now)
    Role.objects.create(person=elise, kind=RoleKind.MANAGER, institution=home)
    form = {"name": "Droit", "code": "DROIT", "deadline": "", "framework": "droit-essai@2024"}

    statuses = clicks(partial(quiet, elise), reverse("insight:cohort_new", args=[home.pk]), form)

    assert sorted(statuses) == [200] * (CLICKS - 1) + [302]
    assert Cohort.objects.count() == 1


def test_a_calendar_opened_twice_at_once_has_one_address(now: datetime) -> None:
    load(SMALL_PACK, now)
    amina = person("amina@example.org", "Amina")
    learner = Learner.objects.create(person=amina, created_at=now)

    assert clicks(partial(quiet, amina), reverse("pathways:feed"), {"act": "open"}) == [200] * CLICKS

    assert CalendarFeed.objects.filter(learner=learner).count() == 1
