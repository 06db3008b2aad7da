"""Everything held about somebody, in one archive made from the declarations: JSON for machines, CSV for tables, HTML to read."""

import csv
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime

from sextant.accounts.models import Learner, Person
from sextant.accounts.queries import proved_addresses_of
from sextant.ground.privacy import Holding, export_rows
from sextant.ground.privacy.registry import declared
from sextant.ground.spreadsheets import harmless


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one declaration, and the same as texts to read."""

    holding: Holding
    rows: Sequence[dict[str, Any]]

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns."""
        return list(self.rows[0])

    @property
    def lines(self) -> list[list[str]]:
        """Return the cells as texts."""
        return [[_readable(row[column]) for column in self.columns] for row in self.rows]


def tables_of(*, person: Person | None, learner: Learner | None) -> list[Table]:
    """Return every declared table that holds something about the person or the learner."""
    addresses = proved_addresses_of(person) if person else ()
    keys = {"learner": learner.pk if learner else None, "person": person.pk if person else None}
    tables = [Table(holding, export_rows(holding, addresses=addresses, **keys)) for holding in declared() if holding.is_personal]
    return [table for table in tables if table.rows]


def archive_of(*, person: Person | None, learner: Learner | None, now: datetime) -> bytes:
    """Return the archive: `index.html`, `data.json`, and one CSV file for each table."""
    tables = tables_of(person=person, learner=learner)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        page = render_to_string("accounts/export.html", {"tables": tables, "person": person, "now": now})
        archive.writestr("index.html", page)
        archive.writestr("data.json", _as_json(tables, now=now))
        for table in tables:
            archive.writestr(f"csv/{table.holding.model.lower()}.csv", _as_csv(table.rows))
    return packed.getvalue()


def _as_json(tables: Iterable[Table], *, now: datetime) -> str:
    document = {
        "exported_at": now,
        "tables": {
            table.holding.model: {
                "what": str(table.holding.what),
                "why": str(table.holding.basis.label),
                "kept": str(table.holding.retention),
                "rows": table.rows,
            }
            for table in tables
        },
    }
    return json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _as_csv(rows: Sequence[dict[str, Any]]) -> str:
    text = StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([_harmless(_plain(value)) for value in row.values()])
    return text.getvalue()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list | datetime):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).strip('"')
    return str(value)


def _readable(value: Any) -> str:
    return date_format(localtime(value), "DATETIME_FORMAT") if isinstance(value, datetime) else _plain(value)


def _harmless(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and does not compute it; numbers stay numbers."""
    return text if _is_number(text) else harmless(text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
