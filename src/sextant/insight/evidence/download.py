"""The effects as a table: the same everywhere, so its heads and codes are not translated."""

from collections.abc import Iterator

from django.utils.timezone import localdate

from sextant.ground.privacy import LEAST_SHOWN
from sextant.ground.spreadsheets import Cell, harmless
from sextant.insight.evidence.queries import editions_in_force, effects_of, hours_to_a_level, shown_hash
from sextant.insight.evidence.words import tens

HEADS = (
    "resource", "competence", "comparison", "against", "effect_levels", "low_90", "high_90", "hours_to_a_level", "hours_low", "hours_high",
    "with", "without", "left_out", "data", "framework", "estimated_on", "method", "data_sha256",
)  # fmt: skip


def lines() -> Iterator[list[Cell | str]]:
    """Yield one line of cells per effect in force; numbers with a point, empty where there is none, people rounded down to tens."""
    for one in effects_of(editions_in_force()):
        hours = hours_to_a_level(one)
        numbers = [*_rounded(one.value, one.low, one.high), *(_rounded(hours.value, hours.low, hours.high) if hours else ("", "", ""))]
        edition = one.edition
        yield [
            *map(harmless, (one.resource, one.competence, one.comparison, " ".join(one.against))),
            *numbers,
            *(_count(count) for count in (one.taken, one.not_taken, one.left_out)),
            "simulated" if edition.simulated else "real",
            *map(harmless, (edition.framework, localdate(edition.made_at).isoformat(), edition.method, shown_hash(edition))),
        ]


def _rounded(*values: float | None) -> list[str]:
    return ["" if value is None else f"{round(value, 1) + 0.0:.1f}" for value in values]


def _count(count: int) -> str:
    return f"<{LEAST_SHOWN}" if 0 < count < LEAST_SHOWN else str(tens(count))
