"""The desk: the institutions and cohorts of whoever asks."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sextant.accounts.choices import RoleKind
from sextant.accounts.institutions.queries import cohorts_followed_by, institutions_set_up_by, proved_roles_of, with_counts
from sextant.accounts.models import Cohort, Institution
from sextant.accounts.queries import has_desk
from sextant.insight.views.doors import person_of
from sextant.study.remarks.queries import waiting_count


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show the cohorts one manages or teaches, by institution; a person without role sees nothing here, not even that it exists."""
    person = person_of(request)
    roles = list(proved_roles_of(person).select_related("institution"))
    if not roles and not person.is_staff:
        if has_desk(person):
            return render(request, "insight/desk_unproved.html", {"email": person.email})
        raise Http404
    managed = {role.institution_id for role in roles if role.kind == RoleKind.MANAGER}
    cohorts = list(with_counts(cohorts_followed_by(person)).order_by("institution__name", "archived_at", "name"))
    groups: list[tuple[Institution, list[Cohort]]] = [
        (institution, list(members)) for institution, members in groupby(cohorts, key=lambda cohort: cohort.institution)
    ]
    shown = {institution.pk for institution, _members in groups}
    groups += [(institution, []) for institution in institutions_set_up_by(person) if institution.pk not in shown]
    context = {
        "groups": [
            (institution, members, person.is_staff or institution.pk in managed, institution.pk in managed)
            for institution, members in groups
        ],
        "may_create": person.is_staff or bool(managed),
        "reviews": bool(roles),
        "waiting": waiting_count() if roles else 0,
    }
    return render(request, "insight/desk.html", context)
