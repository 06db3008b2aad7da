"""A resource as a page shows it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse

from sextant.accounts.models import Learner
from sextant.accounts.queries import framework_choice
from sextant.catalogue.choices import Evidence, Modality
from sextant.catalogue.document import Resource
from sextant.catalogue.linking import words_to_link
from sextant.catalogue.models import ResourceVersion
from sextant.catalogue.queries import lexicon_of, titles_of
from sextant.catalogue.queries import resource as resource_version
from sextant.frameworks.citations import Citation, cited
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import current_versions, framework_for
from sextant.frameworks.queries import framework as framework_document
from sextant.kernel.text import Said, Text
from sextant.study.reading.queries.minutes import SECONDS_A_CHECK, Section, sections_of, text_seconds
from sextant.study.reading.queries.standing import Resume, Standing, opening_of, resume_of
from sextant.study.reading.queries.why import why_read
from sextant.ui.prose import LaidOut, laid_out


@dataclass(frozen=True, slots=True)
class Card:
    """A word of the lexicon that stands in the text, with its definition."""

    key: str
    title: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """A resource as a page shows it. `text` may be in another language than the reader's: it says so."""

    uid: str
    content_hash: str
    resource: Resource
    title: Text
    summary: Text
    modality: Any
    evidence: Any
    objectives: tuple[Text, ...]
    why: tuple[Any, ...]
    prerequisites: tuple[tuple[str, Text], ...]
    text: Said
    page: LaidOut
    sections: tuple[Section, ...]
    check_seconds: int
    cards: tuple[Card, ...]
    targets: tuple[tuple[Any, Any], ...]
    legal_basis: tuple[Citation, ...]
    references: tuple[Citation, ...]
    language: str
    standing: Standing
    resume: Resume | None
    is_overdue: bool
    is_followed: bool

    @property
    def is_in_page_language(self) -> bool:
        """Say whether the text is in the language asked for."""
        return self.text.language == self.language

    @property
    def seconds(self) -> int:
        """How long the text and its questions take."""
        return sum(section.seconds for section in self.sections) + self.check_seconds

    @property
    def check_minutes(self) -> int:
        """How long the questions take, in minutes."""
        return max(1, round(self.check_seconds / 60))

    @property
    def contents(self) -> tuple[Section, ...]:
        """The parts one can go to, each with the time of what is inside it."""
        parts: list[Section] = []
        for section in self.sections:
            if section.level == 2 and section.anchor:
                parts.append(section)
            elif parts:
                parts[-1] = replace(parts[-1], seconds=parts[-1].seconds + section.seconds)
        return tuple(parts)


def reading_of(
    uid: str,
    *,
    language: str,
    today: date,
    content_hash: str | None = None,
    framework: Framework | None = None,
    learner: Learner | None = None,
    why: tuple[Any, ...] = (),
) -> Reading:
    """
    Return the resource `uid` to read, in `language` where it exists in it.

    Without `content_hash`, the current version, or the one the learner was reading when the resource was withdrawn; `standing` tells.
    `framework` names the competences it serves (by default the learner's, else the newest that knows them), `why` the reasons to read it
    (by default those of the learner's course, else of their state). Five queries at most for a visitor, nine for a learner, and what is
    parsed once in a process. Raises `ResourceVersion.DoesNotExist`.
    """
    opening = opening_of(uid, learner)
    digest = content_hash or opening.current or opening.left_hash
    document = resource_version(uid, digest)
    found = _framework(document, learner, framework)
    text = Text(document.texts).in_language(language)
    lexicon = lexicon_of(found.code) if found else None
    page = laid_out(
        text.text,
        language=text.language,
        figures=reverse("study:version", args=[uid, digest]),
        words=words_to_link(lexicon.version, lexicon.terms, language=text.language, address=f"{reverse('catalogue:lexicon')}#")
        if lexicon
        else None,
    )
    titles = titles_of(document.prerequisites)
    sections = sections_of(page.parts, seconds=text_seconds(document, sum(part.words for part in page.parts), opening.checks))
    legal_basis, references = cited([document.legal_basis, document.references])
    return Reading(
        uid=uid,
        content_hash=digest,
        resource=document,
        title=Text(document.title),
        summary=Text(document.summary),
        modality=Modality(document.modality).label,
        evidence=Evidence(document.evidence).label,
        objectives=tuple(Text(objective) for objective in document.objectives),
        why=why or why_read(learner, uid, document, found, today=today),
        prerequisites=tuple((one, titles[one]) for one in document.prerequisites if one in titles),
        text=text,
        page=page,
        sections=sections,
        check_seconds=opening.checks * SECONDS_A_CHECK,
        cards=tuple(_card(key, lexicon.terms[key]) for key in page.terms) if lexicon else (),
        targets=_targets(document, found),
        legal_basis=tuple(legal_basis),
        references=tuple(references),
        language=language.split("-")[0],
        standing=opening.standing_of(digest),
        resume=resume_of(opening, sections),
        is_overdue=document.review_by < today,
        is_followed=learner is not None,
    )


def figure_of(uid: str, content_hash: str, name: str) -> str | None:
    """Return a figure (SVG) of one stored version of a resource; None where there is none."""
    try:
        return resource_version(uid, content_hash).figures.get(name)
    except ResourceVersion.DoesNotExist:
        return None


def _card(key: str, term: Any) -> Card:
    return Card(key, Text(term.term), Text(term.definition))


def _framework(document: Resource, learner: Learner | None, given: Framework | None) -> Framework | None:
    """Return the framework by which a resource is shown: the one given, else the learner's, else the newest that knows what it teaches."""
    if given is not None:
        return given
    rows = current_versions()
    if learner is not None and rows:
        theirs = framework_for(**framework_choice(learner), among=rows)  # type: ignore[arg-type]
        if _knows(theirs, document):
            return theirs
    return next(_knowing((framework_document(row) for row in reversed(rows)), document), None)


def _knowing(frameworks: Iterable[Framework], document: Resource) -> Iterator[Framework]:
    return (one for one in frameworks if _knows(one, document))


def _knows(framework: Framework, document: Resource) -> bool:
    return any(target.competence in framework.axis and target.level in framework.levels for target in document.targets)


def _targets(document: Resource, framework: Framework | None) -> tuple[tuple[Any, Any], ...]:
    if framework is None:
        return ()
    known = [target for target in document.targets if target.competence in framework.axis and target.level in framework.levels]
    return tuple((framework.title_of(target.competence), Text(framework.levels[target.level].title)) for target in known)
