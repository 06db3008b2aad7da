"""
Where two modules are exchangeable, a coin decides which is proposed: the only way to learn which of them teaches better.

Modules are exchangeable for a learner when nothing the plan knows tells them apart: both read at one's own pace, the same gains on the same
competences, the same prerequisites still to be met, similar minutes, and no choice of the learner about either. The planner counts the
minutes of the longer one for both (`levelled`), so whichever the coin names stands in the same hours, covers as much and takes as long.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256

from .model import Kind, Module, Plan, Problem
from .rules import needs

SIMILAR = 2
"""Minutes by which exchangeable modules may differ."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What the coin named, among which modules (in order of key), and the probability it had."""

    key: str
    among: tuple[str, ...]
    chance: float


def exchangeable(problem: Problem) -> tuple[tuple[str, ...], ...]:
    """Return the groups of modules that nothing but a coin can choose between, each in order of key."""
    chosen = {*problem.pinned, *problem.refused, *problem.postponed, *problem.done}
    free = [module for module in problem.modules if module.kind is Kind.SELF_PACED and module.gains and module.key not in chosen]
    # A twin that was taken, kept or left out settles the matter for those who remain: nothing is drawn about it any more.
    settled = {_signature(problem, module) for module in problem.modules if module.key in chosen}
    kinds: dict[tuple[object, ...], list[Module]] = {}
    for module in sorted(free, key=lambda module: (module.minutes, module.key)):
        signature = _signature(problem, module)
        if signature not in settled:
            kinds.setdefault(signature, []).append(module)
    found = []
    for alike in kinds.values():
        group: list[Module] = []
        for module in alike:
            if group and module.minutes - group[0].minutes > SIMILAR:
                found.append(group)
                group = []
            group.append(module)
        found.append(group)
    return tuple(sorted(tuple(sorted(module.key for module in group)) for group in found if len(group) > 1))


def _signature(problem: Problem, module: Module) -> tuple[object, ...]:
    return (tuple(sorted(module.gains.items(), key=lambda pair: pair[0])), tuple(sorted(needs(problem, module))))


def levelled(problem: Problem) -> Problem:
    """Return `problem` with the minutes of the longest module of each exchangeable group for all of the group."""
    longest: dict[str, int] = {}
    for group in exchangeable(problem):
        most = max(problem.module(key).minutes for key in group)
        longest |= dict.fromkeys(group, most)
    if not longest:
        return problem
    return replace(problem, modules=tuple(replace(m, minutes=longest.get(m.key, m.minutes)) for m in problem.modules))


def draw(problem: Problem, plan: Plan, *, seed: str, settled: Collection[str] = ()) -> tuple[Plan, tuple[Draw, ...]]:
    """
    Return `plan` with the modules the coin names in the places of their equals, and what was drawn. Drawing again changes nothing.

    `seed` names whom it is drawn for. Each module of a group has the same chance; a group's draw stays the same as long as the group does,
    and a newcomer changes it only by winning. Nothing is drawn where the plan holds several of a group, or a step that builds on one; nor
    about a group of which one is `settled`: planned before anything could be drawn, so that a course in force is not turned round.
    """
    keys = {step.key for step in plan.steps}
    needed = {key for step in plan.steps if step.tests is None for key in needs(problem, problem.module(step.key))}
    drawn: dict[str, Draw] = {}
    for group in exchangeable(problem):
        planned = keys & set(group)
        minutes = {problem.module(key).minutes for key in group}
        if len(planned) == 1 and not planned & needed and len(minutes) == 1 and not set(group) & set(settled):
            named = max(group, key=lambda key: sha256(f"draw|{seed}|{key}".encode()).digest())
            drawn[planned.pop()] = Draw(named, group, 1.0 / len(group))
    steps = tuple(replace(step, key=drawn[step.key].key) if step.key in drawn else step for step in plan.steps)
    return replace(plan, steps=steps), tuple(drawn.values())
