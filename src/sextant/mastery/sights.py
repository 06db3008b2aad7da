"""Results as sights: our one way to draw mastery, from the numbers of the state to the drawing of the design system."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import CompetenceResult, DomainResult
from sextant.mastery.state import declared_theta
from sextant.ui.sight import Sight

BELOW = _("Not yet")
"""What the zone under the first level is called."""


def level_names(framework: Framework) -> tuple[Any, ...]:
    """Return the names of the zones of the scale, lowest first: one more than there are levels."""
    return (BELOW, *(Text(level.title) for level in framework.scale.levels))


def sight_of(result: CompetenceResult, framework: Framework, *, url: str = "", judged: bool = True, before: float | None = None) -> Sight:
    """Return the sight of one competence; without its verdict where nothing is known of what is required (`judged` false)."""
    return Sight(
        label=framework.title_of(result.code),
        low=result.low,
        level=result.theta,
        high=result.high,
        required=result.required.cut if result.required else None,
        thought=declared_theta(framework, result.thought.code if result.thought else "") if result.thought_given else None,
        cuts=framework.cuts,
        level_names=level_names(framework),
        verdict=result.verdict if judged else "",
        url=url,
        before=before,
    )


def sight_of_domain(result: DomainResult, framework: Framework, *, before: float | None = None) -> Sight:
    """Return the sight of one domain: a level and its interval, since requirements are set by competence; `before` is Monday's level."""
    return Sight(
        label=framework.title_of(result.code),
        low=result.low,
        level=result.theta,
        high=result.high,
        required=None,
        thought=None,
        cuts=framework.cuts,
        level_names=level_names(framework),
        before=before,
    )


def is_judged(results: list[CompetenceResult]) -> bool:
    """Say whether anything is required of the learner: without a profession and a stage there are levels and no verdict."""
    return any(result.verdict != Verdict.NOT_REQUIRED for result in results)
