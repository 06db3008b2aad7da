from django.db import models
from django.utils.translation import gettext_lazy as _


class SittingKind(models.TextChoices):
    """Why questions are asked."""

    TASTER = "taster", _("first five questions")
    DIAGNOSTIC = "diagnostic", _("diagnostic")
    SETTLE = "settle", _("short test that settles one competence")


class Explanations(models.TextChoices):
    """When a learner reads the explanations."""

    EACH = "each", _("after each answer")
    END = "end", _("all at the end")


class EndReason(models.TextChoices):
    """Why a sitting ended."""

    DECIDED = "decided", _("every required competence is decided")
    PRECISE = "precise", _("the levels are precise enough")
    QUESTIONS = "questions", _("the number of questions is reached")
    TIME = "time", _("the time is spent")
    EXHAUSTED = "exhausted", _("no suitable question is left")
    LEARNER = "learner", _("ended by you")


class ItemRole(models.TextChoices):
    """Where an item is asked."""

    BANK = "bank", _("diagnostic bank")
    CHECK = "check", _("check inside a resource")
