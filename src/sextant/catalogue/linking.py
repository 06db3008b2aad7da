"""The words by which texts call the terms of the lexicon."""

import re
from collections.abc import Mapping

from sextant.catalogue.document import Term
from sextant.ui.prose import Words


def names_of(term: Term, language: str) -> list[str]:
    """
    Return the words by which a text in `language` calls a term: its name, without what stands in brackets, and its other names.

    What stands in brackets is a name too when it is written in capitals, as in "Secure health messaging (MSSanté)" it is not.
    """
    title = term.term.get(language, "")
    plain, *aside = re.split(r"\s*[()]\s*", title)
    names = [plain, *(part for part in aside if part.isupper()), *term.also.get(language, ())]
    return list(dict.fromkeys(name for name in names if len(name) > 1))


MOST_KEPT = 16
"""Lists of words kept in a process: those of a lexicon or two, in each language."""

_kept: dict[tuple[str, str], Words] = {}


def words_to_link(version: str, terms: Mapping[str, Term], *, language: str, address: str) -> Words:
    """Return the words of a lexicon of this `version` that a text in `language` links to their entry, below `address`."""
    name = (f"{version}-{language}", address)
    words = _kept.get(name)
    if words is None:
        words = Words(*name, tuple((word, uid) for uid, term in terms.items() for word in names_of(term, language)))
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept), name), None)
        _kept[name] = words
    return words
