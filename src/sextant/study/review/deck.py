"""The cards of a learner as a list: titles, how far each is learnt, when it comes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from sextant.accounts.models import Learner
from sextant.assessment.models import ItemVersion
from sextant.catalogue.models import TermVersion
from sextant.ground.search.words import folded
from sextant.kernel.text import Said, Text
from sextant.study.choices import CardKind, CardOrigin, CardState
from sextant.study.models import Card, CardReview
from sextant.study.review.queries import IS_THERE
from sextant.study.review.schedule import Rating
from sextant.ui.prose import bare


class Stage(models.TextChoices):
    """Where a card stands in the review."""

    NEW = "new", _("not asked yet")
    LEARNING = "learning", _("being learnt")
    KNOWN = "known", _("known")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("no longer taught")
    REMOVED = "removed", _("removed")


RESTING = (Stage.SUSPENDED, Stage.WITHDRAWN, Stage.REMOVED)
"""A card that stands there is not asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """A card as the list shows it; `due_at` is None where it is not asked."""

    id: UUID
    kind: CardKind
    uid: str
    title: Said
    stage: Stage
    origin: CardOrigin
    added_at: datetime
    due_at: datetime | None

    @property
    def is_asked(self) -> bool:
        """Say whether the card is asked some day."""
        return self.stage not in RESTING


def deck_of(learner: Learner, *, language: str, q: str = "", kind: str = "", state: str = "") -> list[Row]:
    """
    Return the learner’s cards that match: those that come back, soonest first, then the new ones, then those that rest.

    Removed ones are there only where `state` asks for them. Three queries.
    """
    cards = list(Card.objects.filter(learner=learner).annotate(there=IS_THERE).order_by("due_at", "pk"))
    named = titles_of(((card.kind, card.uid) for card in cards), language=language)
    rows = [_row(card, named.get((card.kind, card.uid), Said(card.uid, language))) for card in cards]
    rows.sort(key=lambda row: (row.stage in RESTING, row.stage == Stage.NEW))
    words = folded(q).split()
    return [
        row
        for row in rows
        if (row.stage == state if state else row.stage != Stage.REMOVED)
        and (not kind or row.kind == kind)
        and all(word in folded(row.title.text) for word in words)
    ]


def _row(card: Card, title: Said) -> Row:
    stage = stage_of(card, there=card.there)  # type: ignore[attr-defined]
    due = None if stage in RESTING else card.due_at
    return Row(card.pk, CardKind(card.kind), card.uid, title, stage, CardOrigin(card.origin), card.added_at, due)


def stage_of(card: Card, *, there: bool) -> Stage:
    """Return where a card stands; `there` says whether its word or question is still taught."""
    if card.removed:
        return Stage.REMOVED
    if not there:
        return Stage.WITHDRAWN
    if card.suspended:
        return Stage.SUSPENDED
    if card.begun_at is None:
        return Stage.NEW
    return Stage.KNOWN if card.state == CardState.REVIEW else Stage.LEARNING


def titles_of(keys: Iterable[tuple[str, str]], *, language: str) -> dict[tuple[str, str], Said]:
    """Return what to call each card of (kind, uid): its word, or the beginning of its question; of withdrawn ones too (two queries)."""
    wanted = list(keys)
    titles: dict[tuple[str, str], Said] = {}
    for kind, versions, field in ((CardKind.TERM, TermVersion, "term"), (CardKind.ITEM, ItemVersion, "stem")):
        uids = [uid for of, uid in wanted if of == kind]
        if not uids:
            continue
        # The current version comes last: of a withdrawn one, the newest there was.
        rows = versions.objects.filter(uid__in=uids).order_by("current", "loaded_at")
        for uid, text in rows.values_list("uid", f"body__{field}"):
            said = Text(text).in_language(language)
            titles[str(kind), uid] = Said(_short(bare(said.text)), said.language)
    return titles


LONGEST_TITLE = 120


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_TITLE else flat[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class Done:
    """A card reviewed in a round."""

    title: Said
    rating: Rating
    due_at: datetime


def done_since(learner: Learner, cards: Sequence[UUID], *, since: datetime, language: str) -> list[Done]:
    """Return what was reviewed of `cards` since a round began, in order (three queries)."""
    reviews = list(
        CardReview.objects.filter(learner=learner, card__in=cards, reviewed_at__gte=since).select_related("card").order_by("reviewed_at")
    )
    named = titles_of(((review.card.kind, review.card.uid) for review in reviews), language=language)
    return [
        Done(
            named.get((review.card.kind, review.card.uid), Said(review.card.uid, language)),
            Rating(review.rating),
            review.card.due_at,
        )
        for review in reviews
    ]
