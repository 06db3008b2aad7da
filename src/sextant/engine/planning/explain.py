"""Why each step is in a plan, and what doing otherwise would cost: codes and numbers, no sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from . import greedy
from .gains import distribution, holds, in_order, probability_after, take, to_cover
from .model import Kind, Module, Plan, Problem, Step
from .rules import ladder, needs, usable

DAY = 24 * 60
QUICK = 10
"""Trials of the greedy planner for one alternative: a tenth of a full plan."""
MOST = 6
"""Alternatives shown for one step."""

Planner = Callable[[Problem], Plan]


@dataclass(frozen=True, slots=True)
class Bring:
    """
    What a step brings on one competence to cover.

    `level` is the level the module aims at; `held_before` and `held_after`, the probability of holding it just before and just after the
    step.
    `required_without` and `required_with`: the probability of being above the *required* threshold at the end of the plan if the step (and
    what needs it) were left out, and with it.
    """

    competence: str
    level: int
    held_before: float
    held_after: float
    required_without: float
    required_with: float


@dataclass(frozen=True, slots=True)
class StepReason:
    """
    Why a step is in a plan.

    `brings`: most useful competence first. `opens`: steps of the plan that need this one first, as a prerequisite or as a lower level.
    `pinned`: the learner asked for it. `tests`: the competence it settles, for a test.
    """

    key: str
    brings: tuple[Bring, ...]
    opens: tuple[str, ...]
    pinned: bool
    tests: str | None


class Otherwise(StrEnum):
    """A way of doing without a step as planned."""

    WITHOUT = "without"
    """Leave the module out; the plan fills the gap as it can."""
    OTHER_MODULE = "other-module"
    OTHER_SESSION = "other-session"


@dataclass(frozen=True, slots=True)
class Loss:
    """A required competence whose probability of being reached changes."""

    competence: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Alternative:
    """
    Another way, and what it costs against the plan: more (+) or less (-).

    `module` and `session`: what is taken instead, if something definite is. `added`, `removed`: keys of steps that come and go.
    `days`: by how many days the last step ends later. `losses`: competences covered less (or more) than in the plan.
    `plan` is the whole plan that follows from the choice.
    """

    kind: Otherwise
    module: str | None
    session: str | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    minutes: int
    travel: int
    days: int
    losses: tuple[Loss, ...]
    plan: Plan

    @property
    def covers_as_much(self) -> bool:
        """Does no required competence lose anything that counts?"""
        return all(loss.after >= loss.before - 1e-9 for loss in self.losses)


def explain(problem: Problem, plan: Plan) -> tuple[StepReason, ...]:
    """Return the reason of each step of `plan`, in its order."""
    steps = {step.key: step for step in plan.steps}
    taken = [m for m in problem.modules if m.key in steps]
    follows: dict[str, set[str]] = {}
    for early, late in [*ladder(problem, taken), *((p, m.key) for m in taken for p in needs(problem, m))]:
        follows.setdefault(early, set()).add(late)
    return tuple(_reason(problem, step, taken, follows, steps) for step in plan.steps)


def _reason(problem: Problem, step: Step, taken: list[Module], follows: dict[str, set[str]], steps: dict[str, Step]) -> StepReason:
    if step.kind is Kind.TEST:
        return StepReason(step.key, (), (), False, step.tests)
    module = problem.module(step.key)
    gone = _dependants(problem, step.key, taken)
    rest = [m for m in taken if m.key not in gone]
    brings = []
    for competence in to_cover(problem):
        if competence not in module.gains:
            continue
        level = module.gains[competence].level
        before, after = _around(problem, competence, module, taken)
        brings.append(
            Bring(
                competence=competence,
                level=level,
                held_before=before,
                held_after=after,
                required_without=probability_after(problem, competence, rest),
                required_with=probability_after(problem, competence, taken),
            )
        )
    brings.sort(key=lambda b: (b.required_without - b.required_with, b.held_before - b.held_after, b.competence))
    opens = sorted(follows.get(step.key, ()), key=lambda key: steps[key].start)
    return StepReason(step.key, tuple(brings), tuple(opens), step.key in problem.pinned, None)


def _dependants(problem: Problem, key: str, taken: list[Module]) -> set[str]:
    gone = {key}
    while True:
        more = {m.key for m in taken if m.key not in gone and gone & set(needs(problem, m))}
        if not more:
            return gone
        gone |= more


def _around(problem: Problem, competence: str, module: Module, taken: list[Module]) -> tuple[float, float]:
    """Return the probability of holding the level `module` aims at, just before and just after it, in the order of levels."""
    level = module.gains[competence].level
    states = distribution(problem.mean[competence], problem.sd[competence], problem.cuts)
    for other in in_order(taken, competence):
        before = states
        states = take(states, other.gains[competence])
        if other.key == module.key:
            return holds(before, level), holds(states, level)
    return holds(states, level), holds(states, level)


def alternatives(problem: Problem, plan: Plan, key: str, *, planner: Planner | None = None) -> tuple[Alternative, ...]:
    """
    Return other ways than step `key` of `plan`, the best first: each is a whole plan made anew with as few changes as possible.

    A test has none. `planner` makes the plans (by default a quick greedy one), so a cost shown is an upper bound of the true one.
    Raises `UnknownModule` when the plan has no such step.
    """
    step = plan.step(key)
    if step.kind is Kind.TEST:
        return ()
    make = planner or (lambda p: greedy.plan(p, trials=QUICK))
    found: dict[tuple[tuple[str, str | None], ...], Alternative] = {}
    for kind, module, session, changed in _variants(problem, plan, key):
        other = make(replace(changed, previous=plan.steps))
        wanted = module if module is not None else key
        if wanted in other.missed_pins and kind is not Otherwise.WITHOUT:
            continue
        signature = tuple(sorted((s.key, s.session) for s in other.steps))
        # "Without" comes last, and is dropped where it comes to the same as a definite replacement.
        if signature not in found:
            found[signature] = _compare(kind, module, session, plan, other)
    ranked = sorted(found.values(), key=lambda a: a.plan.objective)[:MOST]
    return tuple(ranked)


def _variants(problem: Problem, plan: Plan, key: str) -> Iterable[tuple[Otherwise, str | None, str | None, Problem]]:
    step = plan.step(key)
    module = problem.module(key)
    pins = {k: s for k, s in problem.pinned.items() if k != key}
    open_now = usable(replace(problem, pinned=pins))
    for option in open_now.get(key, ()):
        if option.key != step.session:
            yield Otherwise.OTHER_SESSION, key, option.key, replace(problem, pinned={**pins, key: option.key})
    wanted = set(to_cover(problem)) & set(module.gains)
    keys = {s.key for s in plan.steps}
    rivals = [
        m
        for m in problem.modules
        if m.key in open_now
        and m.key not in keys
        and key not in needs(problem, m)
        and any(c in m.gains and module.gains[c].level <= m.gains[c].level <= problem.required[c] for c in wanted)
    ]
    rivals.sort(key=lambda m: (abs(m.minutes - module.minutes), m.key))
    without = replace(problem, pinned=pins, refused=problem.refused | {key})
    for rival in rivals[: MOST - 1]:
        yield Otherwise.OTHER_MODULE, rival.key, None, replace(without, pinned={**pins, rival.key: None})
    yield Otherwise.WITHOUT, None, None, without


def _compare(kind: Otherwise, module: str | None, session: str | None, plan: Plan, other: Plan) -> Alternative:
    before = {s.key for s in plan.steps}
    after = {s.key for s in other.steps}
    ends = [max((s.end for s in p.steps), default=0) for p in (plan, other)]
    losses = [
        Loss(was.competence, was.after, now.after)
        for was, now in zip(plan.coverage, other.coverage, strict=True)
        if abs(was.after - now.after) > 1e-9 and min(was.after, now.after) < was.target
    ]
    return Alternative(
        kind=kind,
        module=module,
        session=session,
        added=tuple(s.key for s in other.steps if s.key not in before),
        removed=tuple(s.key for s in plan.steps if s.key not in after),
        minutes=other.minutes - plan.minutes,
        travel=other.objective.travel - plan.objective.travel,
        days=ends[1] // DAY - ends[0] // DAY if after and before else 0,
        losses=tuple(losses),
        plan=other,
    )
