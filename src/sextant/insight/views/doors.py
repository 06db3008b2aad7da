"""Who gets in: each door opens on one thing, or answers 404 as if it did not exist."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from sextant.accounts.institutions.queries import cohorts_followed_by, cohorts_managed_by, cohorts_set_up_by, institutions_set_up_by
from sextant.accounts.models import Cohort, Institution, Person, RosterImport

Crumbs = list[tuple[str, str]]


def person_of(request: HttpRequest) -> Person:
    """Return who is logged in: every view behind these doors asks for it first."""
    return cast(Person, request.user)


def institution_set_up(request: HttpRequest, key: UUID) -> Institution:
    """Return an institution its managers and administrators may change."""
    return get_object_or_404(institutions_set_up_by(person_of(request)), pk=key)


def cohort_set_up(request: HttpRequest, key: UUID) -> Cohort:
    """Return a cohort its managers and administrators may change; no learner shows there."""
    return get_object_or_404(cohorts_set_up_by(person_of(request)), pk=key)


def cohort_followed(request: HttpRequest, key: UUID) -> Cohort:
    """Return a cohort whose learners' progress its teachers and managers see."""
    return get_object_or_404(cohorts_followed_by(person_of(request)), pk=key)


def cohort_managed(request: HttpRequest, key: UUID) -> Cohort:
    """Return a cohort into which its managers enrol people."""
    return get_object_or_404(cohorts_managed_by(person_of(request)), pk=key)


def roster_managed(request: HttpRequest, key: UUID) -> RosterImport:
    """Return an import of a cohort its managers enrol people into."""
    rosters = RosterImport.objects.select_related("cohort__institution")
    return get_object_or_404(rosters.filter(cohort__in=cohorts_managed_by(person_of(request)).order_by().values("pk")), pk=key)


def crumbs(*rest: tuple[str, str]) -> Crumbs:
    """Return the way from the desk."""
    return [(_("Desk"), reverse("insight:desk")), *rest]


def cohort_crumbs(cohort: Cohort, *rest: tuple[str, str], set_up: bool = True) -> Crumbs:
    """Return the way from the desk to a cohort and beyond; a teacher has no page of the institution."""
    institution = reverse("insight:institution", args=[cohort.institution_id]) if set_up else ""
    here = reverse("insight:cohort", args=[cohort.pk]) if rest else ""
    above = [(cohort.institution.name, institution)] if institution else []
    return crumbs(*above, (cohort.name, here), *rest)
