"""Whose is what a browser keeps while the network is away: an opaque key, which only the same person is given again."""

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from sextant.accounts.sessions import LEARNER_KEY, OWN_DEVICE_KEY


def keeper_of(request: HttpRequest) -> str:
    """Return the key of whoever asks, the same at each log-in; empty for a visitor of whom nothing is known. It names nobody."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return _key(str(user.pk))
    session = getattr(request, "session", None)
    visitor = session.get(LEARNER_KEY) if session is not None else None
    return _key(str(visitor)) if visitor else ""


def is_own_device(request: HttpRequest) -> bool:
    """Say whether the person said, at log-in, that this device is theirs; a computer is shared until then."""
    session = getattr(request, "session", None)
    return bool(session is not None and session.get(OWN_DEVICE_KEY))


def _key(value: str) -> str:
    return salted_hmac("sextant.accounts.keepers", value, algorithm="sha256").hexdigest()[:32]
