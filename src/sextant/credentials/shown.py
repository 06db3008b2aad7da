"""A kept transcript as a page shows it: its numbers as sights again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sextant.ui.sight import Sight


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One competence: its sight, and the levels in words."""

    code: str
    sight: Sight
    note: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The competences of one domain."""

    title: str
    finding: str
    rows: tuple[ShownRow, ...]

    @property
    def sights(self) -> list[Sight]:
        """The sights alone."""
        return [row.sight for row in self.rows]


def shown_groups(content: Mapping[str, Any]) -> list[ShownGroup]:
    """Return the levels of a transcript, by domain."""
    return [_group(group, content["scale"]) for group in content["groups"]]


def _group(group: Mapping[str, Any], scale: Mapping[str, Any]) -> ShownGroup:
    return ShownGroup(group["title"], group["finding"], tuple(_row(row, scale) for row in group["rows"]))


def _row(row: Mapping[str, Any], scale: Mapping[str, Any]) -> ShownRow:
    sight = Sight(
        label=f"{row['code']} {row['title']}",
        low=row["low"],
        level=row["level"],
        high=row["high"],
        required=row["required"],
        thought=None,
        cuts=tuple(scale["cuts"]),
        level_names=tuple(scale["names"]),
        verdict=row["verdict_code"],
    )
    return ShownRow(row["code"], sight, row["note"], row["verdict"])
