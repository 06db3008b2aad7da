"""Which cards are asked now, and in which order. Pure: cards in, cards out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Due:
    """A card that is due: its competence, when it was due, when it was asked last (None for a new one), and whether one asked for it."""

    id: UUID
    competence: str
    due_at: datetime
    reviewed_at: datetime | None
    wanted: bool = False

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
    others, then at most `new` new ones, those one asked for before the others.
    """
    seen = sorted((card for card in cards if card.reviewed_at is not None), key=lambda card: (-card.lateness(now), card.id))
    fresh = sorted((card for card in cards if card.reviewed_at is None), key=lambda card: (not card.wanted, card.due_at, card.id))
    return interleaved([*seen, *fresh[:new]][:most])


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
