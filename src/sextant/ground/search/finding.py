"""Looking things up: one query, whatever is typed; what is typed never becomes SQL or search syntax."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.safestring import SafeString

from sextant.ground.search.document import Audience
from sextant.ground.search.excerpts import excerpt, marked
from sextant.ground.search.tables import FTS, TABLE
from sextant.ground.search.wanted import Wanted, wanted

TITLE_WEIGHT = 8.0
"""How much more a word in the title counts than one in the text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """
    A document found: `name` is its title, `title` and `snippet` are safe HTML with the words in `<mark>`, all in `language`.

    `rank` counts from 1 within the kind, of which `of` documents were found in all; `first` when it serves a competence put first.
    """

    kind: str
    uid: str
    language: str
    competences: tuple[str, ...]
    name: str
    title: SafeString
    snippet: SafeString
    rank: int
    of: int
    first: bool


def find(
    query: str,
    *,
    language: str,
    kinds: Collection[str] = (),
    frameworks: Collection[str] = (),
    limit: int = 10,
    first: Collection[str] = (),
    named: Collection[str] = (),
    in_titles: bool = False,
) -> list[Hit]:
    """
    Return the `limit` best documents of each kind that hold every word of `query` (the last may be unfinished), kind by kind.

    `kinds` and `frameworks` narrow the search where they are given; documents of the competences in `first` come first, then the best
    ranked; documents for named readers are found only where `named` holds their uid. `in_titles` looks at titles alone. A query without a
    word finds nothing.
    """
    looked_for = wanted(query)
    if looked_for is None:
        return []
    sql, parameters = _statement(looked_for, in_titles=in_titles, first=sorted(first))
    conditions, more = _conditions(language, kinds, frameworks, named)
    with connection.cursor() as cursor:
        only = _ONLY.get(connection.vendor, "")
        limits = [limit] * (2 if only else 1)
        cursor.execute(_PLACED.format(found=f"{sql} AND {conditions}", only=only), [*parameters, *more, *limits])
        rows = cursor.fetchall()
    return [_hit(row, looked_for) for row in rows]


_PLACED = f"""
WITH found AS MATERIALIZED ({{found}}),
placed AS (
    SELECT id, own, row_number() OVER (PARTITION BY kind ORDER BY own DESC, score, id) AS place, count(*) OVER (PARTITION BY kind) AS many
    FROM found
)
SELECT d.kind, d.uid, d.language, d.competences, d.title, d.words, place, many, own
FROM placed JOIN {TABLE} d ON d.id = placed.id WHERE place <= %s {{only}} ORDER BY d.kind, place
"""

# How few are left is not foreseen by PostgreSQL, which would read the whole table for them.
_ONLY = {"postgresql": "AND d.id = ANY (ARRAY (SELECT id FROM placed WHERE place <= %s))"}


def _statement(looked_for: Wanted, *, in_titles: bool, first: Sequence[str]) -> tuple[str, list[Any]]:
    sqlite = connection.vendor == "sqlite"
    inside = "instr" if sqlite else "strpos"
    own = " OR ".join([f"{inside}(d.competences, %s) > 0"] * len(first)) or "1 = 0"
    own = f"CASE WHEN {own} THEN 1 ELSE 0 END AS own"
    codes = [f" {code} " for code in first]
    if sqlite:
        scored = f"SELECT d.id, d.kind, {own}, bm25({FTS}, {TITLE_WEIGHT}, 1.0) AS score"
        return f"{scored} FROM {FTS} JOIN {TABLE} d ON d.id = {FTS}.rowid WHERE {FTS} MATCH %s", [
            *codes,
            _fts5(looked_for, in_titles=in_titles),
        ]
    # The weights of D, C, B and A; 1 divides by the logarithm of the length, as bm25 minds it.
    scored = f"SELECT d.id, d.kind, {own}, -ts_rank('{{{1 / TITLE_WEIGHT}, 0.2, 0.4, 1}}', d.vector, q.q, 1) AS score"
    terms = _tsquery(looked_for, in_titles=in_titles)
    return f"{scored} FROM {TABLE} d, (SELECT %s::tsquery AS q) q WHERE d.vector @@ q.q", [*codes, terms]


def _conditions(language: str, kinds: Collection[str], frameworks: Collection[str], named: Collection[str]) -> tuple[str, list[Any]]:
    conditions, parameters = ["d.reader = %s"], [language]
    if kinds:
        conditions.append(f"d.kind IN ({_places(kinds)})")
        parameters += kinds
    if frameworks:
        conditions.append(f"d.framework IN ('', {_places(frameworks)})")
        parameters += frameworks
    may = "d.audience = %s"
    parameters.append(Audience.EVERYBODY.value)
    if named:
        may = f"({may} OR d.uid IN ({_places(named)}))"
        parameters += named
    return " AND ".join([*conditions, may]), parameters


def _places(things: Collection[str]) -> str:
    return ", ".join(["%s"] * len(things))


def _fts5(looked_for: Wanted, *, in_titles: bool) -> str:
    groups = [[f'"{form}"' for form in forms] for forms in looked_for.forms]
    if looked_for.start:
        groups[-1].append(f'"{looked_for.start}" *')
    words = " AND ".join(f"({' OR '.join(group)})" for group in groups)
    return f"title : ({words})" if in_titles else words


def _tsquery(looked_for: Wanted, *, in_titles: bool) -> str:
    only = "A" if in_titles else ""
    groups = [[f"'{form}'{':' if only else ''}{only}" for form in forms] for forms in looked_for.forms]
    if looked_for.start:
        groups[-1].append(f"'{looked_for.start}':*{only}")
    return " & ".join(f"({' | '.join(group)})" for group in groups)


def _hit(row: tuple[Any, ...], looked_for: Wanted) -> Hit:
    kind, uid, language, competences, title, words, place, many, own = row
    return Hit(
        kind=kind,
        uid=uid,
        language=language,
        competences=tuple(competences.split()),
        name=title,
        title=marked(title, looked_for, language),
        snippet=excerpt(words, looked_for, language),
        rank=place,
        of=many,
        first=bool(own),
    )
