from django.db import models
from django.utils.translation import gettext_lazy as _


class SittingKind(models.TextChoices):
    """Why questions are asked."""

    TASTER = "taster", _("first five questions")
    DIAGNOSTIC = "diagnostic", _("diagnostic")
    SETTLE = "settle", _("short test that settles one competence")


class Explanations(models.TextChoices):
    """When a learner reads the explanations."""

    EACH = "each", _("after each answer")
    END = "end", _("all at the end")


class EndReason(models.TextChoices):
    """Why a sitting ended."""

    DECIDED = "decided", _("every required competence is decided")
    PRECISE = "precise", _("the levels are precise enough")
    QUESTIONS = "questions", _("the number of questions is reached")
    TIME = "time", _("the time is spent")
    EXHAUSTED = "exhausted", _("no suitable question is left")
    LEARNER = "learner", _("ended by you")


class ItemRole(models.TextChoices):
    """Where an item is asked."""

    BANK = "bank", _("diagnostic bank")
    CHECK = "check", _("check inside a resource")
    EXERCISE = "exercise", _("exercise")
    PILOT = "pilot", _("being tried out")


class Withdrawal(models.TextChoices):
    """Why a version of an item is no longer asked, though nothing newer took its place."""

    RETIRED = "retired", _("retired")
    NEUTRALISED = "neutralised", _("neutralised: its answers count for nobody")


class DecisionVerb(models.TextChoices):
    """What a person decided of a version of an item."""

    RETIRE = "retire", _("retired")
    NEUTRALISE = "neutralise", _("neutralised")
    CORRECT = "correct", _("corrected")
    RESTORE = "restore", _("asked again")
    ADMIT = "admit", _("put into the bank")


class AttemptKind(models.TextChoices):
    """Where an item is answered outside a sitting."""

    CHECK = "check", _("check inside a resource")
    EXERCISE = "exercise", _("exercise")
    REVIEW = "review", _("daily review")


class Weighing(models.TextChoices):
    """Why an answer outside a sitting counts as much as it does."""

    FULL = "full", _("counts fully")
    AFTER_READING = "after-reading", _("counts less: you had just read the text")
    EXPLAINED = "explained", _("does not count: its explanation was shown less than 30 days ago")
    TOO_FAST = "too-fast", _("does not count: answered faster than it can be read")
    OUTSIDE = "outside", _("does not count: outside what is required of you")
    PILOT = "pilot", _("does not count: this question is being tried out")


class ReportState(models.TextChoices):
    """What became of a report."""

    WAITING = "waiting", _("waits to be read")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Grouping(models.TextChoices):
    """How those who answer are told apart to see whether a question is alike for all."""

    PROFESSION = "profession", _("profession")
    STAGE = "stage", _("stage of training")
    INSTITUTION = "institution", _("institution")
    LANGUAGE = "language", _("language")


class Conclusion(models.TextChoices):
    """What a reviewer concludes of a difference between groups of equal level."""

    FAIR = "fair", _("a true difference, not unfair")
    UNFAIR = "unfair", _("unfair to a group: to be corrected")
    OPEN = "open", _("looked at, not settled")
