from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField
from django.db.models.expressions import Combinable

from sextant.accounts.choices import RoleKind
from sextant.accounts.models import Cohort, Enrolment, Learner, Person, Role
from sextant.ground.compiled import Compiled, Given

VISITORS_KEPT = timedelta(days=30)
"""How long the answers of a visitor without an account are kept after their last one."""


def stale_visitors(*, now: datetime) -> QuerySet[Learner]:
    """
    Return the learners nobody kept and who stayed away too long.

    Who stands in the books of a cohort under a number is no visitor: the institution brought their answers in, and answers for them.
    """
    horizon = now - VISITORS_KEPT
    in_books = Enrolment.objects.filter(learner=OuterRef("pk")).exclude(student_number="")
    return Learner.objects.filter(~Exists(in_books), person=None, simulated=False).filter(
        Q(last_active_at__lt=horizon) | Q(last_active_at=None, created_at__lt=horizon)
    )


def joined_by(learner: Learner | Combinable) -> QuerySet[Enrolment]:
    """Return how a learner stands in the cohorts that are not archived; the first, joined last, is theirs today."""
    return Enrolment.objects.filter(learner=learner, cohort__archived_at=None).order_by("-joined_at")


def cohort_of(learner: Learner) -> Cohort | None:
    """Return the newest cohort a learner is enrolled in that is not archived."""
    enrolment = joined_by(learner).select_related("cohort__institution").first()
    return enrolment.cohort if enrolment else None


def framework_choice(learner: Learner | None) -> dict[str, object]:
    """
    Return what decides which framework version applies to `learner`, as arguments of `frameworks.queries.framework_for`.

    The cohort's version prevails; without a cohort, the profession and the entry year decide.
    """
    if learner is None:
        return {}
    for code, version in _CHOSEN.rows(learner=learner.pk):
        return {"code": code, "version": version}
    return {"profession": learner.profession or None, "entry_year": learner.entry_year}


_CHOSEN = Compiled(lambda: joined_by(Given("learner", UUIDField())).values_list("cohort__framework", "cohort__framework_version")[:1])


def proved_addresses_of(person: Person) -> tuple[str, ...]:
    """Return the addresses at which a person showed that they read mail."""
    return tuple(EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True))


def has_proved_address(person: Person) -> bool:
    """Say whether a person showed that their own address is theirs."""
    return person.email in proved_addresses_of(person)


def owner_of(email: str) -> Person | None:
    """
    Return whose account this address opens: who proved it, else whose own address it is.

    An address merely added to an account opens nothing, and does not stand in the way of its owner.
    """
    proved = EmailAddress.objects.filter(email=email, verified=True, user__is_active=True).select_related("user").first()
    if proved is not None:
        person: Person = proved.user
        return person
    return Person.objects.filter(email=email, is_active=True).first()


def is_known_address(email: str) -> bool:
    """Say whether an account goes by this address."""
    return bool(Person.objects.filter(email=email).exists()) or EmailAddress.objects.filter(email=email, verified=True).exists()


def has_desk(person: Person) -> bool:
    """Say whether a person manages an institution or teaches a cohort."""
    return bool(_HELD.rows(person=person.pk))


_HELD = Compiled(lambda: Role.objects.filter(person=Given("person", UUIDField())).order_by().values_list("pk")[:1])


def roles_of(person: Person) -> list[Role]:
    """Return what a person may do, and where."""
    return list(Role.objects.filter(person=person).select_related("institution", "cohort").order_by("institution__name", "kind"))


def enrolments_of(learner: Learner) -> list[Enrolment]:
    """Return the cohorts a learner is in, the newest first."""
    return list(Enrolment.objects.filter(learner=learner).select_related("cohort__institution").order_by("-joined_at"))


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who sees a learner's progress and verdicts, and as what."""

    name: str
    kind: str
    where: str


def onlookers_of(enrolments: list[Enrolment]) -> list[Onlooker]:
    """Return who sees the progress of a learner enrolled so: the managers of the institutions, the teachers of the cohorts."""
    if not enrolments:
        return []
    cohorts = {enrolment.cohort_id for enrolment in enrolments}
    institutions = {enrolment.cohort.institution_id for enrolment in enrolments}
    roles = (
        Role.objects.filter(institution__in=institutions).select_related("person", "institution", "cohort").order_by("kind", "person__name")
    )
    return [
        Onlooker(
            name=role.person.get_full_name(),
            kind=str(RoleKind(role.kind).label),
            where=role.cohort.name if role.cohort else role.institution.name,
        )
        for role in roles
        if role.cohort_id in cohorts or (role.cohort_id is None and role.kind == RoleKind.MANAGER)
    ]
