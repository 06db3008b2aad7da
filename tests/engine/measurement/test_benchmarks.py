"""The peers our figures are compared with are the real ones: check values of their published description."""

import pytest

from benchmarks.measurement_one_ability import StepLimited


def test_step_limited_rule_gives_its_check_values() -> None:
    rule = StepLimited()
    rule.learn(a=1.0, b=-3.0, right=True)

    assert rule.theta == pytest.approx(-2.4217, abs=5e-5)
    assert rule.se == pytest.approx(1.0791, abs=5e-5)


def test_step_limited_rule_gives_its_check_sequence() -> None:
    rule, path = StepLimited(), []
    for a, b, right in ((1.2, -2.5, True), (0.9, -1.0, True), (1.4, 0.2, False)):
        rule.learn(a=a, b=b, right=right)
        path.append(rule.theta)

    assert path == pytest.approx([-2.2163, -1.1258, -0.7764], abs=5e-5)


def test_step_limited_rule_limits_its_steps() -> None:
    limited, free = StepLimited(theta=-0.2), StepLimited(theta=-0.2, limited=False)
    for rule in (limited, free):
        for _ in range(3):
            before = rule.theta
            rule.learn(a=2.5, b=2.0, right=True)

    assert free.theta > limited.theta
    assert limited.theta - before <= max(0.5, 0.5 * abs(before)) + 1e-12
