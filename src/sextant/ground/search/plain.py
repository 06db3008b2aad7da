"""The words of a Markdown text, without its marks."""

from functools import cache

from markdown_it import MarkdownIt


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("js-default", {"html": False, "linkify": False})


def bare(text: str) -> str:
    """
    Return what a reader of a Markdown text reads, on one line; figures by their text alternative.

    >>> bare("## Qui ?\\n\\nUn **texte**, [un lien](https://x.fr/), `9`.\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |")
    'Qui ? Un texte, un lien, 9. a b 1 2'
    """
    parts = []
    for token in _reader().parse(text):
        if token.type in ("fence", "code_block"):
            parts.append(token.content)
        for child in token.children or ():
            parts.append(" " if child.type in ("softbreak", "hardbreak") else child.content)
        if token.type == "inline":
            parts.append(" ")
    return " ".join("".join(parts).split())
