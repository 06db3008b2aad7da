"""A resource withdrawn from the campus while a learner reads it in their course."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sextant.accounts.models import Learner, Person
from sextant.catalogue.models import ResourceVersion
from sextant.pathways.actions import make_plan
from sextant.pathways.models import Completion, Step
from sextant.study.queries import last_visit
from sextant.study.reading.queries import Standing
from tests.conftest import logged_in

from .learners import constrained, learner_of, place_at


@pytest.fixture
def learner(amina: Person) -> Learner:
    """Amina, who has a course."""
    learner = learner_of(amina)
    now = timezone.now()
    place_at(learner, theta=-1.6, now=now)
    constrained(learner, now=now)
    make_plan(learner=learner, now=now, improve=False)
    return learner


def first_step(learner: Learner) -> Step:
    return Step.objects.filter(learner=learner, plan__current=True).exclude(module_hash="").order_by("position")[0]


def test_step_withdrawn_while_it_is_being_read_is_shown_and_can_be_finished(learner: Learner, amina: Person) -> None:
    step = first_step(learner)
    client = logged_in(amina)
    address = reverse("pathways:step", args=[step.module])
    opened = client.get(address).context["reading"].content_hash
    client.post(reverse("study:visit", args=[step.module]), {"version": opened})
    ResourceVersion.objects.filter(uid=step.module).update(current=False)
    make_plan(learner=learner, now=timezone.now(), improve=False)

    page = client.get(address)
    finished = client.post(reverse("pathways:finish", args=[step.module]), {"version": opened})

    assert page.context["reading"].standing == Standing.WITHDRAWN
    assert f'name="version" value="{opened}"' in page.content.decode()
    assert finished.status_code == 302
    assert Completion.objects.get(learner=learner).module_hash == opened


def test_what_was_withdrawn_is_finished_from_its_page_even_if_nothing_was_noted_before(learner: Learner, amina: Person) -> None:
    step = first_step(learner)
    ResourceVersion.objects.filter(uid=step.module).update(current=False)
    make_plan(learner=learner, now=timezone.now(), improve=False)
    address = reverse("pathways:finish", args=[step.module])

    assert logged_in(amina).post(address).status_code == 404
    assert logged_in(amina).post(address, {"version": "0" * 64}).status_code == 404
    assert logged_in(amina).post(address, {"version": step.module_hash}).status_code == 302


def test_finishing_notes_the_visit_of_somebody_without_javascript(learner: Learner, amina: Person) -> None:
    step = first_step(learner)

    logged_in(amina).post(reverse("pathways:finish", args=[step.module]), {"version": step.module_hash})

    assert last_visit(learner, step.module) is not None
