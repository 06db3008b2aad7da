"""The questions of a resource, for whoever reads it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template import Library
from django.utils import timezone
from django.utils.translation import get_language

from sextant.accounts.visitors import learner_of
from sextant.assessment.practice.weighing import AFTER_READING
from sextant.study.checks.queries import Check
from sextant.study.checks.queries import checks_of as checks_inside

register = Library()


@dataclass(frozen=True, slots=True)
class Section:
    """The questions; whether their answers are kept; what an answer beside the text counts for, in percent."""

    checks: list[Check]
    known: bool
    percent: int


@register.simple_tag(takes_context=True)
def checks_of(context: dict[str, Any], resource: str) -> Section:
    """Return the questions inside a resource, ready to be answered by the reader of this page."""
    request: HttpRequest = context["request"]
    learner = learner_of(request)
    checks = checks_inside(resource, learner=learner, language=get_language() or "fr", now=timezone.now())
    return Section(checks, learner is not None, round(100 * AFTER_READING))
