from django.db import models
from django.utils.translation import gettext_lazy as _


class Assurance(models.IntegerChoices):
    """How sure we are that the learner did it, alone: weakest first."""

    DECLARED = 0, _("declared")
    UNSUPERVISED = 1, _("unsupervised")
    COUNTERSIGNED = 2, _("countersigned")
    SUPERVISED = 3, _("supervised")


class Verdict(models.TextChoices):
    """What the state says of a requirement."""

    ACQUIRED = "acquired", _("acquired")
    TO_ACQUIRE = "to-acquire", _("to acquire")
    TO_SETTLE = "to-settle", _("to be settled")
    BORDERLINE = "borderline", _("borderline")
    NOT_REQUIRED = "not-required", _("not required")
