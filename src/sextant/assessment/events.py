from dataclasses import dataclass

from sextant.kernel.events import Event


@dataclass(frozen=True, slots=True)
class SittingFinished(Event):
    """A sitting ended, for whatever reason."""

    learner: str
    sitting: str
    kind: str
    framework: str


@dataclass(frozen=True, slots=True)
class ItemDecided(Event):
    """Somebody decided what becomes of an item: it is asked no more, or again, or in other words."""

    uid: str


@dataclass(frozen=True, slots=True)
class AnswersWeighedAgain(Event):
    """Somebody decided that the answers to a version of an item count for nobody, or count again: the estimates follow."""

    decision: str
