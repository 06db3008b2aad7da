"""What modules do to the probability of holding a level: a learner is a distribution over levels, a module moves mass upwards."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, erfc, floor, sqrt

from .model import Gain, Module, Problem

Distribution = tuple[float, ...]
"""Probability of each state: index 0 is below the lowest cut, index k holds level k - 1 and not level k."""


def distribution(mean: float, sd: float, cuts: tuple[float, ...]) -> Distribution:
    """
    Return the probability of each state of a learner whose trait is normal(`mean`, `sd`).

    >>> [round(p, 3) for p in distribution(0.0, 1.0, (-1.0, 1.0))]
    [0.159, 0.683, 0.159]
    """
    above = [1.0, *(0.5 * erfc((cut - mean) / (sd * sqrt(2))) for cut in cuts), 0.0]
    return tuple(above[k] - above[k + 1] for k in range(len(cuts) + 1))


def take(states: Distribution, gain: Gain) -> Distribution:
    """
    Return the distribution after a module with that `gain` (see `Gain` for the assumption).

    >>> take((0.2, 0.8, 0.0), Gain(1, lift=0.5, leap=0.25))
    (0.15000000000000002, 0.45, 0.4)
    """
    after = list(states)
    lifted = states[gain.level] * gain.lift
    after[gain.level] -= lifted
    after[gain.level + 1] += lifted
    if gain.level >= 1:
        leapt = states[gain.level - 1] * gain.leap
        after[gain.level - 1] -= leapt
        after[gain.level] += leapt
    return tuple(after)


def holds(states: Distribution, level: int) -> float:
    """Return the probability of being at `level` or above."""
    return min(1.0, max(0.0, sum(states[level + 1 :])))


def in_order(modules: Iterable[Module], competence: str) -> list[Module]:
    """Return those of `modules` that bring something on `competence`, lower levels first: the order in which they are taken."""
    return sorted((m for m in modules if competence in m.gains), key=lambda m: (m.gains[competence].level, m.key))


def states_after(problem: Problem, competence: str, modules: Iterable[Module]) -> Distribution:
    """Return the learner's distribution on `competence` after `modules`."""
    states = distribution(problem.mean[competence], problem.sd[competence], problem.cuts)
    for module in in_order(modules, competence):
        states = take(states, module.gains[competence])
    return states


def probability_after(problem: Problem, competence: str, modules: Iterable[Module]) -> float:
    """
    Return the probability of being above the threshold required on `competence` after `modules`.

    Modules above the required level are not counted: nobody is sent to one for the requirement's sake.
    """
    level = problem.required[competence]
    return holds(
        states_after(problem, competence, (m for m in modules if competence in m.gains and m.gains[competence].level <= level)), level
    )


def steps_short(probability: float, *, before: float, target: float, grain: float) -> int:
    """
    Return by how many steps of `grain` a probability misses `target`: 0 once it is reached, else at least 1.

    What is gained over `before` counts in whole steps, so that a gain smaller than `grain` counts only if it reaches the target.

    >>> [steps_short(p, before=0.52, target=0.8, grain=0.05) for p in (0.52, 0.56, 0.57, 0.79, 0.8, 0.9)]
    [6, 6, 5, 1, 0, 0]
    """
    if probability >= target - 1e-9:
        return 0
    return ceil((target - before) / grain - 1e-9) - floor(max(0.0, probability - before) / grain + 1e-9)


def to_cover(problem: Problem) -> tuple[str, ...]:
    """Return the competences modules are planned for: required, neither acquired nor awaiting a test, in order of code."""
    return tuple(sorted(c for c in problem.required if c not in problem.acquired and c not in problem.open_tests))
