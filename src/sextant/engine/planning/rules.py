"""The rules of a course, one function each: what may be taken, in what order, and what stands in the way of the rest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable

from .gains import distribution, holds, to_cover
from .model import Kind, Module, Problem, Reason, SessionOption, Slot


def merge(slots: Iterable[Slot], *, start: int, deadline: int) -> list[tuple[int, int]]:
    """Return the free hours between `start` and `deadline` as disjoint ascending intervals; slots that touch become one."""
    merged: list[tuple[int, int]] = []
    for a, b in sorted((max(slot.start, start), min(slot.end, deadline)) for slot in slots):
        if a >= b:
            continue
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], b))
        else:
            merged.append((a, b))
    return merged


def travel_to(problem: Problem, option: SessionOption) -> int:
    """Return the minutes of travel, there and back: none when remote or when the learner is at that place in a slot around the session."""
    if option.place is None:
        return 0
    if any(slot.place == option.place and slot.start <= option.start < slot.end for slot in problem.slots):
        return 0
    return option.travel_minutes


def needs(problem: Problem, module: Module) -> tuple[str, ...]:
    """Return the prerequisites of `module` that are not waived: neither done nor teaching only what the learner already holds."""
    return tuple(key for key in module.prerequisites if key not in problem.done and not _mastered(problem, problem.module(key)))


def _mastered(problem: Problem, module: Module) -> bool:
    for competence, gain in module.gains.items():
        if competence not in problem.mean:
            return False
        if competence in problem.acquired and gain.level <= problem.required.get(competence, -1):
            continue
        states = distribution(problem.mean[competence], problem.sd[competence], problem.cuts)
        if holds(states, gain.level) < problem.target:
            return False
    return bool(module.gains)


def ladder(problem: Problem, modules: Collection[Module]) -> list[tuple[str, str]]:
    """
    Return the pairs (earlier, later) that the levels of competences to cover impose on `modules` when both are taken.

    A module comes before another that brings a shared competence to a higher level, unless it is at a higher level on another shared
    competence, or needs the other one first.
    """
    wanted = set(to_cover(problem))
    needed = {module.key: set(_ancestors(problem, module)) for module in modules}
    pairs = []
    for low in modules:
        for high in modules:
            shared = [c for c in low.gains if c in wanted and c in high.gains]
            if (
                any(low.gains[c].level < high.gains[c].level for c in shared)
                and all(low.gains[c].level <= high.gains[c].level for c in shared)
                and high.key not in needed[low.key]
            ):
                pairs.append((low.key, high.key))
    return pairs


def _ancestors(problem: Problem, module: Module) -> Iterable[str]:
    for key in needs(problem, module):
        yield key
        yield from _ancestors(problem, problem.module(key))


Obstacles = dict[str, list[tuple[SessionOption, frozenset[Reason]]]]
"""For each module taken in sessions: its options, each with what keeps the learner out of it."""


def obstacles(problem: Problem) -> Obstacles:
    """Return what stands in the way of each session of each module."""
    free = merge(problem.slots, start=problem.start, deadline=problem.deadline)
    starts = [a for a, _ in free]
    found: Obstacles = {}
    for module in problem.modules:
        if module.kind is Kind.SELF_PACED:
            continue
        pin = problem.pinned.get(module.key)
        soonest = problem.postponed.get(module.key, problem.start)
        found[module.key] = []
        for option in module.sessions:
            reasons = set()
            if pin is not None and pin != option.key:
                reasons.add(Reason.REFUSED)
            if option.place is not None and option.place not in problem.places:
                reasons.add(Reason.UNREACHABLE_PLACE)
            if option.seats_left == 0:
                reasons.add(Reason.SESSION_FULL)
            n = bisect_right(starts, option.start) - 1
            if option.start < soonest or n < 0 or option.end > free[n][1]:
                reasons.add(Reason.OUTSIDE_AVAILABILITY)
            found[module.key].append((option, frozenset(reasons)))
    return found


def usable(problem: Problem, *, despite: Collection[Reason] = (), known: Obstacles | None = None) -> dict[str, tuple[SessionOption, ...]]:
    """
    Return the modules that can be taken at all, each with the sessions it can be taken in (none when self-paced).

    `despite` lists obstacles to look away from: with `{REFUSED}`, what could be taken had the learner refused nothing. A module whose
    prerequisite cannot be taken cannot be taken either. `known` are the `obstacles` of the problem, if already worked out.
    """
    known = obstacles(problem) if known is None else known
    ignored = frozenset(despite)
    found: dict[str, tuple[SessionOption, ...]] = {}
    for module in problem.modules:
        if module.key in problem.done and Reason.ALREADY_DONE not in ignored:
            continue
        if module.key in problem.refused and Reason.REFUSED not in ignored:
            continue
        if module.kind is Kind.SELF_PACED:
            if problem.postponed.get(module.key, problem.start) < problem.deadline or Reason.OUTSIDE_AVAILABILITY in ignored:
                found[module.key] = ()
            continue
        options = tuple(option for option, reasons in known[module.key] if reasons <= ignored)
        if options or (not module.sessions and Reason.NO_SESSION in ignored):
            found[module.key] = options
    wanting = {module.key: needs(problem, module) for module in problem.modules if module.prerequisites and module.key in found}
    while True:
        lame = [key for key, prerequisites in wanting.items() if key in found and any(p not in found for p in prerequisites)]
        if not lame:
            return found
        for key in lame:
            del found[key]
