"""What may stand in a text once it is HTML. Markdown without raw HTML comes first; this is the second lock."""

import nh3

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span", "sub",
    "sup", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}, "*": {"lang"}}
LONG_TAGS = TAGS | {"figure", "figcaption", "img"}
LONG_ATTRIBUTES = {
    **ATTRIBUTES,
    "a": {"href", "title", "class", "data-term", "aria-describedby"},
    "img": {"src", "alt", "loading", "decoding"},
    "td": {"data-label"},
    **{heading: {"id"} for heading in ("h2", "h3", "h4", "h5", "h6")},
}


def cleaned(html: str, *, long: bool = False) -> str:
    """Return `html` with nothing in it but what a text (or, with `long`, a reading) may hold."""
    return nh3.clean(
        html,
        tags=LONG_TAGS if long else TAGS,
        attributes=LONG_ATTRIBUTES if long else ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
