from django.db import models
from django.utils.translation import gettext_lazy as _


class Comparison(models.TextChoices):
    """Whom those who were proposed a resource, or took it, are compared with."""

    OBSERVATIONAL = "observational", _("observational")
    """Those who took it with those who did not, weighed by the probability of taking it."""
    RANDOMISED = "randomised", _("randomised")
    """Those for whom the coin named it with those for whom it named an equivalent one."""
