"""The state is what the observations say, in whatever order they are read."""

from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

import numpy as np
import pytest
from django.db import IntegrityError

from sextant.accounts.models import Learner, Person
from sextant.frameworks.document import Framework
from sextant.kernel.ids import uuid7
from sextant.mastery.actions import Evidence, declare_levels, observe, rebuild, settle
from sextant.mastery.models import Declaration, Estimate, Observation
from sextant.mastery.queries import domain_results, observations_of, results_of, state_of
from sextant.mastery.replaying import chain
from sextant.mastery.state import floor_of, prior_for
from tests.assessment.sittings import learner


def evidence(framework: Framework, now: datetime, score: float, axis: int, **changes: object) -> Evidence:
    """Return one made-up answer."""
    given: dict[str, object] = {
        "source": "response", "source_id": uuid7(), "item": "essai", "item_hash": "0", "loads": {framework.codes[axis]: 1.0},
        "score": score, "a": 1.2, "b": 0.3 * axis - 0.2, "c": 0.2, "b_sd": 0.3, "edition": "experts", "language": "fr", "occurred_at": now,
    }  # fmt: skip
    return Evidence(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture
def somebody(amina: Person) -> Learner:
    """Amina's learner."""
    return learner(amina)


def test_replay_does_not_depend_on_the_order(somebody: Learner, framework: Framework, now: datetime) -> None:
    random = Random(7)
    seen = [evidence(framework, now, random.choice([0.0, 0.5, 1.0]), random.randrange(3)) for _ in range(24)]
    state = observe(learner=somebody, framework=framework, evidence=seen, now=now)
    rows = list(Observation.objects.all())

    for seed in range(5):
        Random(seed).shuffle(rows)
        before, floor = prior_for(framework, somebody, {}), floor_of(framework, somebody)
        again = chain(framework, before, floor, rows, []).memory.posterior
        assert np.abs(again.mean - state.now.mean).max() < 1e-6
        assert np.abs(again.cov - state.now.cov).max() < 1e-6


def test_one_by_one_is_all_at_once(somebody: Learner, framework: Framework, now: datetime) -> None:
    for turn in range(6):
        observe(learner=somebody, framework=framework, evidence=[evidence(framework, now, float(turn % 2), turn % 3)], now=now)
    kept = state_of(somebody, framework, now=now).now

    rebuilt = rebuild(learner=somebody, framework=framework, now=now).now

    assert np.abs(rebuilt.mean - kept.mean).max() < 1e-6


def test_a_correction_takes_the_place_of_what_it_supersedes(somebody: Learner, framework: Framework, now: datetime) -> None:
    observe(learner=somebody, framework=framework, evidence=[evidence(framework, now, 0.0, 0)], now=now)
    wrong = Observation.objects.get()
    before = state_of(somebody, framework, now=now).now.mean[0]

    correction = evidence(framework, now, 1.0, 0, source_id=wrong.source_id, supersedes=wrong.pk, occurred_at=now + timedelta(days=1))
    observe(learner=somebody, framework=framework, evidence=[correction], now=now)

    assert Observation.objects.count() == 2
    assert [row.score for row in observations_of(somebody, framework.code)] == [1.0]
    assert state_of(somebody, framework, now=now).now.mean[0] > before


def test_an_observation_that_weighs_nothing_moves_nothing(somebody: Learner, framework: Framework, now: datetime) -> None:
    state = observe(learner=somebody, framework=framework, evidence=[evidence(framework, now, 1.0, 0, weight=0.0)], now=now)

    assert state.now.mean == pytest.approx(state.before.mean)


def test_an_answer_of_more_worth_leaves_less_unsure(somebody: Learner, framework: Framework, now: datetime) -> None:
    plain = observe(learner=somebody, framework=framework, evidence=[evidence(framework, now, 0.5, 0)], now=now)
    Observation.objects.update(worth=2.0)

    richer = rebuild(learner=somebody, framework=framework, now=now)

    assert richer.now.sd[0] < plain.now.sd[0]


def test_what_an_answer_is_worth_is_kept_with_it(somebody: Learner, framework: Framework, now: datetime) -> None:
    observe(learner=somebody, framework=framework, evidence=[evidence(framework, now, 0.5, 0, worth=1.7)], now=now)

    assert Observation.objects.get().worth == 1.7


def test_an_answer_informs_its_neighbours(somebody: Learner, framework: Framework, now: datetime) -> None:
    state = observe(learner=somebody, framework=framework, evidence=[evidence(framework, now, 1.0, 0)], now=now)

    moved = state.now.mean - state.before.mean
    assert moved[0] > moved[1] > moved[2] > 0  # itself, its domain, the other domain


def test_what_was_declared_moves_the_prior_and_can_be_taken_back(somebody: Learner, framework: Framework, now: datetime) -> None:
    first, second, _third = framework.codes
    plain = state_of(somebody, framework, now=now).now.mean.copy()

    declare_levels(learner=somebody, framework=framework, levels={first: "expert", second: ""}, now=now)
    declared = state_of(somebody, framework, now=now).now.mean.copy()
    declare_levels(learner=somebody, framework=framework, levels={first: None, second: None}, now=now)

    assert declared[0] > plain[0]
    assert declared[1] < declared[0]
    assert not Declaration.objects.exists()
    assert state_of(somebody, framework, now=now).now.mean == pytest.approx(plain)


def test_settling_outlives_a_replay(somebody: Learner, framework: Framework, now: datetime) -> None:
    settle(learner=somebody, framework=framework, competence=framework.codes[1], now=now)

    rebuild(learner=somebody, framework=framework, now=now)

    assert Estimate.objects.get().settled == [framework.codes[1]]


def test_without_a_profession_there_are_levels_and_no_verdict(somebody: Learner, framework: Framework, now: datetime) -> None:
    Learner.objects.filter(pk=somebody.pk).update(profession="", stage="")
    somebody.refresh_from_db()

    found = results_of(somebody, framework, now=now)

    assert {one.verdict for one in found} == {"not-required"}
    assert all(one.low < one.theta < one.high and one.required is None for one in found)


def test_a_domain_is_known_better_than_its_competences(somebody: Learner, framework: Framework, now: datetime) -> None:
    state = observe(learner=somebody, framework=framework, evidence=[evidence(framework, now, 1.0, 0)], now=now)

    domain = domain_results(state)[0]
    inside = results_of(somebody, framework, now=now)[:2]

    assert all(domain.high - domain.low < one.high - one.low for one in inside)


def test_two_observations_of_one_source_are_one(somebody: Learner, framework: Framework, now: datetime) -> None:
    one = evidence(framework, now, 1.0, 0, source_id=uuid4())
    observe(learner=somebody, framework=framework, evidence=[one], now=now)

    with pytest.raises(IntegrityError):
        observe(learner=somebody, framework=framework, evidence=[one], now=now)
