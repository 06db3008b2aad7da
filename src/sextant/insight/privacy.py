from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Holding

HOLDINGS = (
    Holding(model="insight.EffectEdition", what=_("What many learners together say of the effect of resources, by edition.")),
    Holding(model="insight.ResourceEffect", what=_("What many learners together say of the effect of one resource.")),
)
