from django.db import models

from sextant.ground.fields import TimeOrdered
from sextant.insight.evidence.choices import Comparison


class EffectEdition(TimeOrdered):
    """
    The effects of the resources of a framework, estimated at one moment: never changed once written, the newest is in force.

    `people` counts the learners it rests on, all `simulated` or none; `data_hash` is the SHA-256 of what was compared, `settings` holds
    what was chosen (days waited, least people, width of a level). No row of a person is kept.
    """

    framework = models.CharField(max_length=60)
    simulated = models.BooleanField()
    made_at = models.DateTimeField()
    method = models.CharField(max_length=40)
    people = models.PositiveIntegerField()
    data_hash = models.CharField(max_length=64)
    settings = models.JSONField(default=dict)

    class Meta:
        app_label = "insight"
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["framework", "simulated", "-made_at"], name="insight_effects_in_force")]

    def __str__(self) -> str:
        return f"{self.framework} {self.made_at:%Y-%m-%d}"


class ResourceEffect(models.Model):
    """
    The effect of a resource on a competence, in levels, with the bounds of its 90 % interval; null where there are not enough data.

    `taken` and `not_taken` are the people compared, `left_out` those with nobody like them on the other side. In a randomised comparison
    they are those for whom the coin named the resource and those for whom it named one of `against`.
    """

    edition = models.ForeignKey(EffectEdition, on_delete=models.CASCADE, related_name="effects")
    resource = models.CharField(max_length=120)
    competence = models.CharField(max_length=60)
    comparison = models.CharField(max_length=16, choices=Comparison)
    against = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField()
    taken = models.PositiveIntegerField()
    not_taken = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(default=0)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)

    class Meta:
        app_label = "insight"
        ordering = ["edition", "resource", "competence", "comparison"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "resource", "competence", "comparison"], name="insight_one_effect"),
            models.CheckConstraint(
                condition=models.Q(value=None, low=None, high=None) | models.Q(low__lte=models.F("value"), high__gte=models.F("value")),
                name="insight_effect_in_its_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.competence} {self.comparison}"
