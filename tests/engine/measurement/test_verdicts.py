"""What holds of every verdict, whatever the learner."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sextant.engine.measurement.posterior import Posterior, prior
from sextant.engine.measurement.verdicts import Verdict, chance_above, precision_gained, verdicts

RANK = {Verdict.ACQUIRED: 2, Verdict.TO_SETTLE: 1, Verdict.TO_ACQUIRE: 0}
means, sds, thresholds = st.floats(-3, 3), st.floats(0.1, 1.5), st.floats(-3, 3)


@given(mean=means, sd=sds, low=thresholds, high=thresholds)
def test_asking_more_never_makes_a_verdict_better(mean: float, sd: float, low: float, high: float) -> None:
    low, high = sorted((low, high))
    state = Posterior([mean], [[sd * sd]])

    assert RANK[verdicts(state, low)[0]] >= RANK[verdicts(state, high)[0]]


@given(mean=means, sd=sds, threshold=thresholds, loose=st.floats(0.55, 0.99), strict=st.floats(0.55, 0.99))
def test_a_stricter_probability_only_opens_verdicts(mean: float, sd: float, threshold: float, loose: float, strict: float) -> None:
    loose, strict = sorted((loose, strict))
    state = Posterior([mean], [[sd * sd]])

    if (verdict := verdicts(state, threshold, p=strict)[0]) is not Verdict.TO_SETTLE:
        assert verdicts(state, threshold, p=loose)[0] is verdict


@given(mean=means, sd=sds, threshold=thresholds)
def test_the_chance_of_being_above_is_that_of_the_normal(mean: float, sd: float, threshold: float) -> None:
    drawn = np.random.default_rng(1).normal(mean, sd, 4000) > threshold

    assert abs(chance_above(Posterior([mean], [[sd * sd]]), threshold)[0] - drawn.mean()) < 0.04


@given(shrink=st.floats(0.05, 1.0), threshold=thresholds)
def test_progress_stays_between_nothing_and_all(shrink: float, threshold: float) -> None:
    start = prior(["a", "b"])
    state = Posterior(start.mean, start.cov * shrink)

    assert 0.0 <= precision_gained(start, state, threshold) <= 1.0
    assert precision_gained(start, start, threshold) == 0.0


@given(one=st.floats(0.1, 1.0), other=st.floats(0.1, 1.0))
def test_progress_grows_with_precision(one: float, other: float) -> None:
    start = prior(["a", "b"])
    less, more = sorted((one, other), reverse=True)

    gained = [precision_gained(start, Posterior(start.mean, start.cov * share), [0.0, float("nan")]) for share in (less, more)]

    assert gained[0] <= gained[1] + 1e-12
