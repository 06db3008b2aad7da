"""Doubled posts, together, on a real database: one answer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from sextant.accounts.actions import create_learner
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Response, Sitting
from sextant.frameworks.queries import framework_for
from sextant.mastery.models import Estimate, Observation
from tests.assessment.sittings import begin, form_for, learner, waiting
from tests.conftest import SMALL_PACK, load, logged_in, person

POSTS = 8


def together(posts: Sequence[Callable[[], Any]]) -> list[int]:
    """Send every post at the same moment; return the status of each."""
    barrier, found = Barrier(len(posts)), []

    def send(post: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=20)
            found.append(post().status_code)
        finally:
            connection.close()

    threads = [Thread(target=send, args=(post,)) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


@pytest.mark.django_db(transaction=True)
def test_doubled_answers_are_one_answer(now: datetime) -> None:
    load(SMALL_PACK, now)
    amina = person("amina@example.org", "Amina")
    create_learner(person=amina, now=now)
    sitting = begin(learner(amina), framework_for(code="droit-essai"), now)
    clients = [logged_in(amina) for _ in range(POSTS)]

    for _ in range(3):
        response = waiting(sitting)
        url, form = f"/diagnostic/{sitting.pk}/", {**form_for(response, right=True), "question": str(response.pk)}
        statuses = together([partial(client.post, url, form) for client in clients])
        assert statuses == [302] * POSTS

    assert Response.objects.filter(sitting=sitting).exclude(answered_at=None).count() == 3
    assert Response.objects.filter(sitting=sitting, answered_at=None).count() == 1
    assert Observation.objects.count() == Estimate.objects.get().observations == 3


@pytest.mark.django_db(transaction=True)
def test_doubled_starts_are_one_sitting(now: datetime) -> None:
    load(SMALL_PACK, now)
    amina = person("amina@example.org", "Amina")
    create_learner(person=amina, now=now)
    clients = [logged_in(amina) for _ in range(POSTS)]

    statuses = together([partial(client.post, "/diagnostic/", {"explanations": "end"}) for client in clients])

    assert statuses == [302] * POSTS
    assert Sitting.objects.filter(kind=SittingKind.DIAGNOSTIC).count() == 1
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_answers_in_two_sittings_at_once_both_count(now: datetime) -> None:
    load(SMALL_PACK, now)
    amina = person("amina@example.org", "Amina")
    create_learner(person=amina, now=now)
    framework = framework_for(code="droit-essai")
    posts = []
    for code in framework.codes:
        sitting = begin(learner(amina), framework, now, kind=SittingKind.SETTLE, competence=code)
        response = waiting(sitting)
        form = {**form_for(response, right=True), "question": str(response.pk)}
        posts.append(partial(logged_in(amina).post, f"/diagnostic/{sitting.pk}/", form))

    assert together(posts) == [302] * len(posts)

    assert Observation.objects.count() == Estimate.objects.get().observations == len(posts)
