"""The pages about the questions, as tabs: each room adds its own address, and one that is not built yet is left out."""

from django.template import Library
from django.utils.translation import gettext as _

from sextant.ui.context import address_or_nothing

register = Library()


@register.simple_tag
def quality_pages() -> list[tuple[str, str, str]]:
    """Return (code, label, address) of each page about the questions."""
    pages = [
        ("items", _("Questions"), "assessment:items"),
        ("bank", _("Bank"), "assessment:bank"),
        ("fairness", _("Fairness"), "assessment:fairness"),
        ("editions", _("Calibrations"), "assessment:editions"),
    ]
    return [(code, label, address_or_nothing(name)) for code, label, name in pages if address_or_nothing(name)]
