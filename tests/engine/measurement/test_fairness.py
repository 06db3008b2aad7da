"""A planted difference between groups is found, a difference of ability is not taken for one, and small groups are refused."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sextant.engine.measurement.fairness import Answered, Groups, TooFew, compare, compare_many, kept_after_many, levelled

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


def test_many_comparisons_are_those_made_one_by_one() -> None:
    some = [answered(people=people, seed=people, harder=0.5) for people in (400, 80, 200)]

    together = compare_many([Groups(*one) for one in some])

    for one, found in zip(some, together, strict=True):
        alone = compare(*one)
        assert (found.size, found.reference, found.focal) == (alone.size, alone.reference, alone.focal)
        assert [found.delta, found.delta_se, found.p, found.crossing] == pytest.approx(
            [alone.delta, alone.delta_se, alone.p, alone.crossing], abs=1e-6
        )
    assert compare_many([]) == []


def test_people_of_one_ability_are_compared_all_the_same() -> None:
    focal = np.arange(200) < 100
    scores = np.concatenate([np.arange(100) < 40, np.arange(100) < 70]).astype(float)

    found = compare(scores, np.zeros(200), focal)

    # The odds ratio of the one table there is: 70/30 against 40/60, and half an answer in the margins.
    assert found.delta == pytest.approx(-2.35 * np.log((70 / 30) / (40 / 60)), abs=0.1)
    assert found.p_uniform < 0.001


def test_a_weaker_group_is_levelled_so_that_no_item_looks_harder_for_it() -> None:
    random = np.random.default_rng(8)
    people, items = 600, 30
    group = np.arange(people) % 2
    theta = random.normal(0, 1, people) - 0.8 * group
    b = random.normal(0, 1, items)
    scores = (random.random((people, items)) < 1 / (1 + np.exp(-(theta[:, None] - b)))).astype(float)
    # Places known from little: they lean to the middle of everybody.
    place = np.repeat(0.5 * (theta + random.normal(0, 1, people)), items)
    every = np.ones(people * items)
    answers = Answered(scores.reshape(-1), place, np.sqrt(0.5) * every, every, np.tile(b, people), 0 * every)

    level = levelled(answers, group=np.repeat(group, items), competence=np.zeros(people * items, dtype=np.intp))

    focal = group.astype(bool)
    before = [compare(scores[:, item], place.reshape(people, items)[:, item], focal).delta for item in range(items)]
    after = [compare(scores[:, item], level.reshape(people, items)[:, item], focal).delta for item in range(items)]
    assert np.mean(before) < -0.5
    assert abs(np.mean(after)) < 0.15
