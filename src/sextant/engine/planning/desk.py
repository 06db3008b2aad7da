"""A problem laid out for search: modules become bits of an integer, coverage a look-up, free hours a list of intervals."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush

from .gains import Distribution, distribution, holds, steps_short, take, to_cover
from .model import Kind, Module, Problem, SessionOption, key_of_test
from .rules import ladder, merge, needs, travel_to, usable


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the ones of `mask`, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Desk:
    """
    The tasks of one problem (usable modules, then tests), numbered from 0 in an order in which they can be taken.

    Public lists are indexed by task: `keys`, `kinds`, `minutes` (of the shortest session for a module with sessions), `options` (usable
    sessions, cheapest first), `travel` (of each option), `closure` (mask of the task and all it needs), `before` (mask of the tasks that
    precede it when both are taken), `release` (earliest start), `serves` (mask of the competences, by number, it brings something on).
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        sessions = usable(problem)
        modules = [m for m in problem.modules if m.key in sessions]
        edges = ladder(problem, modules)
        edges += [(p, m.key) for m in modules for p in needs(problem, m)]
        by_key = {m.key: m for m in modules}
        tests = [key_of_test(c) for c in sorted(problem.open_tests)]
        self.keys: list[str] = tests + _sorted(by_key, edges)
        self.index = {key: i for i, key in enumerate(self.keys)}
        self.tests = (1 << len(tests)) - 1
        self.modules: list[Module | None] = [by_key.get(key) for key in self.keys]
        self.kinds = [m.kind if m else Kind.TEST for m in self.modules]
        self.options: list[tuple[SessionOption, ...]] = []
        self.travel: list[tuple[int, ...]] = []
        previous = {step.key: step for step in problem.previous}
        self.previous = previous
        for module in self.modules:
            options = list(sessions[module.key]) if module else []
            kept = previous[module.key].session if module and module.key in previous else None
            options.sort(key=lambda o: (o.minutes, travel_to(problem, o), o.key != kept, o.end, o.key))
            self.options.append(tuple(options))
            self.travel.append(tuple(travel_to(problem, o) for o in options))
        self.minutes = [
            problem.test_minutes if m is None else (options[0].minutes if options else m.minutes)
            for m, options in zip(self.modules, self.options, strict=True)
        ]
        self.release = [
            problem.start if m is None else max(problem.start, problem.postponed.get(m.key, problem.start)) for m in self.modules
        ]
        self.before = [0] * len(self.keys)
        for early, late in edges:
            self.before[self.index[late]] |= 1 << self.index[early]
        self.closure = [0] * len(self.keys)
        for i, module in enumerate(self.modules):
            self.closure[i] = 1 << i
            for p in needs(problem, module) if module else ():
                self.closure[i] |= self.closure[self.index[p]]
        self._needy = [i for i in range(len(self.keys)) if self.closure[i] != 1 << i]
        self._lay_out_coverage()
        self._lay_out_time()
        self.pins = [self.index[key] for key in problem.pinned if key in self.index]
        self.missing_pins = sum(1 for key in problem.pinned if key not in self.index and key not in problem.done)
        self.must = 0
        for i in self.pins:
            self.must |= self.closure[i]

    def _lay_out_coverage(self) -> None:
        problem = self.problem
        self.competences = to_cover(problem)
        self._initial: list[Distribution] = []
        self._ladders: list[list[int]] = []
        self.relevant: list[int] = []
        self._short: list[dict[int, int]] = [{} for _ in self.competences]
        for competence in self.competences:
            self._initial.append(distribution(problem.mean[competence], problem.sd[competence], problem.cuts))
            rungs = [
                (m.gains[competence].level, m.key, i)
                for i, m in enumerate(self.modules)
                if m is not None and competence in m.gains and m.gains[competence].level <= problem.required[competence]
            ]
            self._ladders.append([i for _, _, i in sorted(rungs)])
            self.relevant.append(sum(1 << i for _, _, i in rungs))
        self.serves = [sum(1 << c for c, mask in enumerate(self.relevant) if mask >> i & 1) for i in range(len(self.keys))]
        self._before = [self.probability(c, 0) for c in range(len(self.competences))]
        self._untested = steps_short(0.0, before=0.0, target=problem.target, grain=problem.grain)

    def _lay_out_time(self) -> None:
        problem = self.problem
        self.weeks = problem.weeks
        self.free: list[tuple[int, int, int]] = []
        for a, b in merge(problem.slots, start=problem.start, deadline=problem.deadline):
            while a < b:
                week = self.week_of(a)
                end = min(b, problem.weeks[week + 1])
                self.free.append((a, end, week))
                a = end
        room = [0] * max(1, len(problem.weeks))
        for a, b, week in self.free:
            room[week] += b - a
        self.capacity = sum(min(problem.minutes_per_week, r) for r in room)

    def week_of(self, minute: int) -> int:
        """Return the index of the week `minute` lies in."""
        return bisect_right(self.weeks, minute) - 1

    def short(self, competence: int, chosen: int) -> int:
        """Return the steps of probability that competence number `competence` lacks when the tasks of mask `chosen` are taken."""
        mask = chosen & self.relevant[competence]
        known = self._short[competence].get(mask)
        if known is None:
            known = steps_short(
                self.probability(competence, mask),
                before=self._before[competence],
                target=self.problem.target,
                grain=self.problem.grain,
            )
            self._short[competence][mask] = known
        return known

    def probability(self, competence: int, chosen: int) -> float:
        """Return the probability of holding what is required on competence number `competence` when `chosen` is taken."""
        code = self.competences[competence]
        states = self._initial[competence]
        for i in self._ladders[competence]:
            module = self.modules[i]
            if chosen >> i & 1 and module is not None:
                states = take(states, module.gains[code])
        return holds(states, self.problem.required[code])

    def shortfall(self, chosen: int) -> int:
        """Return the total shortfall of mask `chosen`; a test left out counts as a competence of which nothing is held."""
        return sum(self.short(c, chosen) for c in range(len(self.competences))) + self._untested * (self.tests & ~chosen).bit_count()

    def serve(self, mask: int) -> int:
        """Return the mask of the competences (by number) that the tasks of `mask` bring something on."""
        found = 0
        serves = self.serves
        while mask:
            low = mask & -mask
            found |= serves[low.bit_length() - 1]
            mask ^= low
        return found

    def duration(self, mask: int) -> int:
        """Return the least minutes the tasks of `mask` take together."""
        total = 0
        minutes = self.minutes
        while mask:
            low = mask & -mask
            total += minutes[low.bit_length() - 1]
            mask ^= low
        return total

    def pins_missed(self, chosen: int) -> int:
        """Return how many pinned modules are not in `chosen`."""
        return self.missing_pins + sum(1 for i in self.pins if not chosen >> i & 1)

    def prune(self, chosen: int) -> int:
        """Return `chosen` without the tasks that lack one they need."""
        while True:
            lame = 0
            for i in self._needy:
                if chosen >> i & 1 and self.closure[i] & ~chosen:
                    lame |= 1 << i
            if not lame:
                return chosen
            chosen &= ~lame


def _sorted(modules: dict[str, Module], edges: Iterable[tuple[str, str]]) -> list[str]:
    """Return keys so that prerequisites come first, and lower levels where nothing forbids it; then short modules before long ones."""
    waiting: dict[str, set[str]] = {key: set() for key in modules}
    after: dict[str, list[str]] = {key: [] for key in modules}
    for early, late in edges:
        waiting[late].add(early)
        after[early].append(late)
    ready = [(modules[key].minutes, key) for key, needed in waiting.items() if not needed]
    heapify(ready)
    order: list[str] = []
    placed: set[str] = set()
    while len(order) < len(modules):
        if not ready:
            # Levels of several competences can form a ring of their own; prerequisites cannot. Open the ring at a module whose
            # prerequisites are met.
            key = min(k for k in modules if k not in placed and all(p not in modules or p in placed for p in modules[k].prerequisites))
        else:
            key = heappop(ready)[1]
        if key in placed:
            continue
        placed.add(key)
        order.append(key)
        for late in after[key]:
            waiting[late].discard(key)
            if not waiting[late] and late not in placed:
                heappush(ready, (modules[late].minutes, late))
    return order
