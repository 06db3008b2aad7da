from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sextant.accounts.actions import note_activity
from sextant.accounts.models import Learner
from sextant.assessment.choices import AttemptKind
from sextant.assessment.models import Attempt
from sextant.assessment.practice.queries import attempt_of
from sextant.catalogue.models import TermVersion
from sextant.frameworks.document import Framework
from sextant.study.choices import CardKind, CardOrigin
from sextant.study.models import Card, CardReview, ReviewPace
from sextant.study.review.asked import key_of
from sextant.study.review.queries import AT_A_TIME, due_cards, standing_of, zone_of
from sextant.study.review.ratings import allowed, rating_of
from sextant.study.review.rounds import chosen
from sextant.study.review.schedule import Memory, Rating, next_state
from sextant.study.review.sources import Candidate, candidates, widened_items

MOST_NEW = 20
"""New cards a day at most: each comes back about ten times in its first year."""


class NoSuchCard(LookupError):
    """This card is not the learner’s, or no longer in their review."""


class NotThisReview(LookupError):
    """The page was shown before a later review, and this one was never kept: there is nothing to rate."""


class NoSuchTerm(LookupError):
    """The lexicon has no such word."""


@transaction.atomic
def gather(*, learner: Learner, framework: Framework, now: datetime, read: Iterable[str] = ()) -> int:
    """
    Make the cards of what `learner` read and missed that have none yet, and two to stay sure of what time is making uncertain.

    Returns how many. `read`: resources finished elsewhere.
    """
    known = Card.objects.filter(learner=learner).values_list("kind", "uid")
    sure = [Candidate(CardKind.ITEM, uid, CardOrigin.SURE) for uid in widened_items(learner, framework, now=now)]
    taken = {(one.kind, one.uid) for one in sure}
    found = [*sure, *candidates(learner, framework, known=taken.union(known), read=read)]
    # A microsecond apart, so that they are asked in this order.
    moments = (now - timedelta(microseconds=left) for left in range(len(found), 0, -1))
    rows = [
        Card(learner=learner, kind=one.kind, uid=one.uid, origin=one.origin, added_at=now, due_at=due)
        for one, due in zip(found, moments, strict=True)
    ]
    Card.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    return len(rows)


@transaction.atomic
def begin(*, learner: Learner, framework: Framework, now: datetime) -> list[UUID]:
    """Bring in what was read and missed since the last time, and return the cards to ask now, in order."""
    gather(learner=learner, framework=framework, now=now)
    settle(learner=learner, now=now)
    standing = standing_of(learner, now=now)
    return [card.id for card in chosen(due_cards(learner, framework.code, now=now), now=now, new=standing.new, most=AT_A_TIME)]


@transaction.atomic
def rate(
    *, learner: Learner, card_id: UUID, key: UUID, rating: Rating, now: datetime, shown_at: datetime | None = None, fuzz: bool = True
) -> CardReview:
    """
    Keep how well `learner` knew a card, and say when it comes back. The same `key` twice is one review, and the first stays.

    The rating of a question follows from its answer, which the learner may correct a little (`ratings.allowed`). Raises `NoSuchCard`, and
    `NotThisReview` where `key` is not that of the review to come.
    """
    # Lock, then look: two tabs may rate together.
    card = Card.objects.select_for_update().filter(pk=card_id, learner=learner, removed=False).first()
    if card is None:
        raise NoSuchCard
    existing = CardReview.objects.filter(learner=learner, key=key).first()
    if existing is not None:
        return existing
    if key != key_of(card):
        raise NotThisReview
    if card.kind == CardKind.ITEM:
        attempt = attempt_of(learner, key)
        if attempt is None:
            raise NotThisReview
        shown_at = attempt.shown_at
        rating = rating if rating in allowed(attempt.score) else rating_of(attempt.score)
    review = _keep(learner, card, key, rating, now, shown_at, fuzz=fuzz)
    note_activity(learner=learner, now=now)
    return review


def _keep(learner: Learner, card: Card, key: UUID, rating: Rating, now: datetime, shown_at: datetime | None, *, fuzz: bool) -> CardReview:
    after = next_state(memory_of(card), rating, now, zone=zone_of(learner), fuzz=fuzz)
    card.state, card.step, card.stability, card.difficulty = after.state, after.step, after.stability, after.difficulty
    card.due_at, card.reviewed_at = after.due_at, after.reviewed_at
    card.begun_at = card.begun_at or now
    card.save(update_fields=["state", "step", "stability", "difficulty", "due_at", "reviewed_at", "begun_at"])
    return CardReview.objects.create(learner=learner, card=card, key=key, rating=rating, shown_at=shown_at, reviewed_at=now)


def memory_of(card: Card) -> Memory:
    """Return what is known of a card’s memory."""
    return Memory(card.due_at, card.state, card.step, card.stability, card.difficulty, card.reviewed_at)


@transaction.atomic
def settle(*, learner: Learner, now: datetime) -> int:
    """Rate the answers that were given and then left: by their score, at the moment they were given. Return how many."""
    rated = CardReview.objects.filter(learner=learner).values("key")
    left = Attempt.objects.filter(learner=learner, kind=AttemptKind.REVIEW).exclude(key__in=rated).select_related("item")
    count = 0
    for attempt in left.order_by("answered_at"):
        card = Card.objects.filter(learner=learner, kind=CardKind.ITEM, uid=attempt.item.uid, removed=False).first()
        if card is not None and key_of(card) == attempt.key:
            moment = min(attempt.answered_at, now)
            rate(learner=learner, card_id=card.pk, key=attempt.key, rating=rating_of(attempt.score), now=moment)
            count += 1
    return count


@transaction.atomic
def add_term(*, learner: Learner, uid: str, now: datetime) -> Card:
    """Put a word of the lexicon in the learner’s review; twice is once, and a word removed comes back. Raises `NoSuchTerm`."""
    if not TermVersion.objects.filter(uid=uid, current=True).exists():
        raise NoSuchTerm(uid)
    card, created = Card.objects.get_or_create(
        learner=learner, kind=CardKind.TERM, uid=uid, defaults={"origin": CardOrigin.ADDED, "added_at": now, "due_at": now}
    )
    if not created:
        card.removed = card.suspended = False
        card.origin = card.origin if card.reviewed_at else CardOrigin.ADDED
        card.save(update_fields=["removed", "suspended", "origin"])
    return card


def suspend(*, learner: Learner, card_id: UUID) -> None:
    """Stop asking a card until the learner takes it up again. Raises `NoSuchCard`."""
    _change(learner, card_id, suspended=True)


def resume(*, learner: Learner, card_id: UUID) -> None:
    """Ask a suspended card again. Raises `NoSuchCard`."""
    _change(learner, card_id, suspended=False)


def remove(*, learner: Learner, card_id: UUID) -> None:
    """Take a card out of the review; it does not come back by itself. Raises `NoSuchCard`."""
    _change(learner, card_id, removed=True, suspended=False)


def restore(*, learner: Learner, card_id: UUID) -> None:
    """Put a removed card back, with what was known of it. Raises `NoSuchCard`."""
    _change(learner, card_id, removed=False)


def _change(learner: Learner, card_id: UUID, **fields: bool) -> None:
    if not Card.objects.filter(pk=card_id, learner=learner).update(**fields):
        raise NoSuchCard


@transaction.atomic
def choose_pace(*, learner: Learner, new_a_day: int) -> None:
    """Keep how many new cards a day the learner wants."""
    ReviewPace.objects.update_or_create(learner=learner, defaults={"new_a_day": max(0, min(new_a_day, MOST_NEW))})
