"""No cell of a table that leaves the campus is a formula."""

import pytest

from sextant.ground.spreadsheets import harmless


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1"])
def test_what_could_be_a_formula_becomes_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Benali", "1 = 1", "", -3, 2.5, None])
def test_anything_else_stays_what_it_is(cell: object) -> None:
    assert harmless(cell) is cell
