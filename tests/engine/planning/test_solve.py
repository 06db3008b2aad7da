"""What is proper to the solver; the rest is in the conformance suite."""

import subprocess
import sys

import pytest

from sextant.engine.planning import greedy, solve
from sextant.engine.simulation.courses import crowded_course, ordinary_course

from .conftest import make_problem, reading


@pytest.mark.parametrize("problem", [crowded_course(2), crowded_course(7), ordinary_course(2), ordinary_course(8)])
def test_solver_is_never_worse_than_its_hint(problem):
    hint = greedy.plan(problem, trials=0)

    found = solve.improve(problem, hint=hint, seconds=1.0)

    assert found.plan.objective <= hint.objective
    assert found.bound is None or found.bound <= found.plan.minutes


def test_solver_mends_a_poor_hint():
    problem = crowded_course(2)
    hint = greedy.plan(problem, trials=0)

    assert solve.plan(problem, hint=hint, seconds=1.0).objective.shortfall < hint.objective.shortfall


def test_solver_without_time_returns_its_hint():
    problem = ordinary_course(1)
    hint = greedy.plan(problem)

    assert solve.plan(problem, hint=hint, seconds=0.0) == hint


def test_solver_says_when_it_has_proved_its_plan_best():
    found = solve.improve(make_problem(reading("a", 20, x=1), reading("b", 30, x=1), required={"x": 1}))

    assert (found.proven, found.bound, found.plan.minutes) == (True, 20, 20)


def test_web_process_never_loads_the_solver():
    asked = "import sys; import sextant.engine.planning.greedy, sextant.engine.planning.solve, sextant.engine.planning.relax, \
sextant.engine.planning.explain; print(sorted({'ortools', 'pandas', 'numpy', 'django'} & set(sys.modules)))"

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)})

    assert said.stdout.strip() == "[]"
