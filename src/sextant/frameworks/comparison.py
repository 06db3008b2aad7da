"""Framework versions side by side: what changes from one to the next."""

import itertools
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sextant.frameworks.document import Framework
from sextant.frameworks.queries import Change as FrameworkChange
from sextant.frameworks.queries import current_versions, differences, framework
from sextant.kernel.text import Text
from sextant.ui.components.changes import Change

MOST_REQUIREMENTS = 40
"""Requirements change by profession, stage and competence at once: beyond this many lines, the rest is counted."""


@dataclass(frozen=True, slots=True)
class Step:
    """What changes from one version to the next: the lines shown, and how many are left out."""

    before: Framework
    after: Framework
    changes: tuple[Change, ...]
    left_out: int


def versions() -> list[Framework]:
    """Return every current framework version, by framework and entry year."""
    return [framework(row) for row in current_versions()]


def steps_between(known: list[Framework]) -> list[Step]:
    """Return what changes between each version and the one before it, of the same framework."""
    return [step_between(old, new) for old, new in itertools.pairwise(known) if old.code == new.code]


def step_between(old: Framework, new: Framework) -> Step:
    """Return what changes from `old` to `new`: structure in full, then the first requirements."""
    language = (get_language() or "fr").split("-")[0]
    changes = differences(old, new, language=language)
    structure = [change for change in changes if change.what != "requirement"]
    requirements = [change for change in changes if change.what == "requirement"]
    shown = [*structure, *requirements[:MOST_REQUIREMENTS]]
    return Step(old, new, tuple(_shown(change, new) for change in shown), max(0, len(requirements) - MOST_REQUIREMENTS))


def _shown(change: FrameworkChange, framework: Framework) -> Change:
    return Change(change.kind, _label(change, framework), change.before, change.after)  # type: ignore[arg-type]


def _label(change: FrameworkChange, framework: Framework) -> str:
    if change.what != "requirement":
        kinds = {"domain": _("Domain"), "competence": _("Competence"), "capability": _("Capability")}
        return f"{kinds[change.what]} {change.code}"
    profession, stage, code = change.code.split(" · ")
    language = (get_language() or "fr").split("-")[0]
    names = [Text(framework.professions[profession].title), Text(framework.stages[stage].title)]
    return " · ".join([*(name.in_language(language).text for name in names), code])
