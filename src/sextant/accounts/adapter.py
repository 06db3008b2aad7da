from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sextant.accounts.idle import enter_device


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How the account library speaks for us: our sender, our language, our words, our idea of a shared computer."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not go together. Check both, or ask for a one-time code instead."),
        "email_taken": _("There is already an account with this address. Log in, or ask for a one-time code if the password is forgotten."),
        "duplicate_email": _("This address is already one of yours."),
        "enter_current_password": _("This is not your current password. Type it again, or ask for a new one by mail."),
        "incorrect_code": _("This is not the code we sent. Check it in the mail: it is valid for a few minutes only."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts on this account. Wait five minutes, then try again; nothing is lost."),
        "rate_limited": _("Too many requests at once. Wait a minute, then try again."),
        "unverified_primary_email": _("Confirm this address first: use the link we sent to it."),
    }

    def get_from_email(self) -> str:
        """Send mail from the configured address."""
        return settings.DEFAULT_FROM_EMAIL

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the language the person signed up in."""
        user = super().save_user(request, user, form, commit=False)
        user.language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)[:2]
        if commit:
            user.save()
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        """Open the session, for as long as the kind of device allows: a shared computer unless the person said otherwise."""
        super().login(request, user)
        enter_device(request, own_device=bool(request.POST.get("remember")))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the account."""
        return reverse("accounts:account")
