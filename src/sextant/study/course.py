"""What a learner's course says of a resource. The course is made in a room above: the settings name who answers (`STUDY_COURSE`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from sextant.accounts.models import Learner
from sextant.frameworks.document import Framework


@dataclass(frozen=True, slots=True)
class InCourse:
    """A resource in the course of a learner: the address of its step, when it was finished, and whether it is planned now."""

    url: str
    finished_at: datetime | None
    planned: bool


class Course(Protocol):
    """What the room of courses answers."""

    def resources(self, learner: Learner) -> Mapping[str, InCourse]:
        """Return the resources a learner finished or plans, by uid."""

    def why(self, learner: Learner, uid: str, framework: Framework) -> tuple[Any, ...]:
        """Return why a resource is in a learner's course, in sentences; empty when it is not."""


class _NoCourse:
    def resources(self, learner: Learner) -> Mapping[str, InCourse]:
        return {}

    def why(self, learner: Learner, uid: str, framework: Framework) -> tuple[Any, ...]:
        return ()


def course() -> Course:
    """Return who answers for courses; nobody, where no room of courses is installed."""
    path = getattr(settings, "STUDY_COURSE", "")
    found: Course = import_string(path) if path else _NoCourse()
    return found
