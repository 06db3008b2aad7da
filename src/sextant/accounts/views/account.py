from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as set_cookie

from sextant.accounts import actions, queries
from sextant.accounts.export import archive_of
from sextant.accounts.forms import Profile
from sextant.accounts.models import Person
from sextant.accounts.papers import holdings_by_category
from sextant.accounts.reactions import remember_language
from sextant.accounts.visitors import learner_of, learner_or_404


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show who I am, where I belong, who sees what, and what I can do about it; change name and language."""
    person = cast(Person, request.user)
    form = Profile(request.POST or None, instance=Person.objects.get(pk=person.pk) if request.POST else person)
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        actions.change_account(person=person, name=form.cleaned_data["name"], language=language)
        with override(language):
            messages.success(request, _("Your name and language are saved."))
        response = redirect("accounts:account")
        remember_language(response, language)
        return response
    learner = learner_of(request)
    enrolments = queries.enrolments_of(learner) if learner else []
    context = {
        "form": form,
        "proved": queries.has_proved_address(person),
        "enrolments": enrolments,
        "roles": queries.roles_of(person),
        "onlookers": queries.onlookers_of(enrolments),
        "categories": holdings_by_category(),
    }
    return render(request, "accounts/account.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Give everything held about the person or the visitor, in one archive."""
    person = request.user if request.user.is_authenticated else None
    learner = learner_of(request) if person else learner_or_404(request)
    response = HttpResponse(archive_of(person=person, learner=learner, now=timezone.now()), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="sextant-donnees.zip"'
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the site in this browser, and remember it for the person."""
    response = set_cookie(request)
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(Profile.base_fields["language"].choices):  # type: ignore[attr-defined]
        actions.change_language(person=request.user, language=language)
    return response


@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """Answer a page in use: the idle clock goes on from here."""
    return HttpResponse(status=204)
