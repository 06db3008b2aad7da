"""A text in several languages, and what a reader of one language is given of it."""

from collections.abc import Mapping
from dataclasses import dataclass

FALLBACK = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it is shown, with the language it is really in (for the `lang` attribute)."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Text:
    """
    The same text in one or several languages.

    >>> Text({"fr": "épreuve", "en": "exam"}).in_language("en")
    Said(text='exam', language='en')
    >>> Text({"fr": "épreuve"}).in_language("en")
    Said(text='épreuve', language='fr')
    """

    values: Mapping[str, str]

    def in_language(self, language: str) -> Said:
        """Return the text in `language`, or in the first language there is (French before English)."""
        code = language.split("-")[0]
        for candidate in (code, *FALLBACK, *self.values):
            if self.values.get(candidate):
                return Said(self.values[candidate], candidate)
        return Said("", code)

    def has(self, language: str) -> bool:
        """Say whether the text exists in `language`."""
        return bool(self.values.get(language))
