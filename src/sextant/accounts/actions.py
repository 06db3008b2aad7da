from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower

from sextant.accounts.choices import InvitationState
from sextant.accounts.events import LearnerEnrolled, LearnerKept, ProfileChanged
from sextant.accounts.models import Cohort, Enrolment, Invitation, Learner, Person
from sextant.kernel.events import publish


def create_learner(*, now: datetime, person: Person | None = None, simulated: bool = False) -> Learner:
    """Create a learner, of `person` or of a visitor."""
    return Learner.objects.create(person=person, created_at=now, simulated=simulated)


@transaction.atomic
def keep_learner(*, learner: Learner | None, person: Person, now: datetime) -> Learner:
    """
    Give a visitor's learner to `person`, who has just signed up or logged in, and accept the invitations sent to their address.

    A person who already has a learner keeps it: what they did before outweighs five questions.
    """
    own = Learner.objects.filter(person=person).first()
    if own is None:
        if learner is not None and Learner.objects.filter(pk=learner.pk, person=None).update(person=person):
            own = Learner.objects.get(pk=learner.pk)
            publish(LearnerKept(learner=str(own.pk), person=str(person.pk)))
        else:
            own = create_learner(now=now, person=person)
    return own


@transaction.atomic
def change_profile(*, learner: Learner, now: datetime, **fields: Any) -> Learner:
    """Change what is known of a learner's profession, stage, entry year, status and structure."""
    before = (learner.profession, learner.stage, learner.entry_year)
    for name, value in fields.items():
        setattr(learner, name, value)
    learner.save(update_fields=list(fields))
    if (learner.profession, learner.stage, learner.entry_year) != before:
        publish(ProfileChanged(learner=str(learner.pk)))
    return learner


@transaction.atomic
def enrol(*, learner: Learner, cohort: Cohort, now: datetime, student_number: str = "") -> Enrolment:
    """Enrol `learner` in `cohort`; twice is once."""
    enrolment, created = Enrolment.objects.get_or_create(
        learner=learner, cohort=cohort, defaults={"joined_at": now, "student_number": student_number}
    )
    if created:
        publish(LearnerEnrolled(learner=str(learner.pk), cohort=str(cohort.pk)))
    return enrolment


@transaction.atomic
def accept_invitations(*, person: Person, learner: Learner, now: datetime) -> list[Cohort]:
    """
    Enrol `learner` in every cohort that invited `person`'s address, which they proved is theirs; fill the blanks of their profile from the roster.

    Returns the cohorts joined.
    """
    invitations = list(
        Invitation.objects.annotate(address=Lower("email"))
        .filter(address=person.email.lower(), state=InvitationState.PENDING)
        .select_related("cohort")
        .order_by("created_at")
    )
    for invitation in invitations:
        known = {name: getattr(invitation, name) for name in ("profession", "diploma", "stage", "entry_year")}
        blanks = {name: value for name, value in known.items() if value and not getattr(learner, name)}
        if blanks:
            change_profile(learner=learner, now=now, **blanks)
        if invitation.name and not person.name:
            person.name = invitation.name
            person.save(update_fields=["name"])
        enrol(learner=learner, cohort=invitation.cohort, now=now, student_number=invitation.student_number)
        invitation.state, invitation.answered_at, invitation.learner = InvitationState.ACCEPTED, now, learner
        invitation.save(update_fields=["state", "answered_at", "learner"])
    return [invitation.cohort for invitation in invitations]


def note_activity(*, learner: Learner, now: datetime) -> None:
    """Note that `learner` did something, at most once an hour (the desk shows days)."""
    if learner.last_active_at is None or (now - learner.last_active_at).total_seconds() > 3600:
        learner.last_active_at = now
        Learner.objects.filter(pk=learner.pk).update(last_active_at=now)


@transaction.atomic
def create_administrator(*, email: str, password: str, name: str = "") -> bool:
    """Make an administrator of this address, new or known; return whether the person is new."""
    person = Person.objects.filter(email=email.strip().lower()).first()
    created = person is None
    if person is None:
        person = Person.objects.create_user(email, password, name=name)
    else:
        person.set_password(password)
    person.is_staff = person.is_superuser = True
    person.save()
    return created
