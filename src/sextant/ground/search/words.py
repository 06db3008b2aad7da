"""Words as the index and the query both see them: without case or accents, and down to their stem in each language."""

import re
import unicodedata
from functools import cache, lru_cache
from threading import Lock
from typing import Any

LANGUAGES = {"fr": "french", "en": "english"}
LONGEST_WORD = 60

WORD = re.compile(r"[^\W_]+")
"""A word in any script; apostrophes and hyphens part words."""

# Said so often that they find everything: left out of a query that holds other words.
_COMMON = (
    "au aux avec ce ces cette comment dans de des donc du elle en est et etre il ils je la le les leur leurs lui ma mais mes mon ne nos "
    "notre nous on ou par pas pour quand que quel quelle quelles quels qui quoi sa se ses si son sont sur ta te tes tu un une vos votre "
    "vous an and are as at be by can do does for from how in is it of off on or that the their this to was what when which who why with "
    "you your"
)
COMMON = frozenset(_COMMON.split())

_stemming = Lock()


def folded(text: str) -> str:
    """
    Return `text` without case, accents or ligatures.

    >>> folded("Œuvre Numérisée")
    'oeuvre numerisee'
    """
    spelt = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(character for character in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(character))


def words_of(text: str) -> list[str]:
    """
    Return the words of `text`, folded, in order; a letter alone (an elision, an initial) is none.

    >>> words_of("L’identité, c’est l'INS : art. 9")
    ['identite', 'est', 'ins', 'art', '9']
    """
    return [word[:LONGEST_WORD] for word in WORD.findall(folded(text)) if len(word) > 1 or word.isdigit()]


@cache
def _stemmer(language: str) -> Any:
    # Loaded by the first search, not by every process.
    import snowballstemmer

    return snowballstemmer.stemmer(LANGUAGES[language])


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """
    Return the stem of a folded word in `language`; the word itself in a language nobody wrote a stemmer for.

    >>> stem("consentements", "fr"), stem("records", "en")
    ('consent', 'record')
    """
    if language not in LANGUAGES:
        return word
    # A stemmer keeps its place in the word in itself: two threads would spoil each other's.
    with _stemming:
        return str(_stemmer(language).stemWord(word))
