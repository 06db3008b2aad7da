from django.db import models

from sextant.catalogue.choices import Modality
from sextant.ground.packs.versions import Version


class ResourceVersion(Version):
    """One version of a resource: something to read, or a date-bound class or workshop."""

    framework = models.CharField(max_length=60)
    modality = models.CharField(max_length=12, choices=Modality)
    minutes = models.PositiveSmallIntegerField()


class TermVersion(Version):
    """One version of a lexicon entry."""

    framework = models.CharField(max_length=60)
    competence = models.CharField(max_length=60)


class Place(Version):
    """A site where sessions are held; `uid` is the pack's code of it."""


class Session(models.Model):
    """A dated occurrence of a live or on-site resource. `key` is stable within its resource: loading again does not move it."""

    resource = models.CharField(max_length=120)
    key = models.CharField(max_length=60)
    place = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=60)
    capacity = models.PositiveSmallIntegerField()
    demonstration = models.BooleanField(default=False)
    pack = models.CharField(max_length=60)

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["resource", "key"], name="catalogue_session_key")]

    def __str__(self) -> str:
        return f"{self.resource} {self.key}"
