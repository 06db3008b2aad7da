"""The texts of packs as HTML: Markdown, made safe twice, with the typography of their language."""

import re
from functools import lru_cache
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span", "sub", "sup",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}, "*": {"lang"}}

_NARROW = re.compile(r"(?<=[^\s]) ([;!?])")
_WIDE = re.compile(r"(?<=[^\s]) ([:%€»])")
_OPENING = re.compile(r"« ")


def french(text: str) -> str:
    """
    Return `text` with the spaces French typography wants unbroken: narrow before ; ! ?, full before : % € » and after «.

    Only spaces that are there become unbroken; none is added, so that times and addresses stay what they are.

    >>> french("Quoi ? « Oui » : 14:30").replace(chr(0x202F), "_").replace(chr(0xA0), "~")
    'Quoi_? «~Oui~»~: 14:30'
    """
    return _OPENING.sub("«\u00a0", _WIDE.sub("\u00a0\\1", _NARROW.sub("\u202f\\1", text)))


def _unbroken(state: StateCore) -> None:
    # A punctuation mark may stand in another token than its space ("**mot** ?"): a leading space counts too.
    if not state.env.get("french"):
        return
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "text":
                text = re.sub(r"^ ([;!?])", "\u202f\\1", re.sub(r"^ ([:%€»])", "\u00a0\\1", token.content))
                token.content = french(text)


def _columns_named(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")


def _reader() -> MarkdownIt:
    reader = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False}).disable("image")
    reader.core.ruler.push("unbroken_spaces", _unbroken)
    reader.core.ruler.push("columns_named", _columns_named)
    return reader


_READER = _reader()


@lru_cache(maxsize=4096)
def _html(text: str, language: str, inline: bool) -> str:
    env = {"french": language == "fr"}
    html = _READER.renderInline(text, env) if inline else _READER.render(text, env)
    html = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer")
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
