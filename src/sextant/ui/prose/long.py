"""Readings: long texts with their headings, figures, tables and words of the lexicon."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

from .anchors import Part, headings_named
from .safety import cleaned
from .short import reader
from .terms import Words, terms_linked
from .typography import french


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A reading as a page shows it: its HTML, its parts in order, and the keys of the words that were linked."""

    html: SafeString
    parts: tuple[Part, ...]
    terms: tuple[str, ...]


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
        elif token.type in {"th_open", "th_close"}:
            if following is not None and token.nesting == 1:
                heads.append("".join(child.content for child in following.children or ()))
            # The corner above the heads of the rows names nothing: it is no header.
            if not heads[-1].strip():
                token.tag = "td"
                token.attrs.pop("scope", None)
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


def _long_reader() -> MarkdownIt:
    made = reader().enable("image")
    made.core.ruler.push("cells_named", _cells_named)
    made.core.ruler.push("headings_named", headings_named)
    made.core.ruler.push("terms_linked", terms_linked)
    made.core.ruler.push("figures_alone", _figures_alone)
    made.add_render_rule("image", _figure)
    # Mixed content of a cell is one thing beside the name of its column.
    made.add_render_rule("td_open", _cell_opened)
    made.add_render_rule("td_close", _cell_closed)
    return made


_READER = _long_reader()
_WRAPPED = '<div class="table-wrap" tabindex="0"><table class="table reflow">'


@lru_cache(maxsize=512)
def laid_out(text: str, *, language: str, figures: str, words: Words | None = None) -> LaidOut:
    """
    Return a reading written in `language`: safe HTML with figures, tables whose rows become cards on a narrow page, headings one can link
    to, and the `words` that lead to their definition.

    `figures` is the address below which the SVG files of the text are served; an image from anywhere else is left out.
    """
    env: dict[str, Any] = {"french": language == "fr", "figures": figures, "words": words}
    html = cleaned(_READER.render(text, env), long=True)
    html = html.replace("<table>", _WRAPPED).replace("</table>", "</table></div>")
    return LaidOut(mark_safe(html), env["parts"], tuple(env["terms"]))  # cleaned above


@lru_cache(maxsize=512)
def parts_of(text: str, *, language: str) -> tuple[Part, ...]:
    """Return the parts of a reading without laying it out: for a list of readings."""
    env: dict[str, Any] = {"french": language == "fr"}
    _READER.parse(text, env)
    parts: tuple[Part, ...] = env["parts"]
    return parts
