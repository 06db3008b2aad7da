from dataclasses import dataclass

from sextant.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PlanMade(Event):
    """A first plan stands; a better one may exist."""

    learner: str
    plan: str
