"""QRU: one right answer among several."""

from collections.abc import Collection

from .score import Score, UnknownProposition


def score(*, propositions: Collection[str], key: str, chosen: str | None) -> Score:
    """
    Return 1 for the right answer, 0 for another or none.

    To annul a proposition of a QRU is to annul the question. Raises `UnknownProposition`.

    >>> score(propositions="ABCDE", key="C", chosen="C").value
    1.0
    >>> score(propositions="ABCDE", key="C", chosen=None).value
    0.0
    """
    for named in (key, chosen):
        if named is not None and named not in set(propositions):
            raise UnknownProposition(f"{named!r} is not one of {sorted(propositions)}")
    return Score(1.0 if chosen == key else 0.0)
