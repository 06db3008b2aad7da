"""Policies on the same simulated people: figures move as what is assumed of the world does."""

from dataclasses import replace

import numpy as np
import pytest

from sextant.engine.planning.model import Kind, Module, SessionOption
from sextant.engine.simulation.cohorts import Assumptions, People, Track, World, draw_people, generated_world
from sextant.engine.simulation.courses import DAY, WEEK
from sextant.engine.simulation.policies.examining import MOST_QUESTIONS, Examining, judged, sit_lengths
from sextant.engine.simulation.policies.keeping import Keeping, Kept, closing, keep
from sextant.engine.simulation.policies.learning import Luck, forget, mastery_of
from sextant.engine.simulation.policies.problems import COVERED, constrained, declared, measured
from sextant.engine.simulation.policies.studying import SETTINGS, Known, Leisure, Studying, leisure, measure, to_the_deadline
from sextant.pathways import problem as campus

LEARNERS = 32


@pytest.fixture(scope="module")
def world() -> World:
    return generated_world(seed=1)


@pytest.fixture(scope="module")
def people(world: World) -> People:
    return draw_people(world, Assumptions(), learners=LEARNERS, seed=1)


@pytest.fixture(scope="module")
def known(world: World, people: People) -> Known:
    return measure(world, people)


@pytest.fixture(scope="module")
def free(world: World, people: People, known: Known) -> Leisure:
    return leisure(world, people, known, Assumptions())


def many(world: World, assumed: Assumptions) -> People:
    return draw_people(world, assumed, learners=160, seed=3)


def test_the_lab_plans_as_surely_as_the_campus() -> None:
    assert COVERED == campus.COVERED
    assert COVERED in SETTINGS


def test_longer_tests_make_fewer_wrong_verdicts(world: World) -> None:
    found = sit_lengths(world, many(world, Assumptions()), Examining.RISK, lengths=(5, 30))

    assert found[30].wrong.mean() < found[5].wrong.mean()
    assert found[30].squared.mean() < found[5].squared.mean()
    assert found[30].minutes.mean() == pytest.approx(6 * found[5].minutes.mean())


def test_a_long_test_goes_on_where_a_short_one_ends(world: World, people: People) -> None:
    short, long = sit_lengths(world, people, Examining.RISK, lengths=(8,)), sit_lengths(world, people, Examining.RISK, lengths=(8, 12))

    np.testing.assert_array_equal(short[8].wrong, long[8].wrong)


def test_joint_estimates_beat_separate_ones_and_chosen_questions_beat_lots(world: World) -> None:
    cohort = many(world, Assumptions())
    wrong = {policy: sit_lengths(world, cohort, policy, lengths=(25,))[25].wrong.mean() for policy in Examining}

    assert wrong[Examining.RISK] < wrong[Examining.RANDOM] < wrong[Examining.APART]


def test_more_noise_makes_more_wrong_verdicts(world: World) -> None:
    wrong = [
        sit_lengths(world, many(world, Assumptions(careless=careless)), Examining.RISK, lengths=(20,))[20].wrong.mean()
        for careless in (0.0, 0.3, 0.8)
    ]

    assert wrong[0] < wrong[1] < wrong[2]


def test_intervals_hold_where_the_world_is_as_assumed(world: World) -> None:
    cohort = many(world, Assumptions(careless=0.0, slope=0.0))

    assert sit_lengths(world, cohort, Examining.RISK, lengths=(25,))[25].inside.mean() == pytest.approx(0.9, abs=0.04)


def test_a_bank_that_runs_out_ends_the_test(world: World) -> None:
    few = replace(world, tracks=tuple(replace(track, eligible=np.arange(len(world.bank)) % 15 == 0) for track in world.tracks))
    cohort = draw_people(few, Assumptions(), learners=6, seed=1)

    found = sit_lengths(few, cohort, Examining.RANDOM, lengths=(8, 40))

    assert found[40].questions.tolist() == [12.0] * 6


def test_a_diagnostic_obeys_its_bounds_and_short_tests_decide_more(world: World, people: People, known: Known) -> None:
    first = judged(world, people, known.at_once, theta=people.theta, questions=known.diagnostic * 1.0)
    then = judged(world, people, known.room, theta=people.theta, questions=known.diagnostic * 1.0)

    assert 8 <= known.diagnostic.min() <= known.diagnostic.max() <= MOST_QUESTIONS
    assert then.decided.sum() > first.decided.sum()
    assert then.wrong.mean() < first.wrong.mean()


def test_without_gain_nobody_learns(world: World, people: People, known: Known) -> None:
    found = leisure(world, people, known, Assumptions(gain=0.0))

    for policy in Studying:
        np.testing.assert_array_equal(found.mastery[policy], found.at_first)


def test_courses_bring_mastery_and_the_full_one_most(free: Leisure) -> None:
    brought = {policy: free.mastery[policy].mean() for policy in Studying}

    assert free.at_first.mean() + 0.3 < brought[Studying.DECLARED] < brought[Studying.MEASURED] < brought[Studying.EVERYTHING]
    assert free.minutes[Studying.MEASURED].mean() < free.minutes[Studying.EVERYTHING].mean()
    np.testing.assert_allclose(
        free.saved[SETTINGS.index(COVERED)],
        1 - free.minutes[Studying.MEASURED] / free.minutes[Studying.EVERYTHING],
        atol=0.001,
    )


def test_a_surer_plan_costs_hours_and_brings_mastery(free: Leisure) -> None:
    assert free.personal_minutes[0].mean() < free.personal_minutes[-1].mean()
    assert free.personal_mastery[0].mean() < free.personal_mastery[-1].mean()


def test_no_hours_are_saved_where_the_pack_covers_too_little(world: World, people: People, known: Known) -> None:
    thin = replace(world, tracks=tuple(replace(track, modules=track.modules[: 11 * 4]) for track in world.tracks))

    found = leisure(thin, people, known, Assumptions())

    assert (found.covered < 0.8).all()
    assert np.isnan(found.saved).all()


def test_plans_keep_every_constraint_and_give_every_reason(world: World) -> None:
    cohort = draw_people(world, Assumptions(), learners=16, seed=1)

    _, plans = to_the_deadline(world, cohort, measure(world, cohort), Assumptions(), relaxed=2)

    assert plans.plans == 16
    assert plans.violations == 0
    assert plans.steps_explained == plans.steps > 0
    assert plans.unmet_explained == plans.unmet > 0
    assert plans.mended == plans.tried == 2


def test_impatient_people_leave_and_those_who_stay_do_not(world: World) -> None:
    found = {}
    for rate in (0.0, 0.15):
        assumed = Assumptions(dropout=rate, minutes=200)
        cohort = draw_people(world, assumed, learners=32, seed=1)
        found[rate], _ = to_the_deadline(world, cohort, measure(world, cohort), assumed, relaxed=0)

    assert not any(course.left.any() for course in found[0.0].values())
    assert found[0.15][Studying.EVERYTHING].left.mean() > 0.4
    assert found[0.15][Studying.EVERYTHING].mastery.mean() < found[0.0][Studying.EVERYTHING].mastery.mean()
    # A course that is over cannot be left.
    assert found[0.15][Studying.DECLARED].left.mean() < found[0.15][Studying.EVERYTHING].left.mean()


def test_fewer_hours_a_week_bring_less_by_the_deadline(world: World) -> None:
    mastery = []
    for minutes in (20.0, 240.0):
        assumed = Assumptions(minutes=minutes)
        cohort = draw_people(world, assumed, learners=16, seed=1)
        known = measure(world, cohort)
        course = to_the_deadline(world, cohort, known, assumed, relaxed=0)[0][Studying.MEASURED]
        assert (course.minutes <= cohort.weeks * cohort.minutes + known.minutes).all()
        mastery.append(course.mastery.mean())

    assert mastery[0] < mastery[1] - 0.1


def test_tests_take_their_hours_before_the_plan_begins(world: World, people: People, known: Known) -> None:
    track = world.tracks[people.track[0]]

    after = constrained(world, people, 0, track, Assumptions(), measured(world, known.room, 0, track), tested=200.0)
    at_once = constrained(world, people, 0, track, Assumptions(), declared(world, people, 0, track), tested=0.0)

    assert at_once.start == 0
    assert after.start // WEEK == 200 // people.minutes[0]


def test_only_sites_within_reach_are_planned(world: World, known: Known) -> None:
    evening = SessionOption("s", 7 * DAY + 18 * 60, 7 * DAY + 19 * 60, place="nimes", travel_minutes=20)
    workshop = Module("workshop", 60, world.tracks[0].modules[0].gains, Kind.ON_SITE, (), (evening,))
    tracks: tuple[Track, ...] = tuple(replace(track, modules=(*track.modules, workshop)) for track in world.tracks)
    sited = replace(world, tracks=tracks)
    cohort = draw_people(sited, Assumptions(), learners=40, seed=1)

    places = {
        reach: [
            constrained(sited, cohort, row, tracks[0], Assumptions(reach=reach), declared(sited, cohort, row, tracks[0]), tested=0).places
            for row in range(40)
        ]
        for reach in (0.0, 0.5, 1.0)
    }

    assert not any(places[0.0])
    assert 8 < sum(bool(one) for one in places[0.5]) < 32
    assert all(places[1.0])


def test_luck_is_the_same_for_every_policy(world: World, people: People) -> None:
    one, again = (Luck.of(world, people, Assumptions()) for _ in range(2))
    modules = world.tracks[0].modules

    np.testing.assert_array_equal(one.after(people.theta[3], 3, modules), again.after(people.theta[3], 3, modules[::-1]))


def test_time_lowers_what_is_above_expectation_and_raises_nothing(world: World, people: People) -> None:
    calm = Assumptions(wander=0.0)
    theta = people.theta.copy()
    rows = np.arange(len(people))

    forget(world, people, calm, theta, rows, weeks=52, moment=0)

    floor = np.array([track.prior for track in world.tracks])[people.track][:, None]
    assert (theta <= people.theta + 1e-12).all()
    np.testing.assert_allclose(theta, np.where(people.theta > floor, floor + (people.theta - floor) * np.exp(-364 / 1000), people.theta))


def after_a_year(world: World, assumed: Assumptions, policy: Keeping, learners: int = 40) -> Kept:
    """Return what is left of a course for which there was time enough."""
    cohort = draw_people(world, assumed, learners=learners, seed=2)
    known = measure(world, cohort)
    course = to_the_deadline(world, cohort, known, assumed, relaxed=0)[0][Studying.MEASURED]
    return keep(world, cohort, course, closing(world, cohort, known, course, assumed), assumed, policy)


def test_refresh_tests_keep_fewer_wrongly_than_nothing(world: World) -> None:
    assumed = Assumptions(minutes=600, stability=300.0)

    found = {policy: after_a_year(world, assumed, policy) for policy in Keeping}

    wrongly = {policy: one.wrongly.sum() / max(one.held.sum(), 1) for policy, one in found.items()}
    assert wrongly[Keeping.REFRESH] < wrongly[Keeping.NOTHING]
    assert found[Keeping.NOTHING].tests.sum() == found[Keeping.NOTHING].modules.sum() == 0
    assert 0 < found[Keeping.REFRESH].tests.mean() < found[Keeping.EVERYTHING].tests.mean()
    assert found[Keeping.REFRESH].mastery.mean() >= found[Keeping.NOTHING].mastery.mean()


def test_faster_forgetting_leaves_less(world: World) -> None:
    fast, slow = (after_a_year(world, Assumptions(minutes=600, stability=days), Keeping.NOTHING) for days in (100.0, 5000.0))

    assert fast.mastery.mean() < slow.mastery.mean() - 0.05


def test_mastery_is_the_share_of_requirements_held(world: World, people: People) -> None:
    high, low = people.theta * 0 + 9, people.theta * 0 - 9

    assert mastery_of(world, people, high).tolist() == [1.0] * LEARNERS
    assert mastery_of(world, people, low).tolist() == [0.0] * LEARNERS
