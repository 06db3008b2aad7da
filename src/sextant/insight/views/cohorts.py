"""Cohorts: their progress, their settings, their teachers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sextant.accounts.choices import RoleKind
from sextant.accounts.institutions import actions
from sextant.accounts.institutions.forms import RoleForm
from sextant.accounts.institutions.permissions import can_manage
from sextant.accounts.institutions.queries import teachers_of
from sextant.accounts.models import Cohort
from sextant.accounts.rosters.queries import invitations_of
from sextant.frameworks.comparison import steps_between, versions
from sextant.frameworks.document import Framework
from sextant.insight.forms import CohortForm, initial_of
from sextant.insight.queries.calls import calls_of
from sextant.insight.queries.cohort import progress_of
from sextant.insight.shown import FILTERS, bars_of, filtered, finding_of, sorted_by, table_rows
from sextant.insight.views.doors import cohort_crumbs, cohort_followed, cohort_set_up, crumbs, institution_set_up, person_of
from sextant.insight.views.tabs import tabs_of

PAGE = 25


@login_required
@require_safe
def cohort(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the progress of a cohort: whom to call, how verdicts are spread, one row per learner."""
    cohort = cohort_followed(request, key)
    now = timezone.now()
    manages = can_manage(person_of(request), cohort.institution)
    progress = progress_of(cohort, now=now)
    invitations = list(invitations_of(cohort))
    calls = calls_of(progress.rows, invitations, now=now)
    wanted = request.GET.get("show", "")
    rows = sorted_by(filtered(progress.rows, wanted, now=now), request.GET.get("sort", ""))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "progress": progress,
        "waiting": len(invitations),
        "calls": calls,
        "bars": bars_of(progress),
        "finding": finding_of(progress),
        "page_obj": page,
        "rows": table_rows(page.object_list),
        "filters": [
            (code, label, f"?show={code}#learners" if code else "?#learners", len(filtered(progress.rows, code, now=now)))
            for code, label in FILTERS
        ],
        "show": wanted if wanted in dict(FILTERS) else "",
        "manages": manages,
        "tabs": tabs_of(cohort, manages=manages),
        "crumbs": cohort_crumbs(cohort, set_up=manages),
    }
    return render(request, "insight/cohort.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, key: UUID) -> HttpResponse:
    """Create a cohort of an institution."""
    institution = institution_set_up(request, key)
    known = versions()
    form = CohortForm(request.POST or None, versions=known, today=timezone.localdate(), initial=initial_of(None, known))
    if request.method == "POST" and form.is_valid():
        try:
            cohort = actions.create_cohort(institution=institution, **form.fields_of_cohort, by=person_of(request), now=timezone.now())
        except (actions.CodeTaken, actions.NameTaken) as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("“%(name)s” is created. Next, bring its learners in from a file.") % {"name": cohort.name})
            manages = can_manage(person_of(request), institution)
            return redirect("insight:roster" if manages else "insight:cohort_settings", cohort.pk)
    above = (institution.name, reverse("insight:institution", args=[institution.pk]))
    context = {"form": form, "institution": institution, "steps": steps_between(known), "crumbs": crumbs(above, (_("New cohort"), ""))}
    return render(request, "insight/cohort_new.html", context)


def _tell(form: CohortForm, refusal: Exception) -> None:
    if isinstance(refusal, actions.CodeTaken):
        form.add_error("code", _("Another cohort has this code: choose another one."))
    else:
        form.add_error("name", _("This institution already has a cohort of this name: choose another one."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a cohort, and see who teaches it."""
    cohort = cohort_set_up(request, key)
    known = versions()
    form = CohortForm(request.POST or None, versions=known, today=timezone.localdate(), initial=initial_of(cohort, known))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_cohort(cohort=cohort, by=person_of(request), now=timezone.now(), **form.fields_of_cohort)
        except (actions.CodeTaken, actions.NameTaken) as refusal:
            cohort.refresh_from_db()
            _tell(form, refusal)
        else:
            messages.success(request, _("The cohort is changed. The courses of its learners follow."))
            return redirect("insight:cohort_settings", cohort.pk)
    return _settings_page(request, cohort, form, RoleForm(), known)


def _settings_page(
    request: HttpRequest, cohort: Cohort, form: CohortForm, role_form: RoleForm, known: list[Framework], status: int = 200
) -> HttpResponse:
    manages = can_manage(person_of(request), cohort.institution)
    context = {
        "cohort": cohort,
        "form": form,
        "role_form": role_form,
        "teachers": list(teachers_of(cohort)),
        "steps": steps_between([one for one in known if one.code == cohort.framework]),
        "tabs": tabs_of(cohort, manages=manages),
        "crumbs": cohort_crumbs(cohort, (_("Settings"), "")) if manages else _crumbs_of_staff(cohort),
    }
    return render(request, "insight/cohort_settings.html", context, status=status)


def _crumbs_of_staff(cohort: Cohort) -> list[tuple[str, str]]:
    institution = (cohort.institution.name, reverse("insight:institution", args=[cohort.institution_id]))
    return crumbs(institution, (cohort.name, ""))


@login_required
@require_POST
def name_teacher(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name a teacher of a cohort by their address."""
    cohort = cohort_set_up(request, key)
    form = RoleForm(request.POST)
    if not form.is_valid():
        known = versions()
        return _settings_page(
            request,
            cohort,
            CohortForm(versions=known, today=timezone.localdate(), initial=initial_of(cohort, known)),
            form,
            known,
            status=422,
        )
    role = actions.give_role(
        kind=RoleKind.TEACHER,
        institution=cohort.institution,
        cohort=cohort,
        email=form.cleaned_data["email"],
        by=person_of(request),
        now=timezone.now(),
    )
    messages.success(request, _("%(who)s teaches this cohort. They have been written to.") % {"who": role.person})
    return redirect("insight:cohort_settings", cohort.pk)


@login_required
@require_POST
def archive(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a cohort, or open it again."""
    cohort = cohort_set_up(request, key)
    # The form says which of the two: what the cohort is now may be what the first of two clicks made of it.
    closing = request.POST.get("act", "reopen" if cohort.archived_at else "close") != "reopen"
    actions.archive_cohort(cohort=cohort, archived=closing, by=person_of(request), now=timezone.now())
    messages.success(request, _("The cohort is closed; everything in it is kept.") if closing else _("The cohort is open again."))
    return redirect("insight:cohort_settings", cohort.pk)
