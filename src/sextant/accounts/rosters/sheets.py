"""A file of people as a sheet: its lines of cells, whatever it was saved with."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sextant.accounts.rosters.refusals import UnreadableRoster

MOST_BYTES = 10 * 1024 * 1024
"""The largest file accepted."""

MOST_LINES = 20_000
"""The most people in one file."""

MOST_COLUMNS = 60
"""The most columns a list of people can have: beyond, it is something else."""

LONGEST_CELL = 500
"""The most characters in a cell."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a file that are not empty: (line number counted from 1, cells)."""

    lines: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheet(content: bytes, *, name: str) -> Sheet:
    """Return the first sheet of an XLSX file, or a CSV file, as text. Raises `UnreadableRoster`."""
    if not content.strip():
        raise UnreadableRoster(_("The file is empty: put one line per person in it, under a line of titles, and send it again."))
    if len(content) > MOST_BYTES:
        raise UnreadableRoster(
            _("The file weighs more than %(megabytes)d MB: keep only the columns of the template, or split it, and send it again.")
            % {"megabytes": MOST_BYTES // 1024 // 1024}
        )
    if content.startswith(b"PK"):
        from sextant.accounts.rosters.workbooks import read_workbook

        return read_workbook(content)
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"<")):
        raise UnreadableRoster(
            _("“%(name)s” is neither an XLSX nor a CSV file: open it in your spreadsheet, save it as XLSX, and send it again.")
            % {"name": name}
        )
    from sextant.accounts.rosters.separated import read_separated

    return read_separated(content)


def checked(lines: list[tuple[int, tuple[str, ...]]]) -> Sheet:
    """Return `lines` as a sheet; raise `UnreadableRoster` when there are too many, too wide, or none."""
    if not lines:
        raise UnreadableRoster(_("The file is empty: put one line per person in it, under a line of titles, and send it again."))
    # The line of titles, and a few lines above it, are not people.
    if len(lines) > MOST_LINES + 10:
        raise UnreadableRoster(
            _("The file holds more than %(most)d lines: split it into several files and send them one after the other.")
            % {"most": MOST_LINES}
        )
    if max(len(cells) for _number, cells in lines) > MOST_COLUMNS:
        raise UnreadableRoster(
            _("The file has more than %(most)d columns: keep only those of the template, and send it again.") % {"most": MOST_COLUMNS}
        )
    return Sheet(tuple(lines))
