"""What a roster would change in a cohort, line by line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sextant.accounts.choices import InvitationState
from sextant.accounts.rosters.lines import FIELDS, LineFault, RosterLine


class Kind(StrEnum):
    """What a line would do, in the order in which the page shows them."""

    ERROR = "error"
    DUPLICATE = "duplicate"
    ADDED = "added"
    CHANGED = "changed"
    ENROLLED = "enrolled"
    SAME = "same"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as it stands."""

    pk: UUID
    state: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """Who a cohort knows already: invitations by address, addresses of those enrolled (with the name to show)."""

    invited: dict[str, Invited]
    enrolled: dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a difference. `before` holds the values that would be replaced; `first` the line a duplicate repeats."""

    kind: Kind
    number: int
    email: str
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    faults: tuple[LineFault, ...] = ()
    first: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON keeps it, without what is empty."""
        kept = {name: value for name, value in asdict(self).items() if value or name in ("number", "email")}
        return {**kept, "kind": self.kind.value}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Entry":
        """Return the entry that was kept."""
        return cls(**{**kept, "kind": Kind(kept["kind"]), "faults": tuple(LineFault(**fault) for fault in kept.get("faults", ()))})

    @property
    def line(self) -> RosterLine:
        """The line of the file this entry speaks of."""
        return RosterLine(self.number, self.email, dict(self.values), self.faults)


def compare(lines: Iterable[RosterLine], known: Known) -> list[Entry]:
    """
    Return one entry per line, then one per person of the cohort whom the file does not name (they are reported, never removed).

    An empty cell takes nothing away. An address that comes twice counts the first time.
    """
    entries: list[Entry] = []
    first: dict[str, int] = {}
    for line in lines:
        if line.faults:
            entries.append(Entry(Kind.ERROR, line.number, line.email, line.values, faults=line.faults))
        elif line.email in first:
            entries.append(Entry(Kind.DUPLICATE, line.number, line.email, line.values, first=first[line.email]))
        else:
            first[line.email] = line.number
            entries.append(_entry(line, known))
    # A line in error still names its person: they are not missing from the file.
    named = {entry.email for entry in entries}
    waiting = {
        email: invited.values.get("name", "") for email, invited in known.invited.items() if invited.state == InvitationState.PENDING
    }
    missing = {**waiting, **known.enrolled}
    entries += [Entry(Kind.ABSENT, 0, email, {"name": missing[email]}) for email in sorted(missing) if email not in named]
    return entries


def _entry(line: RosterLine, known: Known) -> Entry:
    invited = known.invited.get(line.email)
    if line.email in known.enrolled or (invited and invited.state == InvitationState.ACCEPTED):
        return Entry(Kind.ENROLLED, line.number, line.email, line.values)
    if invited is None:
        return Entry(Kind.ADDED, line.number, line.email, line.values)
    before = {name: invited.values[name] for name in FIELDS if name in line.values and line.values[name] != invited.values[name]}
    if invited.state == InvitationState.WITHDRAWN:
        before["state"] = invited.state
    return Entry(Kind.CHANGED if before else Kind.SAME, line.number, line.email, line.values, before=before)


def counted(entries: Iterable[Entry]) -> dict[str, int]:
    """Return how many entries there are of each kind."""
    counts = Counter(entry.kind for entry in entries)
    return {kind.value: counts[kind] for kind in Kind}
