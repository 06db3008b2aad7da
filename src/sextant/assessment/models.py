from django.db import models

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import (
    AttemptKind,
    Conclusion,
    DecisionVerb,
    EndReason,
    Explanations,
    Grouping,
    ItemRole,
    ReportState,
    SittingKind,
    Weighing,
    Withdrawal,
)
from sextant.ground.fields import TimeOrdered
from sextant.ground.packs.versions import Version


class ItemVersion(Version):
    """
    One version of an item. `a`, `b`, `c`, `b_sd` are its parameters before any calibration, derived from the experts' difficulty.

    `withdrawn` says why nobody is asked it any more; loading its pack again does not bring it back.
    """

    framework = models.CharField(max_length=60)
    type = models.CharField(max_length=20)
    role = models.CharField(max_length=10, choices=ItemRole, default=ItemRole.BANK)
    resource = models.CharField(max_length=120, blank=True)
    competence = models.CharField(max_length=60)
    a = models.FloatField(default=1.0)
    b = models.FloatField()
    c = models.FloatField(default=0.0)
    b_sd = models.FloatField(default=0.0)
    withdrawn = models.CharField(max_length=12, choices=Withdrawal, blank=True)

    class Meta(Version.Meta):
        indexes = [models.Index(fields=["framework", "role", "current"], name="assessment_bank")]


class Sitting(TimeOrdered):
    """
    A series of adaptive questions, resumable on any device until finished. `percent` is the most precision gained so far.

    `least_questions` are asked even where the verdict is decided already: somebody doubts it. `pilots` questions are tried out beside the
    `max_questions` that count.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=SittingKind)
    framework = models.CharField(max_length=60)
    framework_version = models.CharField(max_length=60)
    competence = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5)
    explanations = models.CharField(max_length=6, choices=Explanations, default=Explanations.EACH)
    edition = models.CharField(max_length=40)
    seed = models.BigIntegerField()
    max_questions = models.PositiveSmallIntegerField()
    least_questions = models.PositiveSmallIntegerField(default=0)
    pilots = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            # One open sitting of a kind: a double click on "start" resumes, it does not start twice.
            models.UniqueConstraint(
                fields=["learner", "kind", "framework", "competence"],
                condition=models.Q(finished_at=None),
                name="assessment_one_open_sitting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d}"


class Response(TimeOrdered):
    """
    A question of a sitting, and its answer once given: the row is written when the question is chosen, so that a reload shows the same one.

    `answer` is None until answered, and never changes afterwards. A `pilot` question is being tried out: it counts for nothing.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="responses")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    option_order = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    near_miss = models.BooleanField(default=False)
    explained_at = models.DateTimeField(null=True, blank=True)
    pilot = models.BooleanField(default=False)

    class Meta:
        ordering = ["sitting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "sitting", "position"], name="assessment_position_once"),
            models.UniqueConstraint(fields=["learner", "sitting", "item"], name="assessment_item_once"),
        ]
        indexes = [models.Index(fields=["learner", "item"], name="assessment_seen_items")]

    def __str__(self) -> str:
        return f"{self.sitting_id} #{self.position}"


class Attempt(TimeOrdered):
    """
    An answer outside a sitting: to a check inside a resource, to an exercise, to a question of the daily review.

    `weight` is what it counted for in the state, `weighing` why. `key` comes from the form: the same post twice is one attempt.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    kind = models.CharField(max_length=10, choices=AttemptKind)
    item = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    resource = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5)
    option_order = models.JSONField(default=list)
    shown_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField()
    answer = models.JSONField()
    score = models.FloatField()
    near_miss = models.BooleanField(default=False)
    explained_at = models.DateTimeField(null=True, blank=True)
    weight = models.FloatField(default=0.0)
    weighing = models.CharField(max_length=14, choices=Weighing)

    class Meta:
        ordering = ["answered_at"]
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="assessment_attempt_once")]
        indexes = [
            models.Index(fields=["learner", "item", "answered_at"], name="assessment_attempts"),
            models.Index(fields=["learner", "answered_at"], name="assessment_last_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"


class ItemReport(TimeOrdered):
    """A learner says that an item is faulty; a reviewer answers. The reviewer never sees who wrote it; who reviewed is in the audit log."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="+")
    message = models.TextField(max_length=1000)
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.WAITING)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-reported_at"]

    def __str__(self) -> str:
        return f"{self.item_id}"


class CalibrationEdition(TimeOrdered):
    """
    Item parameters estimated from answers, with what is needed to trust and to repeat them. Never changed once written.

    At most one edition of a framework is in force; without one, the experts' judgement is. `name` is what sittings and observations keep.
    `people` and `answers` count what it rests on, `data_hash` is the SHA-256 of those answers, `correlation` the one between `codes`, and
    `settings` holds everything else that was chosen or came out (priors, steps, convergence). `simulated`: made from simulated answers.
    """

    framework = models.CharField(max_length=60)
    framework_version = models.CharField(max_length=60)
    name = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    method = models.CharField(max_length=40)
    people = models.PositiveIntegerField()
    answers = models.PositiveIntegerField()
    data_hash = models.CharField(max_length=64)
    codes = models.JSONField(default=list)
    correlation = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    simulated = models.BooleanField(default=False)
    in_force = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["framework"], condition=models.Q(in_force=True), name="assessment_one_edition_in_force")
        ]

    def __str__(self) -> str:
        return self.name


class ItemCalibration(models.Model):
    """
    One version of an item in an edition: parameters, standard errors, how many answers they rest on, and how far the curve is from them.

    `worth` is how many right-or-wrong answers one answer tells as much as (above 1 where credit is partial).

    `report` is what the answers say of its quality (see `assessment.quality`).
    """

    edition = models.ForeignKey(CalibrationEdition, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="calibrations")
    a = models.FloatField()
    b = models.FloatField()
    c = models.FloatField()
    a_se = models.FloatField()
    b_se = models.FloatField()
    n = models.PositiveIntegerField()
    misfit = models.FloatField(default=0.0)
    worth = models.FloatField(default=1.0)
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "item"], name="assessment_calibrated_once")]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.edition_id}"


class ItemDecision(TimeOrdered):
    """
    What a person decided of a version of an item, and why. Append-only; `became` is the version that a correction made.

    Where the answers come to count otherwise, `recounted` says for how many of `learners` this is done, and `recounted_at` since when for
    all of them.
    """

    item = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="decisions")
    verb = models.CharField(max_length=12, choices=DecisionVerb)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(max_length=1000, blank=True)
    decided_at = models.DateTimeField()
    became = models.ForeignKey(ItemVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    learners = models.PositiveIntegerField(default=0)
    recounted = models.PositiveIntegerField(default=0)
    recounted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return f"{self.verb} {self.item_id}"


class FairnessNote(TimeOrdered):
    """
    What a reviewer found behind a difference between two groups on a version of an item; withdrawn, not deleted.

    Its key comes from the form. `reference` and `focal` are the labels of the groups, as the report of the item names them.
    """

    item = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="fairness_notes")
    grouping = models.CharField(max_length=12, choices=Grouping)
    reference = models.CharField(max_length=200)
    focal = models.CharField(max_length=200)
    conclusion = models.CharField(max_length=8, choices=Conclusion)
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-noted_at"]

    def __str__(self) -> str:
        return f"{self.grouping} {self.item_id}"
