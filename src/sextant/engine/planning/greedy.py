"""A good plan in milliseconds, in pure Python: choose modules, lay them in time, improve a little. Deterministic."""

from __future__ import annotations

from .desk import Desk
from .model import Objective, Plan, Problem
from .outcome import cost, plan_of
from .placement import Fitter, Placed, place
from .selection import cheapest_cover, fit_in, ways_of

TRIALS = 100
"""Attempts at improving a first choice of modules."""


def plan(problem: Problem, *, incumbent: Plan | None = None, trials: int = TRIALS) -> Plan:
    """
    Return a plan for `problem`: always one, empty when nothing can be done, with the reasons of what stays unmet.

    `incumbent` is a plan known to be possible for this very problem (say, one made for fewer hours): the result is never worse than it.
    `trials` bounds the improvement; 0 gives the first plan found.
    """
    desk = Desk(problem)
    best = _search(desk, trials)
    if incumbent is not None:
        known = placed_of(desk, incumbent)
        if known is not None and (best is None or cost(desk, _mask(known), known) < cost(desk, _mask(best), best)):
            best = known
    return plan_of(desk, best or {})


def placed_of(desk: Desk, plan: Plan) -> Placed | None:
    """Return the steps of `plan` as tasks of `desk`, or None when one of them is no longer possible there."""
    placed: Placed = {}
    for step in plan.steps:
        i = desk.index.get(step.key)
        if i is None:
            return None
        if step.session is None:
            placed[i] = (step.chunks, None)
            continue
        numbers = [o for o, option in enumerate(desk.options[i]) if option.key == step.session]
        if not numbers:
            return None
        placed[i] = (step.chunks, numbers[0])
    return placed


def lay(desk: Desk, chosen: int) -> Placed | None:
    """Return the better of laying `chosen` afresh and around the plan in force, or None when neither works."""
    fresh = place(desk, chosen)
    if not desk.previous:
        return fresh
    kept = place(desk, chosen, keep=True)
    both = [p for p in (fresh, kept) if p is not None]
    return min(both, key=lambda p: cost(desk, chosen, p), default=None)


def _mask(placed: Placed) -> int:
    return sum(1 << i for i in placed)


def _search(desk: Desk, trials: int) -> Placed | None:
    ways = ways_of(desk)
    wish = cheapest_cover(desk, ways, trials=trials // 2)
    candidates: list[tuple[Objective, Placed]] = []

    def consider(chosen: int) -> None:
        placed = lay(desk, chosen)
        if placed is not None:
            candidates.append((cost(desk, chosen, placed), placed))

    if desk.duration(wish) <= desk.capacity:
        consider(wish)
    if not candidates:
        consider(fit_in(desk, ways, Fitter(desk), trials=trials))
    if desk.previous:
        # The modules of the plan in force, where they still do as well, spare the learner a change.
        old = desk.prune(sum(1 << desk.index[key] for key in desk.previous if key in desk.index) | desk.must | desk.tests)
        if not any(_mask(placed) == old for _, placed in candidates):
            consider(old)
    return min(candidates, key=lambda pair: pair[0])[1] if candidates else None
