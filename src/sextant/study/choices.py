from django.db import models
from django.utils.translation import gettext_lazy as _


class NoteKind(models.TextChoices):
    """What a reader left in a text."""

    HIGHLIGHT = "highlight", _("highlight")
    NOTE = "note", _("note")


class CardKind(models.TextChoices):
    """What a card of the daily review asks."""

    TERM = "term", _("a word of the lexicon")
    ITEM = "item", _("a question")


class CardOrigin(models.TextChoices):
    """Why a card is there."""

    READ = "read", _("from what you read")
    ADDED = "added", _("added by you")
    MISSED = "missed", _("an answer that was not right")
    SURE = "sure", _("to stay sure of what you hold")


class CardState(models.IntegerChoices):
    """How far a card is learnt (the states of FSRS)."""

    LEARNING = 1, _("being learnt")
    REVIEW = 2, _("known")
    RELEARNING = 3, _("being learnt again")


class RemarkKind(models.TextChoices):
    """What a reader says to the authors."""

    RATING = "rating", _("how useful it was")
    ERROR = "error", _("an error in a text")
    ITEM = "item", _("a question proposed")


class RemarkState(models.TextChoices):
    """What became of a remark."""

    WAITING = "waiting", _("waits to be read")
    ACCEPTED = "accepted", _("accepted")
    AMENDED = "amended", _("accepted with changes")
    DECLINED = "declined", _("declined")
