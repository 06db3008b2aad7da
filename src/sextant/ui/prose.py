"""The texts of packs as HTML: Markdown, made safe twice, with the typography of their language."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span", "sub",
    "sup", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}, "*": {"lang"}}
FIGURE_TAGS = {"figure", "figcaption", "img"}
FIGURE_ATTRIBUTES = {"img": {"src", "alt", "loading"}, "figure": {"class"}, "td": {"data-label"}, "th": {"scope"}}

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


def _cells_named(state: StateCore) -> None:
    """Give each cell the name of its column, so that rows can become cards; the first cell of a row is its header."""
    heads: list[str] = []
    column, in_head = 0, False
    for token, following in zip(state.tokens, [*state.tokens[1:], None], strict=True):
        if token.type == "table_open":
            heads = []
        elif token.type in {"thead_open", "thead_close"}:
            in_head = token.nesting == 1
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open" and following is not None:
            heads.append("".join(child.content for child in following.children or ()))
        elif token.type in {"td_open", "td_close"} and not in_head:
            if column == 0:
                token.tag = "th"
                if token.nesting == 1:
                    token.attrSet("scope", "row")
            elif token.nesting == 1:
                token.attrSet("data-label", heads[column] if column < len(heads) else "")
            if token.type == "td_close":
                column += 1


def _figures_alone(state: StateCore) -> None:
    """Take an image that is a paragraph by itself out of it: a figure may not stand inside a paragraph."""
    for opening, inline, closing in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        alone = inline.children is not None and [child.type for child in inline.children] == ["image"]
        if opening.type == "paragraph_open" and alone:
            opening.hidden = closing.hidden = True


def _figure(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: EnvType) -> str:
    token = tokens[index]
    name, caption = str(token.attrs.get("src", "")), str(token.attrs.get("title", ""))
    if not re.fullmatch(r"[A-Za-z0-9._-]+\.svg", name):
        return ""
    said = format_html("<figcaption>{}</figcaption>", french(caption) if env.get("french") else caption) if caption else ""
    return format_html('<figure><img src="{}{}" alt="{}" loading="lazy">{}</figure>', env["figures"], name, token.content, said)


def _cell_opened(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: EnvType) -> str:
    return f"<{tokens[index].tag}{self.renderAttrs(tokens[index])}><span>"


def _cell_closed(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: EnvType) -> str:
    return f"</span></{tokens[index].tag}>\n"


def _reader() -> MarkdownIt:
    reader = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False}).disable("image")
    reader.core.ruler.push("unbroken_spaces", _unbroken)
    reader.core.ruler.push("columns_named", _columns_named)
    return reader


def _long_reader() -> MarkdownIt:
    reader = _reader().enable("image")
    reader.core.ruler.push("cells_named", _cells_named)
    reader.core.ruler.push("figures_alone", _figures_alone)
    reader.add_render_rule("image", _figure)
    # Mixed content of a cell is one thing beside the name of its column.
    reader.add_render_rule("td_open", _cell_opened)
    reader.add_render_rule("td_close", _cell_closed)
    return reader


_READER = _reader()
_LONG_READER = _long_reader()


@lru_cache(maxsize=4096)
def _html(text: str, language: str, inline: bool) -> str:
    env = {"french": language == "fr"}
    html = _READER.renderInline(text, env) if inline else _READER.render(text, env)
    html = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer")
    # A wide table scrolls by itself; the keyboard can reach what scrolls.
    return html.replace("<table>", '<div class="table-wrap" tabindex="0"><table class="table">').replace("</table>", "</table></div>")


@lru_cache(maxsize=512)
def _long_html(text: str, language: str, figures: str) -> str:
    html = _LONG_READER.render(text, {"french": language == "fr", "figures": figures})
    html = nh3.clean(
        html,
        tags=TAGS | FIGURE_TAGS,
        attributes={**ATTRIBUTES, **FIGURE_ATTRIBUTES},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    wrapped = '<div class="table-wrap" tabindex="0"><table class="table reflow">'
    return html.replace("<table>", wrapped).replace("</table>", "</table></div>")


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


def long_prose(text: Any, *, figures: str) -> SafeString:
    """
    Return a reading as safe HTML: as `prose`, with its figures and with tables whose rows become cards on a narrow page.

    `figures` is the address below which the SVG files of the text are served; an image from anywhere else is left out.
    """
    current = (get_language() or "fr").split("-")[0]
    said = text.in_language(current) if hasattr(text, "in_language") else text
    language = getattr(said, "language", current)
    html = mark_safe(_long_html(str(said), language, figures))  # cleaned above
    return html if language == current else format_html('<div class="prose" lang="{}">{}</div>', language, html)
