"""Words of a text that lead to their definition: whole words, whatever their accents, once in each section."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

SECTION = "h2"
"""A word is linked once under each heading of this rank: more would hide the text behind its links."""

LONG_ENOUGH_FOR_A_PLURAL = 4


@dataclass(frozen=True)
class Words:
    """
    Words to look for in a text, each with the key of its definition, which stands at `address` + key.

    `version` stands for all of them: two of the same version and address are the same words.
    """

    version: str
    address: str
    keys: tuple[tuple[str, str], ...] = field(compare=False)


def unaccented(text: str) -> tuple[str, list[int]]:
    """
    Return `text` without accents or ligatures, its case kept, and for each of its characters the place it has in `text`.

    >>> unaccented("Œuvré")
    ('OEuvre', [0, 0, 1, 2, 3, 4])
    """
    characters: list[str] = []
    places: list[int] = []
    for place, written in enumerate(text):
        spelt = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'"}.get(written) or unicodedata.normalize("NFKD", written)
        for character in spelt:
            if not unicodedata.combining(character):
                characters.append(character)
                places.append(place)
    return "".join(characters), places


def is_acronym(word: str) -> bool:
    """Say whether a word is written in capitals only: it is then looked for as it is written (`AIR` is not `air`)."""
    return word.isupper() and len(word) <= 8


def _pattern_of(word: str) -> str:
    spelt, _ = unaccented(word)
    if is_acronym(spelt):
        return re.escape(spelt)
    parts = []
    for part in spelt.split():
        plural = "(?:e?s|x)?" if len(part) >= LONG_ENOUGH_FOR_A_PLURAL and part[-1] not in "sxz" else ""
        parts.append(re.escape(part) + plural)
    return "(?i:" + r"\s+".join(parts) + ")"


@lru_cache(maxsize=64)
def _pattern(words: Words) -> tuple[re.Pattern[str], tuple[str, ...]]:
    # The longest first: "secure health messaging" before "messaging".
    ordered = sorted(words.keys, key=lambda pair: (-len(pair[0]), pair))
    choices = "|".join(f"({_pattern_of(word)})" for word, _ in ordered)
    return re.compile(rf"(?<![\w-])(?:{choices or '(?!)'})(?![\w-])"), tuple(key for _, key in ordered)


def terms_linked(state: StateCore) -> None:
    """Link the first occurrence of each word of `env["words"]` in each section; the keys found go into `env["terms"]`, in order."""
    words: Words | None = state.env.get("words")
    found: dict[str, None] = {}
    state.env["terms"] = found
    if words is None or not words.keys:
        return
    linked: dict[str, None] = {}
    closed = 0  # inside headings and heads of tables nothing is linked
    for token in state.tokens:
        if token.type == "heading_open" and token.tag == SECTION:
            linked = {}
        if token.type in {"heading_open", "thead_open"}:
            closed += 1
        elif token.type in {"heading_close", "thead_close"}:
            closed -= 1
        elif token.type == "inline" and not closed and token.children:
            token.children = list(_linked(token.children, words, linked))
            found.update(linked)


def _linked(children: list[Token], words: Words, linked: dict[str, None]) -> Iterator[Token]:
    inside = 0
    for child in children:
        if child.type in {"link_open", "link_close"}:
            inside += child.nesting
        if child.type == "text" and not inside:
            yield from _parted(child, words, linked)
        else:
            yield child


def _parted(token: Token, words: Words, linked: dict[str, None]) -> Iterator[Token]:
    pattern, keys = _pattern(words)
    spelt, places = unaccented(token.content)
    written = 0
    for match in pattern.finditer(spelt):
        key = keys[(match.lastindex or 1) - 1]
        if key in linked:
            continue
        linked[key] = None
        start, end = places[match.start()], places[match.end() - 1] + 1
        if start > written:
            yield _text(token.content[written:start], token.level)
        yield Token("link_open", "a", 1, attrs=_attributes(words, key), level=token.level)
        yield _text(token.content[start:end], token.level + 1)
        yield Token("link_close", "a", -1, level=token.level)
        written = end
    if written == 0:
        yield token
    elif written < len(token.content):
        yield _text(token.content[written:], token.level)


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _attributes(words: Words, key: str) -> dict[str, str | int | float]:
    return {"href": f"{words.address}{key}", "class": "term", "data-term": key, "aria-describedby": f"definition-{key}"}
