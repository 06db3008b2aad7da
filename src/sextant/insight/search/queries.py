"""What somebody finds, grouped, what they still miss first; and what to offer where there is nothing. Seven queries at most."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sextant.accounts.models import Learner
from sextant.assessment.choices import AttemptKind
from sextant.assessment.models import Attempt, Response
from sextant.catalogue.queries import terms_of
from sextant.frameworks.document import Framework
from sextant.ground.search import Hit, find
from sextant.ground.search.wanted import wanted
from sextant.kernel.text import Text
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import results, state_of

SHORT, LONG = 5, 50
"""How many are shown of each kind, and of one kind alone."""

START = 3
"""How many letters a word must share to be offered in place of another."""

OFFERED = 8

KINDS: dict[str, str | Promise] = {
    "resource": _("Resources"),
    "term": _("Lexicon"),
    "norm": _("Norms"),
    "question": _("Questions you answered"),
}
"""The groups, in the order in which they are shown."""

MISSING = {Verdict.TO_ACQUIRE, Verdict.TO_SETTLE}


@dataclass(frozen=True, slots=True)
class Found:
    """A hit as the page shows it: where it leads, and the competences it serves."""

    title: SafeString
    snippet: SafeString
    language: str
    url: str
    competences: tuple[tuple[str, Text], ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: the best, and how many there are in all."""

    kind: str
    label: str | Promise
    found: tuple[Found, ...]
    count: int

    @property
    def more(self) -> bool:
        """Say whether some are not shown."""
        return self.count > len(self.found)


def missing_of(learner: Learner | None, framework: Framework, *, now: datetime) -> frozenset[str]:
    """Return the competences a learner still has to acquire or to settle; none before the first answer."""
    if learner is None:
        return frozenset()
    # What was only declared is not where somebody stands, and asking for it would be one query more.
    state = state_of(learner, framework, {}, now=now)
    if not state.observations:
        return frozenset()
    return frozenset(one.code for one in results(state, learner, {}) if one.verdict in MISSING)


def explained_to(learner: Learner | None) -> dict[str, str]:
    """Return the questions that were explained to a learner, as they stand today: uid → where to read the explanation again."""
    if learner is None:
        return {}
    seen = {"learner": learner, "explained_at__isnull": False, "item__current": True}
    attempts = Attempt.objects.filter(**seen).order_by("answered_at").values_list("item__uid", "kind", "resource", "pk")
    responses = Response.objects.filter(**seen).order_by("answered_at").values_list("item__uid", "sitting_id", "position")
    where = {uid: _address_of_attempt(uid, kind, resource, pk) for uid, kind, resource, pk in attempts}
    return where | {uid: reverse("assessment:explanation", args=[sitting, position]) for uid, sitting, position in responses}


def _address_of_attempt(uid: str, kind: str, resource: str, pk: UUID) -> str:
    if kind == AttemptKind.EXERCISE:
        return reverse("study:exercise_done", args=[uid, pk])
    return reverse("study:resource", args=[resource]) if resource else ""


def groups_of(
    query: str, *, language: str, framework: Framework, missing: Collection[str], explained: dict[str, str], kind: str = ""
) -> list[Group]:
    """Return what was found, by kind; of `kind` alone where one is named, with more of it."""
    hits = find(
        query,
        language=language,
        kinds=[kind] if kind else list(KINDS),
        frameworks=[framework.code],
        limit=LONG if kind else SHORT,
        first=missing,
        named=explained,
    )
    by_kind: dict[str, list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit)
    return [_group(code, by_kind[code], framework, explained) for code in KINDS if code in by_kind]


def _group(kind: str, hits: list[Hit], framework: Framework, explained: dict[str, str]) -> Group:
    return Group(kind, KINDS[kind], tuple(_found(hit, framework, explained) for hit in hits), hits[0].of)


def _found(hit: Hit, framework: Framework, explained: dict[str, str]) -> Found:
    served = tuple((code, framework.title_of(code)) for code in hit.competences if code in framework.axis)
    return Found(hit.title, hit.snippet, hit.language, _address(hit, explained), served, hit.first)


def _address(hit: Hit, explained: dict[str, str]) -> str:
    if hit.kind == "resource":
        return reverse("study:resource", args=[hit.uid])
    if hit.kind == "term":
        return f"{reverse('catalogue:lexicon')}#{hit.uid}"
    if hit.kind == "norm":
        return f"{reverse('frameworks:norms')}#norm-{hit.uid}"
    return explained[hit.uid]


def near(query: str, *, language: str, framework: Framework) -> list[str]:
    """Return words of the lexicon that begin like the word looked for: perhaps one of them was meant."""
    looked_for = wanted(query)
    if looked_for is None:
        return []
    beginning = max((forms[0] for forms in looked_for.forms), key=len)[:START]
    hits = find(beginning, language=language, kinds=["term"], frameworks=[framework.code], limit=OFFERED, in_titles=True)
    return [hit.name for hit in hits]


def offered(*, language: str, framework: Framework, missing: Collection[str]) -> list[str]:
    """Return words to begin with: one of each competence, those still missing before the others."""
    firsts: dict[str, str] = {}
    for term in terms_of(framework.code):
        firsts.setdefault(term.competence, str(Text(term.term).in_language(language)))
    order = sorted(framework.codes, key=lambda code: code not in missing)
    return [firsts[code] for code in order if code in firsts][:OFFERED]
