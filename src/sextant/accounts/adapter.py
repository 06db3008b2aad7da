from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How the account library speaks for us: our sender, our language, our idea of an address proved."""

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
