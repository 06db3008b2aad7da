"""What modules do to the probability of holding a level."""

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.engine.planning.gains import distribution, holds, probability_after, steps_short, take
from sextant.engine.planning.model import Gain

from .conftest import make_problem, reading

CUTS = (-1.5, -0.5, 0.5, 1.5)
states = st.builds(lambda m, s: distribution(m, s, CUTS), st.floats(-4, 4), st.floats(0.05, 3))
gains = st.builds(lambda level, a, b: Gain(level, max(a, b), min(a, b)), st.integers(0, 3), st.floats(0, 1), st.floats(0, 1))


def test_distribution_is_that_of_the_normal_law():
    law = NormalDist(-0.3, 0.8)

    found = distribution(-0.3, 0.8, CUTS)

    assert found == pytest.approx(
        (law.cdf(-1.5), law.cdf(-0.5) - law.cdf(-1.5), law.cdf(0.5) - law.cdf(-0.5), law.cdf(1.5) - law.cdf(0.5), 1 - law.cdf(1.5))
    )


def test_module_lifts_those_one_level_below():
    assert take((0.0, 1.0, 0.0, 0.0, 0.0), Gain(1)) == pytest.approx((0.0, 0.05, 0.95, 0.0, 0.0))


def test_module_gives_less_to_those_two_levels_below_and_nothing_to_those_above_or_further():
    assert take((0.0, 1.0, 0.0, 0.0, 0.0), Gain(2)) == pytest.approx((0.0, 0.7, 0.3, 0.0, 0.0))
    assert take((1.0, 0.0, 0.0, 0.0, 0.0), Gain(2)) == (1.0, 0.0, 0.0, 0.0, 0.0)
    assert take((0.0, 0.0, 0.0, 1.0, 0.0), Gain(2)) == (0.0, 0.0, 0.0, 1.0, 0.0)


@given(states, gains)
def test_module_never_lowers_any_level_and_keeps_the_mass(before, gain):
    after = take(before, gain)

    assert sum(after) == pytest.approx(1)
    assert all(holds(after, level) >= holds(before, level) - 1e-12 for level in range(4))


def test_ladder_is_climbed_from_below_in_whatever_order_modules_are_given():
    low, high = reading("low", 10, x=1), reading("high", 10, x=2)
    problem = make_problem(low, high, mean={"x": -1.0, "y": 0.0}, required={"x": 2})

    assert probability_after(problem, "x", (high, low)) == probability_after(problem, "x", (low, high)) > 0.8
    assert probability_after(problem, "x", (high,)) < 0.4


def test_module_above_the_requirement_is_not_counted():
    problem = make_problem(reading("far", 10, x=2))

    assert probability_after(problem, "x", problem.modules) == probability_after(problem, "x", ())


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_shortfall_falls_as_probability_grows(numbers):
    before, low, high = sorted(numbers)

    short = [steps_short(p, before=before, target=0.8, grain=0.05) for p in (low, high)]

    assert short[0] >= short[1] >= 0
    assert [s == 0 for s in short] == [p >= 0.8 - 1e-9 for p in (low, high)]
