from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any

from sextant.assessment.bank import document_of
from sextant.assessment.choices import Grouping
from sextant.assessment.document import ItemDocument
from sextant.assessment.models import CalibrationEdition, FairnessNote, ItemCalibration, ItemVersion
from sextant.assessment.quality.words import SURE

OTHERS = "others"
"""The reference of a report where a group is held against all the others together."""

CROSSING = 0.05
"""Below this probability, a difference that stands changes with the level."""


@dataclass(frozen=True, slots=True)
class Difference:
    """
    How differently an item works for the `focal` group, at equal level, as the report of an edition holds it.

    `delta` is in units of the Educational Testing Service: below 0, the item is harder for the focal group.
    """

    by: str
    reference: str
    focal: str
    delta: float
    delta_se: float
    size: str
    p: float
    crossing: float
    kept: bool
    n_reference: int
    n_focal: int

    @property
    def notable(self) -> bool:
        """Say whether it survives the correction for many tests, or is moderate or large."""
        return self.kept or self.size in ("B", "C")

    @property
    def harder(self) -> bool:
        """Say whether the item is harder for the focal group."""
        return self.delta < 0

    @property
    def changes(self) -> bool:
        """Say whether the difference changes with the level."""
        return self.kept and self.crossing < CROSSING

    @property
    def low(self) -> float:
        """The lower end of its 90 % interval."""
        return self.delta - SURE * self.delta_se

    @property
    def high(self) -> float:
        """The upper end of its 90 % interval."""
        return self.delta + SURE * self.delta_se

    @property
    def between(self) -> tuple[str, str, str]:
        """What tells it from the other differences of its item."""
        return (self.by, self.reference, self.focal)


@dataclass(frozen=True, slots=True)
class Found:
    """An item, one of its differences, and the notes on it that stand, newest first."""

    item: ItemVersion
    difference: Difference
    notes: tuple[FairnessNote, ...]

    @property
    def document(self) -> ItemDocument:
        """What the item asks."""
        return document_of(self.item)

    @property
    def asked(self) -> bool:
        """Say whether this version is still asked."""
        return self.item.current and not self.item.withdrawn


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one way to group people: the comparisons made, those that had too few people, those found, and those that still want a look."""

    grouping: Grouping
    made: int
    too_few: int
    found: int
    unseen: int


@dataclass(frozen=True, slots=True)
class Fairness:
    """
    What an edition says: how many comparisons by grouping, and each difference worth a look: those too great to be chance first.

    `by_chance` is how many would look moderate or large if no question differed for anybody.
    """

    edition: CalibrationEdition
    tallies: tuple[Tally, ...]
    found: tuple[Found, ...]
    by_chance: float


def differences_in(report: Mapping[str, Any]) -> list[Difference]:
    """Return the comparisons a report holds; one that holds no number says nothing."""
    names = Difference.__slots__
    rows = [{name: row.get(name) for name in names} for row in report.get("differences") or ()]
    return [Difference(**row) for row in rows if all(value is not None for value in row.values())]


def fairness_of(edition: CalibrationEdition) -> Fairness:
    """Return what an edition says of fairness: two queries, however many items it holds."""
    # Bodies are heavy: only those of the items that have something to show are read, with their notes, by the second query.
    reports = ItemCalibration.objects.filter(edition=edition).order_by("item__uid").values_list("item_id", "report__differences")
    by_item = {key: differences_in({"differences": rows}) for key, rows in reports}
    notable = {key for key, rows in by_item.items() if any(row.notable for row in rows)}
    items = {row.pk: row for row in ItemVersion.objects.filter(pk__in=notable)}
    notes = notes_on(items)
    found = [Found(items[key], row, tuple(notes[key, *row.between])) for key in sorted(notable) for row in by_item[key] if row.notable]
    by_chance = sum(_chance_to_look_moderate(row) for rows in by_item.values() for row in rows)
    return Fairness(edition, _tallies(by_item.values(), found), tuple(sorted(found, key=_order)), by_chance)


def _chance_to_look_moderate(row: Difference) -> float:
    """Return the chance that a question without any difference is classed B or C: 1 or more, and 1.96 standard errors or more."""
    return erfc(max(1.0 / max(row.delta_se, 1e-6), 1.96) / sqrt(2.0))


def _order(one: Found) -> tuple[bool, bool, int, float]:
    return (not one.asked, not one.difference.kept, -"ABC".index(one.difference.size), -abs(one.difference.delta))


def notes_on(items: Iterable[int]) -> dict[tuple[int, str, str, str], list[FairnessNote]]:
    """Return the notes that stand on these versions, by version and difference, newest first (one query)."""
    found: dict[tuple[int, str, str, str], list[FairnessNote]] = defaultdict(list)
    for note in FairnessNote.objects.filter(item__in=list(items), withdrawn_at=None):
        found[note.item_id, note.grouping, note.reference, note.focal].append(note)
    return found


def _tallies(by_item: Iterable[list[Difference]], found: list[Found]) -> tuple[Tally, ...]:
    """Return the counts by grouping. What could have been compared: each item, for each group that was large enough on some item."""
    rows = list(by_item)
    tallies = []
    for grouping in Grouping:
        here = [row for one in rows for row in one if row.by == grouping]
        # Of two groups alone, one is held against the other: one comparison an item.
        groups = {row.focal for row in here} if any(row.reference == OTHERS for row in here) else {grouping} if here else set()
        notable = [one for one in found if one.difference.by == grouping]
        tallies.append(Tally(grouping, len(here), len(rows) * len(groups) - len(here), len(notable), sum(not one.notes for one in notable)))
    return tuple(tallies)


@dataclass(frozen=True, slots=True)
class ItemFairness:
    """All the comparisons of one item in an edition, the greatest first, with the notes that stand and those withdrawn."""

    edition: CalibrationEdition
    item: ItemVersion
    differences: tuple[Difference, ...]
    notes: Mapping[tuple[str, str, str], list[FairnessNote]]
    withdrawn: int

    @property
    def notable(self) -> list[Difference]:
        """Those worth a look."""
        return [row for row in self.differences if row.notable]


def item_fairness(uid: str, edition: CalibrationEdition) -> ItemFairness | None:
    """Return the comparisons of an item: of the version asked today, else of the newest calibrated; None where the edition holds none."""
    rows = ItemCalibration.objects.filter(edition=edition, item__uid=uid).select_related("item")
    row = rows.order_by("-item__current", "-item").first()
    if row is None:
        return None
    notes: dict[tuple[str, str, str], list[FairnessNote]] = defaultdict(list)
    withdrawn = 0
    for note in FairnessNote.objects.filter(item=row.item):
        withdrawn += note.withdrawn_at is not None
        if note.withdrawn_at is None:
            notes[note.grouping, note.reference, note.focal].append(note)
    listed = sorted(differences_in(row.report), key=lambda one: (not one.notable, -abs(one.delta)))
    return ItemFairness(edition, row.item, tuple(listed), notes, withdrawn)


def sizes(found: Iterable[Found]) -> Counter[str]:
    """Return how many differences there are of each class."""
    return Counter(one.difference.size for one in found)
