"""What can be found, and what a context says of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Audience(StrEnum):
    """Who may find a document."""

    EVERYBODY = "everybody"
    NAMED = "named"
    """Nobody, except where the one who searches names it: a question one has answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    One text for the readers of one language. `reader` is theirs, `language` that of the text (another where no translation exists).

    `framework` is empty for what belongs to none. `stamp` changes whenever the text does.
    """

    kind: str
    uid: str
    reader: str
    language: str
    title: str
    words: str
    stamp: str
    framework: str = ""
    competences: tuple[str, ...] = ()
    audience: Audience = Audience.EVERYBODY


class Searchable(Protocol):
    """One kind of document that a context holds, declared in its `search.py`."""

    kind: str

    def stamps(self) -> dict[str, str]:
        """Return uid → stamp of everything that may be found now: one cheap query."""

    def documents(self, uids: Collection[str]) -> Iterable[Document]:
        """Return the documents of these uids, one for the readers of each language."""
