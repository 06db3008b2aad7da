"""Headings that can be linked to, and how much there is to read under each."""

import re
import unicodedata
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

FIGURE_WORDS = 40
"""A figure takes the time of so many words."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Part:
    """
    A heading with what stands under it until the next one.

    The text before the first heading is a part without anchor or title, of level 2.
    """

    anchor: str
    title: str
    level: int
    words: int


def anchor_of(title: str) -> str:
    """
    Return the anchor of a heading: it follows from its words alone, so that it stays while they do.

    >>> anchor_of("« Juste pour savoir » : à retenir")
    's-juste-pour-savoir-a-retenir'
    """
    plain = unicodedata.normalize("NFKD", title.casefold().replace("œ", "oe").replace("æ", "ae"))
    words = re.findall(r"[a-z0-9]+", "".join(character for character in plain if not unicodedata.combining(character)))
    # The letter in front keeps a heading from taking the name of a part of the page.
    return "s-" + ("-".join(words)[:80].rstrip("-") or "x")


def words_of(token: Token) -> int:
    """Return how many words a line of text takes to read."""
    texts = [child.content for child in token.children or () if child.type in {"text", "code_inline"}]
    figures = sum(child.type == "image" for child in token.children or ())
    return sum(len(_WORD.findall(text)) for text in texts) + figures * FIGURE_WORDS


def headings_named(state: StateCore) -> None:
    """Give each heading its anchor (the second of the same words gets a number), and count the words under it into `env["parts"]`."""
    parts: list[Part] = [Part("", "", 2, 0)]
    seen: dict[str, int] = {}
    opened: Token | None = None
    for token in state.tokens:
        if token.type == "heading_open":
            opened = token
        elif token.type == "inline" and opened is not None:
            title = "".join(child.content for child in token.children or () if child.type in {"text", "code_inline", "softbreak"})
            anchor = anchor_of(title)
            seen[anchor] = seen.get(anchor, 0) + 1
            if seen[anchor] > 1:
                anchor = f"{anchor}-{seen[anchor]}"
            opened.attrSet("id", anchor)
            parts.append(Part(anchor, title, int(opened.tag[1:]), words_of(token)))
            opened = None
        elif token.type == "inline":
            last = parts[-1]
            parts[-1] = Part(last.anchor, last.title, last.level, last.words + words_of(token))
    state.env["parts"] = tuple(part for part in parts if part.anchor or part.words)
