"""
People and learners.

A `Learner` is an opaque id that learning data hangs on; a `Person` has a name and an address. A visitor is a learner only, a citizen a
person only; "keep it" links the two, erasure unlinks them.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from sextant.accounts.choices import InvitationState, RoleKind, RosterState, Status, Structure
from sextant.accounts.people import PersonQuerySet
from sextant.ground.fields import TimeOrdered


class Person(TimeOrdered, AbstractBaseUser, PermissionsMixin):
    """Somebody with an address: learner, teacher, manager or administrator."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_person_email_lower")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name, or the address where none was given."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split(" ")[0] if self.name else self.email


class Learner(TimeOrdered):
    """Somebody who learns, known or not. Codes of profession and stage belong to the framework that applies."""

    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="learner")
    created_at = models.DateTimeField()
    profession = models.CharField(max_length=60, blank=True)
    diploma = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    entry_year = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status, blank=True)
    structure = models.CharField(max_length=20, choices=Structure, blank=True)
    simulated = models.BooleanField(default=False)
    last_active_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=models.Q(person=None), name="accounts_visitors")]

    def __str__(self) -> str:
        return str(self.id)


class Institution(TimeOrdered):
    """A university, hospital or school that enrols learners. Its zone is that of its deadlines and sessions."""

    name = models.CharField(_("name"), max_length=200)
    code = models.SlugField(max_length=60, unique=True)
    uai = models.CharField(_("UAI code"), max_length=8, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default="Europe/Paris")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Role(TimeOrdered):
    """What a person may do: manage an institution, or teach one cohort of it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=RoleKind)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="roles")
    cohort = models.ForeignKey("Cohort", null=True, blank=True, on_delete=models.CASCADE, related_name="roles")

    class Meta:
        constraints = [
            # Two constraints, since SQLite cannot take nulls as equal in one.
            models.UniqueConstraint(fields=["person", "kind", "institution", "cohort"], name="accounts_role_once"),
            models.UniqueConstraint(
                fields=["person", "kind", "institution"], condition=models.Q(cohort=None), name="accounts_role_once_whole"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=RoleKind.TEACHER) | models.Q(cohort__isnull=False), name="accounts_teacher_has_cohort"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Cohort(TimeOrdered):
    """A group of learners of one institution, with a deadline and the framework version that applies to them."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=150)
    code = models.CharField(_("code"), max_length=20, unique=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    framework = models.CharField(max_length=60)
    framework_version = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "name"], name="accounts_cohort_name")]

    def __str__(self) -> str:
        return self.name


class Enrolment(TimeOrdered):
    """A learner's place in a cohort."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    joined_at = models.DateTimeField()
    student_number = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "cohort"], name="accounts_enrolled_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.cohort_id}"


class RosterImport(TimeOrdered):
    """
    One file of learners: read (a dry run), then applied, perhaps undone.

    `difference` is what the dry run showed, emptied once applied: people live in `Invitation` alone. `summary` counts lines by kind and
    names the columns that were left aside; `undo` holds what was made and the values that were replaced.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="roster_imports")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=RosterState, default=RosterState.DRAFT)
    difference = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    undo = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name


class Invitation(TimeOrdered):
    """A line of a roster: somebody invited into a cohort, not yet (or no longer) a learner of it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    roster = models.ForeignKey(RosterImport, null=True, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150, blank=True)
    profession = models.CharField(max_length=60, blank=True)
    diploma = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    entry_year = models.PositiveSmallIntegerField(null=True, blank=True)
    student_number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.PENDING)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    learner = models.ForeignKey(Learner, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("cohort", Lower("email"), name="accounts_invited_once")]

    def __str__(self) -> str:
        return self.email


class Reach(TimeOrdered):
    """
    How and when somebody wants to be reminded by mail: nothing is sent unless `wanted`.

    `days` are weekdays (1 to 7); hours are minutes of the local day in `zone`; the quiet hours may pass midnight. `paused_until` is the
    last day of a pause. `next_at` is when to look next, `sent_on` the local day of the last mail. `stopped_at`: a link in a mail stopped
    them, perhaps in somebody else's hands; `serial` is part of these links, and grows when the owner takes that back.
    """

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="+")
    wanted = models.BooleanField(default=False)
    days = models.JSONField(default=list)
    minute = models.PositiveSmallIntegerField(default=12 * 60 + 30)
    quiet_from = models.PositiveSmallIntegerField(default=20 * 60)
    quiet_until = models.PositiveSmallIntegerField(default=8 * 60)
    zone = models.CharField(max_length=60, default="Europe/Paris")
    paused_until = models.DateField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    serial = models.PositiveIntegerField(default=0)

    class Meta:
        # Those who want mail are few: the task reads this index whole.
        indexes = [models.Index(fields=["learner", "next_at"], condition=models.Q(wanted=True), name="accounts_reminders_due")]

    def __str__(self) -> str:
        return str(self.learner_id)


class Erased(models.Model):
    """The ledger of erasures: `restore` replays it, so that a backup never brings an erased person back. Opaque ids only."""

    id = models.UUIDField(primary_key=True)
    learner = models.UUIDField(null=True)
    at = models.DateTimeField()
    receipt = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.id)


class Session(AbstractBaseSession):
    """A browser's session, with whose it is beside the opaque data (see `accounts.sessions`)."""

    person = models.UUIDField(null=True, db_index=True)
    learner = models.UUIDField(null=True, db_index=True)
