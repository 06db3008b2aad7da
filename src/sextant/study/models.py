from django.db import models
from django.db.models import Q

from sextant.accounts.models import Learner
from sextant.ground.fields import TimeOrdered
from sextant.study.choices import CardKind, CardOrigin, CardState, NoteKind, RemarkKind, RemarkState


class Visit(TimeOrdered):
    """
    One reading of a resource, from its opening to the last sign of life; `seconds` were active. `anchor` is the heading one was at.

    It says where to resume and how long one was active. It never moves a level.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    resource = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    anchor = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-last_at"]
        indexes = [models.Index(fields=["learner", "resource", "last_at"], name="study_last_visit")]

    def __str__(self) -> str:
        return f"{self.resource} {self.started_at:%Y-%m-%d}"


class Note(TimeOrdered):
    """
    A highlight or a note on a passage. `quote` with what stands `before` and `after` it finds the passage again in a later version.

    `client` is the key the device chose, so that a note sent twice is one. `revision` grows with each change; a change that starts from
    an older revision becomes a note of its own, `beside` the other: nothing typed is lost. `changes` holds the keys of the changes taken
    in, newest last, so that one that is sent again, however late, changes nothing.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    client = models.UUIDField()
    resource = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=NoteKind)
    language = models.CharField(max_length=5)
    section = models.CharField(max_length=120, blank=True)
    quote = models.TextField(max_length=2000, blank=True)
    before = models.CharField(max_length=100, blank=True)
    after = models.CharField(max_length=100, blank=True)
    body = models.TextField(max_length=5000, blank=True)
    revision = models.PositiveIntegerField(default=1)
    beside = models.UUIDField(null=True, blank=True)
    changes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["learner", "client"], name="study_note_once")]
        indexes = [models.Index(fields=["learner", "resource"], name="study_notes_of_resource")]

    def __str__(self) -> str:
        return f"{self.kind} {self.resource}"


class Card(TimeOrdered):
    """
    A card of the daily review. `stability` (days), `difficulty` (1 to 10), `state` and `step` are FSRS’s; none before the first review.

    `begun_at` is the first review: new cards of a day are counted by it. A card removed stays as a mark, so that it does not come back by
    itself with the next reading.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=CardKind)
    uid = models.CharField(max_length=120)
    origin = models.CharField(max_length=6, choices=CardOrigin)
    added_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    state = models.PositiveSmallIntegerField(choices=CardState, default=CardState.LEARNING)
    step = models.PositiveSmallIntegerField(null=True, blank=True, default=0)
    stability = models.FloatField(null=True, blank=True)
    difficulty = models.FloatField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    suspended = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_at"]
        constraints = [models.UniqueConstraint(fields=["learner", "kind", "uid"], name="study_card_once")]
        indexes = [models.Index(fields=["learner", "due_at"], name="study_cards_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class CardReview(TimeOrdered):
    """One review of a card, append-only: `rating` from 1 (again) to 4 (easy). `key` makes a doubled post one review."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="reviews")
    key = models.UUIDField()
    rating = models.PositiveSmallIntegerField()
    shown_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["reviewed_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "key"], name="study_review_once"),
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=4), name="study_rating_of_four"),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.rating}"


class ReviewPace(TimeOrdered):
    """How many new cards a day the learner wants; without a row, the number of `review.queries.NEW_A_DAY`."""

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="+")
    new_a_day = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.new_a_day}"


class Remark(TimeOrdered):
    """
    What a reader says of a resource, and what the reviewer made of it. Reviewers never see who wrote it; who reviewed is in the audit log.

    `passage` is the text in error; `proposal` a question proposed (the fields of its form); `amended` the reviewer's version of it.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=RemarkKind)
    resource = models.CharField(max_length=120, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=5)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    passage = models.TextField(max_length=2000, blank=True)
    message = models.TextField(max_length=2000, blank=True)
    proposal = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RemarkState, default=RemarkState.WAITING)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(max_length=1000, blank=True)
    amended = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "resource"], condition=Q(kind="rating"), name="study_one_rating"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="study_rating_of_five"),
        ]
        # What waits is few: the queue reads this index whole.
        indexes = [models.Index(fields=["learner", "made_at"], condition=Q(state="waiting"), name="study_remark_queue")]

    def __str__(self) -> str:
        return f"{self.kind} {self.resource}"
