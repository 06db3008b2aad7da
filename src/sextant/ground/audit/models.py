from django.db import models

from sextant.ground.fields import TimeOrdered


class AuditEntry(TimeOrdered):
    """One act worth answering for. Holds opaque ids, never a name or an address."""

    at = models.DateTimeField(db_index=True)
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    details = models.JSONField(default=dict)

    class Meta:
        app_label = "ground"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"
