"""The rules of a course, one function each: what may be taken, in what order, and what stands in the way of the rest."""

from __future__ import annotations

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

    A module comes before another that brings a shared competence to a higher level, unless it is at a higher level on another shared competence,
    or needs the other one first.
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


def obstacles_of_option(problem: Problem, module: Module, option: SessionOption, free: list[tuple[int, int]]) -> frozenset[Reason]:
    """Return what keeps the learner out of that session; `free` are the merged free hours."""
    found = set()
    pin = problem.pinned.get(module.key)
    if pin is not None and pin != option.key:
        found.add(Reason.REFUSED)
    if option.place is not None and option.place not in problem.places:
        found.add(Reason.UNREACHABLE_PLACE)
    if option.seats_left == 0:
        found.add(Reason.SESSION_FULL)
    late = option.start < problem.postponed.get(module.key, problem.start)
    if late or not any(a <= option.start and option.end <= b for a, b in free):
        found.add(Reason.OUTSIDE_AVAILABILITY)
    return frozenset(found)


def usable(problem: Problem, *, despite: Collection[Reason] = ()) -> dict[str, tuple[SessionOption, ...]]:
    """
    Return the modules that can be taken at all, each with the sessions it can be taken in (none when self-paced).

    `despite` lists obstacles to look away from: with `{REFUSED}`, what could be taken had the learner refused nothing. A module whose
    prerequisite cannot be taken cannot be taken either.
    """
    free = merge(problem.slots, start=problem.start, deadline=problem.deadline)
    found: dict[str, tuple[SessionOption, ...]] = {}
    for module in problem.modules:
        if module.key in problem.done and Reason.ALREADY_DONE not in despite:
            continue
        if module.key in problem.refused and Reason.REFUSED not in despite:
            continue
        if module.kind is Kind.SELF_PACED:
            if problem.postponed.get(module.key, problem.start) < problem.deadline or Reason.OUTSIDE_AVAILABILITY in despite:
                found[module.key] = ()
            continue
        options = tuple(o for o in module.sessions if obstacles_of_option(problem, module, o, free) <= set(despite))
        if options or (not module.sessions and Reason.NO_SESSION in despite):
            found[module.key] = options
    while True:
        lame = [key for key in found if any(p not in found for p in needs(problem, problem.module(key)))]
        if not lame:
            return found
        for key in lame:
            del found[key]
