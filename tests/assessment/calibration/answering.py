"""Answers by the thousand: the rows that sittings leave, without the sittings."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import numpy as np

from sextant.accounts.models import Learner
from sextant.assessment.bank import document_of
from sextant.assessment.choices import AttemptKind, ItemRole, SittingKind, Weighing
from sextant.assessment.item_types import type_of
from sextant.assessment.models import Attempt, ItemVersion, Response, Sitting
from sextant.assessment.parameters import EXPERTS
from sextant.frameworks.document import Framework

Chance = Callable[[float, ItemVersion], float]
"""The chance that somebody of a given ability answers an item right."""


def as_experts_think(theta: float, item: ItemVersion) -> float:
    return item.c + (1 - item.c) / (1 + float(np.exp(-item.a * (theta - item.b))))


def harder(uid: str, by: float) -> Chance:
    """Return answers in which one item is harder than its experts thought, by so many logits."""
    return lambda theta, item: as_experts_think(theta - (by if item.uid == uid else 0.0), item)


def bank() -> list[ItemVersion]:
    return list(ItemVersion.objects.filter(role=ItemRole.BANK, current=True).order_by("uid"))


def people_answer(
    framework: Framework,
    now: datetime,
    *,
    people: int = 60,
    items: list[ItemVersion] | None = None,
    simulated: bool = False,
    chance: Chance = as_experts_think,
    seed: int = 7,
) -> list[Learner]:
    """Let people answer items (the whole bank by default), each of an ability drawn around what is expected of them."""
    rng = np.random.default_rng(seed)
    items = bank() if items is None else items
    made = {item.pk: type_of(document_of(item)).fabricate(document_of(item)) for item in items}
    learners = [Learner(profession="juriste", stage="etudes", simulated=simulated, created_at=now) for _ in range(people)]
    Learner.objects.bulk_create(learners)
    sittings = [_sitting(framework, learner, now) for learner in learners]
    Sitting.objects.bulk_create(sittings)
    mean = framework.prior_mean("juriste", "etudes")
    responses = []
    for sitting in sittings:
        theta = mean + float(rng.normal())
        for place, item in enumerate(items, start=1):
            right = bool(rng.random() < chance(theta, item))
            form = made[item.pk].right if right else made[item.pk].wrong
            responses.append(response(sitting, item, place, now, score=float(right), answer=dict(form)))
    Response.objects.bulk_create(responses, batch_size=500)
    return learners


def response(sitting: Sitting, item: ItemVersion, place: int, at: datetime, *, score: float, answer: object = None) -> Response:
    return Response(
        learner=sitting.learner,
        sitting=sitting,
        position=place,
        item=item,
        language="fr",
        asked_at=at,
        answered_at=at + timedelta(seconds=40),
        answer=answer or {},
        score=score,
    )


def attempt(learner: Learner, item: ItemVersion, at: datetime, *, score: float, weighing: Weighing = Weighing.FULL) -> Attempt:
    """Keep an answer outside a sitting."""
    return Attempt.objects.create(
        learner=learner,
        key=uuid4(),
        kind=AttemptKind.REVIEW,
        item=item,
        language="fr",
        answered_at=at,
        answer={},
        score=score,
        weight=1.0,
        weighing=weighing,
    )


def _sitting(framework: Framework, learner: Learner, now: datetime) -> Sitting:
    return Sitting(
        learner=learner,
        kind=SittingKind.DIAGNOSTIC,
        framework=framework.code,
        framework_version=framework.version,
        language="fr",
        edition=EXPERTS,
        seed=0,
        max_questions=25,
        started_at=now,
        finished_at=now,
    )
