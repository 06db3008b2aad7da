"""The link that stops reminders: it opens nothing else, names nobody, and lives until its owner takes a stop back."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

SALT = "sextant.accounts.reach.stop"


def stopping_path(key: UUID, serial: int) -> str:
    """Return the path of the page that stops the reminders of one preference; signed, so that nobody can guess another one."""
    return reverse("insight:reminders_stop", args=[signing.Signer(salt=SALT).sign_object([str(key), serial])])


def stopped_by(token: str) -> tuple[UUID, int] | None:
    """Return the preference and the serial a link was made for, or None when it is not one of ours."""
    try:
        key, serial = signing.Signer(salt=SALT).unsign_object(token)
        return UUID(key), int(serial)
    except (signing.BadSignature, ValueError, TypeError):
        return None
