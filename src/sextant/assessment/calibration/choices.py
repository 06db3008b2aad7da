from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where a calibration is."""

    READING = "reading", _("reading the answers")
    ESTIMATING = "estimating", _("estimating")
    JUDGING = "judging", _("judging the questions")
    WRITING = "writing", _("writing the edition")


class KeptBack(models.TextChoices):
    """Why an edition was not put in force when it was made."""

    FEW_PEOPLE = "few-people", _("too few people")
    FEW_ANSWERS = "few-answers", _("too few answers")
    NOT_CONVERGED = "not-converged", _("the estimation did not come to rest")
    SIMULATED = "simulated", _("it rests on simulated answers")
    GONE_BACK = "gone-back", _("somebody had gone back to an earlier edition, which stands until a newer one is chosen by hand")
    NOT_ASKED = "not-asked", _("it was not asked for")


NEVER = frozenset({KeptBack.NOT_CONVERGED, KeptBack.SIMULATED})
"""Reasons that nobody can set aside by hand."""
