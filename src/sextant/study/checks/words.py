"""What an answer counted for, in a sentence."""

from django.utils.translation import gettext as _

from sextant.assessment.choices import Weighing
from sextant.assessment.models import Attempt


def counted_words(attempt: Attempt) -> str:
    """Return what a kept answer counts for in the levels, and why."""
    if attempt.weighing == Weighing.AFTER_READING:
        return _("This answer counts for %(percent)d %% of a full one: you had just read the text.") % {
            "percent": round(100 * attempt.weight)
        }
    return {
        Weighing.FULL: _("This answer counts fully in your levels."),
        Weighing.EXPLAINED: _("This answer does not count: you had seen the explanation less than 30 days before. It is good practice."),
        Weighing.TOO_FAST: _("This answer does not count: it came faster than the question can be read."),
        Weighing.OUTSIDE: _("This answer does not count: the question is outside the framework you follow."),
    }[Weighing(attempt.weighing)]
