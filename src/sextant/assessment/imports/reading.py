"""A file of answers, read and checked line by line: nothing is asked of the database here, and nothing is written."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sextant.accounts.rosters.columns import folded
from sextant.assessment.imports.cells import NotInACell, answer_in, moment_in
from sextant.assessment.imports.past import PastAnswer
from sextant.assessment.models import ItemVersion
from sextant.frameworks.document import Framework

MOST_LINES = 200_000
"""Answers in one file, at most: a larger one is split, and its parts brought in one after the other."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""A moment before is a fault of whatever wrote the file, not the date of an answer."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "student_number": ("student number", "numero etudiant", "numero d etudiant"),
    "pseudonym": ("pseudonym", "pseudonyme"),
    "profession": ("profession",),
    "stage": ("stage", "etape"),
    "item": ("item", "question"),
    "version": ("version",),
    "answer": ("answer", "reponse"),
    "asked_at": ("asked at", "posee le"),
    "answered_at": ("answered at", "repondue le"),
    "language": ("language", "langue"),
}
"""Column → the titles it goes by, without case, accents or punctuation."""

REQUIRED = ("item", "answer", "asked_at", "answered_at")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, where, and what to do about it."""

    line: int
    message: str

    def __str__(self) -> str:
        """Return the line and the sentence."""
        return f"line {self.line}: {self.message}"


class UnreadableAnswers(ValueError):
    """The file cannot be brought in; `faults` says why, every line of it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults[:3]))


@dataclass(frozen=True, slots=True)
class Who:
    """A person as a file names them: by their number in the cohort, or by a pseudonym."""

    student_number: str = ""
    pseudonym: str = ""

    def __str__(self) -> str:
        """Return the number or the pseudonym."""
        return self.student_number or self.pseudonym


@dataclass(slots=True)
class Told:
    """What a file tells of one person: where first, their profession and stage, and their answers."""

    line: int
    profession: str = ""
    stage: str = ""
    staged_at: datetime = EARLIEST
    answers: list[PastAnswer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """A file without faults: people with their answers, how many lines said what another one had said, the columns nobody knows."""

    people: Mapping[Who, Told]
    repeated: int
    ignored: tuple[str, ...]


def read_answers(content: bytes, *, framework: Framework, versions: Sequence[ItemVersion], zone: ZoneInfo | None, now: datetime) -> Read:
    """
    Return the answers that a CSV file holds. Raises `UnreadableAnswers` with every fault of it.

    `versions` are those of the items of `framework`; `zone` is where moments without one were noted.
    """
    lines = _lines(content)
    titles, places = _titles(next(lines, None))
    reader = _Reader(framework, versions, zone, now, places)
    for count, (number, cells) in enumerate(lines, start=1):
        if count > MOST_LINES:
            raise UnreadableAnswers([Fault(number, f"the file holds more than {MOST_LINES} answers: split it into several files")])
        if len(cells) > len(titles):
            reader.faults.append(
                Fault(number, f"{len(cells)} cells for {len(titles)} titles: put a text with separators between quotation marks")
            )
            continue
        reader.line(number, cells)
    return reader.read(tuple(title for place, title in enumerate(titles) if title and place not in places.values()))


def _lines(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the lines that are not empty, with their numbers."""
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    separator = max((";", ",", "\t"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            trimmed = tuple(cell.strip() for cell in cells)
            if any(trimmed):
                yield start, trimmed
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableAnswers([Fault(start, f"cannot be read ({error}): close the quotation mark, or double it inside a text")]) from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableAnswers([Fault(1, "the file is UTF-16: save it as “CSV UTF-8”")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # Files glued together may hold two encodings: say each line that is in the other.
    faults = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            faults.append(Fault(number, f"byte {error.start + 1} is not UTF-8: save the file, or the part it comes from, as “CSV UTF-8”"))
    raise UnreadableAnswers(faults)


def _titles(first: tuple[int, tuple[str, ...]] | None) -> tuple[tuple[str, ...], dict[str, int]]:
    if first is None:
        raise UnreadableAnswers([Fault(1, "the file is empty: its first line names the columns")])
    number, titles = first
    known = {name: column for column, names in COLUMNS.items() for name in (folded(column), *names)}
    places: dict[str, int] = {}
    faults = []
    for place, title in enumerate(titles):
        column = known.get(folded(title))
        if column in places:
            faults.append(Fault(number, f"“{titles[places[column]]}” and “{title}” say the same thing: keep one of the two columns"))
        elif column:
            places[column] = place
    missing = [column for column in REQUIRED if column not in places]
    if missing:
        faults.append(Fault(number, f"no column is called {', '.join(missing)}: the first line names the columns"))
    if "student_number" not in places and "pseudonym" not in places:
        faults.append(Fault(number, "no column says who answered: student_number, or pseudonym with profession and stage"))
    if faults:
        raise UnreadableAnswers(faults)
    return titles, places


class _Reader:
    """Reads line after line; keeps the faults, so that all of them are told at once."""

    def __init__(
        self, framework: Framework, versions: Sequence[ItemVersion], zone: ZoneInfo | None, now: datetime, places: Mapping[str, int]
    ) -> None:
        self.framework, self.zone, self.now, self.places = framework, zone, now, places
        self.versions: dict[str, list[ItemVersion]] = {}
        for row in versions:
            self.versions.setdefault(row.uid, []).append(row)
        self.faults: list[Fault] = []
        self.people: dict[Who, Told] = {}
        self.met: dict[tuple[Who, str, datetime], tuple[int, PastAnswer]] = {}
        self.repeated = 0

    def line(self, number: int, cells: tuple[str, ...]) -> None:
        """Read a line."""
        said = {column: cells[place] for column, place in self.places.items() if place < len(cells)}
        try:
            who = _who(said)
            past = self._answer(said)
            self._note(number, who, said, past)
        except NotInACell as fault:
            self.faults.append(Fault(number, str(fault)))

    def read(self, ignored: tuple[str, ...]) -> Read:
        """Return what was read, or raise what was wrong."""
        for who, told in self.people.items():
            if who.pseudonym and not (told.profession and told.stage):
                self.faults.append(Fault(told.line, f"no line says the profession and the stage of {who}: write them on one at least"))
        if not self.people and not self.faults:
            self.faults.append(Fault(1, "no answer stands under the titles"))
        if self.faults:
            raise UnreadableAnswers(self.faults)
        return Read(self.people, self.repeated, ignored)

    def _answer(self, said: Mapping[str, str]) -> PastAnswer:
        item = self._item(said["item"], said.get("version", ""))
        answer = answer_in(said["answer"], item)
        asked_at, answered_at = (moment_in(said[column], column, self.zone) for column in ("asked_at", "answered_at"))
        if answered_at < asked_at:
            raise NotInACell("answered_at comes before asked_at: correct one of the two")
        if answered_at > self.now:
            raise NotInACell(f"answered_at lies in the future ({said['answered_at']}): correct it, or its zone")
        if asked_at < EARLIEST:
            raise NotInACell(f"asked_at lies before the year {EARLIEST.year} ({said['asked_at']}): correct it")
        return PastAnswer(item, answer, asked_at, answered_at, _language(said.get("language", ""), item))

    def _item(self, uid: str, version: str) -> ItemVersion:
        rows = self.versions.get(uid)
        if not rows:
            raise NotInACell(f"item “{uid[:60]}” is not one of {self.framework.code}: write the identifier of its pack")
        if not version:
            return max(rows, key=lambda row: (row.current, row.loaded_at, row.pk))
        found = [row for row in rows if len(version) >= 8 and row.content_hash.startswith(version.lower())]
        if len(found) != 1:
            raise NotInACell(
                f"version “{version[:64]}” of {uid} is not known: write the first characters of its hash (8 at least), or leave it empty"
            )
        return found[0]

    def _note(self, number: int, who: Who, said: Mapping[str, str], past: PastAnswer) -> None:
        before = self.met.setdefault((who, past.item.uid, past.answered_at), (number, past))
        if before[0] != number:
            if (before[1].item.pk, before[1].answer) != (past.item.pk, past.answer):
                raise NotInACell(
                    f"{who} gives another answer to {past.item.uid} at the same moment on line {before[0]}: keep one of the two"
                )
            self.repeated += 1
            return
        told = self.people.get(who, Told(number))
        if who.pseudonym:
            self._profile(told, said, past.answered_at)
        self.people.setdefault(who, told).answers.append(past)

    def _profile(self, told: Told, said: Mapping[str, str], at: datetime) -> None:
        profession, stage = said.get("profession", ""), said.get("stage", "")
        if profession and profession not in self.framework.professions:
            known = ", ".join(self.framework.professions)
            raise NotInACell(f"profession “{profession[:60]}” is not one of {self.framework.code}: {known}")
        if profession and told.profession and profession != told.profession:
            raise NotInACell(
                f"this person is {profession} here and {told.profession} on line {told.line}: nobody has two professions in a file"
            )
        told.profession = told.profession or profession
        if stage and stage not in self.framework.stages:
            raise NotInACell(f"stage “{stage[:60]}” is not one of {self.framework.code}: {', '.join(self.framework.stages)}")
        if stage and told.profession and stage not in self.framework.professions[told.profession].stages:
            raise NotInACell(
                f"stage “{stage}” does not go with {told.profession}: {', '.join(self.framework.professions[told.profession].stages)}"
            )
        # Years pass within a file: the latest line says where somebody stands.
        if stage and at >= told.staged_at:
            told.stage, told.staged_at = stage, at


def _who(said: Mapping[str, str]) -> Who:
    number, pseudonym = said.get("student_number", ""), said.get("pseudonym", "")
    if bool(number) == bool(pseudonym):
        raise NotInACell(
            "write either a student number or a pseudonym" if number else "nobody is named: write a student number or a pseudonym"
        )
    for value in (number, pseudonym):
        if len(value) > 200 or re.search(r"[\x00-\x1f\x7f]", value):
            raise NotInACell("who answered cannot be read: 200 characters at most, without control characters")
    return Who(number, pseudonym)


def _language(said: str, item: ItemVersion) -> str:
    languages = tuple(item.body["stem"])
    code = said.strip().lower().split("-")[0]
    if code and code not in languages:
        raise NotInACell(f"{item.uid} does not exist in “{said[:20]}”, only in {', '.join(languages)}")
    return code
