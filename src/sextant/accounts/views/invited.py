from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sextant.accounts.proofs import address_proved_by, remember_proof
from sextant.accounts.queries import is_known_address
from sextant.accounts.reactions import join_as


@require_GET
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Take somebody from the mail of an invitation to the account of that address: theirs already, or the one they make."""
    email = address_proved_by(token)
    if email is None:
        messages.warning(
            request,
            _("This invitation is too old. Create your account with the address it was sent to, then confirm it: you join all the same."),
        )
        return redirect("account_signup")
    if request.user.is_authenticated:
        if not join_as(request, request.user, email=email):
            messages.warning(
                request, _("This invitation is for %(email)s. Add this address to yours, or quit and log in with it.") % {"email": email}
            )
            return redirect("account_email")
        return redirect("accounts:account")
    remember_proof(request, email)
    if is_known_address(email):
        messages.info(request, _("You have an account already: log in with %(email)s to join.") % {"email": email})
        return redirect("account_login")
    return redirect(f"{reverse('account_signup')}?{urlencode({'email': email})}")
