"""
XLSX workbooks. A workbook is a zip: it is weighed before a reader that trusts it is let in.

A few kilobytes can inflate to gigabytes, and one cell in the last corner of a sheet makes a reader lay out seventeen thousand million
cells. So every part is inflated once under a limit, and the corners of each sheet are looked at, before the sheet is read.
"""

import io
import re
import zipfile
from datetime import date, datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from sextant.accounts.rosters.refusals import UnreadableRoster
from sextant.accounts.rosters.sheets import MOST_LINES, Sheet, checked

MOST_INFLATED = 100 * 1024 * 1024
"""The most bytes a workbook may hold once inflated, whatever it declares."""

MOST_PARTS = 500

FURTHEST_ROW = MOST_LINES + 5_000
FURTHEST_COLUMN = 500
"""Cells further away than this are somebody's attack, or a formatting that went astray."""

_CORNER = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,4})(\d{1,10})\s*["']""")
_OVERLAP = 64


def read_workbook(content: bytes) -> Sheet:
    """Return the first sheet of an XLSX workbook; formulas give the values they were saved with. Raises `UnreadableRoster`."""
    _weigh(content)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise UnreadableRoster(_damaged()) from error
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = tuple(_said(cell) for cell in row)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if cells:
            lines.append((number, cells))
    return checked(lines)


def _damaged() -> str:
    return _(
        "The workbook cannot be read: it may be damaged or protected by a password. "
        "Open it in your spreadsheet, save it as XLSX, and send it again."
    )


def _too_big() -> str:
    return _("The workbook holds far more than a list of people: copy the useful columns into a new one, and send it again.")


def _weigh(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise UnreadableRoster(
                    _("This is not an XLSX workbook: open the list in your spreadsheet, save it as XLSX or CSV, and send it again.")
                )
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
                raise UnreadableRoster(_too_big())
            left = MOST_INFLATED
            for part in parts:
                if part.flag_bits & 1:
                    raise UnreadableRoster(_damaged())
                # What a part declares may be a lie: let it inflate until it ends or the limit is reached.
                part.file_size = MOST_INFLATED + 1
                with archive.open(part) as stream:
                    left -= _inflate(stream, limit=left, sheet=part.filename.startswith("xl/worksheets/"))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise UnreadableRoster(_damaged()) from error
    except UnreadableRoster:
        raise
    except Exception as error:
        # zlib, lzma and bz2 each have their own error for a damaged part.
        raise UnreadableRoster(_damaged()) from error


def _inflate(stream: IO[bytes], *, limit: int, sheet: bool) -> int:
    """Return the size of a part; refuse it beyond `limit`, or a sheet whose cells go too far."""
    size, rest = 0, b""
    while chunk := stream.read(1 << 20):
        size += len(chunk)
        if size > limit:
            raise UnreadableRoster(_too_big())
        if sheet:
            rest += chunk
            for letters, digits in _CORNER.findall(rest):
                if int(digits) > FURTHEST_ROW or _column(letters) > FURTHEST_COLUMN:
                    raise UnreadableRoster(
                        _("The sheet has cells far away from the list (%(cell)s): copy the list into a new workbook, and send it again.")
                        % {"cell": (letters + digits).decode("ascii")}
                    )
            rest = rest[-_OVERLAP:]
    return size


def _column(letters: bytes) -> int:
    """
    Return the number of a column.

    >>> _column(b"A"), _column(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _said(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    # PostgreSQL keeps no NUL, not even in the report of a fault; SUBSTITUTE is refused like every control character.
    return str(cell).strip().replace("\x00", "\x1a")
