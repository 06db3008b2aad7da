"""What an independent verifier finds in plans: the counts of promise 3."""

from collections import Counter
from dataclasses import dataclass, field, fields
from time import perf_counter
from typing import Any

from ...planning import greedy
from ...planning.check import violations
from ...planning.explain import explain
from ...planning.model import Plan, Problem
from ...planning.relax import MENDABLE, relaxations

RELAXED = 12
"""Plans that cannot reach everything for which the ways out are looked for: each takes some dozens of plans."""


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """
    Counts over `plans` made: their `steps` and how many of them have a reason (`steps_explained`); `violations` of a constraint; plans
    that are `complete`; competences left `unmet` and how many of them say why (`unmet_explained`).

    Of the plans that the learner's own constraints keep from being complete, ways out were looked for in `tried` and found in `mended`.
    """

    plans: int
    steps: int
    steps_explained: int
    violations: int
    complete: int
    unmet: int
    unmet_explained: int
    tried: int
    mended: int


@dataclass(frozen=True, slots=True)
class Plans(PlanTotals):
    """With the totals, what the smallest ways out ask: `weeks_more`, `minutes_more` a week; and the `seconds` each plan took."""

    weeks_more: tuple[int, ...]
    minutes_more: tuple[int, ...]
    seconds: tuple[float, ...]


@dataclass
class Account:
    """The plans as they are made."""

    relaxed: int = RELAXED
    counts: Counter[str] = field(default_factory=Counter)
    weeks: list[int] = field(default_factory=list)
    minutes: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def take(self, problem: Problem) -> Plan:
        """Make the plan of `problem`, and note what promise 3 asks."""
        began = perf_counter()
        plan = greedy.plan(problem)
        reasons = explain(problem, plan)
        self.seconds.append(perf_counter() - began)
        self.counts.update(
            plans=1,
            steps=len(plan.steps),
            steps_explained=sum(bool(one.brings or one.opens or one.pinned or one.tests) for one in reasons),
            violations=len(violations(problem, plan)),
            complete=int(plan.feasible),
            unmet=len(plan.unmet),
            unmet_explained=sum(bool(unmet.reason) for unmet in plan.unmet),
        )
        if self.counts["tried"] < self.relaxed and any(unmet.reason in MENDABLE for unmet in plan.unmet):
            ways = [way for way in relaxations(problem, plan) if way.feasible]
            self.counts.update(tried=1, mended=int(bool(ways)))
            if ways:
                least = min(ways, key=lambda way: way.size)
                self.weeks.append(least.weeks)
                self.minutes.append(least.minutes)
        return plan

    def close(self) -> Plans:
        """Return the account."""
        totals: dict[str, Any] = {one.name: self.counts[one.name] for one in fields(PlanTotals)}
        return Plans(
            **totals,
            weeks_more=tuple(self.weeks),
            minutes_more=tuple(self.minutes),
            seconds=tuple(self.seconds),
        )
