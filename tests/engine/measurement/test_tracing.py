"""Traces learn from the past alone, learn what was planted, and refuse what is no score."""

import numpy as np
import pytest

from sextant.engine.measurement.tracing import FEATURES, Trace, difficulties, fit_layer, traced

Event = tuple[object, tuple[str, ...], object, float, float]


def simulated(*, learners: int, each: int, seed: int) -> tuple[list[Event], np.ndarray]:
    """Return events of learners who differ and improve on three skills, and the chances they were drawn with."""
    random = np.random.default_rng(seed)
    events: list[Event] = []
    chances = []
    for learner in range(learners):
        ability = random.normal(0, 1)
        practised = dict.fromkeys("abc", 0)
        for number in range(each):
            skill, difficulty = "abc"[number % 3], float(random.normal(0, 1))
            chance = 1 / (1 + np.exp(-(ability + 0.1 * practised[skill] - difficulty)))
            practised[skill] += 1
            chances.append(chance)
            events.append((learner, (skill,), f"q{number}", difficulty, float(random.random() < chance)))
    return events, np.array(chances)


def test_the_future_changes_nothing_of_the_past() -> None:
    events, _ = simulated(learners=3, each=30, seed=1)
    poisoned = [*events[:45], *((who, skills, item, hard, 1.0 - score) for who, skills, item, hard, score in events[45:])]

    before, _ = traced(events)
    after, _ = traced(poisoned)

    np.testing.assert_array_equal(before[:46], after[:46])
    assert not np.array_equal(before[46:], after[46:])


def test_an_event_of_two_skills_is_one_row() -> None:
    features, traces = traced([("amina", ("a", "b"), "q1", 0.0, 1.0), ("amina", ("a",), "q2", 0.0, 0.0)])

    assert features.shape == (2, len(FEATURES))
    assert traces["amina"].answered == 2
    assert traces["amina"].skills["b"].right == 1


def test_right_answers_raise_what_is_expected_and_wrong_ones_lower_it() -> None:
    up, down = Trace(), Trace()
    for _ in range(5):
        up.answer(["a"], "q", difficulty=0.0, score=1.0)
        down.answer(["a"], "q", difficulty=0.0, score=0.0)

    assert down.chance(["a"], 0.0) < 0.4 < 0.6 < up.chance(["a"], 0.0)
    assert up.chance(["a"], 0.0) > up.chance(["b"], 0.0) > 0.5


def test_the_layer_predicts_better_than_the_state_alone_and_is_calibrated() -> None:
    train, _ = simulated(learners=300, each=40, seed=2)
    events, chances = simulated(learners=100, each=40, seed=3)
    x, _ = traced(train)
    layer = fit_layer(x, [event[4] for event in train])
    seen, _ = traced(events)

    predicted = layer.chance(seen)
    alone = 1 / (1 + np.exp(-seen[:, 0]))

    assert np.mean((predicted - chances) ** 2) < np.mean((alone - chances) ** 2)
    assert abs(predicted.mean() - chances.mean()) < 0.02


def test_planted_difficulties_come_back_whoever_answered() -> None:
    random = np.random.default_rng(4)
    b = np.linspace(-2, 2, 20)
    who, item = np.repeat(np.arange(400), 20), np.tile(np.arange(20), 400)
    score = random.random(8000) < 1 / (1 + np.exp(-(random.normal(0, 1, 400)[who] - b[item])))

    of_item, of_group = difficulties(learner=who, question=item, score=score, questions=20)

    assert np.corrcoef(of_item + of_group[0], b)[0, 1] > 0.98


@pytest.mark.parametrize("score", [-0.1, 1.5, float("nan")])
def test_what_is_no_score_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Trace().answer(["a"], "q", difficulty=0.0, score=score)


def test_features_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        fit_layer([[1.0, 2.0]], [1.0])
