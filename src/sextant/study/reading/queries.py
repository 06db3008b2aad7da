from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sextant.assessment.bank import document_of
from sextant.assessment.choices import ItemRole
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion
from sextant.catalogue.choices import Evidence, Modality
from sextant.catalogue.document import Resource
from sextant.catalogue.models import ResourceVersion
from sextant.catalogue.queries import resource as resource_version
from sextant.frameworks.choices import NormStatus
from sextant.frameworks.document import Framework
from sextant.frameworks.document import Norm as NormDocument
from sextant.frameworks.queries import current_versions, norms
from sextant.frameworks.queries import framework as framework_document
from sextant.ground.packs.schema import Reference
from sextant.kernel.text import Said, Text

APPLICABLE = {NormStatus.IN_FORCE, NormStatus.PARTLY}


@dataclass(frozen=True, slots=True)
class Source:
    """A reference as a page shows it; `status` and `applies` are those of a norm (no status for another document)."""

    title: Any
    issuer: str
    identifier: str
    locator: str
    date: str
    url: str
    status: Any
    applies: bool
    seen: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A question inside a reading: `shown` is what its type gives to show, with every right answer told."""

    uid: str
    kind: str
    stem: Said
    explanation: Said
    shown: dict[str, Any]


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
    text: Said
    figures: str
    targets: tuple[tuple[Any, Any], ...]
    legal_basis: tuple[Source, ...]
    references: tuple[Source, ...]
    checks: tuple[Check, ...]
    language: str

    @property
    def is_in_page_language(self) -> bool:
        """Say whether the text is in the language asked for."""
        return self.text.language == self.language


def current_hash(uid: str) -> str:
    """Return the hash of the current version of a resource. Raises `ResourceVersion.DoesNotExist`."""
    return ResourceVersion.objects.values_list("content_hash", flat=True).get(uid=uid, current=True)


def reading_of(uid: str, *, language: str, content_hash: str | None = None, framework: Framework | None = None) -> Reading:
    """
    Return the resource `uid` to read, in `language` where it exists in it (five queries at most).

    Without `content_hash`, the current version; `framework` names the competences it serves (by default the newest that knows them).
    Raises `ResourceVersion.DoesNotExist`.
    """
    digest = content_hash or current_hash(uid)
    document = resource_version(uid, digest)
    known = norms()
    return Reading(
        uid=uid,
        content_hash=digest,
        resource=document,
        title=Text(document.title),
        summary=Text(document.summary),
        modality=Modality(document.modality).label,
        evidence=Evidence(document.evidence).label,
        objectives=tuple(Text(objective) for objective in document.objectives),
        text=Text(document.texts).in_language(language),
        figures=reverse("study:figures", args=[uid, digest]),
        targets=_targets(document, (framework,) if framework else _newest_first()),
        legal_basis=tuple(_source(reference, known) for reference in document.legal_basis),
        references=tuple(_source(reference, known) for reference in document.references),
        checks=_checks(uid, language),
        language=language.split("-")[0],
    )


def figure_of(uid: str, content_hash: str, name: str) -> str | None:
    """Return a figure (SVG) of one stored version of a resource; None where there is none."""
    try:
        return resource_version(uid, content_hash).figures.get(name)
    except ResourceVersion.DoesNotExist:
        return None


def _newest_first() -> Iterator[Framework]:
    return (framework_document(row) for row in reversed(current_versions()))


def _targets(document: Resource, frameworks: Iterable[Framework]) -> tuple[tuple[Any, Any], ...]:
    for found in frameworks:
        known = [target for target in document.targets if target.competence in found.axis and target.level in found.levels]
        if known:
            return tuple((found.title_of(target.competence), Text(found.levels[target.level].title)) for target in known)
    return ()


def _source(reference: Reference, known: dict[str, NormDocument]) -> Source:
    norm = known.get(reference.norm or "")
    if norm is None:
        title = reference.title or reference.norm or ""
        return Source(
            title,
            reference.issuer or "",
            "",
            reference.locator or "",
            reference.date or "",
            reference.url or "",
            "",
            True,
            bool(reference.seen),
        )
    return Source(
        title=Text(norm.title),
        issuer=norm.issuer,
        identifier=norm.identifier,
        locator=reference.locator or "",
        date=norm.date or "",
        url=norm.url or "",
        status=NormStatus(norm.status).label,
        applies=NormStatus(norm.status) in APPLICABLE,
        seen=norm.seen,
    )


def _checks(uid: str, language: str) -> tuple[Check, ...]:
    rows = ItemVersion.objects.filter(resource=uid, role=ItemRole.CHECK, current=True).order_by("uid")
    checks = []
    for row in rows:
        document = document_of(row)
        stem = Text(document.stem).in_language(language)
        kind = type_of(document)
        shown = kind.shown(document, language=stem.language, order=[], answer=[])
        checks.append(Check(row.uid, row.type, stem, Text(document.explanation).in_language(language), shown))
    return tuple(checks)
