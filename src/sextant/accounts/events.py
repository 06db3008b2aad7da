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
class InvitationsRequested(Event):
    """Somebody asked for the waiting invitations of a cohort to be written."""

    cohort: str


@dataclass(frozen=True, slots=True)
class RoleGiven(Event):
    """A person may do something new: tell them."""

    role: str


@dataclass(frozen=True, slots=True)
class CohortChanged(Event):
    """The deadline or the framework version of a cohort changed: what is required of its learners, and by when, changed with it."""

    cohort: str
