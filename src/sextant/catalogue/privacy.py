from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Holding

HOLDINGS = (
    Holding(model="catalogue.ResourceVersion", what=_("Published resources.")),
    Holding(model="catalogue.TermVersion", what=_("The lexicon.")),
    Holding(model="catalogue.Place", what=_("Sites where sessions are held.")),
    Holding(model="catalogue.Session", what=_("Dated sessions.")),
)
