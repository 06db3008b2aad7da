"""Grids: rows to sort into columns. No exam sets this rule: it is ours, and stated here."""

from collections.abc import Collection, Mapping
from math import prod

from .score import NotAKey, Score, UnknownProposition

Columns = Mapping[str, Collection[str]]
"""Row → the columns it may go into."""
_NONE: Columns = {}


def score(*, columns: Columns, key: Mapping[str, str], given: Mapping[str, str], unacceptable: Columns = _NONE) -> Score:
    """
    Return the share of the rows sorted into the column of the `key`; a row left out earns nothing.

    A row put where it is `unacceptable` (an act that would harm somebody) forfeits everything, as an unacceptable proposition of a QRM
    does. `discordances` counts the rows that are not where the key puts them. Raises `UnknownProposition`; `NotAKey` when the key does not
    place every row, or places one where it is unacceptable.

    >>> rows = {"name": "AB", "date": "AB", "sex": "AB", "place": "AB"}
    >>> score(columns=rows, key=dict.fromkeys(rows, "A"), given={"name": "A", "date": "B", "sex": "A", "place": "A"}).value
    0.75
    >>> score(columns=rows, key=dict.fromkeys(rows, "A"), given={"name": "A", "date": "B"}, unacceptable={"date": "B"}).value
    0.0
    """
    _check(columns, key, unacceptable)
    for row, column in given.items():
        if row not in columns or column not in columns[row]:
            raise UnknownProposition(f"{row!r} → {column!r} is not a cell of the grid")
    right = sum(given.get(row) == column for row, column in key.items())
    forfeited = any(column in unacceptable.get(row, ()) for row, column in given.items())
    return Score(0.0 if forfeited else right / len(key), discordances=len(key) - right)


def floor(*, columns: Columns, key: Mapping[str, str], unacceptable: Columns = _NONE) -> float:
    """
    Return the credit expected of somebody who puts every row into a column at random.

    >>> floor(columns={"name": "ABC", "date": "ABC"}, key={"name": "A", "date": "B"})
    0.3333333333333333
    """
    _check(columns, key, unacceptable)
    safe = {row: 1 - len(frozenset(unacceptable.get(row, ()))) / len(columns[row]) for row in columns}
    # A row is right by chance once in its number of columns, and counts only when no other row forfeits everything.
    return sum(prod(safe[other] for other in columns if other != row) / len(columns[row]) for row in columns) / len(columns)


def _check(columns: Columns, key: Mapping[str, str], unacceptable: Columns) -> None:
    if not key or set(key) != set(columns):
        raise NotAKey("a key places every row of the grid, and no other")
    for row, column in key.items():
        if column not in columns[row] or column in unacceptable.get(row, ()):
            raise NotAKey(f"the key places {row!r} in {column!r}, which is not one of its columns or is unacceptable")
    for row, never in unacceptable.items():
        if row not in columns or not set(never) <= set(columns[row]):
            raise NotAKey(f"an unacceptable cell of {row!r} is not in the grid")
