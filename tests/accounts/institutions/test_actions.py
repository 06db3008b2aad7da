"""Institutions, cohorts and roles: who gets what, and when a role counts."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from sextant.accounts.choices import RoleKind
from sextant.accounts.institutions import actions
from sextant.accounts.institutions.permissions import can_create_institution, can_manage
from sextant.accounts.institutions.queries import cohorts_followed_by, cohorts_managed_by, institutions_set_up_by
from sextant.accounts.institutions.tasks import announce_role
from sextant.accounts.models import Cohort, Institution, Person, Role
from sextant.ground.audit.models import AuditEntry


def test_whoever_creates_an_institution_manages_it(elise: Person, now: datetime) -> None:
    institution = actions.create_institution(name="CHU de Nîmes", zone="Europe/Paris", by=elise, now=now)

    assert institution.code == "chu-de-nimes"
    assert can_manage(elise, institution)


def test_two_institutions_of_one_name_have_two_codes(elise: Person, now: datetime) -> None:
    moments = [now + timedelta(minutes=minute) for minute in range(3)]
    codes = {actions.create_institution(name="IFSI", zone="Europe/Paris", by=elise, now=moment).code for moment in moments}

    assert codes == {"ifsi", "ifsi-2", "ifsi-3"}


def test_an_administrator_names_a_manager_and_is_none(farid: Person, now: datetime) -> None:
    farid.is_staff = True
    institution = actions.create_institution(name="IFSI", zone="Europe/Paris", by=farid, manager="New@Example.org", now=now)

    assert Role.objects.get(institution=institution).person.email == "new@example.org"
    assert not can_manage(farid, institution)
    assert institution in institutions_set_up_by(farid)
    assert can_create_institution(farid)


def test_a_stranger_may_create_nothing(farid: Person) -> None:
    assert not can_create_institution(farid)
    assert not institutions_set_up_by(farid)


def test_a_role_counts_once_the_address_is_proved(cohort: Cohort, elise: Person, now: datetime) -> None:
    """Otherwise whoever signs up first with a teacher's address would see the cohort."""
    role = actions.give_role(
        kind=RoleKind.TEACHER, institution=cohort.institution, cohort=cohort, email="prof@example.org", by=elise, now=now
    )
    assert not cohorts_followed_by(role.person)

    role.person.emailaddress_set.update(verified=True)  # type: ignore[attr-defined]

    assert list(cohorts_followed_by(role.person)) == [cohort]
    assert not cohorts_managed_by(role.person)


def test_the_proof_of_another_address_does_not_count(cohort: Cohort, elise: Person, now: datetime) -> None:
    role = actions.give_role(
        kind=RoleKind.TEACHER, institution=cohort.institution, cohort=cohort, email="prof@example.org", by=elise, now=now
    )
    role.person.emailaddress_set.create(email="other@example.org", verified=True)  # type: ignore[attr-defined]

    assert not cohorts_followed_by(role.person)


def test_a_named_teacher_is_told_once(cohort: Cohort, elise: Person, now: datetime) -> None:
    role = actions.give_role(
        kind=RoleKind.TEACHER, institution=cohort.institution, cohort=cohort, email="prof@example.org", by=elise, now=now
    )
    again = actions.give_role(
        kind=RoleKind.TEACHER, institution=cohort.institution, cohort=cohort, email="PROF@example.org", by=elise, now=now
    )
    announce_role.call(str(role.pk))

    assert role == again
    assert [message.to for message in mail.outbox] == [["prof@example.org"]]
    assert cohort.name in mail.outbox[0].body
    assert AuditEntry.objects.filter(verb="role.give.teacher").count() == 1


def test_an_institution_keeps_a_manager(university: Institution, elise: Person, now: datetime) -> None:
    with pytest.raises(actions.LastManager):
        actions.take_role_back(role=Role.objects.get(person=elise), by=elise, now=now)

    other = actions.give_role(kind=RoleKind.MANAGER, institution=university, email="autre@example.org", by=elise, now=now)
    actions.take_role_back(role=other, by=elise, now=now)

    assert not Role.objects.filter(pk=other.pk).exists()


def test_a_cohorts_code_and_name_are_its_own(cohort: Cohort, elise: Person, now: datetime) -> None:
    given = {
        "institution": cohort.institution,
        "deadline": None,
        "framework": "droit-essai",
        "framework_version": "2024",
        "by": elise,
        "now": now,
    }

    with pytest.raises(actions.CodeTaken):
        actions.create_cohort(name="Autre", code=cohort.code.lower(), **given)
    with pytest.raises(actions.NameTaken):
        actions.create_cohort(name=cohort.name, code="AUTRE", **given)

    assert actions.create_cohort(name="Autre", code=actions.new_code(), **given).pk


def test_codes_hold_no_letter_read_as_another() -> None:
    codes = "".join(actions.new_code() for _ in range(200))

    assert not set(codes) & set("01OIL")


def test_changes_of_a_cohort_leave_a_trace(cohort: Cohort, elise: Person, now: datetime) -> None:
    actions.change_cohort(cohort=cohort, by=elise, now=now, name="Droit 2027", code="droit27")
    actions.archive_cohort(cohort=cohort, archived=True, by=elise, now=now)

    cohort.refresh_from_db()
    assert (cohort.name, cohort.code, cohort.archived_at) == ("Droit 2027", "DROIT27", now)
    assert list(AuditEntry.objects.order_by("verb").values_list("verb", flat=True)) == ["cohort.archive", "cohort.change"]
