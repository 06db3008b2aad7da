"""The questions inside a resource, as a part of its page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from sextant.accounts.visitors import learner_of
from sextant.assessment.practice.weighing import AFTER_READING
from sextant.study.checks.queries import Check, checks_of


@dataclass(frozen=True, slots=True)
class Section:
    """The questions; whether their answers are kept; what an answer beside the text counts for, in percent."""

    checks: list[Check]
    known: bool
    percent: int


def section_of(request: HttpRequest, resource: str) -> Section:
    """Return the questions inside a resource, ready to be answered by the reader of this page."""
    learner = learner_of(request)
    checks = checks_of(resource, learner=learner, language=get_language() or "fr", now=timezone.now())
    return Section(checks, learner is not None, round(100 * AFTER_READING))
