from django.db import models

from sextant.accounts.models import Learner
from sextant.ground.fields import TimeOrdered


class Transcript(TimeOrdered):
    """
    A transcript as it was issued: `content` is what was printed, and never changes; `content_hash` proves it.

    `code` is what the paper bears; `key` comes from the form, so that the same post twice issues one.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    code = models.CharField(max_length=16)
    issued_at = models.DateTimeField()
    language = models.CharField(max_length=5)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at"]
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="credentials_transcript_once")]
        indexes = [models.Index(fields=["learner", "issued_at"], name="credentials_transcripts")]

    def __str__(self) -> str:
        return f"{self.issued_at:%Y-%m-%d}"


class PublicCode(models.Model):
    """A look-up table from the hash of a code to its transcript, whoever the learner is."""

    code_hash = models.CharField(max_length=64, primary_key=True)
    transcript = models.OneToOneField(Transcript, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.code_hash[:8]
