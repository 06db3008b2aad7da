"""CSV files as spreadsheets write them: UTF-8 with or without a mark, UTF-16, or the Windows code page; semicolons, commas or tabs."""

import csv
import io

from django.utils.translation import gettext as _

from sextant.accounts.rosters.refusals import UnreadableRoster
from sextant.accounts.rosters.sheets import MOST_LINES, Sheet, checked

SEPARATORS = (";", ",", "\t")


def read_separated(content: bytes) -> Sheet:
    """Return a CSV file as a sheet. Raises `UnreadableRoster`."""
    text = _decoded(content)
    separator = _separator(text)
    lines: list[tuple[int, tuple[str, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            trimmed = tuple(cell.strip() for cell in cells)
            if any(trimmed):
                lines.append((start, trimmed))
            start = reader.line_num + 1
            if len(lines) > MOST_LINES + 10:
                break
    except csv.Error as error:
        raise UnreadableRoster(
            _(
                "Line %(line)d cannot be read: a quotation mark opened there is not closed, or is followed by something else. "
                "Correct it and send the file again."
            )
            % {"line": start}
        ) from error
    return checked(lines)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ("utf-8-sig", "cp1252")
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A code page reads anything as letters: a file that is not text shows by its control characters.
        if any(ord(character) < 32 and character not in "\t\r\n" for character in text):
            break
        return text
    raise UnreadableRoster(
        _("The file is not a readable text: save it from your spreadsheet as XLSX, or as “CSV UTF-8”, and send it again.")
    )


def _separator(text: str) -> str:
    """Return the separator that cuts the first lines into most cells."""
    head = [line for line in text.splitlines()[:12] if line.strip()]
    return max(SEPARATORS, key=lambda separator: max((line.count(separator) for line in head), default=0))
