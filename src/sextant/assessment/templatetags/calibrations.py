"""With which calibration a sitting was measured, for the pages that show its result."""

from django.template import Context, Library

from sextant.assessment.models import CalibrationEdition
from sextant.assessment.parameters import EXPERTS

register = Library()


@register.simple_tag(takes_context=True)
def calibration_behind(context: Context) -> CalibrationEdition | None:
    """Return the edition of the sitting that the page shows (`sitting`, or `last`); None for the experts' judgement (no query then)."""
    sitting = context.get("sitting") or context.get("last")
    if sitting is None or sitting.edition == EXPERTS:
        return None
    return CalibrationEdition.objects.filter(name=sitting.edition).defer("correlation", "settings", "codes").first()
