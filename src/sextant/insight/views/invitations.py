"""Invitations nobody answered yet: write to them, write again, withdraw."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sextant.accounts.institutions.queries import cohorts_managed_by
from sextant.accounts.models import Invitation
from sextant.accounts.rosters import actions
from sextant.accounts.rosters.queries import invitation_counts, invitations_of
from sextant.insight.views.doors import cohort_crumbs, cohort_managed, person_of
from sextant.insight.views.tabs import tabs_of

PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show who has not answered; have the waiting mails sent, or those a week old sent again."""
    cohort = cohort_managed(request, key)
    now = timezone.now()
    if request.method == "POST":
        again = request.POST.get("what") == "again"
        ask = actions.remind_invited if again else actions.send_invitations
        count = ask(cohort=cohort, by=person_of(request), now=now)
        said = ngettext("%(count)d message is on its way.", "%(count)d messages are on their way.", count) % {"count": count}
        messages.success(request, said) if count else messages.info(request, _("There is nobody to write to just now."))
        return redirect("insight:invitations", cohort.pk)
    context = {
        "cohort": cohort,
        "counts": invitation_counts(cohort, now=now),
        "page_obj": Paginator(invitations_of(cohort), PAGE).get_page(request.GET.get("page")),
        "tabs": tabs_of(cohort, manages=True),
        "crumbs": cohort_crumbs(cohort, (_("Invitations"), "")),
    }
    return render(request, "insight/invitations.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Withdraw one invitation."""
    mine = cohorts_managed_by(person_of(request)).order_by().values("pk")
    invitation = get_object_or_404(Invitation.objects.filter(cohort__in=mine), pk=key)
    if actions.withdraw_invitation(invitation=invitation, by=person_of(request), now=timezone.now()):
        messages.success(request, _("The invitation of %(who)s is withdrawn.") % {"who": invitation.name or invitation.email})
    else:
        messages.info(request, _("This invitation was answered already; nothing changed."))
    return redirect("insight:invitations", invitation.cohort_id)
