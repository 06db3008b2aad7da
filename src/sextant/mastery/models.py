from django.db import models

from sextant.accounts.models import Learner
from sextant.ground.fields import TimeOrdered
from sextant.mastery.choices import Assurance


class Observation(TimeOrdered):
    """
    One thing a learner was seen to do. Append-only: a correction is a new row that `supersedes` the old one.

    `loads` maps competence codes to weights; `a`, `b`, `c`, `b_sd`, `worth` are the item's parameters in the calibration `edition` of the
    moment.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    occurred_at = models.DateTimeField()
    framework = models.CharField(max_length=60)
    framework_version = models.CharField(max_length=60)
    loads = models.JSONField()
    source = models.CharField(max_length=20)
    source_id = models.UUIDField()
    item = models.CharField(max_length=120)
    item_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    option_order = models.JSONField(default=list)
    score = models.FloatField()
    weight = models.FloatField(default=1.0)
    assurance = models.PositiveSmallIntegerField(choices=Assurance, default=Assurance.UNSUPERVISED)
    edition = models.CharField(max_length=40)
    a = models.FloatField()
    b = models.FloatField()
    c = models.FloatField(default=0.0)
    b_sd = models.FloatField(default=0.0)
    worth = models.FloatField(default=1.0)
    supersedes = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["occurred_at", "id"]
        constraints = [
            # Two constraints and not one with `nulls_distinct=False`, which SQLite does not know and Django then leaves out.
            models.UniqueConstraint(
                fields=["learner", "source", "source_id"], condition=models.Q(supersedes=None), name="mastery_observed_once"
            ),
            models.UniqueConstraint(fields=["learner", "source", "source_id", "supersedes"], name="mastery_superseded_once"),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=1), name="mastery_score_in_unit"),
            models.CheckConstraint(condition=models.Q(weight__gte=0, weight__lte=1), name="mastery_weight_in_unit"),
        ]
        indexes = [models.Index(fields=["learner", "framework", "occurred_at"], name="mastery_replay")]

    def __str__(self) -> str:
        return f"{self.item} {self.score:g}"


class Estimate(TimeOrdered):
    """
    The state of a learner in a framework: a cache, rebuilt by replaying observations. `codes` names the axes of `mean` and `covariance`,
    which stand as of `seen_at`, the last observation: who reads them at another moment lets the time pass (`state.state_at`).

    `week` is the state as it stood when the week of `updated_at` began (see `history.as_week_began`), so that what moved can be shown.
    `carried` is what time acts on beside the mean, `start` the state when the last day of observations began (see `replaying`);
    `studied_at` is the last study noted.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    framework = models.CharField(max_length=60)
    framework_version = models.CharField(max_length=60)
    codes = models.JSONField()
    mean = models.JSONField()
    covariance = models.JSONField()
    observations = models.PositiveIntegerField(default=0)
    settled = models.JSONField(default=list)
    updated_at = models.DateTimeField()
    week = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True, blank=True)
    studied_at = models.DateTimeField(null=True, blank=True)
    carried = models.JSONField(default=dict)
    start = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "framework"], name="mastery_one_estimate")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.framework}"


class Study(TimeOrdered):
    """
    Something studied to its end: no evidence by itself. Answers that come after it on these competences may weigh more than those before.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    framework = models.CharField(max_length=60)
    resource = models.CharField(max_length=120)
    competences = models.JSONField()
    studied_at = models.DateTimeField()

    class Meta:
        ordering = ["studied_at", "id"]
        constraints = [models.UniqueConstraint(fields=["learner", "framework", "resource", "studied_at"], name="mastery_studied_once")]
        indexes = [models.Index(fields=["learner", "framework", "studied_at"], name="mastery_studies")]
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.resource


class Declaration(TimeOrdered):
    """What a learner says of their own level: `code` is a domain or competence, `level` a level's code, or empty for none yet."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    framework = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    level = models.CharField(max_length=60, blank=True)
    certificate = models.CharField(max_length=120, blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "framework", "code"], name="mastery_declared_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.level}"
