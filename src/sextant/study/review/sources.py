"""Where cards come from: the words met in what one read, the questions one missed, and what time is making uncertain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum, UUIDField

from sextant.accounts.models import Learner
from sextant.assessment.choices import AttemptKind, ItemRole
from sextant.assessment.models import Attempt, ItemVersion, Response
from sextant.assessment.practice.weighing import EXPLAINED_FOR
from sextant.catalogue.document import Term
from sextant.catalogue.queries import resource, resources_of, terms_of
from sextant.frameworks.document import Framework
from sextant.ground.compiled import Compiled, Given
from sextant.ground.search.words import folded
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import results, state_of
from sextant.study.choices import CardKind, CardOrigin
from sextant.study.models import Card, Visit

LEAST_SECONDS = 60
"""A page open for less was not read: its words are not offered."""

MISSED = 0.5
"""An answer that earned less was missed; "I do not know" earns nothing."""


UNSEEN, WIDER = 60, 1.1
"""Days without an answer, and how much wider the interval must have grown, before questions are offered to stay sure."""

SURE_AT_ONCE = 2
SURE_EVERY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that could be made, and why."""

    kind: CardKind
    uid: str
    origin: CardOrigin


def candidates(learner: Learner, framework: Framework, *, known: Iterable[tuple[str, str]], read: Iterable[str] = ()) -> list[Candidate]:
    """
    Return the cards to make, the two kinds by turns, without those `known` as (kind, uid); six queries at most.

    `read` names resources finished elsewhere (a step ticked off), which count as read.
    """
    met = [Candidate(CardKind.TERM, uid, CardOrigin.READ) for uid in met_terms(learner, framework, read=read)]
    missed = [Candidate(CardKind.ITEM, uid, CardOrigin.MISSED) for uid in missed_items(learner)]
    already = set(known)
    by_turns = chain.from_iterable(zip_longest(missed, met))
    return [one for one in by_turns if one is not None and (one.kind, one.uid) not in already]


def met_terms(learner: Learner, framework: Framework, *, read: Iterable[str] = ()) -> list[str]:
    """Return the words of the competences of what was read: first those that stand in the texts, then the others."""
    visited = Visit.objects.filter(learner=learner).order_by().values("resource").annotate(total=Sum("seconds"))
    uids = {*read, *visited.filter(total__gte=LEAST_SECONDS).values_list("resource", flat=True)}
    if not uids:
        return []
    studied = {uid: found for uid, found in resources_of(framework.code).items() if uid in uids}
    competences = {target.competence for _digest, document in studied.values() for target in document.targets}
    texts = [_text_of(uid, digest) for uid, (digest, _document) in studied.items()]
    terms = [term for term in terms_of(framework.code) if term.competence in competences]
    return [term.uid for term in sorted(terms, key=lambda term: (not _stands_in(term, texts), term.uid))]


def _stands_in(term: Term, texts: Iterable[str]) -> bool:
    names = [folded(name.split("(")[0].strip()) for name in (*term.term.values(), *chain.from_iterable(term.also.values()))]
    return any(name in text for name in names if name for text in texts)


@lru_cache(maxsize=512)
def _text_of(uid: str, digest: str) -> str:
    """Return what a version of a resource says, folded: a version cannot change, and folding a text takes as long as reading it."""
    return "\n".join(folded(text) for text in resource(uid, digest).texts.values())


def missed_items(learner: Learner) -> list[str]:
    """Return the questions whose last answer was wrong and whose explanation was shown, the oldest first (one query)."""
    last: dict[str, tuple[datetime, float]] = {}
    for uid, at, score in _EXPLAINED.rows(learner=learner.pk):
        if at is not None and score is not None and (uid not in last or at > last[uid][0]):
            last[uid] = (at, score)
    return [uid for _at, uid in sorted((at, uid) for uid, (at, score) in last.items() if score < MISSED)]


def _explained() -> QuerySet[Any, Any]:
    learner = Given("learner", UUIDField())
    taught = Exists(ItemVersion.objects.filter(uid=OuterRef("item__uid"), current=True, role__in=[ItemRole.BANK, ItemRole.CHECK]))
    responses = Response.objects.filter(taught, learner=learner, explained_at__isnull=False, score__isnull=False)
    attempts = Attempt.objects.filter(taught, learner=learner, explained_at__isnull=False).exclude(kind=AttemptKind.EXERCISE)
    columns = ("item__uid", "answered_at", "score")
    rows: QuerySet[Any, Any] = responses.order_by().values_list(*columns).union(attempts.order_by().values_list(*columns), all=True)
    return rows


_EXPLAINED = Compiled(_explained)


def widened_items(learner: Learner, framework: Framework, *, now: datetime) -> list[str]:
    """
    Return two questions on the acquired competence that time has made most uncertain, answered long ago (two queries at most).

    None while the last two that were offered for this are younger than `SURE_EVERY`: it is an offer, not a flood.
    """
    state = state_of(learner, framework, {}, now=now)
    held = [one for one in results(state, learner, {}) if one.verdict == Verdict.ACQUIRED or one.faded] if state.observations else []
    wider = {one.code: (one.high - one.low) / (one.seen.high - one.seen.low) for one in held if one.seen and one.seen.days >= UNSEEN}
    code = max(wider, key=lambda code: (wider[code], code), default=None)
    if code is None or wider[code] < WIDER:
        return []
    forgotten = {"learner": learner, "item__uid": OuterRef("uid"), "explained_at__lte": now - EXPLAINED_FOR}
    lately = {"learner": learner, "item__uid": OuterRef("uid"), "explained_at__gt": now - EXPLAINED_FOR}
    offered = Card.objects.filter(learner=learner, origin=CardOrigin.SURE, added_at__gt=now - SURE_EVERY)
    own = Card.objects.filter(learner=learner, kind=CardKind.ITEM, uid=OuterRef("uid"))
    asked = ItemVersion.objects.filter(
        Exists(Response.objects.filter(**forgotten)) | Exists(Attempt.objects.filter(**forgotten)),
        ~Exists(Response.objects.filter(**lately)),
        ~Exists(Attempt.objects.filter(**lately)),
        ~Exists(offered),
        ~Exists(own),
        current=True,
        framework=framework.code,
        competence=code,
        role__in=[ItemRole.BANK, ItemRole.CHECK],
    )
    return list(asked.order_by("uid").values_list("uid", flat=True)[:SURE_AT_ONCE])
