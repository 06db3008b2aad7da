"""How a campus is reached, and by whom it may be."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from sextant.config.commands.doctor.finding import Finding


def https() -> Iterator[Finding]:
    """Do browsers trust the address?"""
    local = settings.SITE_URL.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))
    yield Finding(
        f"the address {settings.SITE_URL} is safe for browsers",
        settings.SITE_URL.startswith("https://") or local,
        "Serve it over HTTPS and set SEXTANT_SITE_URL: over plain http a browser gives neither offline copies nor installation, "
        "and no supervised exam; only the computer itself (127.0.0.1) is excepted.",
        warning=True,
        wrong=f"the address {settings.SITE_URL} is plain http",
    )
    if settings.PROFILE != "production":
        yield Finding(
            f"profile `{settings.PROFILE}`",
            False,
            "For real learners set SEXTANT_PROFILE=production: this profile lets anybody in.",
            warning=True,
        )


def production() -> Iterator[Finding]:
    """Is this campus fit for real learners?"""
    secret = settings.SECRET_KEY
    yield Finding(
        "the secret key is long enough",
        len(secret) >= 50 and len(set(secret)) >= 5,
        "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))', and set SEXTANT_SECRET_KEY.",
        wrong="the secret key can be guessed",
    )
    host = urlsplit(settings.SITE_URL).hostname or ""
    yield Finding(
        f"the campus answers to the name {host}",
        validate_host(host, settings.ALLOWED_HOSTS),
        "Visitors would be refused: set SEXTANT_SITE_URL to the address they type, and SEXTANT_HOSTS to its name "
        f"(now: {', '.join(settings.ALLOWED_HOSTS) or 'none'}).",
        wrong=f"the campus does not answer to the name {host}",
    )
    yield Finding(
        "the proxy in front is believed" if settings.BEHIND_PROXY else "no proxy is believed",
        settings.BEHIND_PROXY or not settings.SECURE_SSL_REDIRECT,
        "Set SEXTANT_BEHIND_PROXY=true once your proxy sets X-Forwarded-Proto and X-Forwarded-For.",
        wrong="every page would lead back to itself: the address is https, which the campus does not speak, and no proxy is believed",
    )
    yield Finding(
        f"the mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers",
        _answers(settings.EMAIL_HOST, settings.EMAIL_PORT),
        "Invitations and log-in codes wait until it does: check SEXTANT_MAIL_URL.",
        warning=True,
        wrong=f"the mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not answer",
    )


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True
