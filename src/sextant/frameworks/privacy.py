from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Holding

HOLDINGS = (
    Holding(model="frameworks.FrameworkVersion", what=_("Published versions of the frameworks.")),
    Holding(model="frameworks.Norm", what=_("The registry of laws, decrees, standards and guidelines.")),
)
