"""Sessions that know whose they are: erasing somebody, or closing their other sessions, must not read every session there is."""

from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

LEARNER_KEY = "learner"
"""Where a session remembers the learner of a visitor."""

OWN_DEVICE_KEY = "own_device"
"""Where a session remembers that the person said "this device is mine"."""

PENDING_LOGIN_KEY = "account_login"


class SessionStore(DatabaseStore):
    """The database's session store, with the person and the visitor's learner beside the opaque data."""

    def _validate_session_key(self, key: str) -> bool:
        # Ours are letters and figures; PostgreSQL refuses to look for some of what a cookie can hold.
        return bool(super()._validate_session_key(key)) and key.isascii() and key.isalnum()  # type: ignore[misc]

    @classmethod
    def get_model_class(cls) -> Any:
        """Return our table."""
        from sextant.accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row to write for `data`."""
        row: Any = super().create_model_instance(data)
        row.person = _identifier(data.get(PERSON_KEY) or (data.get(PENDING_LOGIN_KEY) or {}).get("user_pk"))
        row.learner = _identifier(data.get(LEARNER_KEY))
        return row


def _identifier(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
