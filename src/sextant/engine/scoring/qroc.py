"""QROC: a short written answer, at most five words, compared with a list of accepted ones."""

import re
import unicodedata
from collections.abc import Collection

from .score import NotAKey, Score

MOST_WORDS = 5

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_SEPARATORS = re.compile(r"[^0-9a-z]+")


def normalise(text: str) -> str:
    """
    Return `text` as it is compared: without case, accents, hyphens, punctuation or plural, words parted by one space.

    >>> normalise("Dossiers  médicaux-partagés")
    'dossier medical partage'
    """
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    words = _SEPARATORS.sub(" ", "".join(sign for sign in bare if not unicodedata.combining(sign))).split()
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    # Three letters or fewer are mostly acronyms and invariable words ("bis", "DMS").
    if len(word) <= 3 or word.isdigit():
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return word[:-2] + "l"
    return word[:-1] if word[-1] in "sx" else word


def score(*, answer: str, accepted: Collection[str]) -> Score:
    """
    Return 1 when the answer is in the `accepted` list once both are normalised, else 0.

    A 0 is marked `near_miss` when the answer differs by a slip (one letter wrong, missing, added or swapped in a word of five letters or
    more, two from ten), by the order of its words, or by words around an accepted answer, more than five words included: a person decides
    then. Figures forgive no slip. Raises `NotAKey` when nothing is accepted.

    >>> score(answer="Les messageries sécurisées", accepted=["messagerie sécurisée"])
    Score(value=0.0, discordances=None, near_miss=True)
    >>> score(answer="MESSAGERIES SECURISEES", accepted=["messagerie sécurisée"]).value
    1.0
    """
    keys = {normalise(text) for text in accepted} - {""}
    if not keys:
        raise NotAKey("a short-answer question accepts at least one answer")
    given = normalise(answer)
    if not given:
        return Score(0.0)
    if len(given.split()) <= MOST_WORDS and given in keys:
        return Score(1.0)
    return Score(0.0, near_miss=any(_nearly(given, key) for key in keys))


def _nearly(given: str, key: str) -> bool:
    words, expected = given.split(), key.split()
    if f" {key} " in f" {given} " or sorted(words) == sorted(expected):
        return True
    if "".join(words) == "".join(expected):
        return True
    return len(words) == len(expected) and all(_slips(word, other) for word, other in zip(words, expected, strict=True))


def _slips(word: str, expected: str) -> bool:
    if word == expected:
        return True
    if any(sign.isdigit() for sign in word + expected) or len(expected) < 5:
        return False
    return _distance(word, expected) <= (2 if len(expected) >= 10 else 1)


def _distance(one: str, other: str) -> int:
    """Return the number of single-letter edits or swaps of neighbours between two words (Damerau, 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, row = row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]
