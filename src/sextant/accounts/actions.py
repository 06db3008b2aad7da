from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from sextant.accounts.choices import InvitationState
from sextant.accounts.events import LearnerEnrolled, LearnerKept, ProfileChanged
from sextant.accounts.models import Cohort, Enrolment, Erased, Invitation, Learner, Person, Session
from sextant.accounts.queries import proved_addresses_of, stale_visitors
from sextant.ground.privacy import erase_rows
from sextant.ground.privacy.registry import declared
from sextant.kernel.events import publish


class NobodyToErase(ValueError):
    """Neither a learner nor a person was given."""


def create_learner(*, now: datetime, person: Person | None = None, simulated: bool = False) -> Learner:
    """Create a learner, of `person` or of a visitor."""
    return Learner.objects.create(person=person, created_at=now, simulated=simulated)


@transaction.atomic
def keep_learner(*, learner: Learner | None, person: Person, now: datetime) -> Learner:
    """
    Give a visitor's learner to `person`, who has just signed up or logged in.

    A person who already has a learner keeps it: what they did before outweighs five questions.
    """
    # Lock the person: two tabs may log in together, and a person has one learner.
    Person.objects.select_for_update().get(pk=person.pk)
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
def enrol_without_account(*, cohort: Cohort, learners: Mapping[str, Learner], now: datetime) -> None:
    """
    Save new learners whom nobody can log in as, and enrol them under a number: those behind pseudonyms, or simulated ones. Two queries.

    Nothing is published: they have no answers yet, and no plan.
    """
    Learner.objects.bulk_create(learners.values(), batch_size=1000)
    Enrolment.objects.bulk_create(
        [Enrolment(learner=one, cohort=cohort, joined_at=now, student_number=number) for number, one in learners.items()], batch_size=1000
    )


@transaction.atomic
def accept_invitations(*, person: Person, learner: Learner, now: datetime) -> list[Cohort]:
    """
    Enrol `learner` in every cohort that invited an address `person` proved is theirs; fill the blanks of their profile from the roster.

    An invitation to an address nobody proved waits. Returns the cohorts joined.
    """
    invitations = list(
        Invitation.objects.annotate(address=Lower("email"))
        .filter(address__in=proved_addresses_of(person), state=InvitationState.PENDING)
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
        person = create_person(email=email, password=password, name=name)
    else:
        person.set_password(password)
    person.is_staff = person.is_superuser = True
    person.save()
    return created


@transaction.atomic
def create_person(
    *, email: str, name: str = "", password: str | None = None, language: str = "fr", proved: bool = False, **fields: Any
) -> Person:
    """Create a person and their address; `proved` when it is known that they read mail there."""
    person: Person = Person.objects.create_user(email, password, name=name, language=language, **fields)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=proved)
    return person


def change_account(*, person: Person, name: str, language: str) -> Person:
    """Change a person's name and language."""
    person.name, person.language = name.strip(), language
    person.save(update_fields=["name", "language"])
    return person


def change_language(*, person: Person, language: str) -> None:
    """Remember the language a person reads in."""
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])


def prove_address(*, person: Person, email: str) -> bool:
    """Note that `person` reads the mail of `email`, if that is an address of theirs nobody else proved; return whether it is proved now."""
    if email == person.email:
        EmailAddress.objects.get_or_create(user=person, email=email, defaults={"primary": True})
    address = EmailAddress.objects.filter(user=person, email=email).first()
    if address is None or address.verified:
        return address is not None
    if not address.set_verified():
        return False
    leave_alone(person=person, address=address)
    return True


@transaction.atomic
def leave_alone(*, person: Person, address: EmailAddress) -> None:
    """
    Take away the addresses that stood beside an account's own one before `address`, just proved, was: they may be somebody else's.

    A stranger may have made the account with an address that was not theirs, added one of their own, and wait for the reader of the mail
    to take the account over by a new password: the stranger's address would still let them in by a one-time code.
    """
    if address.email == person.email:
        EmailAddress.objects.filter(user=person).exclude(pk=address.pk).delete()


@transaction.atomic
def reclaim(*, person: Person, address: EmailAddress) -> bool:
    """
    Make sure that an account belongs to whoever reads the mail of its address, proved by a one-time code for the first time.

    Somebody else may have made the account with an address that was not theirs, and wait: the password chosen before the proof, the
    sessions opened with it and the other addresses go. Returns whether there was such a password.
    """
    had_password = person.has_usable_password()
    if had_password:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    EmailAddress.objects.filter(user=person).exclude(pk=address.pk).delete()
    Session.objects.filter(person=person.pk).delete()
    return had_password


@transaction.atomic
def erase(*, learner: Learner | None, person: Person | None, now: datetime) -> Erased:
    """
    Erase a person, a learner, or both, from every table that declares personal data; return the ledger's row, its receipt in counts.

    Invitations and rosters are searched for the addresses the person proved only: nobody erases somebody else by claiming their address.
    The ledger's key is the person's (a visitor's learner's) opaque identifier: `replay` needs it, and it means nothing any more.
    """
    subject = person or learner
    if subject is None:
        raise NobodyToErase
    # Learner first, as everything that writes for a learner does: what is under way ends before its rows go.
    held = bool(learner and Learner.objects.select_for_update().filter(pk=learner.pk).first())
    if person:
        held = bool(Person.objects.select_for_update().filter(pk=person.pk).first())
    if not held:
        # A second click came after the first had erased everything: the receipt is the first one's.
        return Erased.objects.get(pk=subject.pk)
    receipt = _erase_everywhere(learner=learner.pk if learner else None, person=person)
    counts = {model: count for model, count in receipt.items() if count}
    erased, _ = Erased.objects.update_or_create(
        pk=subject.pk, defaults={"learner": learner.pk if learner else None, "at": now, "receipt": counts}
    )
    return erased


@transaction.atomic
def replay(erased: Erased) -> None:
    """Erase once more somebody whom a restored backup brought back."""
    _erase_everywhere(learner=erased.learner, person=Person.objects.filter(pk=erased.pk).first())


def _erase_everywhere(*, learner: UUID | None, person: Person | None) -> dict[str, int]:
    addresses = proved_addresses_of(person) if person else ()
    # Rosters keep what they changed under the number of the invitation.
    invitations = Invitation.objects.annotate(address=Lower("email")).filter(
        Q(address__in=addresses) | Q(learner__isnull=False, learner=learner)
    )
    return erase_rows(
        declared(),
        learner=learner,
        person=person.pk if person else None,
        addresses=addresses,
        aliases=tuple(str(key) for key in invitations.values_list("pk", flat=True)),
    )


def forget_visitors(*, now: datetime) -> int:
    """
    Erase the learners nobody kept, 30 days after they were last seen, a thousand at a time; return how many.

    The ledger ignores them: they were nobody.
    """
    forgotten = 0
    for key in stale_visitors(now=now).values_list("pk", flat=True)[:1000]:
        # One short transaction each: a learner's rows are few, and the web must not wait.
        with transaction.atomic():
            if Learner.objects.select_for_update().filter(pk=key, person=None).exists():
                erase_rows(declared(), learner=key, person=None)
                forgotten += 1
    return forgotten


def clear_sessions(*, now: datetime) -> int:
    """Delete the sessions that are over; return how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=now).delete()
    return deleted
