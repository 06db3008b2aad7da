"""How people are found and made."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models


class PersonQuerySet(models.QuerySet[Any]):
    """People, looked up by address whatever its case."""

    def get_by_natural_key(self, email: str | None) -> Any:
        """Return the person of this address."""
        return self.get(email__iexact=email or "")

    async def aget_by_natural_key(self, email: str | None) -> Any:
        """Return the person of this address."""
        return await self.aget(email__iexact=email or "")

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """Create a person; without a password they log in by one-time code only."""
        return self.create(email=email.strip().lower(), password=make_password(password), **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """Create an administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
