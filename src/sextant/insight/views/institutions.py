"""Institutions: create, change, and name who manages them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sextant.accounts.choices import RoleKind
from sextant.accounts.institutions import actions
from sextant.accounts.institutions.forms import InstitutionForm, NewInstitutionForm, RoleForm
from sextant.accounts.institutions.permissions import can_create_institution, can_manage
from sextant.accounts.institutions.queries import institutions_set_up_by, managers_of, with_counts
from sextant.accounts.models import Cohort, Institution, Role
from sextant.insight.views.doors import crumbs, institution_set_up, person_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Create an institution."""
    person = person_of(request)
    if not can_create_institution(person):
        raise Http404
    form = NewInstitutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        institution = actions.create_institution(**form.cleaned_data, by=person, now=timezone.now())
        messages.success(request, _("“%(name)s” is created. Next, create its first cohort.") % {"name": institution.name})
        return redirect("insight:institution", institution.pk)
    return render(
        request, "insight/institution_form.html", {"form": form, "crumbs": crumbs((_("New institution"), "")), "institution": None}
    )


@login_required
@require_safe
def institution(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an institution: its cohorts and who manages it."""
    return _page(request, institution_set_up(request, key), RoleForm())


def _page(request: HttpRequest, institution: Institution, form: RoleForm, status: int = 200) -> HttpResponse:
    cohorts = with_counts(Cohort.objects.filter(institution=institution)).order_by("archived_at", "name")
    context = {
        "institution": institution,
        "cohorts": list(cohorts),
        "managers": list(managers_of(institution)),
        "form": form,
        "sees_learners": can_manage(person_of(request), institution),
        "crumbs": crumbs((institution.name, "")),
    }
    return render(request, "insight/institution.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change what an institution is called, its UAI code and its zone."""
    institution = institution_set_up(request, key)
    initial = {"name": institution.name, "uai": institution.uai, "zone": institution.zone}
    form = InstitutionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_institution(institution=institution, **form.cleaned_data, by=person_of(request), now=timezone.now())
        messages.success(request, _("The institution is changed."))
        return redirect("insight:institution", institution.pk)
    above = (institution.name, reverse("insight:institution", args=[institution.pk]))
    context = {"form": form, "institution": institution, "crumbs": crumbs(above, (_("Change"), ""))}
    return render(request, "insight/institution_form.html", context)


@login_required
@require_POST
def name_manager(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name a manager of an institution by their address."""
    institution = institution_set_up(request, key)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, institution, form, status=422)
    role = actions.give_role(
        kind=RoleKind.MANAGER, institution=institution, email=form.cleaned_data["email"], by=person_of(request), now=timezone.now()
    )
    messages.success(request, _("%(who)s is a manager. They have been written to.") % {"who": role.person})
    return redirect("insight:institution", institution.pk)


@login_required
@require_POST
def end_role(request: HttpRequest, key: UUID) -> HttpResponse:
    """End the role of a manager or a teacher."""
    mine = institutions_set_up_by(person_of(request)).order_by().values("pk")
    role = get_object_or_404(Role.objects.select_related("person").filter(institution__in=mine), pk=key)
    back = redirect("insight:cohort_settings", role.cohort_id) if role.cohort_id else redirect("insight:institution", role.institution_id)
    try:
        actions.take_role_back(role=role, by=person_of(request), now=timezone.now())
    except actions.LastManager:
        messages.error(request, _("An institution keeps at least one manager: name another one first."))
        return back
    messages.success(request, _("%(who)s no longer has this role.") % {"who": role.person})
    # Somebody who ended their own last role has nothing to come back to.
    return back if role.person_id != person_of(request).pk else HttpResponseRedirect("/")
