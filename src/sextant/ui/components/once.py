"""What is the same for everybody, written once: a part of a page that knows nobody costs nothing from its second reader on."""

from typing import Any

from django.conf import settings
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .library import register


class Once(Node):
    """The content of `{% once %}`, kept as text by language and by the addresses in force."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.written: dict[tuple[str | None, Any, str], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Return the text; it is written in a context of its own, so that nothing of a request can stand in it."""
        key = (get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
        if key not in self.written:
            alone, template = Context(), context.template
            assert template is not None  # whoever renders a node binds its template first
            with alone.render_context.push_state(template), alone.bind_template(template):
                self.written[key] = self.nodelist.render(alone)
        return self.written[key]


@register.tag
def once(parser: Parser, _token: Token) -> Once:
    """Keep what stands until `{% endonce %}`: words, icons, addresses and files, no variable of the page (there it is empty)."""
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(nodelist)
