"""The verdicts on a competence as they are shown: a word, an icon and a tone, never a colour alone."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class UnknownVerdict(Exception):
    """A page asked for a verdict that is not one of ours."""


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """How one verdict is shown."""

    code: str
    label: str | Promise
    icon: str
    meaning: str | Promise


VERDICTS = (
    ShownVerdict("acquired", _("Acquired"), "check", _("The whole interval is above what is required.")),
    ShownVerdict("to-acquire", _("To acquire"), "arrow-up", _("The whole interval is below what is required.")),
    ShownVerdict(
        "to-settle",
        _("To be settled"),
        "circle-question-mark",
        _("What is required lies inside the interval: a few more questions settle it."),
    ),
    ShownVerdict(
        "borderline",
        _("Borderline"),
        "equal-approximately",
        _("Even after the extra questions, what is required lies inside the interval."),
    ),
    ShownVerdict("not-required", _("Not required"), "minus", _("Your profession does not require it.")),
)


def verdict_named(verdict: Any) -> ShownVerdict:
    """Return the verdict whose code is `verdict` (or its `value`). Raises `UnknownVerdict`."""
    code = str(getattr(verdict, "value", verdict))
    for candidate in VERDICTS:
        if candidate.code == code:
            return candidate
    raise UnknownVerdict(code)
