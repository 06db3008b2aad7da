"""Cohorts: the same seed, the same people; what cannot be simulated is refused."""

from dataclasses import replace

import numpy as np
import pytest

from sextant.engine.simulation.cohorts import (
    COHORTS,
    RANGES,
    Assumptions,
    BadAssumption,
    NobodyToSimulate,
    World,
    draw_people,
    generated_world,
    scores_of,
)


@pytest.fixture(scope="module")
def world() -> World:
    return generated_world(seed=1)


def test_the_same_seed_gives_the_same_people(world: World) -> None:
    one, again, other = (draw_people(world, Assumptions(), learners=30, seed=seed) for seed in (1, 1, 2))

    for name in ("theta", "declared", "scores", "minutes", "weeks", "patience", "difficulty"):
        np.testing.assert_array_equal(getattr(one, name), getattr(again, name))
    assert not np.array_equal(one.theta, other.theta)


def test_people_are_dealt_to_tracks_and_cohorts_in_turn(world: World) -> None:
    people = draw_people(world, Assumptions(), learners=40, seed=1)

    assert np.bincount(people.track).tolist() == [10] * 4
    assert sorted(set(people.cohort.tolist())) == list(range(COHORTS))


def test_levels_lie_about_what_is_expected_of_the_stage(world: World) -> None:
    people = draw_people(world, Assumptions(), learners=2000, seed=1)

    found = [people.theta[people.track == number].mean() for number in range(len(world.tracks))]

    assert found == pytest.approx([track.prior for track in world.tracks], abs=0.12)
    assert people.theta[people.track == 0].std() == pytest.approx(1.0, abs=0.08)


def test_declared_levels_are_too_high_by_what_is_assumed(world: World) -> None:
    people = draw_people(world, Assumptions(optimism=0.8), learners=1000, seed=1)

    assert (people.declared - people.theta).mean() == pytest.approx(0.8, abs=0.08)


def test_another_dropout_keeps_everything_else(world: World) -> None:
    stays, leaves = (draw_people(world, Assumptions(dropout=rate), learners=50, seed=1) for rate in (0.01, 0.2))

    np.testing.assert_array_equal(stays.theta, leaves.theta)
    assert (leaves.patience <= stays.patience).all()
    assert leaves.patience.mean() < stays.patience.mean() / 5


def test_nobody_leaves_where_nobody_may(world: World) -> None:
    people = draw_people(world, Assumptions(dropout=0.0), learners=50, seed=1)

    assert people.patience.min() > 1000


def test_wholly_careless_answers_are_a_coin(world: World) -> None:
    people = draw_people(world, Assumptions(careless=1.0), learners=200, seed=1)

    assert people.scores.mean() == pytest.approx(0.5, abs=0.02)


def test_the_truth_about_items_differs_from_cohort_to_cohort(world: World) -> None:
    people = draw_people(world, Assumptions(), learners=30, seed=1)

    assert people.difficulty.shape == (COHORTS, len(world.bank))
    assert np.std(people.difficulty - world.bank.b) == pytest.approx(0.5, abs=0.05)
    np.testing.assert_array_equal(draw_people(world, Assumptions(judgement=0, slope=0), learners=30, seed=1).difficulty[0], world.bank.b)


def test_another_moment_is_other_luck(world: World) -> None:
    people = draw_people(world, Assumptions(), learners=30, seed=1)

    today, again, tomorrow = (scores_of(world, people, Assumptions(), people.theta, moment=moment) for moment in (0, 0, 1))

    np.testing.assert_array_equal(today, again)
    assert 0.1 < (today != tomorrow).mean() < 0.6


@pytest.mark.parametrize("name", RANGES)
def test_assumptions_out_of_range_are_refused(name: str) -> None:
    low, high = RANGES[name]

    for value in (low - 1, high + 1, float("nan")):
        with pytest.raises(BadAssumption, match=name):
            Assumptions(**{name: value})


def test_nobody_and_nothing_are_refused(world: World) -> None:
    with pytest.raises(NobodyToSimulate):
        draw_people(world, Assumptions(), learners=0, seed=1)
    with pytest.raises(NobodyToSimulate):
        draw_people(replace(world, tracks=()), Assumptions(), learners=5, seed=1)
