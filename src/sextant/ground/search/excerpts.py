"""Where in a text the words were found: safe HTML, the words marked."""

import re
from collections.abc import Iterator

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sextant.ground.search.wanted import Wanted
from sextant.ground.search.words import WORD, folded, stem

BEFORE, LENGTH = 60, 220


def marked(text: str, wanted: Wanted, language: str) -> SafeString:
    """Return `text` escaped, with what was looked for in `<mark>`."""
    parts, at = [], 0
    for found in _found(text, wanted, language):
        parts += [conditional_escape(text[at : found.start()]), format_html("<mark>{}</mark>", found.group())]
        at = found.end()
    return mark_safe("".join([*parts, conditional_escape(text[at:])]))  # each part is escaped above


def excerpt(text: str, wanted: Wanted, language: str) -> SafeString:
    """Return the passage of `text` around the first word found, or its beginning."""
    first = next(_found(text, wanted, language), None)
    start = _begin(text, first.start() - BEFORE) if first and first.start() > BEFORE + 20 else 0
    end = _end(text, start + LENGTH)
    # Where it begins in the middle of something, not with the end of what came before.
    passage = marked(text[start:end].lstrip(" \n.,;:!?)»·").rstrip(), wanted, language)
    return format_html("{}{}{}", "… " if start else "", passage, " …" if end < len(text) else "")


def _found(text: str, wanted: Wanted, language: str) -> Iterator[re.Match[str]]:
    seen: dict[str, bool] = {}
    for found in WORD.finditer(text):
        word = found.group()
        if word not in seen:
            plain = folded(word)
            seen[word] = wanted.accepts(plain, stem(plain, language))
        if seen[word]:
            yield found


def _begin(text: str, at: int) -> int:
    space = text.find(" ", at)
    return at if space == -1 or space > at + 30 else space + 1


def _end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", 0, at)
    return at if space < at - 30 else space
