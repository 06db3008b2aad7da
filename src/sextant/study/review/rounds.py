"""Which cards are asked now, and in which order. Pure: cards in, cards out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

TEACHES_FROM, TEACHES_TO = 0.6, 0.85
"""
Between these chances of a right answer practice is held to teach most: below, one mostly guesses and reads; above, little is left to learn.
Declared, not measured here: after the "eighty-five percent rule" of Wilson et al. (2019) for the upper end, and prudence for the lower.
"""

WAITED = timedelta(days=14)
"""A missed question that has been waiting for longer is asked whatever its chance: none is put off for ever."""


@dataclass(frozen=True, slots=True)
class Due:
    """
    A card that is due: its competence, when it was due, when it was asked last (None for a new one), and whether one asked for it.

    `chance` is that of answering it right, for a missed question of which something can be said.
    """

    id: UUID
    competence: str
    due_at: datetime
    reviewed_at: datetime | None
    wanted: bool = False
    chance: float | None = None

    def lateness(self, now: datetime) -> float:
        """
        Return how late the card is for its interval: a day late is much for a card of two days, little for one of a year.

        >>> from uuid import uuid4
        >>> noon = datetime(2026, 9, 7, 12)
        >>> Due(uuid4(), "D1.1", noon, noon - timedelta(days=2)).lateness(noon + timedelta(days=1))
        0.5
        """
        if self.reviewed_at is None:
            return 0.0
        interval = max(self.due_at - self.reviewed_at, timedelta(minutes=1))
        return (now - self.due_at) / interval


def chosen(cards: Sequence[Due], *, now: datetime, new: int, most: int) -> list[Due]:
    """
    Return at most `most` cards to ask, interleaved by competence: those that come back first, the latest for their interval before the
    others, then at most `new` new ones, those one asked for before the others. Missed questions take their places among themselves.
    """
    seen = sorted((card for card in cards if card.reviewed_at is not None), key=lambda card: (-card.lateness(now), card.id))
    fresh = sorted((card for card in cards if card.reviewed_at is None), key=lambda card: (not card.wanted, card.due_at, card.id))
    return interleaved([*most_taught(seen, now=now), *most_taught(fresh, now=now)[:new]][:most])


def teaches(chance: float) -> bool:
    """Say whether practice teaches most at this chance of a right answer."""
    return TEACHES_FROM <= chance <= TEACHES_TO


def most_taught(cards: Sequence[Due], *, now: datetime) -> list[Due]:
    """
    Return the same cards: in the places of the missed questions, first those that teach most and those that waited too long.

    Words, and questions of which nothing can be said, keep their places; among equals the order stays.
    """
    places = [place for place, card in enumerate(cards) if card.chance is not None]
    missed = (cards[place] for place in places)
    ordered = list(cards)
    for place, card in zip(places, sorted(missed, key=lambda card: not _comes_first(card, now)), strict=True):
        ordered[place] = card
    return ordered


def _comes_first(card: Due, now: datetime) -> bool:
    return card.chance is not None and (teaches(card.chance) or now - card.due_at >= WAITED)


def interleaved(cards: Sequence[Due]) -> list[Due]:
    """Return the same cards so that two in a row are of two competences wherever that can be; each competence keeps its order."""
    queues: dict[str, list[Due]] = defaultdict(list)
    for card in cards:
        queues[card.competence].append(card)
    ordered: list[Due] = []
    while queues:
        last = ordered[-1].competence if ordered else None
        # The longest queue first: what is left to the end cannot be parted any more.
        code = max(queues, key=lambda code: (code != last, len(queues[code])))
        ordered.append(queues[code].pop(0))
        if not queues[code]:
            del queues[code]
    return ordered
