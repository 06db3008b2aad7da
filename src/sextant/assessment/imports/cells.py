"""What one cell of a file of answers holds."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.bank import document_of
from sextant.assessment.document import ChoiceDocument, ItemDocument
from sextant.assessment.item_types import Answer, UnreadableAnswer, type_of
from sextant.assessment.models import ItemVersion

LONGEST = 10_000
"""Characters in a cell."""

NOTHING = frozenset({"", "nan", "na", "n/a", "null", "none", "-", "#n/a"})
"""What programs write where there is no answer."""


class NotInACell(ValueError):
    """A cell does not hold what it should; the message says what to write."""


def answer_in(cell: str, item: ItemVersion) -> Answer:
    """Return the answer to `item` that `cell` holds, as it is stored. Raises `NotInACell`."""
    if cell.casefold() in NOTHING:
        raise NotInACell("no answer: write it, write ? for “I do not know”, or leave the line out")
    if len(cell) > LONGEST:
        raise NotInACell(f"the answer is longer than {LONGEST} characters")
    if cell == "?":
        return DONT_KNOW
    document = document_of(item)
    kind = type_of(document)
    for form in _forms(cell, document):
        try:
            return kind.parse(document, form)
        except UnreadableAnswer:
            continue
    example = kind.parse(document, kind.fabricate(document).wrong)
    written = "".join(example) if isinstance(document, ChoiceDocument) else json.dumps(example, ensure_ascii=False)
    raise NotInACell(f"answer “{cell[:60]}” is not one to {item.uid} ({kind.code}), whose answers are written as {written[:200]}")


def _forms(cell: str, document: ItemDocument) -> Iterator[Mapping[str, Sequence[str]]]:
    """Yield the forms that a cell may stand for: letters of propositions, else JSON, else the words themselves."""
    if isinstance(document, ChoiceDocument):
        yield {"answer": [letter for letter in cell.upper() if letter not in " ,;+/|"]}
        return
    kind = type_of(document)
    for said in _said(cell):
        with suppress(UnreadableAnswer):
            yield kind.form(document, said)


def _said(cell: str) -> Iterator[Any]:
    # A number that is not one (NaN, Infinity) is no answer: neither is what holds one.
    with suppress(ValueError, RecursionError):
        yield json.loads(cell, parse_constant=_refuse)
    yield cell


def _refuse(said: str) -> Any:
    raise ValueError(said)


def moment_in(cell: str, column: str, zone: ZoneInfo | None) -> datetime:
    """Return the instant that `cell` tells, in `zone` where it tells none. Raises `NotInACell`."""
    try:
        moment = datetime.fromisoformat(cell) if re.search(r"\d[T ]\d", cell) else None
    except ValueError:
        moment = None
    if moment is None:
        raise NotInACell(f"{column} “{cell[:40]}” is not a moment: write it as 2026-03-31T14:05:00+02:00")
    if moment.tzinfo is None:
        if zone is None:
            raise NotInACell(f"{column} “{cell[:40]}” has no zone: write +02:00 or Z behind it, or name the zone with --zone Europe/Paris")
        local = moment.replace(tzinfo=zone)
        # An hour that the clocks skip comes back as another one. One that they repeat is taken the first time.
        if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
            raise NotInACell(f"{column} “{cell[:40]}” does not exist in {zone.key}: the clocks skip that hour")
        moment = local
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise NotInACell(f"{column} “{cell[:40]}” is not a moment anybody lived") from None
