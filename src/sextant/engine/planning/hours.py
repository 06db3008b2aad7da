"""Hours saved: a personal plan against all modules the pack requires of that profession and stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .model import Module, Plan, Problem
from .relax import MENDABLE

LEAST_COVERED = 0.8
"""Share of the requirements a pack must cover before a saving may be shown."""


@dataclass(frozen=True, slots=True)
class HoursSaved:
    """
    Minutes of the plan, minutes of the full course, and what the plan spares: `share` of the full course, negative when it costs more.
    """

    planned: int
    full: int

    @property
    def minutes(self) -> int:
        """Minutes spared."""
        return self.full - self.planned

    @property
    def share(self) -> float:
        """Share of the full course that is spared."""
        return self.minutes / self.full


def hours_saved(plan: Plan, required_modules: Iterable[Module], covered_share: float, *, diagnostic_minutes: int = 0) -> HoursSaved | None:
    """
    Return what `plan` spares against taking all `required_modules`, or None where the comparison would mislead.

    It would where the pack covers less than 80 % of the requirements (`covered_share`, from 0 to 1; see `share_covered`), where it requires
    nothing, and where the plan leaves unmet, for want of time or place, what the full course would have covered: the mastery is not equal
    then.
    `diagnostic_minutes` count as time of the plan.
    """
    full = sum(module.minutes for module in required_modules)
    if covered_share < LEAST_COVERED or full == 0 or any(u.reason in MENDABLE for u in plan.unmet):
        return None
    return HoursSaved(plan.minutes + diagnostic_minutes, full)


def share_covered(problem: Problem) -> float:
    """
    Return the share of the required competences for which the pack holds a module at the required level; 1 when nothing is required.
    """
    if not problem.required:
        return 1.0
    reached = {c for m in problem.modules for c, gain in m.gains.items() if problem.required.get(c) == gain.level}
    return len(reached) / len(problem.required)


def required_course(problem: Problem) -> tuple[Module, ...]:
    """
    Return all modules the pack requires of everyone of this profession and stage: those that serve a required competence, up to its level.
    """
    return tuple(m for m in problem.modules if any(c in problem.required and g.level <= problem.required[c] for c, g in m.gains.items()))
