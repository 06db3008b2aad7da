"""A planted difference between groups is found, a difference of ability is not taken for one, and small groups are refused."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sextant.engine.measurement.fairness import TooFew, compare, kept_after_many

Floats = NDArray[np.float64]


def answered(
    *, people: int, seed: int, harder: float = 0.0, steeper: float = 1.0, weaker: float = 0.0
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return scores, abilities and group of an item that is `harder` for the focal group, which is `weaker` on the whole."""
    random = np.random.default_rng(seed)
    focal = np.arange(people) % 2 == 1
    theta = random.normal(0, 1, people) - weaker * focal
    a = np.where(focal, steeper, 1.0)
    scores = (random.random(people) < 1 / (1 + np.exp(-a * (theta - harder * focal)))).astype(float)
    return scores, theta + random.normal(0, 0.3, people), focal


def test_a_planted_difference_is_large_and_in_its_direction() -> None:
    found = compare(*answered(people=1000, seed=1, harder=1.0))

    assert found.size == "C"
    assert -3.0 < found.delta < -1.6
    assert found.p < 0.001


def test_it_is_found_at_two_hundred_people_most_of_the_time() -> None:
    found = [compare(*answered(people=200, seed=seed, harder=1.0)).p < 0.05 for seed in range(60)]

    assert np.mean(found) > 0.75


def test_false_alarms_stay_rare_also_when_one_group_is_weaker() -> None:
    found = [compare(*answered(people=400, seed=seed, weaker=0.5)) for seed in range(200)]

    assert np.mean([one.p < 0.05 for one in found]) < 0.12
    assert np.mean([one.size == "C" for one in found]) < 0.02


def test_a_difference_that_changes_sign_with_ability_is_seen() -> None:
    found = compare(*answered(people=2000, seed=3, steeper=0.2))

    assert found.crossing < 0.001
    assert found.size == "A"


def test_partly_right_answers_count_as_their_share() -> None:
    scores, theta, focal = answered(people=600, seed=4, harder=1.0)

    found = compare(scores * 0.5 + 0.25, theta, focal)

    assert found.delta < -0.5


def test_an_item_that_everybody_gets_right_is_negligible_and_finite() -> None:
    _, theta, focal = answered(people=200, seed=5)

    found = compare(np.ones(200), theta, focal)

    assert found.size == "A"
    assert np.isfinite([found.delta, found.delta_se, found.p]).all()


def test_small_groups_are_refused_in_words() -> None:
    scores, theta, focal = answered(people=58, seed=6)

    with pytest.raises(TooFew, match="29 and 29 people"):
        compare(scores, theta, focal)


def test_of_many_tests_of_nothing_few_stand() -> None:
    random = np.random.default_rng(7)

    assert kept_after_many(random.random(1000)).sum() <= 1
    assert kept_after_many([]).sum() == 0
