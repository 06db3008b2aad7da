"""Short texts: stems, explanations, definitions, propositions."""

from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from .safety import cleaned
from .typography import unbroken


def _columns_named(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")


def reader() -> MarkdownIt:
    """Return a reader of Markdown without raw HTML or images."""
    made = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False}).disable("image")
    made.core.ruler.push("unbroken_spaces", unbroken)
    made.core.ruler.push("columns_named", _columns_named)
    return made


_READER = reader()
_WITH_FIGURES = reader().enable("image")


@lru_cache(maxsize=4096)
def _html(text: str, language: str, inline: bool) -> str:
    env = {"french": language == "fr"}
    html = cleaned(_READER.renderInline(text, env) if inline else _READER.render(text, env))
    # A wide table scrolls by itself; the keyboard can reach what scrolls.
    return html.replace("<table>", '<div class="table-wrap" tabindex="0"><table class="table">').replace("</table>", "</table></div>")


def prose(text: Any, *, inline: bool = False) -> SafeString:
    """
    Return a text of a pack as safe HTML: Markdown without raw HTML or images, tables allowed.

    `text` is a `Text` (shown in the language of the page if it exists in it), a `Said`, or a string in the language of the page. What is in
    another language than the page says so (`lang`). `inline` leaves paragraphs out, for a label or a list item.
    """
    current = (get_language() or "fr").split("-")[0]
    said = text.in_language(current) if hasattr(text, "in_language") else text
    language = getattr(said, "language", current)
    html = mark_safe(_html(str(said), language, inline))  # cleaned above
    if language == current:
        return html
    return format_html('<{0} lang="{1}">{2}</{0}>', "span" if inline else "div", language, html)


def bare(text: str) -> str:
    """
    Return the words of a text without its Markdown: what a search looks through. A figure says its text alternative.

    >>> bare("Le **dossier**, [ici](https://exemple.fr) :\\n\\n- un\\n- deux")
    'Le dossier, ici :\\nun\\ndeux'
    """
    said, kept = {"softbreak": " ", "hardbreak": " "}, {"text", "code_inline", "image"}
    lines = (
        "".join(child.content if child.type in kept else said.get(child.type, "") for child in block.children or ())
        for block in _WITH_FIGURES.parse(text, {})
        if block.type == "inline"
    )
    return "\n".join(line for line in lines if line.strip())
