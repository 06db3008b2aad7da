from dataclasses import dataclass

from sextant.kernel.events import Event


@dataclass(frozen=True, slots=True)
class SittingFinished(Event):
    """A sitting ended, for whatever reason."""

    learner: str
    sitting: str
    kind: str
    framework: str
