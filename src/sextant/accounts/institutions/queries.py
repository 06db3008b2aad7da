from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from sextant.accounts.choices import InvitationState, RoleKind
from sextant.accounts.models import Cohort, Institution, Person, Role

PROVED = Q(person__emailaddress__verified=True, person__emailaddress__email=F("person__email"))
"""The roles that count: those of an address somebody proved is theirs."""


def proved_roles_of(person: Person) -> QuerySet[Role]:
    """
    Return the roles a person may use: those of an address they proved is theirs.

    Otherwise whoever signs up first with a teacher's address would see the cohort the teacher is named for.
    """
    return Role.objects.filter(PROVED, person=person)


def institutions_set_up_by(person: Person) -> QuerySet[Institution]:
    """Return the institutions whose cohorts and people a person may change: their manager's; all of them for an administrator."""
    if person.is_staff:
        return Institution.objects.order_by("name")
    managed = proved_roles_of(person).filter(kind=RoleKind.MANAGER).values("institution")
    return Institution.objects.filter(pk__in=managed).order_by("name")


def cohorts_managed_by(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts a person enrols people into: those of the institutions they manage."""
    managed = proved_roles_of(person).filter(kind=RoleKind.MANAGER).values("institution")
    return Cohort.objects.filter(institution__in=managed).select_related("institution").order_by("name")


def cohorts_followed_by(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts whose learners' progress a person sees: those they teach, and those of the institutions they manage."""
    roles = proved_roles_of(person)
    managed = roles.filter(kind=RoleKind.MANAGER).values("institution")
    taught = roles.filter(kind=RoleKind.TEACHER).values("cohort")
    return Cohort.objects.filter(Q(institution__in=managed) | Q(pk__in=taught)).select_related("institution").order_by("name")


def cohorts_set_up_by(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts a person may change and name teachers for: those of the institutions they set up."""
    return (
        Cohort.objects.filter(institution__in=institutions_set_up_by(person).order_by().values("pk"))
        .select_related("institution")
        .order_by("name")
    )


def with_counts(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Return the cohorts with `learners` (enrolled) and `waiting` (invited, no answer yet)."""
    return cohorts.annotate(
        learners=Count("enrolments", distinct=True),
        waiting=Count("invitations", filter=Q(invitations__state=InvitationState.PENDING), distinct=True),
    )


def managers_of(institution: Institution) -> QuerySet[Role]:
    """Return who manages an institution."""
    return (
        Role.objects.filter(institution=institution, kind=RoleKind.MANAGER)
        .select_related("person")
        .order_by("person__name", "person__email")
    )


def institutions_without_manager(*, but: Person | None = None) -> QuerySet[Institution]:
    """Return the institutions that nobody manages who proved their address, `but` not counted."""
    managers = Role.objects.filter(PROVED, institution=OuterRef("pk"), kind=RoleKind.MANAGER)
    return Institution.objects.filter(~Exists(managers.exclude(person=but) if but else managers)).order_by("name")


def institutions_managed_alone_by(person: Person) -> list[Institution]:
    """Return the institutions that `person` manages, and nobody would without them."""
    managed = proved_roles_of(person).filter(kind=RoleKind.MANAGER).values("institution")
    return list(institutions_without_manager(but=person).filter(pk__in=managed))


def teachers_of(cohort: Cohort) -> QuerySet[Role]:
    """Return who teaches a cohort."""
    return Role.objects.filter(cohort=cohort, kind=RoleKind.TEACHER).select_related("person").order_by("person__name", "person__email")
