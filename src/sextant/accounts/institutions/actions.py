import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from sextant.accounts.actions import create_person
from sextant.accounts.choices import RoleKind
from sextant.accounts.events import CohortChanged, RoleGiven
from sextant.accounts.models import Cohort, Institution, Person, Role
from sextant.ground.audit.actions import record_act
from sextant.kernel.events import publish

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No letter that is read as another: a code is copied from a blackboard."""

SAME_CLICK = timedelta(seconds=10)
"""Two institutions of one name so soon after each other are one that was sent twice."""


class LastManager(ValueError):
    """An institution keeps at least one manager: name another first."""


class CodeTaken(ValueError):
    """Another cohort has this code."""


class NameTaken(ValueError):
    """Another cohort of the institution has this name."""


def new_code() -> str:
    """Return a code for a cohort: eight letters and figures in two groups."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{code[:4]}-{code[4:]}"


@transaction.atomic
def create_institution(*, name: str, zone: str, by: Person, now: datetime, uai: str = "", manager: str = "") -> Institution:
    """
    Create an institution, managed by the person of the address `manager`, or by its creator where none is given; a second click finds the
    first one's.
    """
    # The creator's row is the lock: two clicks that come together create one institution.
    Person.objects.select_for_update().get(pk=by.pk)
    twin = Institution.objects.filter(name=name, uai=uai, zone=zone, created_at__range=(now - SAME_CLICK, now + SAME_CLICK)).first()
    if twin is not None:
        return twin
    institution = Institution.objects.create(name=name, code=_free_slug(name), uai=uai, zone=zone, created_at=now)
    record_act(verb="institution.create", target=f"institution:{institution.pk}", by=by.pk, now=now)
    give_role(kind=RoleKind.MANAGER, institution=institution, email=manager or by.email, by=by, now=now)
    return institution


def _free_slug(name: str) -> str:
    stem = slugify(name)[:50] or "institution"
    taken = set(Institution.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(slug for number in range(1, len(taken) + 2) if (slug := stem if number == 1 else f"{stem}-{number}") not in taken)


@transaction.atomic
def change_institution(*, institution: Institution, name: str, zone: str, uai: str, by: Person, now: datetime) -> Institution:
    """Change what an institution is called, its UAI code and its time zone."""
    institution.name, institution.zone, institution.uai = name, zone, uai
    institution.save(update_fields=["name", "zone", "uai"])
    record_act(verb="institution.change", target=f"institution:{institution.pk}", by=by.pk, now=now)
    return institution


@transaction.atomic
def create_cohort(
    *,
    institution: Institution,
    name: str,
    code: str,
    deadline: date | None,
    framework: str,
    framework_version: str,
    by: Person,
    now: datetime,
    simulated: bool = False,
) -> Cohort:
    """Create a cohort, marked as `simulated` where its learners are. Raises `CodeTaken` or `NameTaken`."""
    # The institution's row is the lock: of two clicks that come together, the second finds the name taken.
    Institution.objects.select_for_update().get(pk=institution.pk)
    _refuse_taken(institution, None, name=name, code=code)
    cohort = Cohort.objects.create(
        institution=institution,
        name=name,
        code=code.upper(),
        deadline=deadline,
        framework=framework,
        framework_version=framework_version,
        created_at=now,
        simulated=simulated,
    )
    record_act(verb="cohort.create", target=f"cohort:{cohort.pk}", by=by.pk, now=now, framework=f"{framework}@{framework_version}")
    return cohort


@transaction.atomic
def change_cohort(*, cohort: Cohort, by: Person, now: datetime, **fields: Any) -> Cohort:
    """Change a cohort's name, code, deadline or framework version. Raises `CodeTaken` or `NameTaken`."""
    if "code" in fields:
        fields["code"] = fields["code"].upper()
    _refuse_taken(cohort.institution, cohort, name=fields.get("name", cohort.name), code=fields.get("code", cohort.code))
    changed = sorted(name for name, value in fields.items() if getattr(cohort, name) != value)
    for name, value in fields.items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(fields))
    if {"deadline", "framework", "framework_version"} & set(changed):
        publish(CohortChanged(cohort=str(cohort.pk)))
    if changed:
        record_act(verb="cohort.change", target=f"cohort:{cohort.pk}", by=by.pk, now=now, fields=changed)
    return cohort


def _refuse_taken(institution: Institution, cohort: Cohort | None, *, name: str, code: str) -> None:
    others = Cohort.objects.exclude(pk=cohort.pk) if cohort else Cohort.objects.all()
    if others.filter(code__iexact=code).exists():
        raise CodeTaken(code)
    if others.filter(institution=institution, name=name).exists():
        raise NameTaken(name)


@transaction.atomic
def archive_cohort(*, cohort: Cohort, archived: bool, by: Person, now: datetime) -> None:
    """Close a cohort (its framework and deadline no longer apply to its learners), or open it again; twice is once."""
    if not Cohort.objects.filter(pk=cohort.pk, archived_at__isnull=archived).update(archived_at=now if archived else None):
        return
    publish(CohortChanged(cohort=str(cohort.pk)))
    record_act(verb="cohort.archive" if archived else "cohort.reopen", target=f"cohort:{cohort.pk}", by=by.pk, now=now)


@transaction.atomic
def give_role(*, kind: RoleKind, institution: Institution, email: str, by: Person, now: datetime, cohort: Cohort | None = None) -> Role:
    """
    Name the person of this address manager of `institution`, or teacher of `cohort`; somebody unknown gets an account without a password.

    The role counts once they prove the address is theirs (the first one-time code does).
    """
    address = email.strip().lower()
    person = Person.objects.filter(email=address).first() or _new_person(address)
    role, created = Role.objects.get_or_create(person=person, kind=kind, institution=institution, cohort=cohort)
    if created:
        target = f"cohort:{cohort.pk}" if cohort else f"institution:{institution.pk}"
        record_act(verb=f"role.give.{kind.value}", target=target, by=by.pk, now=now, person=str(person.pk))
        if person.pk != by.pk:
            publish(RoleGiven(role=str(role.pk)))
    return role


def _new_person(address: str) -> Person:
    try:
        with transaction.atomic():
            return create_person(email=address)
    except IntegrityError:
        # A second click, or somebody signing up with this address at this moment.
        return Person.objects.get(email=address)


@transaction.atomic
def take_role_back(*, role: Role, by: Person, now: datetime) -> None:
    """End a role. Raises `LastManager` when nobody else manages the institution."""
    Institution.objects.select_for_update().get(pk=role.institution_id)
    others = Role.objects.filter(institution=role.institution_id, kind=RoleKind.MANAGER).exclude(pk=role.pk)
    if role.kind == RoleKind.MANAGER and not others.exists():
        raise LastManager
    target = f"cohort:{role.cohort_id}" if role.cohort_id else f"institution:{role.institution_id}"
    record_act(verb=f"role.take.{role.kind}", target=target, by=by.pk, now=now, person=str(role.person_id))
    Role.objects.filter(pk=role.pk).delete()
