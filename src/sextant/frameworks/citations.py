"""References as a page shows them: norms by their title in the registry, documents by their own."""

from collections.abc import Iterable
from dataclasses import dataclass

from sextant.frameworks.choices import NormStatus
from sextant.frameworks.document import Norm as NormDocument
from sextant.frameworks.models import Norm
from sextant.ground.packs.schema import Reference
from sextant.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference: who wrote it, its title and address, where in it, whether its text was read by the authors, whether it still applies."""

    issuer: str
    title: Text | str
    identifier: str
    locator: str
    date: str
    url: str
    seen: bool
    status: str

    @property
    def lapsed(self) -> bool:
        """Say whether the norm no longer applies."""
        return self.status in (NormStatus.REPEALED, NormStatus.SUPERSEDED)

    @property
    def applies(self) -> bool:
        """Say whether the norm applies today, perhaps in part; a document that is no norm is not in question."""
        return self.status in ("", NormStatus.IN_FORCE, NormStatus.PARTLY)

    @property
    def status_words(self) -> str:
        """The status in words."""
        return str(NormStatus(self.status).label) if self.status else ""


def cited(groups: Iterable[Iterable[Reference]]) -> list[list[Citation]]:
    """Return the citations of each group of references (those of one item, of one resource): one query for all of them at most."""
    listed = [list(group) for group in groups]
    wanted = {reference.norm for group in listed for reference in group if reference.norm}
    rows = Norm.objects.filter(current=True, uid__in=wanted).values_list("body", flat=True) if wanted else ()
    norms = {norm.id: norm for norm in (NormDocument.model_validate(body) for body in rows)}
    return [[_citation(reference, norms) for reference in group] for group in listed]


def _citation(reference: Reference, norms: dict[str, NormDocument]) -> Citation:
    norm = norms.get(reference.norm or "")
    if norm is not None:
        return Citation(
            issuer=norm.issuer,
            title=Text(norm.title),
            identifier=norm.identifier,
            locator=reference.locator or "",
            date=norm.date or "",
            url=norm.url or "",
            seen=norm.seen,
            status=norm.status.value,
        )
    return Citation(
        issuer=reference.issuer or "",
        title=reference.title or reference.norm or "",
        identifier="",
        locator=reference.locator or "",
        date=reference.date or "",
        url=reference.url or "",
        seen=bool(reference.seen),
        status="",
    )
