"""Links that only the reader of a mailbox has: following one proves the address it was sent to."""

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

SALT = "sextant.accounts.invited"
VALID = timedelta(days=60)
SESSION_KEY = "proved_address"


def proving_path(email: str) -> str:
    """Return the path that proves `email`, to be sent to that address only."""
    return reverse("accounts:invited", args=[signing.dumps(email.strip().lower(), salt=SALT)])


def address_proved_by(token: str) -> str | None:
    """Return the address a link was sent to, or None when it is too old or not ours."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=VALID))
    except signing.BadSignature:
        return None


def remember_proof(request: HttpRequest, email: str) -> None:
    """Keep the proof until somebody signs up or logs in with this address in this browser."""
    request.session[SESSION_KEY] = email


def take_proof(request: HttpRequest) -> str:
    """Return the address proved in this browser, once, or the empty string."""
    return str(request.session.pop(SESSION_KEY, ""))
