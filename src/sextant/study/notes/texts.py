"""The text of a reading as its notes see it: words between single spaces."""

import re
from html import unescape

_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")


def words_of(html: str) -> str:
    """
    Return the text of `html` as the browser's page holds it, every run of spaces as one space.

    >>> words_of("<p>Le dossier&nbsp;: <em>à&nbsp;lire</em></p>")
    'Le dossier : à lire'
    """
    return one_line(unescape(_TAG.sub("", html)))


def one_line(text: str) -> str:
    """
    Return `text` on one line, unbroken spaces as plain ones.

    >>> one_line(" Qui\\u202f? \\n Moi. ")
    'Qui ? Moi.'
    """
    return _SPACES.sub(" ", text).strip()
