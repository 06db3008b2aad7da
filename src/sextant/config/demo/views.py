from pathlib import Path

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sextant.accounts.models import Person
from sextant.accounts.reactions import welcome
from sextant.config.demo.cast import member
from sextant.config.demo.mailbox import mails_in
from sextant.ui.context import address_or_nothing


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the mails this campus would have sent, the last one first."""
    return render(request, "demo/mailbox.html", {"mails": mails_in(Path(settings.EMAIL_FILE_PATH))})


@require_POST
def enter(request: HttpRequest, key: str = "") -> HttpResponse:
    """Log in as a member of the cast, without a key, and go where they start from."""
    found = member(key or request.POST.get("persona", ""))
    person = Person.objects.filter(email=found.email).first() if found else None
    if found is None or person is None:
        raise Http404
    response = redirect(address_or_nothing(found.first_page) or address_or_nothing("insight:cap") or "/")
    get_adapter(request).login(request, person)
    welcome(request=request, user=person, response=response)
    return response
