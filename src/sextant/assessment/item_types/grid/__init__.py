"""Grid: rows to sort into columns, after exhibits one must look at."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import Field, model_validator

from sextant.assessment.item_types import Answer, Fabricated, Scored, UnreadableAnswer
from sextant.assessment.item_types.exercises import (
    ExerciseDocument,
    Exhibit,
    RowKey,
    all_texts,
    distinct,
    said,
    shown_exhibit,
    shown_exhibits,
)
from sextant.engine.scoring import grids
from sextant.ground.packs.schema import PackText, Strict

FEWEST_ROWS, MOST_ROWS = 3, 20


class Column(Strict):
    """Where a row may be sorted."""

    key: RowKey
    text: PackText


class Row(Strict):
    """A row, the `column` it belongs to, and the columns in which it would do harm."""

    key: RowKey
    text: PackText
    exhibit: Exhibit | None = None
    column: RowKey
    unacceptable: tuple[RowKey, ...] = ()
    why: PackText


class Part(Strict):
    """Rows that share their columns."""

    title: PackText | None = None
    columns: Annotated[tuple[Column, ...], Field(min_length=2, max_length=5)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_ROWS)]

    @model_validator(mode="after")
    def _rows_fit_columns(self) -> "Part":
        distinct("column", (column.key for column in self.columns))
        known = [column.key for column in self.columns]
        for row in self.rows:
            for key in (row.column, *row.unacceptable):
                if key not in known:
                    raise ValueError(f"row `{row.key}`: `{key}` is not one of its columns {known}")
            if row.column in row.unacceptable:
                raise ValueError(f"row `{row.key}`: `{row.column}` cannot be right and unacceptable")
        return self


class GridDocument(ExerciseDocument):
    """A grid: one or several parts, each with its own columns."""

    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=6)]

    @model_validator(mode="after")
    def _has_enough_rows(self) -> "GridDocument":
        rows = [row for _part, row in self.rows()]
        if not FEWEST_ROWS <= len(rows) <= MOST_ROWS:
            raise ValueError(f"a grid has {FEWEST_ROWS} to {MOST_ROWS} rows in all, this one has {len(rows)}")
        distinct("row", (row.key for row in rows))
        return self

    def texts(self) -> Iterator[Mapping[str, str]]:
        """Yield what the rows show as well."""
        yield from super().texts()
        for _part, row in self.rows():
            yield row.text
            yield from (text for _where, text in all_texts(row.exhibit))

    def rows(self) -> Iterator[tuple[Part, Row]]:
        """Yield every row with its part."""
        for part in self.parts:
            for row in part.rows:
                yield part, row

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """Row → its columns."""
        return {row.key: tuple(column.key for column in part.columns) for part, row in self.rows()}

    @property
    def key(self) -> dict[str, str]:
        """Row → its right column."""
        return {row.key: row.column for _part, row in self.rows()}

    @property
    def unacceptable(self) -> dict[str, tuple[str, ...]]:
        """Row → the columns in which it would do harm."""
        return {row.key: row.unacceptable for _part, row in self.rows() if row.unacceptable}


def field_of(row: str) -> str:
    """Return the name of the field in which a row is answered; its value is `row.column`."""
    return f"answer-{row}"


class Grid:
    """See `ItemType`. An answer is a mapping of row to column."""

    code = "grid"
    document = GridDocument
    question_template = "assessment/item_types/grid.html"
    feedback_template = "assessment/item_types/grid_feedback.html"

    def floor(self, item: GridDocument) -> float:
        """Return what sorting at random earns."""
        return grids.floor(columns=item.columns, key=item.key, unacceptable=item.unacceptable)

    def order(self, item: GridDocument, random: Random) -> list[str]:
        """Rows follow their exhibit: there is nothing to order."""
        return []

    def parse(self, item: GridDocument, form: Mapping[str, Sequence[str]]) -> Answer:
        """Read one column for each row."""
        columns = item.columns
        # A field that is no row of this grid, or two values for one row, come from no page of ours.
        posted = {name: values for name, values in form.items() if name.startswith("answer") and values}
        answer: dict[str, str] = {}
        for name, values in posted.items():
            row = name.removeprefix("answer-")
            column = values[0].removeprefix(f"{row}.") if len(values) == 1 else ""
            if column not in columns.get(row, ()) or values[0] != f"{row}.{column}":
                raise UnreadableAnswer(_("This answer does not fit the exercise: reload the page, then choose again."))
            answer[row] = column
        left = len(columns) - len(answer)
        if left:
            raise UnreadableAnswer(
                ngettext(
                    "%(count)d line still waits for your choice: what you chose is kept.",
                    "%(count)d lines still wait for your choice: what you chose is kept.",
                    left,
                )
                % {"count": left}
            )
        return {row: answer[row] for row in columns}

    def form(self, item: GridDocument, answer: Answer) -> Mapping[str, Sequence[str]]:
        """One column for each row."""
        if not isinstance(answer, dict):
            raise UnreadableAnswer(_("This answer does not fit the exercise: reload the page, then choose again."))
        return {field_of(str(row)): [f"{row}.{column}"] for row, column in answer.items()}

    def score(self, item: GridDocument, answer: Answer) -> Scored:
        """Score by the share of rows in their column."""
        return Scored(grids.score(columns=item.columns, key=item.key, given=answer, unacceptable=item.unacceptable).value)

    def shown(self, item: GridDocument, *, language: str, order: Sequence[str], answer: Answer | None) -> dict[str, Any]:
        """Show the exhibits, then the parts."""
        given = answer if isinstance(answer, dict) else {}
        parts = []
        for part in item.parts:
            texts = {column.key: said(column.text, language) for column in part.columns}
            parts.append(
                {
                    "title": said(part.title, language),
                    "rows": [_shown_row(row, texts, given.get(row.key), answer is not None, language) for row in part.rows],
                }
            )
        return {
            "exhibits": shown_exhibits(item.exhibits, language),
            "parts": parts,
            "answered": answer is not None,
            "total": len(item.key),
            "right": sum(given.get(row) == column for row, column in item.key.items()),
            "forfeited": any(given.get(row) in never for row, never in item.unacceptable.items()),
        }

    def fabricate(self, item: GridDocument) -> Fabricated:
        """The key, another column everywhere, and a row that is not in the grid."""
        right = {field_of(row): [f"{row}.{column}"] for row, column in item.key.items()}
        others = {row: next(column for column in item.columns[row] if column != right) for row, right in item.key.items()}
        wrong = {field_of(row): [f"{row}.{column}"] for row, column in others.items()}
        return Fabricated(right, wrong, {**right, "answer-nowhere": ["nowhere.right"]})


def _shown_row(row: Row, texts: Mapping[str, Any], chosen: str | None, answered: bool, language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "key": row.key,
        "field": field_of(row.key),
        "text": said(row.text, language),
        "exhibit": shown_exhibit(row.exhibit, language) if row.exhibit else None,
        "choices": [(f"{row.key}.{key}", text) for key, text in texts.items()],
    }
    if answered:
        shown |= {
            "chosen": texts.get(chosen or ""),
            "expected": texts[row.column],
            "concordant": chosen == row.column,
            "harmful": chosen in row.unacceptable,
            "why": said(row.why, language),
        }
    return shown


TYPE = Grid()
