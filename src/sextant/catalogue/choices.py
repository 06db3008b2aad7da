from django.db import models
from django.utils.translation import gettext_lazy as _


class Modality(models.TextChoices):
    """How a resource is followed."""

    SELF_PACED = "self-paced", _("on one’s own, any time")
    LIVE = "live", _("live, at a distance")
    ON_SITE = "on-site", _("on site")


class Evidence(models.TextChoices):
    """The level of evidence a resource rests on."""

    LAW = "law", _("law and regulation")
    GUIDELINE = "guideline", _("guideline of an authority")
    STUDY = "study", _("published study")
    CONSENSUS = "consensus", _("consensus of professionals")
    PRACTICE = "practice", _("experience of practice")
