"""What the doctor says of the people of a campus: who manages, who should be forgotten, whose attempts are counted."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from sextant.accounts.actions import create_learner
from sextant.accounts.choices import RoleKind
from sextant.accounts.institutions.actions import give_role
from sextant.accounts.models import Institution, Person, Role
from sextant.config.commands.doctor import campus


def test_an_institution_that_nobody_can_manage_is_named(elise: Person, university: Institution, farid: Person) -> None:
    (before,) = campus.managers()
    Role.objects.all().delete()
    # Named, but they have never shown that they read mail there.
    give_role(kind=RoleKind.MANAGER, institution=university, email="nouvelle@example.org", by=farid, now=timezone.now())
    (after,) = campus.managers()

    assert before.well
    assert str(after) == f"no manager with a confirmed address: {university.name}"
    assert "name one" in after.mend


def test_visitors_that_nobody_forgets_are_counted(db: None) -> None:
    create_learner(now=timezone.now() - timedelta(days=31))
    (before,) = campus.visitors()
    create_learner(now=timezone.now() - timedelta(days=33))
    (after,) = campus.visitors()

    assert before.well
    assert str(after) == "1 visitor(s) should have been forgotten two days ago or more"
    assert "sextant work" in after.mend


def test_a_campus_that_counts_no_attempt_is_told(db: None) -> None:
    (before,) = campus.limits()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ground_cache RENAME TO ground_cache_gone")
    (after,) = campus.limits()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ground_cache_gone RENAME TO ground_cache")

    assert before.well
    assert not after.well
    assert not after.warning
    assert "sextant migrate" in after.mend
