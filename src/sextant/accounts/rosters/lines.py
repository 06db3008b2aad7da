"""What each line of a roster says, and what is wrong with it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from sextant.accounts.rosters.columns import Columns, find_columns
from sextant.accounts.rosters.refusals import UnreadableRoster
from sextant.accounts.rosters.sheets import LONGEST_CELL, MOST_LINES, Sheet
from sextant.accounts.rosters.vocabulary import Vocabulary

FIELDS = ("name", "profession", "diploma", "stage", "entry_year", "student_number")
"""What a line says of a person beside their address."""


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong in a cell: the column, a code that `words` puts into a sentence, the value, and a suggestion."""

    column: str
    code: str
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A person as a line of the file has them; `values` holds only what the line says."""

    number: int
    email: str
    values: dict[str, str | int]
    faults: tuple[LineFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """A file, read: its lines, and the titles of the columns nobody knows."""

    lines: tuple[RosterLine, ...]
    ignored: tuple[str, ...]


def read_lines(sheet: Sheet, vocabulary: Vocabulary, *, this_year: int) -> Roster:
    """Return the people of a sheet. Raises `UnreadableRoster` when it has no usable columns or nobody in it."""
    columns = find_columns(sheet)
    reader = _Reader(vocabulary, columns, this_year)
    lines = tuple(reader.line(number, cells) for number, cells in sheet.lines if number > columns.line)
    if not lines:
        raise UnreadableRoster(_("There is nobody under the line of titles: add one line per person, and send the file again."))
    if len(lines) > MOST_LINES:
        raise UnreadableRoster(
            _("The file holds more than %(most)d lines: split it into several files and send them one after the other.")
            % {"most": MOST_LINES}
        )
    return Roster(lines, columns.ignored)


class _Reader:
    """Reads lines with one vocabulary; the same few professions and stages come back thousands of times, so they are remembered."""

    def __init__(self, vocabulary: Vocabulary, columns: Columns, this_year: int) -> None:
        self.places = columns.places
        self.this_year = this_year
        self.vocabulary = vocabulary
        self.profession = lru_cache(maxsize=1024)(vocabulary.profession)
        self.diploma = lru_cache(maxsize=1024)(vocabulary.diploma)
        self.stage = lru_cache(maxsize=1024)(lambda said, profession: vocabulary.stage(said, profession=profession))
        self.nearest = lru_cache(maxsize=1024)(lambda said, column: vocabulary.nearest(said, column=column))

    def line(self, number: int, cells: tuple[str, ...]) -> RosterLine:
        said = {field: cells[place] for field, place in self.places.items() if place < len(cells) and cells[place]}
        faults = [fault for field, value in said.items() if (fault := _suspicious(field, value))]
        if faults:
            return RosterLine(number, said.get("email", "")[:254].lower(), {}, tuple(faults))
        email = said.get("email", "").removeprefix("mailto:").strip().lower()
        values: dict[str, str | int] = {}
        if fault := _email_fault(email):
            faults.append(fault)
        name = " ".join(filter(None, (said.get("first_name"), said.get("last_name")))) or said.get("name", "")
        if len(name) > 150:
            faults.append(LineFault("name", "too-long", name[:60]))
        elif name:
            values["name"] = name
        faults += self._training(said, values)
        faults += self._entry_year(said, values)
        if len(said.get("student_number", "")) > 40:
            faults.append(LineFault("student_number", "too-long", said["student_number"][:60]))
        elif said.get("student_number"):
            values["student_number"] = said["student_number"]
        return RosterLine(number, email[:254], values, tuple(faults))

    def _training(self, said: dict[str, str], values: dict[str, str | int]) -> list[LineFault]:
        faults = []
        profession = ""
        if "profession" in said:
            profession = self.profession(said["profession"]) or ""
            if not profession:
                faults.append(LineFault("profession", "unknown", said["profession"][:60], self.nearest(said["profession"], "profession")))
        if "diploma" in said:
            found = self.diploma(said["diploma"])
            if found is None:
                faults.append(LineFault("diploma", "unknown", said["diploma"][:60], self.nearest(said["diploma"], "diploma")))
            elif profession and found[0] != profession:
                faults.append(LineFault("diploma", "other-profession", said["diploma"][:60]))
            else:
                profession = profession or found[0]
                values["diploma"] = found[1]
        if profession:
            values["profession"] = profession
        if "stage" in said:
            stage = self.stage(said["stage"], profession)
            if stage is None:
                faults.append(LineFault("stage", "unknown", said["stage"][:60], self.nearest(said["stage"], "stage")))
            elif profession and stage not in self.vocabulary.stages_of.get(profession, (stage,)):
                faults.append(LineFault("stage", "other-profession", said["stage"][:60]))
            else:
                values["stage"] = stage
        return faults

    def _entry_year(self, said: dict[str, str], values: dict[str, str | int]) -> list[LineFault]:
        if "entry_year" not in said:
            return []
        # "2026", "2026-2027", "2026/27", or a date.
        match = re.fullmatch(r"((?:19|20)\d\d)(?:\s*[-/–]\s*\d{1,4}(?:[-/]\d{1,2})?)?", said["entry_year"])
        if match is None or not 1950 <= int(match[1]) <= self.this_year + 1:
            return [LineFault("entry_year", "not-a-year", said["entry_year"][:60], str(self.this_year))]
        values["entry_year"] = int(match[1])
        return []


def _email_fault(email: str) -> LineFault | None:
    if not email:
        return LineFault("email", "missing")
    if len(email) > 254:
        return LineFault("email", "too-long", email[:60])
    try:
        validate_email(email)
    except ValidationError:
        return LineFault("email", "not-an-address", email[:60])
    return None


def _suspicious(field: str, value: str) -> LineFault | None:
    if len(value) > LONGEST_CELL:
        return LineFault(field, "too-long", value[:60])
    if value[0] in "=+@\t\r" or (value[0] == "-" and len(value) > 1):
        return LineFault(field, "formula", value[:60])
    # Control characters break the database; those that turn the direction of writing disguise what is read.
    if any(
        unicodedata.category(character) == "Cc" or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        for character in value
    ):
        return LineFault(field, "unreadable", ascii(value[:60]))
    return None
