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


def unformatted(cell: Cell) -> Cell | str:
    """
    Return `cell` as text that no workbook takes for its own markup: what begins and ends like a formatted run is written as it stands, and
    a name made so would leave a file that no spreadsheet opens.

    >>> unformatted("<r><t>x</r>"), unformatted("Benali"), unformatted(-3)
    ('<r><t>x</r> ', 'Benali', -3)
    """
    return f"{cell} " if isinstance(cell, str) and cell.startswith("<r>") and cell.endswith("</r>") else cell
