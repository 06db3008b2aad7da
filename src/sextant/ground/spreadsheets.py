"""What every table that leaves the campus owes to whoever opens it."""

from typing import TypeVar

Cell = TypeVar("Cell")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: Cell) -> Cell | str:
    """
    Return `cell` as text that no spreadsheet takes for a formula, blanks before it or not (OWASP, CSV injection); what is no text stays.

    >>> harmless("=1+1"), harmless(" =1+1"), harmless("Benali"), harmless(-3)
    ("'=1+1", "' =1+1", 'Benali', -3)
    """
    if isinstance(cell, str) and (cell.startswith(FORMULA_STARTS) or cell.lstrip().startswith(FORMULA_STARTS)):
        return f"'{cell}"
    return cell
