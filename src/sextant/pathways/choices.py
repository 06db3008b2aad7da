from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    """How far a plan is."""

    GREEDY = "greedy", _("first version")
    IMPROVED = "improved", _("improved")


class StepKind(models.TextChoices):
    """What a step asks for."""

    SELF_PACED = "self-paced", _("reading")
    LIVE = "live", _("live class")
    ON_SITE = "on-site", _("on site")
    TEST = "test", _("short test")


class StepState(models.TextChoices):
    """What became of a step."""

    PLANNED = "planned", _("planned")
    DONE = "done", _("done")


class ChoiceKind(models.TextChoices):
    """What a learner decided about a module."""

    PINNED = "pinned", _("kept in my plan")
    REFUSED = "refused", _("left out of my plan")
    POSTPONED = "postponed", _("postponed")


class Goal(models.TextChoices):
    """What a learner is here for."""

    REQUIREMENT = "requirement", _("reach what my profession requires")
    DISCOVER = "discover", _("see where I stand")
    CERTIFY = "certify", _("prepare a certification")
