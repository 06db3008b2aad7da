"""A cohort's progress as its pages show it: findings in a sentence, bars, filters, orders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sextant.insight.exports.table import diagnostic_words, plan_words
from sextant.insight.queries.calls import reasons_of
from sextant.insight.queries.cohort import CohortProgress, LearnerRow
from sextant.ui.charts import draw_parts
from sextant.ui.components.bars import BarRow
from sextant.ui.components.figures import verdict_parts
from sextant.ui.markup import plain
from sextant.ui.verdicts import verdict_named

JUDGED = ("acquired", "to-acquire", "to-settle", "borderline")

FILTERS: tuple[tuple[str, str | Promise], ...] = (
    ("", gettext_lazy("All")),
    ("appeler", gettext_lazy("To call")),
    ("sans-diagnostic", gettext_lazy("Without diagnostic")),
    ("hors-delai", gettext_lazy("Plan out of reach")),
)


def filtered(rows: Iterable[LearnerRow], wanted: str, *, now: datetime) -> list[LearnerRow]:
    """Return the rows of one filter; all of them for an unknown one."""
    if wanted == "appeler":
        return [row for row in rows if reasons_of(row, now=now)]
    if wanted == "sans-diagnostic":
        return [row for row in rows if not (row.diagnostic and row.diagnostic.finished_at)]
    if wanted == "hors-delai":
        return [row for row in rows if row.plan and not row.plan.feasible]
    return list(rows)


_ORDERS: dict[str, Any] = {
    "nom": lambda row: row.name.casefold(),
    "diagnostic": lambda row: (bool(row.diagnostic and row.diagnostic.finished_at), row.diagnostic.answered if row.diagnostic else -1),
    "acquis": lambda row: row.acquired / row.required if row.required else -1,
    "plan": lambda row: (row.plan is not None, bool(row.plan and row.plan.feasible)),
    "faites": lambda row: row.done,
    "vue": lambda row: row.seen_at,
}


def sorted_by(rows: Sequence[LearnerRow], order: str) -> list[LearnerRow]:
    """Return the rows in an order (`acquis`, `-acquis`…), by name for an unknown one."""
    key = _ORDERS.get(order.removeprefix("-"), _ORDERS["nom"])
    return sorted(rows, key=key, reverse=order.startswith("-"))


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A learner's line: the row, its diagnostic and plan in words, its verdicts as a bar."""

    row: LearnerRow
    diagnostic: str
    plan: str
    bar: SafeString
    bar_words: str


def table_rows(rows: Iterable[LearnerRow]) -> list[ShownRow]:
    """Return the lines of a page."""
    return [ShownRow(row, _diagnostic(row), plan_words(row), *_bar(row)) for row in rows]


def _diagnostic(row: LearnerRow) -> str:
    words = diagnostic_words(row)
    if row.diagnostic and not row.diagnostic.finished_at:
        return ngettext("%(count)d answer", "%(count)d answers", row.diagnostic.answered) % {"count": row.diagnostic.answered}
    return words


def _bar(row: LearnerRow) -> tuple[SafeString, str]:
    if not row.required:
        return SafeString(""), ""
    parts = verdict_parts({code: row.counts.get(code, 0) for code in JUDGED})
    words = _("%(acquired)d of %(required)d") % {"acquired": row.acquired, "required": row.required}
    spoken = ", ".join(f"{plain(part.label)}: {part.count}" for part in parts if part.count)
    return draw_parts([part for part in parts if part.count], title=spoken, height=22), words


def bars_of(progress: CohortProgress) -> list[BarRow]:
    """Return one bar of verdicts per competence."""
    return [
        (f"{code} {plain(progress.framework.title_of(code))}", verdict_parts({verdict: counts.get(verdict, 0) for verdict in JUDGED}))
        for code, counts in progress.distribution.items()
    ]


def finding_of(progress: CohortProgress) -> str:
    """Return what the distribution shows, in a sentence: what is missing most, and what is most solid."""
    if not progress.distribution:
        return ""
    missing = {code: counts.get("to-acquire", 0) for code, counts in progress.distribution.items()}
    solid = {code: counts.get("acquired", 0) for code, counts in progress.distribution.items()}
    most, best = max(missing, key=missing.__getitem__), max(solid, key=solid.__getitem__)
    said = []
    if missing[most]:
        said.append(
            _("What is missing most: “%(title)s”, to acquire for %(count)d of %(all)d.")
            % {"title": plain(progress.framework.title_of(most)), "count": missing[most], "all": sum(progress.distribution[most].values())}
        )
    if solid[best]:
        said.append(
            _("Most solid: “%(title)s”, acquired by %(count)d of %(all)d.")
            % {"title": plain(progress.framework.title_of(best)), "count": solid[best], "all": sum(progress.distribution[best].values())}
        )
    if not said:
        total = progress.totals.get("to-settle", 0)
        said.append(_("Nothing is decided yet: %(count)d verdicts are still to be settled.") % {"count": total})
    return " ".join(said)


def totals_of(progress: CohortProgress) -> list[tuple[str, int]]:
    """Return (verdict, number) over the whole cohort."""
    return [(str(verdict_named(code).label), progress.totals.get(code, 0)) for code in JUDGED]
