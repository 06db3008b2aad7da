"""The home of Étude: what one was reading, and the library."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sextant.accounts.models import Learner
from sextant.catalogue.choices import Modality
from sextant.catalogue.document import Resource
from sextant.catalogue.queries import resources_of
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import NoFramework, framework_of
from sextant.kernel.text import Text
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import CompetenceResult, results, state_of
from sextant.study.course import InCourse, course
from sextant.study.models import Visit
from sextant.study.reading.queries.minutes import seconds_left
from sextant.study.reading.queries.standing import Resume
from sextant.ui.prose import parts_of

SHORT = 10
"""Minutes that fit between two patients."""

AT_MOST_CONTINUED = 3
STILL_WARM = timedelta(days=60)
"""A reading left for longer is not proposed any more: the library has it."""

ICONS = {Modality.SELF_PACED: "book-open", Modality.LIVE: "video", Modality.ON_SITE: "map-pin"}

MISSING = (Verdict.TO_ACQUIRE, Verdict.TO_SETTLE, Verdict.BORDERLINE)
"""Verdicts on what is required and not held for sure, the surest to be missing first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one looks for in the library; empty: everything."""

    competence: str = ""
    level: str = ""
    profession: str = ""
    short: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A reading left on the way."""

    title: Text
    url: str
    resume: Resume
    minutes: int


@dataclass(frozen=True, slots=True)
class Row:
    """A resource of the library; `is_free` to be taken at any time, as most are."""

    title: Text
    url: str
    level: Text
    minutes: int
    modality: Any
    icon: str
    is_free: bool
    finished_at: datetime | None
    planned: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The resources on a competence; `verdict` is empty where nothing is required or known."""

    code: str
    title: Text
    verdict: Any
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Competences under one title."""

    title: Any
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The home of Étude."""

    framework: Framework | None
    left: tuple[Left, ...] = ()
    shelves: tuple[Shelf, ...] = ()
    count: int = 0
    all: int = 0
    missing: frozenset[str] = field(default=frozenset())


def framework_or_none(learner: Learner | None) -> Framework | None:
    """Return the framework whose library is shown, if any is loaded."""
    try:
        return framework_of(learner)
    except NoFramework:
        return None


def home_of(learner: Learner | None, framework: Framework | None, wanted: Wanted, *, language: str, now: datetime) -> Home:
    """Return what the home shows: seven queries at most, however long the library."""
    if framework is None:
        return Home(None)
    resources = {uid: resource for uid, (_hash, resource) in resources_of(framework.code).items()}
    mine = course().resources(learner) if learner else {}
    known = _results(learner, framework, now) if learner else {}
    required = {code for code, result in known.items() if result.verdict in MISSING}
    found = {uid: one for uid, one in resources.items() if _fits(one, wanted, framework)}
    groups = _groups(found, framework, wanted, mine, known)
    return Home(
        framework=framework,
        left=_left(learner, resources, mine, language, now) if learner else (),
        shelves=tuple(_shelves(groups, framework, required)),
        count=len(found),
        all=len(resources),
        missing=frozenset(required),
    )


def _results(learner: Learner, framework: Framework, now: datetime) -> dict[str, CompetenceResult]:
    state = state_of(learner, framework, {}, now=now)
    if not state.observations:
        return {}
    return {result.code: result for result in results(state, learner, {})}


def _fits(resource: Resource, wanted: Wanted, framework: Framework) -> bool:
    targets = [target for target in resource.targets if target.competence in framework.axis and target.level in framework.levels]
    return bool(
        targets
        and (not wanted.competence or any(target.competence == wanted.competence for target in targets))
        and (not wanted.level or any(target.level == wanted.level for target in targets))
        and (not wanted.profession or resource.professions is None or wanted.profession in resource.professions)
        and (not wanted.short or resource.minutes <= SHORT)
    )


def _groups(
    found: Mapping[str, Resource],
    framework: Framework,
    wanted: Wanted,
    mine: Mapping[str, InCourse],
    known: Mapping[str, CompetenceResult],
) -> list[Group]:
    order = list(framework.levels)
    placed = []
    for uid, resource in found.items():
        targets = [target for target in resource.targets if target.competence in framework.axis and target.level in framework.levels]
        asked = [target for target in targets if target.competence == wanted.competence]
        # A resource on several competences stands once: under the one looked for, else one that is missing, else its first.
        lacking = [target for target in targets if target.competence in known and known[target.competence].verdict in MISSING]
        chosen = (asked or lacking or targets)[0]
        key = (framework.axis[chosen.competence], order.index(chosen.level), resource.minutes, uid)
        placed.append((key, chosen, _row(uid, resource, Text(framework.levels[chosen.level].title), mine)))
    placed.sort(key=lambda one: one[0])
    return [
        Group(code, framework.title_of(code), known[code].verdict if code in known else "", tuple(row for _key, _target, row in members))
        for code, members in groupby(placed, key=lambda one: one[1].competence)
    ]


def _row(uid: str, resource: Resource, level: Text, mine: Mapping[str, InCourse]) -> Row:
    place = mine.get(uid)
    modality = Modality(resource.modality)
    return Row(
        title=Text(resource.title),
        url=place.url if place else reverse("study:resource", args=[uid]),
        level=level,
        minutes=resource.minutes,
        modality=modality.label,
        icon=ICONS[modality],
        is_free=modality == Modality.SELF_PACED,
        finished_at=place.finished_at if place else None,
        planned=bool(place and place.planned and not place.finished_at),
    )


def _shelves(groups: Iterable[Group], framework: Framework, missing: set[str]) -> Iterator[Shelf]:
    """Yield what is required and missing, then the rest by domain."""
    listed = list(groups)
    first = sorted((group for group in listed if group.code in missing), key=lambda group: MISSING.index(group.verdict))
    if first:
        yield Shelf(_("Required of you, and not acquired yet"), tuple(first))
    rest = [group for group in listed if group.code not in missing]
    for position, members in groupby(rest, key=lambda group: framework.domain_of[framework.axis[group.code]]):
        yield Shelf(Text(framework.domains[position].title), tuple(members))


def _left(
    learner: Learner, resources: Mapping[str, Resource], mine: Mapping[str, InCourse], language: str, now: datetime
) -> tuple[Left, ...]:
    seen: dict[str, Visit] = {}
    for visit in Visit.objects.filter(learner=learner, last_at__gte=now - STILL_WARM).order_by("-last_at")[:50]:
        seen.setdefault(visit.resource, visit)
    left = []
    for uid, visit in seen.items():
        place = mine.get(uid)
        if uid in resources and not (place and place.finished_at) and Text(resources[uid].texts).in_language(language).text:
            left.append(_one_left(uid, resources[uid], visit, place.url if place else reverse("study:resource", args=[uid]), language))
    return tuple(left[:AT_MOST_CONTINUED])


def _one_left(uid: str, resource: Resource, visit: Visit, url: str, language: str) -> Left:
    text = Text(resource.texts).in_language(language)
    titles = {part.anchor: part.title for part in parts_of(text.text, language=text.language) if part.anchor}
    anchor = visit.anchor if visit.anchor in titles else ""
    seconds = seconds_left(resource, text, anchor=anchor, checks=0)
    return Left(
        title=Text(resource.title),
        url=f"{url}#{anchor}" if anchor else url,
        resume=Resume(anchor, titles.get(anchor, ""), visit.last_at),
        minutes=max(1, round(seconds / 60)),
    )
