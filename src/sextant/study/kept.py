"""What was sent when the session had ended: it waits, signed and for a short time, in the browser of whoever logs in again."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

KEPT_SECONDS = 30 * 60
"""Long enough to log in by a code sent by mail; short on a computer that others use."""

LARGEST = 3800
"""What a browser takes in a cookie. What was read is far smaller: it holds keys, or a few words."""


@dataclass(frozen=True, slots=True)
class KeptCookie:
    """A cookie for one kind of form. It never stands in an address, which logs remember."""

    name: str
    salt: str

    def keep(self, response: HttpResponse, value: Any, *, path: str) -> bool:
        """Have the browser keep `value` for the page at `path`; return whether it could."""
        signed = signing.dumps(value, salt=self.salt, compress=True)
        if len(signed) > LARGEST:
            return False
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(self.name, signed, max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=secure, path=path)
        return True

    def read(self, request: HttpRequest) -> Any:
        """Return what this browser keeps. Raises `BadSignature` when it keeps nothing, or something too old or changed."""
        return signing.loads(request.COOKIES.get(self.name, ""), salt=self.salt, max_age=KEPT_SECONDS)

    def forget(self, response: HttpResponse, *, path: str) -> None:
        """Have the browser forget it."""
        response.delete_cookie(self.name, path=path, samesite="Lax")
