"""Checks, ratings and decisions posted together, on a real database: one effect each."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from sextant.accounts.actions import create_learner
from sextant.accounts.choices import RoleKind
from sextant.accounts.models import Institution, Learner, Person, Role
from sextant.assessment.models import Attempt
from sextant.assessment.practice.tickets import new_ticket
from sextant.ground.audit.models import AuditEntry
from sextant.mastery.models import Estimate, Observation
from sextant.study.models import Remark
from tests.assessment.sittings import learner
from tests.assessment.test_double_posts import together
from tests.conftest import SMALL_PACK, load, logged_in, person
from tests.study.checking import answer_of, check_items
from tests.study.test_remarks import AT, error_by, question

POSTS = 8

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def amina(now: datetime) -> Person:
    load(SMALL_PACK, now)
    amina = person("amina@example.org", "Amina")
    create_learner(person=amina, now=now)
    Learner.objects.update(profession="juriste", stage="etudes", entry_year=2024)
    return amina


def test_doubled_answers_to_a_check_are_one_answer(amina: Person) -> None:
    (item, *_rest) = check_items()
    clients = [logged_in(amina) for _ in range(POSTS)]
    ticket = new_ticket(item, learner=learner(amina), language="fr", now=timezone.now() - timedelta(minutes=1)).signed()
    url = f"/etude/controles/{item.uid}/"

    statuses = together(
        [partial(client.post, url, {**answer_of(item, right=bool(place % 2)), "ticket": ticket}) for place, client in enumerate(clients)]
    )

    assert statuses == [302] * POSTS
    assert Attempt.objects.count() == Observation.objects.count() == Estimate.objects.get().observations == 1


def test_same_question_in_eight_tabs_counts_once(amina: Person) -> None:
    (item, *_rest) = check_items()
    clients = [logged_in(amina) for _ in range(POSTS)]
    shown = timezone.now() - timedelta(minutes=1)
    tickets = [new_ticket(item, learner=learner(amina), language="fr", now=shown).signed() for _ in clients]

    together(
        [
            partial(client.post, f"/etude/controles/{item.uid}/", {**answer_of(item), "ticket": ticket})
            for client, ticket in zip(clients, tickets, strict=True)
        ]
    )

    assert Attempt.objects.count() == POSTS
    assert Observation.objects.count() == 1
    assert Attempt.objects.filter(weight__gt=0).count() == 1


@pytest.mark.parametrize(("path", "form"), [("note", {"rating": 4}), ("erreur", {"message": "Une faute."}), ("question", question())])
def test_doubled_remarks_are_one_remark(amina: Person, path: str, form: dict[str, object]) -> None:
    clients = [logged_in(amina) for _ in range(POSTS)]

    statuses = together([partial(client.post, f"{AT}/{path}/", form) for client in clients])

    assert statuses == [302] * POSTS
    assert Remark.objects.count() == 1


def test_two_reviewers_at_once_make_one_decision(amina: Person, now: datetime) -> None:
    home = Institution.objects.create(name="Ici", code="ici", created_at=now)
    reviewers = [person(f"r{number}@example.org", f"R{number}") for number in range(POSTS)]
    for one in reviewers:
        Role.objects.create(person=one, kind=RoleKind.MANAGER, institution=home)
    remark = error_by(amina, now)
    clients = [logged_in(one) for one in reviewers]

    statuses = together(
        [
            partial(client.post, f"/etude/remarques/file/remarque/{remark.pk}/", {"state": "declined", "reply": f"Mot {place}."})
            for place, client in enumerate(clients)
        ]
    )

    remark.refresh_from_db()
    act = AuditEntry.objects.get(target=f"remark:{remark.pk}")
    assert statuses == [302] * POSTS
    assert remark.reply == f"Mot {[one.pk for one in reviewers].index(act.actor)}."
