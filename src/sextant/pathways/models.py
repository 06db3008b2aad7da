from django.db import models

from sextant.accounts.models import Learner
from sextant.ground.fields import TimeOrdered
from sextant.pathways.choices import ChoiceKind, Goal, PlanState, StepKind, StepState


class Constraints(TimeOrdered):
    """
    When, where and until when a learner can learn.

    `slots` is a list of [weekday 1–7, first minute of the local day, minutes]; `zone` is their IANA zone; `deadline` a local date,
    inclusive; `places` maps the codes of the sites within reach to the minutes of travel, there and back. `no_lots` keeps the coin
    between equivalent resources out of their course.
    """

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="+")
    slots = models.JSONField(default=list)
    zone = models.CharField(max_length=60, default="Europe/Paris")
    minutes_per_week = models.PositiveSmallIntegerField(default=120)
    places = models.JSONField(default=dict)
    deadline = models.DateField(null=True, blank=True)
    goal = models.CharField(max_length=20, choices=Goal, default=Goal.REQUIREMENT)
    no_lots = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.learner_id)


class Choice(TimeOrdered):
    """
    What a learner decided about a module: keep it (perhaps in one `session` of it), leave it out, or not before a date.

    `freed` says that they make room for that session outside their usual week.

    `instead_of` names the module that a swap leaves out; withdrawing the choice takes that refusal back too.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    module = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=ChoiceKind)
    session = models.CharField(max_length=60, blank=True)
    freed = models.BooleanField(default=False)
    instead_of = models.CharField(max_length=120, blank=True)
    until = models.DateField(null=True, blank=True)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "module"], name="pathways_one_choice")]

    def __str__(self) -> str:
        return f"{self.kind} {self.module}"


class Plan(TimeOrdered):
    """
    A computed course. One plan of a learner is current; `improving` says that the worker is looking for a better one, `stale` that
    something it rests on has changed since.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PlanState)
    current = models.BooleanField(default=True)
    improving = models.BooleanField(default=False)
    stale = models.BooleanField(default=False)
    framework = models.CharField(max_length=60)
    framework_version = models.CharField(max_length=60)
    inputs_hash = models.CharField(max_length=64)
    minutes = models.PositiveIntegerField(default=0)
    feasible = models.BooleanField(default=True)
    summary = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "number"], name="pathways_plan_number"),
            models.UniqueConstraint(fields=["learner"], condition=models.Q(current=True), name="pathways_one_current_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} #{self.number}"


class Step(TimeOrdered):
    """A step of a plan: one module, or one test, at one or several moments. `why` holds codes and numbers, put into words when shown."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    module = models.CharField(max_length=120)
    module_hash = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=10, choices=StepKind)
    state = models.CharField(max_length=10, choices=StepState, default=StepState.PLANNED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    moments = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField()
    session = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120, blank=True)
    pinned = models.BooleanField(default=False)
    why = models.JSONField(default=dict)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["learner", "plan", "position"], name="pathways_step_position")]

    def __str__(self) -> str:
        return self.module


class Completion(TimeOrdered):
    """A learner finished a module: kept apart from plans, which come and go."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    module = models.CharField(max_length=120)
    module_hash = models.CharField(max_length=64)
    completed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "module"], name="pathways_completed_once")]

    def __str__(self) -> str:
        return self.module


class CalendarFeed(models.Model):
    """The secret address of a learner's calendar: a look-up table from a token's hash to its learner."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.learner_id)
