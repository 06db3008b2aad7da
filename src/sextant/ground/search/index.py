"""Writing the index: what changed, and nothing else."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, transaction

from sextant.ground.search.document import Document, Searchable
from sextant.ground.search.tables import FTS, TABLE
from sextant.ground.search.words import stem, words_of

FORMAT = "1"
"""Raise it when words are cut or stemmed differently: every document is then out of date."""

AT_ONCE = 200
LAST_POSITION = 16383

Thing = TypeVar("Thing")

_COLUMNS = ("kind", "uid", "reader", "language", "framework", "audience", "competences", "stamp", "title", "words")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: how many uids were read again, and how many are gone."""

    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class Staleness:
    """How many uids can be found, how many are missing or out of date, and how many should not be there any more."""

    known: int
    behind: int
    gone: int

    @property
    def fresh(self) -> bool:
        """Say whether the index holds what it should."""
        return not (self.behind or self.gone)


@transaction.atomic
def refresh(sources: Iterable[Searchable]) -> Refreshed:
    """Bring the index up to date with what its sources hold now; documents that did not change are not read."""
    changed_in_all = gone_in_all = 0
    for source in sources:
        changed, gone = _differences(source)
        forget(source.kind, [*changed, *gone])
        for some in _in_portions(changed):
            index(source.documents(some))
        changed_in_all += len(changed)
        gone_in_all += len(gone)
    return Refreshed(changed_in_all, gone_in_all)


@transaction.atomic
def rebuild(sources: Iterable[Searchable]) -> Refreshed:
    """Empty the index and fill it again from its sources."""
    with connection.cursor() as cursor:
        for table in (FTS, TABLE) if connection.vendor == "sqlite" else (TABLE,):
            cursor.execute(f"DELETE FROM {table}")
    return refresh(sources)


def staleness(sources: Iterable[Searchable]) -> Staleness:
    """Return how far the index is from what its sources hold: two small queries for each."""
    known, behind, gone = 0, 0, 0
    for source in sources:
        changed, lost = _differences(source)
        known += len(source.stamps())
        behind += len(changed)
        gone += len(lost)
    return Staleness(known, behind, gone)


def _differences(source: Searchable) -> tuple[list[str], list[str]]:
    now = {uid: f"{FORMAT}:{stamp}" for uid, stamp in source.stamps().items()}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT uid, stamp FROM {TABLE} WHERE kind = %s", [source.kind])
        there: dict[str, str] = dict(cursor.fetchall())
    return sorted(uid for uid in now if there.get(uid) != now[uid]), sorted(there.keys() - now.keys())


@transaction.atomic
def forget(kind: str, uids: Collection[str]) -> None:
    """Take these documents out of the index, whatever their language."""
    with connection.cursor() as cursor:
        for some in _in_portions(list(uids)):
            places = ", ".join(["%s"] * len(some))
            where = f"WHERE kind = %s AND uid IN ({places})"
            if connection.vendor == "sqlite":
                cursor.execute(f"DELETE FROM {FTS} WHERE rowid IN (SELECT id FROM {TABLE} {where})", [kind, *some])
            cursor.execute(f"DELETE FROM {TABLE} {where}", [kind, *some])


@transaction.atomic
def index(documents: Iterable[Document]) -> None:
    """Put documents into the index; one that is there already is replaced."""
    latest = {(document.kind, document.uid, document.reader): document for document in documents}
    for some in _in_portions(list(latest.values())):
        _replace(some)


def _replace(documents: Sequence[Document]) -> None:
    with connection.cursor() as cursor:
        for document in documents:
            key = [document.kind, document.uid, document.reader]
            where = "WHERE kind = %s AND uid = %s AND reader = %s"
            if connection.vendor == "sqlite":
                cursor.execute(f"DELETE FROM {FTS} WHERE rowid IN (SELECT id FROM {TABLE} {where})", key)
            cursor.execute(f"DELETE FROM {TABLE} {where}", key)
        columns = ", ".join(_COLUMNS)
        places = ", ".join(["%s"] * len(_COLUMNS))
        rows = [_row(document) for document in documents]
        if connection.vendor == "sqlite":
            # One writer at a time: the next number is free.
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {TABLE}")
            first = cursor.fetchone()[0] + 1
            cursor.executemany(
                f"INSERT INTO {TABLE} (id, {columns}) VALUES (%s, {places})", [(n, *row) for n, row in enumerate(rows, first)]
            )
            texts = [(n, _terms(one.title, one.language), _terms(one.words, one.language)) for n, one in enumerate(documents, first)]
            cursor.executemany(f"INSERT INTO {FTS} (rowid, title, words) VALUES (%s, %s, %s)", texts)
        else:
            lines = [(*row, _vector(document)) for row, document in zip(rows, documents, strict=True)]
            cursor.executemany(f"INSERT INTO {TABLE} ({columns}, vector) VALUES ({places}, %s::tsvector)", lines)


def _row(document: Document) -> tuple[str, ...]:
    # Spaces around each code, so that a code can be looked for inside.
    competences = f" {' '.join(document.competences)} " if document.competences else ""
    texts = (text.replace("\0", "") for text in (document.title, document.words))
    return (
        *(document.kind, document.uid, document.reader, document.language, document.framework, document.audience.value),
        *(competences, f"{FORMAT}:{document.stamp}", *texts),
    )


def _both(text: str, language: str) -> Iterator[tuple[str, str]]:
    for word in words_of(text):
        yield word, stem(word, language)


def _terms(text: str, language: str) -> str:
    return " ".join(word if word == stemmed else f"{word} {stemmed}" for word, stemmed in _both(text, language))


def _vector(document: Document) -> str:
    """Return the text search vector as PostgreSQL writes it; made here, so that its own parser cuts nothing."""
    places: dict[str, list[str]] = {}
    at = 0
    seen: Counter[str] = Counter()
    for text, weight in ((document.title, "A"), (document.words, "D")):
        for pair in _both(text, document.language):
            at = min(at + 1, LAST_POSITION)
            for term in dict.fromkeys(pair):
                seen[term] += 1
                if seen[term] <= 8:
                    places.setdefault(term, []).append(f"{at}{weight}")
    return " ".join(f"'{term}':{','.join(found)}" for term, found in places.items())


def _in_portions(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    for start in range(0, len(things), AT_ONCE):
        yield things[start : start + AT_ONCE]
