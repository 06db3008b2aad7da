"""Fields and abstract models shared by every context."""

from django.db import models

from sextant.kernel.ids import uuid7


class TimeOrdered(models.Model):
    """A row keyed by a UUIDv7, so that keys grow with time and can be made before the row is written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
