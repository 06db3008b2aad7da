"""One's own notes as a file: Markdown to read, CSV for a table. What was typed is text in both: no markup, no formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sextant.ground.spreadsheets import harmless
from sextant.study.models import Note
from sextant.study.notes.queries import Gathered
from sextant.ui.markup import plain

_MARKS = re.compile(r"([\\`*_\[\]<>&#|~])")
_LIST = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


def to_markdown(gathered: Iterable[Gathered]) -> str:
    """Return notes as Markdown: a heading for each resource, each passage as a quotation, the note under it."""
    blocks = [f"# {_('My notes')}"]
    for one in gathered:
        blocks.append(f"## {literal(plain(one.title))}")
        for note in _notes(one):
            if note.quote:
                blocks.append("\n".join(f"> {line}" for line in literal(note.quote).splitlines()))
            if note.body:
                blocks.append(literal(note.body))
            blocks.append(f"*{date_format(localtime(note.updated_at), 'DATE_FORMAT')}*")
    return "\n\n".join(blocks) + "\n"


def literal(text: str) -> str:
    r"""
    Return `text` so that Markdown shows it as it was typed.

    >>> print(literal("<b>2 * 3</b>"))
    \<b\>2 \* 3\</b\>
    >>> print(literal("- un"))
    \- un
    """
    return _LIST.sub(_escaped, _MARKS.sub(r"\\\1", text))


def _escaped(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark[:-1]}\\{mark[-1]}"


def to_csv(gathered: Iterable[Gathered]) -> bytes:
    """Return notes as CSV that spreadsheets open with its accents, and in which no cell is a formula."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    writer.writerow([_("Resource"), _("Section"), _("Passage"), _("Note"), _("Written on"), _("Changed on")])
    for one in gathered:
        for note in _notes(one):
            days = [localtime(moment).strftime("%Y-%m-%d %H:%M") for moment in (note.created_at, note.updated_at)]
            writer.writerow([harmless(cell) for cell in (plain(one.title), note.section, note.quote, note.body, *days)])
    return target.getvalue().encode("utf-8-sig")


def _notes(one: Gathered) -> Iterator[Note]:
    for shown in one.notes:
        yield shown.note
        yield from (other.note for other in shown.others)
