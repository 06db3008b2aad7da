"""What a context that has content declares in its `pack.py`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    # The web process knows versions, not pack files: the YAML reader stays out of it.
    from sextant.ground.packs.reading import PackReading


@dataclass(slots=True)
class Loaded:
    """What a load did: per kind of object, how many were added, unchanged, or left because they were edited in the campus."""

    added: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)

    def count(self, kind: str, *, added: int, unchanged: int) -> None:
        """Add to the counts of `kind`."""
        self.added[kind] = self.added.get(kind, 0) + added
        self.unchanged[kind] = self.unchanged.get(kind, 0) + unchanged


@dataclass(frozen=True, slots=True)
class Tally:
    """A small table that `content check` prints: `rows` of (label, count)."""

    title: str
    rows: tuple[tuple[str, int], ...]


class PackPart(Protocol):
    """One context's share of a pack. Parts are read, checked and loaded from the lowest context up."""

    name: str

    def read(self, reading: "PackReading") -> Any:
        """Return what this part understands of the files; note faults in `reading`."""

    def load(self, reading: "PackReading", *, now: datetime, loaded: Loaded) -> None:
        """Write what `read` returned (in `reading.parts[name]`); called inside one transaction for the whole pack."""

    def tallies(self, reading: "PackReading") -> list[Tally]:
        """Return the counts worth printing."""

    def export(self, pack: str) -> dict[str, str]:
        """Return the current versions of `pack` as files: path → contents."""
