from dataclasses import dataclass

from sextant.kernel.events import Event


@dataclass(frozen=True, slots=True)
class EstimateChanged(Event):
    """The state of a learner moved by more than one answer: a sitting ended, a prior changed, an erasure or a correction was replayed."""

    learner: str
    framework: str
