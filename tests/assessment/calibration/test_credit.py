"""Partly right answers: where one credit overtakes the one before it."""

from typing import Any

import numpy as np
import pytest

from sextant.assessment.calibration.credit import LEAST, credits
from sextant.assessment.calibration.gathering import Answerer, Gathered
from sextant.assessment.models import ItemVersion
from sextant.engine.measurement.calibration import calibrate_joint, events
from sextant.engine.measurement.calibration.categories import chances

STEPS = np.array([[-0.8, 0.3, 1.1]])
SCORES = np.array([0.0, 0.2, 0.5, 1.0])


@pytest.fixture(scope="module")
def gathered() -> Gathered:
    """Twelve items of right or wrong, then one of four credits, one nobody earned more than a half on, and one with hardly an answer."""
    rng = np.random.default_rng(4)
    people = 900
    theta = rng.normal(size=people)
    b = np.linspace(-1.5, 1.5, 12)
    right = (rng.random((people, 12)) < 1 / (1 + np.exp(-(theta[:, None] - b)))).astype(float)
    category = (rng.random(people) > np.cumsum(chances(theta, np.array([1.2]), STEPS)[0], axis=0)).sum(axis=0)
    columns = [*right.T, SCORES[category], np.minimum(SCORES[category], 0.5)]
    person = np.concatenate([np.tile(np.arange(people), 14), np.arange(LEAST - 1)])
    item = np.concatenate([np.repeat(np.arange(14), people), np.full(LEAST - 1, 14)])
    score = np.concatenate([*columns, np.resize(SCORES, LEAST - 1)])
    return Gathered(
        framework=None,  # type: ignore[arg-type]
        items=tuple(ItemVersion(b=0.0) for _ in range(15)),
        documents=(),
        people=(Answerer("", "", ""),) * people,
        events=events(person=person, item=item, score=score, directions=np.ones((15, 1)), mean=np.zeros((people, 1))),
        given=(),
        seconds=np.full(len(score), np.nan),
        moment=np.zeros(len(score)),
        language=(),
        data_hash="",
        simulated=True,
    )


@pytest.fixture(scope="module")
def told(gathered: Gathered) -> list[dict[str, Any] | None]:
    return credits(gathered, calibrate_joint(gathered.events, correlation=[[1.0]], learn_correlation=False))


def test_steps_of_a_graded_item_come_back(told: list[dict[str, Any] | None]) -> None:
    found = told[12]

    assert found is not None
    assert found["scores"] == [0.0, 0.2, 0.5, 1.0]
    assert found["n"] == 900
    for step, error, truth in zip(found["steps"], found["steps_se"], STEPS[0], strict=True):
        assert abs(step - truth) < 3 * error
        assert error < 0.3


def test_credit_nobody_earned_is_no_category(told: list[dict[str, Any] | None]) -> None:
    found = told[13]

    assert found is not None
    assert found["scores"] == [0.0, 0.2, 0.5]
    assert len(found["steps"]) == 2


def test_right_or_wrong_and_too_few_answers_have_no_steps(told: list[dict[str, Any] | None]) -> None:
    assert told[:12] == [None] * 12
    assert told[14] is None


def test_nothing_graded_is_nothing(gathered: Gathered) -> None:
    here = gathered.events.item < 12
    few = events(
        person=gathered.events.person[here],
        item=gathered.events.item[here],
        score=gathered.events.score[here],
        directions=np.ones((12, 1)),
        mean=gathered.events.mean,
    )
    plain = Gathered(
        **{**{name: getattr(gathered, name) for name in Gathered.__dataclass_fields__}, "events": few, "items": gathered.items[:12]}
    )

    assert credits(plain, calibrate_joint(few, correlation=[[1.0]], learn_correlation=False)) == [None] * 12
