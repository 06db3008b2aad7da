"""What was shown, as the form brings it back: which card, at which point of its life, which version of its question, and when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.core import signing

from sextant.study.models import Card

SALT = "study.review"
A_REVIEW = UUID("3f0e6a1c-54f4-5c0a-9d58-6d5b9a3c7e21")
"""The name space of the keys of reviews."""


class NotWhatWasShown(ValueError):
    """The form does not carry what the page was given: it is damaged, or another card’s."""


def key_of(card: Card) -> UUID:
    """
    Return the key under which the next review of `card` is kept.

    It follows from the review before it, so that two tabs, two devices and the back button ask for one and the same review.
    """
    before = card.reviewed_at.isoformat() if card.reviewed_at else "new"
    return uuid5(A_REVIEW, f"{card.pk}:{before}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A card as it was shown: `item` is the row of the question’s version (None for a word)."""

    card: UUID
    key: UUID
    shown_at: datetime
    item: int | None = None

    def sealed(self) -> str:
        """Return this as a field of a form, signed."""
        return signing.dumps([str(self.card), str(self.key), self.shown_at.isoformat(), self.item], salt=SALT)


def opened(sealed: str, *, card: UUID) -> Asked:
    """Return what a form brings back. Raises `NotWhatWasShown` when it is not about `card`."""
    try:
        pk, key, shown_at, item = signing.loads(sealed, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise NotWhatWasShown from None
    if pk != str(card):
        raise NotWhatWasShown
    return Asked(UUID(pk), UUID(key), datetime.fromisoformat(shown_at), item)
