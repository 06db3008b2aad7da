"""How a state moved: against the Monday it is compared with, and day after day."""

from datetime import UTC, date, datetime, timedelta
from time import thread_time
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sextant.accounts.models import Learner, Person
from sextant.engine.measurement.replay import replay
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for
from sextant.mastery.actions import observe, rebuild
from sextant.mastery.history import MOST_POINTS, Earlier, competence_moves, domain_moves, earlier_of, history_of, monday_of
from sextant.mastery.models import Estimate, Observation, Study
from sextant.mastery.state import floor_of, prior_for, seen
from tests.assessment.sittings import learner
from tests.mastery.test_replay import evidence

PARIS = ZoneInfo("Europe/Paris")
WEEK = timedelta(days=7)


@pytest.fixture
def somebody(amina: Person) -> Learner:
    """Amina's learner."""
    return learner(amina)


def answered(somebody: Learner, framework: Framework, at: datetime, score: float, *, times: int = 1, axis: int = 0) -> Estimate:
    observe(learner=somebody, framework=framework, evidence=[evidence(framework, at, score, axis) for _ in range(times)], now=at)
    return Estimate.objects.get(learner=somebody)


def earlier_then(somebody: Learner, framework: Framework, estimate: Estimate, now: datetime) -> Earlier | None:
    return earlier_of(estimate, framework, floor_of(framework, somebody), now=now)


def theta(estimate: Estimate) -> dict[str, float]:
    return dict(zip(estimate.codes, estimate.mean, strict=True))


def test_the_first_week_has_nothing_to_compare_with(somebody: Learner, framework: Framework, now: datetime) -> None:
    estimate = answered(somebody, framework, now, 1.0)
    estimate = answered(somebody, framework, now + timedelta(days=1), 1.0)

    assert earlier_then(somebody, framework, estimate, now + timedelta(days=1)) is None


def test_what_stood_on_monday_is_kept_all_week(somebody: Learner, framework: Framework, now: datetime) -> None:
    before = theta(answered(somebody, framework, now, 0.0))
    for day in range(3):
        estimate = answered(somebody, framework, now + WEEK + timedelta(days=day), 1.0, times=4)

    earlier = earlier_then(somebody, framework, estimate, now + WEEK + timedelta(days=3))

    assert earlier is not None
    assert (earlier.monday, earlier.theta) == (date(2026, 11, 30), before)
    moved = competence_moves(earlier, framework, theta(estimate))[0]
    assert moved.up is True
    assert moved.before == before[framework.codes[0]]
    assert moved.after == theta(estimate)[framework.codes[0]]


def test_a_week_without_answers_moved_nothing(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, 0.0)
    estimate = answered(somebody, framework, now + timedelta(days=1), 1.0)

    earlier = earlier_then(somebody, framework, estimate, now + WEEK)

    assert earlier is not None
    assert [move.up for move in competence_moves(earlier, framework, theta(estimate))] == [None] * 3
    assert [move.up for move in domain_moves(earlier, framework, theta(estimate))] == [None] * 2


def test_a_lower_level_is_said_too(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, 1.0, times=3)
    estimate = answered(somebody, framework, now + WEEK, 0.0, times=6)

    moves = domain_moves(earlier_then(somebody, framework, estimate, now + WEEK), framework, theta(estimate))

    assert moves[0].up is False


def test_a_competence_the_version_of_monday_did_not_know_has_not_moved(somebody: Learner, framework: Framework, now: datetime) -> None:
    estimate = answered(somebody, framework, now, 1.0)
    last = framework.codes[-1]
    Estimate.objects.update(codes=estimate.codes[:-1], mean=estimate.mean[:-1])
    estimate = answered(somebody, framework, now + WEEK, 1.0)

    moves = competence_moves(earlier_then(somebody, framework, estimate, now + WEEK), framework, theta(estimate))

    assert [move.code for move in moves] == [code for code in framework.codes if code != last]


def test_the_week_is_kept_without_a_query_of_its_own(
    somebody: Learner, framework: Framework, now: datetime, django_assert_num_queries: object
) -> None:
    answered(somebody, framework, now, 1.0)

    for at in (now, now + WEEK):
        with django_assert_num_queries(4):  # type: ignore[operator]
            rebuild(learner=somebody, framework=framework, now=at)


def test_weeks_begin_by_the_clock_of_the_campus() -> None:
    # 25 October 2026: the clocks go back.
    assert monday_of(datetime(2026, 10, 25, 22, 59, tzinfo=UTC)) == date(2026, 10, 19)
    assert monday_of(datetime(2026, 10, 25, 23, 0, tzinfo=UTC)) == date(2026, 10, 26)


def history(somebody: Learner, framework: Framework, *, axis: int = 0, now: datetime | None = None):  # type: ignore[no-untyped-def]
    """Return the history as of the last observation, or of `now`."""
    rows = list(Observation.objects.filter(learner=somebody))
    studies = list(Study.objects.filter(learner=somebody))
    before, floor = prior_for(framework, somebody, {}), floor_of(framework, somebody)
    now = now or max((row.occurred_at for row in rows), default=datetime.now(UTC))
    return history_of(framework, framework.codes[axis], before, floor, rows, studies, zone=PARIS, now=now)


def test_no_observation_no_point(somebody: Learner, framework: Framework) -> None:
    found = history(somebody, framework)

    assert (found.points, found.own, found.others) == ((), (), 0)
    assert found.now == found.before == found.alone


def test_each_day_is_what_was_known_that_evening(somebody: Learner, framework: Framework, now: datetime) -> None:
    known = [theta(answered(somebody, framework, now + timedelta(days=day), float(day % 2), times=2)) for day in range(4)]

    found = history(somebody, framework)

    assert [point.day for point in found.points] == [date(2026, 11, 23) + timedelta(days=day) for day in range(4)]
    assert [point.theta for point in found.points] == pytest.approx([one[framework.codes[0]] for one in known], abs=1e-6)
    assert all(point.low < point.theta < point.high and point.own == 2 and point.others == 0 for point in found.points)
    assert found.now == (found.points[-1].theta, found.points[-1].low, found.points[-1].high)


def test_neighbours_are_told_apart(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, 1.0, times=5, axis=1)
    answered(somebody, framework, now, 0.0)

    found = history(somebody, framework)

    assert (len(found.own), found.others) == (1, 5)
    assert found.alone[0] < found.now[0]
    assert found.alone[2] - found.alone[1] > found.now[2] - found.now[1]


def test_a_right_answer_raises_and_a_wrong_one_lowers(somebody: Learner, framework: Framework, now: datetime) -> None:
    answered(somebody, framework, now, 1.0)
    answered(somebody, framework, now + timedelta(hours=1), 0.0)

    newest, oldest = history(somebody, framework).own

    assert (newest.up, oldest.up) == (False, True)


def test_influence_is_what_leaving_an_answer_out_changes(somebody: Learner, framework: Framework, now: datetime) -> None:
    generator = np.random.default_rng(5)
    for _ in range(20):
        answered(somebody, framework, now, float(generator.random() < 0.6), axis=int(generator.integers(3)))
    found = history(somebody, framework)
    before, rows = prior_for(framework, somebody, {}), list(Observation.objects.filter(learner=somebody))

    for weighed in found.own:
        without = replay(before, seen(framework, [row for row in rows if row.pk != weighed.row.pk]))
        assert weighed.influence == pytest.approx(found.now[0] - without.mean[0], abs=0.08)


def test_an_observation_without_weight_is_not_in_it(somebody: Learner, framework: Framework, now: datetime) -> None:
    observe(learner=somebody, framework=framework, evidence=[evidence(framework, now, 1.0, 0, weight=0.0)], now=now)

    assert history(somebody, framework).own == ()


def test_many_days_are_shown_as_thirty_the_first_and_the_last_among_them(somebody: Learner, framework: Framework, now: datetime) -> None:
    for day in range(45):
        seen_that_day = [evidence(framework, now + timedelta(days=day), 1.0, 0)]
        observe(learner=somebody, framework=framework, evidence=seen_that_day, now=now)

    points = history(somebody, framework).points

    assert len(points) == MOST_POINTS
    assert (points[0].day, points[-1].day) == (date(2026, 11, 23), date(2026, 11, 23) + timedelta(days=44))
    assert sum(point.own for point in points) == 45


def test_two_hundred_observations_are_replayed_in_time(amina: Person, socle: object, now: datetime) -> None:
    framework = framework_for(code="socle-numerique-sante")
    somebody = learner(amina)
    generator = np.random.default_rng(3)
    for day in range(40):
        at = now + timedelta(days=day)
        observe(
            learner=somebody,
            framework=framework,
            evidence=[
                evidence(framework, at, float(generator.random() < 0.6), int(generator.integers(15)), b=float(generator.normal()))
                for _ in range(5)
            ],
            now=at,
        )
    history(somebody, framework)
    rows = list(Observation.objects.filter(learner=somebody))
    before = prior_for(framework, somebody, {})

    started = thread_time()
    found = history_of(framework, framework.codes[0], before, before, rows, zone=PARIS, now=now + timedelta(days=39))
    spent = thread_time() - started

    assert len(rows) == 200
    assert len(found.points) == MOST_POINTS
    # 100 ms on an idle core, and of this thread alone: what else the machine does costs nothing.
    assert spent < 0.6, spent
    print(f"history of 200 observations: {spent * 1000:.0f} ms")
