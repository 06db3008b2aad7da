"""What somebody looks for: every word, in any of its forms, and what begins like the last one."""

from dataclasses import dataclass

from sextant.ground.search.words import COMMON, LANGUAGES, stem, words_of

LONGEST_QUERY = 200
MOST_WORDS = 8
SHORTEST_START = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """Per word, the forms that satisfy it (never empty); `start` also satisfies the last one. Letters and figures only."""

    forms: tuple[tuple[str, ...], ...]
    start: str

    def accepts(self, word: str, stemmed: str) -> bool:
        """Say whether a folded word, with its stem, is one of those looked for."""
        if self.start and word.startswith(self.start):
            return True
        return any(word in forms or stemmed in forms for forms in self.forms)


def wanted(query: str) -> Wanted | None:
    """
    Return what `query` looks for, or None when it holds no word at all.

    >>> wanted("Les données de santé")
    Wanted(forms=(('donnees', 'donne'), ('sante', 'sant')), start='sante')
    >>> wanted('"*" -:(^') is None
    True
    """
    words = words_of(query[:LONGEST_QUERY])
    telling = [word for word in words if word not in COMMON] or words
    if not telling:
        return None
    telling = list(dict.fromkeys(telling))[:MOST_WORDS]
    # The language of a text is not known here: a stem of each language stands for the word.
    forms = tuple(tuple(dict.fromkeys((word, *(stem(word, language) for language in LANGUAGES)))) for word in telling)
    return Wanted(forms, telling[-1] if len(telling[-1]) >= SHORTEST_START else "")
