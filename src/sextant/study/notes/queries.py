from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sextant.accounts.models import Learner
from sextant.catalogue.models import ResourceVersion
from sextant.ground.search.words import folded
from sextant.kernel.text import Text
from sextant.study.models import Note
from sextant.study.notes.texts import one_line


@dataclass(frozen=True, slots=True)
class Shown:
    """A note as a page shows it: `found` says whether its passage is still in the text, `others` are those written beside it."""

    note: Note
    found: bool = True
    section: str = ""
    others: tuple["Shown", ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """The notes of one resource; `withdrawn` when it is no longer offered."""

    uid: str
    title: Text
    withdrawn: bool
    notes: tuple[Shown, ...]

    @property
    def count(self) -> int:
        """How many notes there are, those beside others included."""
        return sum(1 + len(shown.others) for shown in self.notes)


def notes_on(learner: Learner, uid: str) -> list[Note]:
    """Return the notes a learner left in a resource, oldest first."""
    return list(Note.objects.filter(learner=learner, resource=uid).order_by("created_at", "pk"))


def paired(shown: Sequence[Shown]) -> tuple[Shown, ...]:
    """Return `shown` with each note that stands beside another under that one."""
    known = {one.note.pk for one in shown}
    beside: dict[object, list[Shown]] = {}
    for one in shown:
        if one.note.beside in known:
            beside.setdefault(one.note.beside, []).append(one)
    alone = [one for one in shown if one.note.beside not in known]
    return tuple(Shown(one.note, one.found, one.section, tuple(beside.get(one.note.pk, ()))) for one in alone)


def is_in(note: Note, *, text: str, content_hash: str, language: str) -> bool:
    """Say whether the passage of `note` stands in `text` (one line): always in the version it was made on, in either language."""
    if not note.quote or note.content_hash == content_hash or note.language != language:
        return True
    return one_line(note.quote) in text


def all_notes(learner: Learner, *, words: str = "") -> list[Gathered]:
    """
    Return every note of a learner by resource, the one written in last first (two queries).

    `words`: only the notes that hold all of them, in the title, the passage or the note, whatever the accents.
    """
    rows = list(Note.objects.filter(learner=learner).order_by("resource", "created_at", "pk"))
    titles = _titles({row.resource for row in rows})
    wanted = folded(words).split()
    found = []
    for uid, group in groupby(rows, key=lambda row: row.resource):
        title, withdrawn = titles.get(uid, (Text({"fr": uid}), True))
        notes = [row for row in group if _holds(row, title, wanted)]
        if notes:
            found.append(Gathered(uid, title, withdrawn, paired([Shown(note) for note in notes])))
    return sorted(found, key=lambda one: max(shown.note.updated_at for shown in one.notes), reverse=True)


def _holds(note: Note, title: Text, wanted: Iterable[str]) -> bool:
    text = folded(" ".join([*title.values.values(), note.quote, note.body]))
    return all(word in text for word in wanted)


def _titles(uids: set[str]) -> dict[str, tuple[Text, bool]]:
    """Return the title of each resource, of its last version where it was withdrawn, and whether it was."""
    rows = ResourceVersion.objects.filter(uid__in=uids).order_by("current", "loaded_at").values_list("uid", "current", "body__title")
    return {uid: (Text(title), not current) for uid, current, title in rows}
