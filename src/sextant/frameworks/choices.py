from django.db import models
from django.utils.translation import gettext_lazy as _


class NormKind(models.TextChoices):
    """What a norm is."""

    LAW = "law", _("law")
    CODE = "code", _("code")
    ORDINANCE = "ordinance", _("ordinance")
    DECREE = "decree", _("decree")
    ORDER = "order", _("order (arrêté)")
    REGULATION = "regulation", _("European regulation")
    DIRECTIVE = "directive", _("European directive")
    STANDARD = "standard", _("standard")
    GUIDELINE = "guideline", _("guideline")
    FRAMEWORK = "framework", _("reference framework")


class NormStatus(models.TextChoices):
    """Whether a norm applies today."""

    IN_FORCE = "in-force", _("in force")
    PARTLY = "partly-in-force", _("partly in force")
    REPEALED = "repealed", _("repealed")
    SUPERSEDED = "superseded", _("superseded")
    DRAFT = "draft", _("draft")


class Audience(models.TextChoices):
    """The five audiences (actions 1 to 5 of the AMI-CMA call)."""

    PROFESSIONALS = "professionals", _("health and social-care professionals")
    DIGITAL = "digital", _("digital specialists")
    MANAGERS = "managers", _("managers")
    LAWYERS = "lawyers", _("lawyers")
    REGULATORY = "regulatory", _("regulatory-affairs profiles")
