from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How a learner is employed."""

    STUDENT = "student", _("student")
    SALARIED = "salaried", _("salaried")
    SELF_EMPLOYED = "self-employed", _("self-employed")


class Structure(models.TextChoices):
    """Where a learner practises or trains."""

    UNIVERSITY = "university", _("university or school")
    HOSPITAL = "hospital", _("hospital or clinic")
    PRIMARY_CARE = "primary-care", _("practice, health centre or pharmacy")
    SOCIAL = "social", _("social or medico-social establishment")
    HOME = "home", _("care at home")
    OTHER = "other", _("another structure")


class RoleKind(models.TextChoices):
    """What a person may do in an institution."""

    MANAGER = "manager", _("programme manager")
    TEACHER = "teacher", _("teacher")


class InvitationState(models.TextChoices):
    """What became of an invitation."""

    PENDING = "pending", _("not answered yet")
    ACCEPTED = "accepted", _("accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RosterState(models.TextChoices):
    """What became of an imported roster."""

    DRAFT = "draft", _("dry run")
    APPLIED = "applied", _("applied")
    UNDONE = "undone", _("undone")
