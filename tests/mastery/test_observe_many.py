"""What is observed of many learners at once is what would be observed of each."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import numpy as np
import pytest

from sextant.accounts.actions import change_profile, create_learner
from sextant.accounts.models import Learner
from sextant.frameworks.document import Framework
from sextant.mastery.actions import Evidence, declare_levels, observe, observe_many
from sextant.mastery.models import Estimate, Observation
from sextant.mastery.queries import state_of
from tests.mastery.test_replay import evidence

Queries = Callable[[int], AbstractContextManager[object]]


def people(now: datetime, count: int) -> list[Learner]:
    """Return students of law."""
    return [change_profile(learner=create_learner(now=now), now=now, profession="juriste", stage="etudes") for _ in range(count)]


def answers(framework: Framework, now: datetime, number: int) -> list[Evidence]:
    """Return made-up answers that differ from person to person."""
    return [evidence(framework, now, float((number + place) % 2), place % 3) for place in range(4 + number)]


def test_many_at_once_are_each_on_their_own(small_pack: object, framework: Framework, now: datetime) -> None:
    together, alone = people(now, 3), people(now, 3)
    declare_levels(learner=together[1], framework=framework, levels={framework.codes[0]: list(framework.levels)[-1]}, now=now)
    declare_levels(learner=alone[1], framework=framework, levels={framework.codes[0]: list(framework.levels)[-1]}, now=now)

    for day in (0, 8):
        at = now + timedelta(days=day)
        observe_many(framework=framework, evidence={one: answers(framework, at, place) for place, one in enumerate(together)}, now=at)
        for place, one in enumerate(alone):
            observe(learner=one, framework=framework, evidence=answers(framework, at, place), now=at)

    for one, other in zip(together, alone, strict=True):
        found, wanted = state_of(one, framework, now=now), state_of(other, framework, now=now)
        assert np.abs(found.now.mean - wanted.now.mean).max() < 1e-9
        assert np.abs(found.now.cov - wanted.now.cov).max() < 1e-9
        assert found.observations == wanted.observations
        weeks = [Estimate.objects.get(learner=who).week for who in (one, other)]
        assert weeks[0].keys() == weeks[1].keys()
        assert weeks[0]["theta"] == pytest.approx(weeks[1]["theta"])


def test_settling_tests_are_noted_beside_those_that_were(small_pack: object, framework: Framework, now: datetime) -> None:
    first, second = people(now, 2)
    one, two = framework.codes[:2]
    observe_many(framework=framework, evidence={first: answers(framework, now, 0)}, settling={first: {one}}, now=now)

    states = observe_many(
        framework=framework,
        evidence={first: answers(framework, now, 1), second: answers(framework, now, 1)},
        settling={first: {two}},
        now=now,
    )

    assert states[first.pk].settled == {one, two} == state_of(first, framework, now=now).settled
    assert states[second.pk].settled == set()


def test_queries_do_not_grow_with_people_or_answers(
    small_pack: object, framework: Framework, now: datetime, django_assert_num_queries: Queries
) -> None:
    for count in (1, 3):
        fresh = people(now, count)
        # The second time, what was observed before is read too.
        for queries in (6, 7):
            seen = {one: answers(framework, now, place) for place, one in enumerate(fresh)}
            with django_assert_num_queries(queries):
                observe_many(framework=framework, evidence=seen, now=now)
    assert Observation.objects.count() == 2 * (4 + 4 + 5 + 6)
