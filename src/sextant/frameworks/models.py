from django.db import models

from sextant.frameworks.choices import NormKind, NormStatus
from sextant.ground.packs.versions import Version


class FrameworkVersion(Version):
    """
    A published version of a framework; `uid` is `<framework>@<version>`.

    A correction of the pack (same version, other hash) is a new row: what a plan or a sitting used stays what it used.
    """

    code = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    entry_from = models.PositiveSmallIntegerField()

    class Meta(Version.Meta):
        ordering = ["code", "entry_from"]


class Norm(Version):
    """A law, decree, standard or guideline; `uid` is the pack's id of it."""

    kind = models.CharField(max_length=20, choices=NormKind.choices)
    status = models.CharField(max_length=20, choices=NormStatus.choices)

    class Meta(Version.Meta):
        ordering = ["uid"]
