import logging
from smtplib import SMTPException
from typing import Any, ClassVar
from unicodedata import normalize

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sextant.accounts.idle import enter_device

logger = logging.getLogger(__name__)


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; where the mail server does not take it, say so instead of failing: what was just saved stays."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            # Its name only: what a mail server answers holds the address, which has no place in a log.
            logger.error("A mail could not be sent (%s): %s", type(error).__name__, template_prefix)
            messages.error(self.request, _("The message could not be sent. Wait a few minutes, then ask for it again; nothing is lost."))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The library adds the Host header, which whoever guesses writes as they like: another port or capital, another ten guesses.
        return normalize("NFKC", credentials.get("email", "")).casefold()

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

    def is_safe_url(self, url: str) -> bool:
        """Say whether one may be sent on to `url`; one that cannot even be read is not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the account."""
        return reverse("accounts:account")
