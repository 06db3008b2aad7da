"""The state between answers, after studies, and day after day."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.engine.measurement.drift import (
    KEPT,
    PACE,
    Answer,
    Memory,
    Occasion,
    Pace,
    Step,
    Study,
    follow,
    lasting,
    many,
    occasions,
    predict,
    pulls,
    steps,
    with_time,
)
from sextant.engine.measurement.gauss import below
from sextant.engine.measurement.irt import Item, probability
from sextant.engine.measurement.posterior import Posterior, prior
from sextant.engine.measurement.replay import Observation, replay
from sextant.engine.measurement.verdicts import Verdict

START = prior(["data", "data", "law"])
SURE = Posterior([1.5, 1.0, -1.0], 0.1 * np.eye(3))
SPEEDS = np.array([200.0, 1000.0, 4000.0])


def answer(day: int, score: float, competence: int = 0, *, moment: float = 0.0, b: float = 0.0, weight: float = 1.0) -> Answer:
    return Answer(day, day * 1000 + moment, Observation(Item(b=b, loads={competence: 1.0}), score, weight))


def known(answers: list[Answer], studies: list[Study] = [], pace: Pace = PACE) -> Memory:  # noqa: B006  never changed
    memory = Memory.fresh(START, pace)
    for occasion in occasions(answers, studies)[0]:
        memory = follow(memory, occasion, START, pace)
    return memory


def chain(seed: int, count: int = 40) -> list[Answer]:
    rng = np.random.default_rng(seed)
    days = np.sort(rng.integers(0, 300, size=count))
    return [
        answer(int(day), float(rng.random() < 0.6), int(rng.integers(3)), moment=float(rng.integers(3)), b=float(rng.normal()))
        for day in days
    ]


def test_time_lowers_what_lies_above_expectation_and_raises_nothing() -> None:
    later = predict(SURE, START, 365)

    kept = np.exp(-0.365)
    assert later.mean == pytest.approx([1.5 * kept, 1.0 * kept, -1.0])
    assert (later.sd > SURE.sd).all()


def test_after_ages_nothing_is_known_above_expectation_and_intervals_are_those_of_a_newcomer() -> None:
    later = predict(SURE, START, 1e6, SPEEDS)

    assert later.mean == pytest.approx([0.0, 0.0, -1.0])
    assert later.cov.diagonal() == pytest.approx(START.cov.diagonal())


def test_no_time_and_time_backwards_change_nothing() -> None:
    assert predict(SURE, START, 0) is SURE
    assert predict(SURE, START, -3) is SURE


@settings(deadline=None, max_examples=60)
@given(
    parts=st.lists(st.floats(0.01, 500.0), min_size=2, max_size=5),
    speeds=st.lists(st.floats(30.0, 9000.0), min_size=3, max_size=3),
    seed=st.integers(0, 999),
)
def test_time_in_parts_is_time_at_once_and_keeps_a_distribution(parts: list[float], speeds: list[float], seed: int) -> None:
    root = np.random.default_rng(seed).normal(size=(3, 3))
    start = Posterior([1.0, -0.5, 0.2], 0.05 * np.eye(3) + 0.2 * root @ root.T)
    stability = np.array(speeds)

    at_once, walked = predict(start, START, sum(parts), stability), start
    for days in parts:
        walked = predict(walked, START, days, stability)

    np.testing.assert_allclose(walked.mean, at_once.mean, atol=1e-9)
    np.testing.assert_allclose(walked.cov, at_once.cov, atol=1e-9)
    assert np.linalg.eigvalsh(at_once.cov)[0] > 0


def test_many_at_once_are_the_same_numbers() -> None:
    days = np.array([0.0, 40.0, 400.0])
    floors = [START, prior(["data", "data", "law"], 0.5), START]

    means, covs = many(np.tile(SURE.mean, (3, 1)), np.tile(SURE.cov, (3, 1, 1)), floors, days, np.tile(SPEEDS, (3, 1)))

    for place, floor in enumerate(floors):
        one = predict(SURE, floor, float(days[place]), SPEEDS)
        np.testing.assert_allclose(means[place], one.mean, atol=1e-12)
        np.testing.assert_allclose(covs[place], one.cov, atol=1e-12)


def test_answers_of_one_day_are_one_occasion_and_the_replay_of_them() -> None:
    answers = [answer(4, 1.0, 0, moment=3), answer(4, 0.0, 1, moment=1), answer(4, 1.0, 2, moment=2)]

    found, left = occasions(answers)

    assert [one.day for one in found] == [4]
    assert left == frozenset()
    state, alike = known(answers).posterior, replay(START, [one.seen for one in answers])
    assert (state.mean == alike.mean).all()
    assert (state.cov == alike.cov).all()


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 99), order=st.randoms(use_true_random=False))
def test_what_arrives_late_or_out_of_order_gives_the_same_state(seed: int, order: object) -> None:
    answers = chain(seed)
    studies = [Study(50_000.5, frozenset([0])), Study(120_000.5, frozenset([1, 2]))]
    shuffled, turned = list(answers), studies[::-1]
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    one, other = known(answers, studies), known(shuffled, turned)

    assert (one.posterior.mean == other.posterior.mean).all()
    assert (one.posterior.cov == other.posterior.cov).all()
    assert (one.stability == other.stability).all()


def test_each_study_parts_the_answers_on_it_and_no_others() -> None:
    answers = [answer(1, 0.0, 0, moment=1), answer(1, 0.0, 1, moment=3), answer(1, 1.0, 0, moment=4), answer(1, 1.0, 0, moment=5)]

    found, left = occasions(answers, [Study(1002, frozenset([0])), Study(9000, frozenset([2]))])

    assert [(len(one.answers), one.studied) for one in found] == [(2, frozenset()), (2, {0})]
    assert left == {2}


def test_a_study_alone_moves_nothing() -> None:
    before = known([answer(0, 0.0, moment=n) for n in range(4)])

    after = before.after_studies([0, 1])

    assert after.posterior is before.posterior
    assert after.at(400, START).cov == pytest.approx(before.at(400, START).cov)


def test_a_study_moves_nothing_until_its_own_competence_is_answered() -> None:
    answers = [answer(0, 0.0, moment=n) for n in range(4)]
    elsewhere = [*answers, answer(9, 1.0, 2)]

    with_it, without = known(elsewhere, [Study(3000, frozenset([0]))]), known(elsewhere)

    assert (with_it.posterior.mean == without.posterior.mean).all()
    assert (with_it.posterior.cov == without.posterior.cov).all()


def test_right_answers_after_a_study_count_for_more_than_wrong_ones_before() -> None:
    answers = [*(answer(0, 0.0, moment=n) for n in range(6)), *(answer(9, 1.0, moment=n) for n in range(6))]

    with_it, without = known(answers, [Study(3000, frozenset([0]))]), known(answers)

    assert with_it.posterior.mean[0] > without.posterior.mean[0] + 0.2


def test_wrong_answers_after_a_study_are_wrong_answers() -> None:
    answers = [*(answer(0, 1.0, moment=n) for n in range(6)), *(answer(9, 0.0, moment=n) for n in range(3))]

    with_it, without = known(answers, [Study(3000, frozenset([0]))]), known(answers)

    assert (with_it.posterior.mean == without.posterior.mean).all()
    assert (with_it.posterior.cov == without.posterior.cov).all()


def test_what_was_held_and_is_answered_right_again_is_no_less_sure() -> None:
    answers = [*(answer(0, 1.0, moment=n, b=-0.5) for n in range(12)), *(answer(9, 1.0, moment=n, b=-0.5) for n in range(2))]

    with_it, without = known(answers, [Study(3000, frozenset([0]))]), known(answers)

    assert (with_it.posterior.cov == without.posterior.cov).all()


def test_two_studies_open_no_more_than_one() -> None:
    answers = [*(answer(0, 0.0, moment=n) for n in range(6)), *(answer(9, 1.0, moment=n) for n in range(6))]

    once, twice = (known(answers, [Study(day, frozenset([0])) for day in days]) for days in ([3000], [3000, 4000]))

    assert (once.posterior.mean == twice.posterior.mean).all()


def test_spaced_successes_make_a_competence_last_and_a_failure_takes_it_back() -> None:
    spaced = [answer(day, 1.0, moment=0) for day in (0, 20, 40)]

    lasting, cramped, lost = known(spaced), known([answer(day, 1.0) for day in (0, 2, 4)]), known([*spaced, answer(60, 0.0)])

    assert lasting.stability[0] == PACE.stability * PACE.lengthening**2
    assert lasting.stability[1] == cramped.stability[0] == lost.stability[0] == PACE.stability
    assert known([answer(20 * turn, 1.0) for turn in range(12)]).stability[0] == PACE.stability * PACE.longest


def test_a_chain_without_time_nor_studies_is_near_the_replay_of_all_at_once() -> None:
    answers, still = chain(3), Pace(stability=1e12)

    state = known(answers, pace=still).posterior

    alike = replay(START, [one.seen for one in answers])
    np.testing.assert_allclose(state.mean, alike.mean, atol=0.03)
    np.testing.assert_allclose(state.sd, alike.sd, rtol=0.03)


def test_a_chain_cut_anywhere_and_taken_up_again_is_the_same_chain() -> None:
    answers, studies = chain(8), [Study(70_000.5, frozenset([1])), Study(150_000.5, frozenset([0]))]
    whole = known(answers, studies)
    for day in sorted({one.day for one in answers}):
        first, left = occasions((one for one in answers if one.day < day), (one for one in studies if one.moment < day * 1000))
        memory = Memory.fresh(START)
        for occasion in first:
            memory = follow(memory, occasion, START)
        memory = memory.after_studies(left)
        for occasion in occasions((one for one in answers if one.day >= day), (one for one in studies if one.moment >= day * 1000))[0]:
            memory = follow(memory, occasion, START)

        assert (memory.posterior.mean == whole.posterior.mean).all(), day
        assert (memory.posterior.cov == whole.posterior.cov).all(), day


def test_pulls_are_what_a_push_at_each_step_comes_to_in_the_end() -> None:
    taken = steps(Memory.fresh(START), occasions(chain(4, 30))[0], START)
    found = pulls(taken, 1)

    assert len(found) == len(taken)
    last = taken[-1].after.posterior
    assert found[-1] == pytest.approx(last.cov[:, 1])
    # Push the mean of an early step, with its covariance and every later factor held, and follow it to the end.
    push = np.array([0.3, -0.2, 0.1])
    moved = taken[4].after.posterior.cov @ push
    for step in taken[5:]:
        moved = step.after.posterior.cov @ np.linalg.solve(step.expected.cov, step.carried * moved)
    assert found[4] @ push == pytest.approx(moved[1])


def test_truth_that_drifts_evenly_lies_in_the_interval_as_often_as_promised() -> None:
    rng, inside = np.random.default_rng(20261207), []
    for _ in range(150):
        truth = rng.multivariate_normal(START.mean, START.cov)
        answers, day = [], 0
        for _occasion in range(4):
            for turn in range(6):
                item = Item(b=float(rng.normal()), loads={int(rng.integers(3)): 1.0})
                right = float(rng.random() < probability(float(item.direction(3) @ truth), a=1.0, b=item.b, c=0.0))
                answers.append(Answer(day, day + turn / 10, Observation(item, right)))
            pause = int(rng.integers(60, 400))
            kept = np.exp(-pause / PACE.stability)
            truth = kept * truth + rng.multivariate_normal(np.zeros(3), (1 - kept**2) * START.cov)
            day += pause
        state = known(answers).at(day, START)
        inside.append(np.abs(state.mean - truth) <= 1.6449 * state.sd)

    assert 0.84 <= np.mean(inside) <= 0.95


def test_a_step_says_what_it_met() -> None:
    memory = known([answer(0, 0.0, moment=n) for n in range(4)])

    step = Step.of(memory, Occasion(300, (answer(300, 1.0).seen,)), START)

    assert step.expected.cov == pytest.approx(memory.at(300, START).cov)
    assert step.carried == pytest.approx(np.where(memory.posterior.mean > 0, np.exp(-0.3), 1.0))


A, N, S, B, O = Verdict.ACQUIRED, Verdict.TO_ACQUIRE, Verdict.TO_SETTLE, Verdict.BORDERLINE, Verdict.NOT_REQUIRED  # noqa: E741


@pytest.mark.parametrize(
    ("now", "then", "own", "above", "said"),
    [
        (A, A, A, 0.93, A),
        (S, A, A, KEPT, A),  # a margin for time
        (S, S, A, KEPT, A),  # answers elsewhere have let a little time in
        (S, A, A, KEPT - 0.01, S),
        (B, A, A, KEPT - 0.01, S),  # settled once is not settled for ever
        (N, A, A, 0.05, S),  # time alone never takes away: it asks
        (N, S, S, 0.09, S),
        (N, B, B, 0.09, B),
        (S, N, N, 1 - KEPT, N),
        (S, N, S, 0.4, S),
        (B, B, S, 0.4, B),
        (S, S, S, 0.5, S),
        (O, O, O, float("nan"), O),
    ],
)
def test_time_takes_certainty_and_gives_no_verdict(now: Verdict, then: Verdict, own: Verdict, above: float, said: Verdict) -> None:
    assert with_time([now], [then], [own], [above]) == (said,)


def test_what_lasts_lasts_until_its_chance_is_gone() -> None:
    wanted = [0.9, 1.5, np.nan]
    days = lasting(SURE, START, np.full(3, PACE.stability), wanted)

    assert days[1:].tolist() == [0.0, np.inf]
    chances = [below((state.mean[0] - 0.9) / state.sd[0]) for state in (predict(SURE, START, days[0] + more) for more in (-1, 0))]
    assert chances[0] >= KEPT > chances[1]
