from dataclasses import dataclass

from sextant.kernel.events import Event


@dataclass(frozen=True, slots=True)
class LearnerKept(Event):
    """A visitor's learner now belongs to a person ("keep it")."""

    learner: str
    person: str


@dataclass(frozen=True, slots=True)
class ProfileChanged(Event):
    """A learner's profession, stage or entry year changed: what is required and expected of them changed with it."""

    learner: str


@dataclass(frozen=True, slots=True)
class LearnerEnrolled(Event):
    """A learner joined a cohort."""

    learner: str
    cohort: str


@dataclass(frozen=True, slots=True)
class RosterApplied(Event):
    """A roster was applied: its invitations wait to be sent."""

    roster: str
