"""With which calibration a sitting was measured, for the pages that show its result."""

from django.template import Context, Library

from sextant.assessment.models import CalibrationEdition
from sextant.assessment.queries import edition_behind

register = Library()


@register.simple_tag(takes_context=True)
def calibration_behind(context: Context) -> CalibrationEdition | None:
    """Return the edition of the sitting that the page shows (`sitting`, or `last`); None for the experts' judgement (no query then)."""
    return edition_behind(context.get("sitting") or context.get("last"))
