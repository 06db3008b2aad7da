"""Buttons, and the field whose content can be copied."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import attributes, classes, shown
from .icons import drawn
from .library import register


@register.simple_block_tag
def ui_button(
    content: SafeString, kind: str = "primary", href: str = "", icon: str = "", size: str = "", disabled: bool = False, **attrs: Any
) -> SafeString:
    """
    Return a button, or a link that looks like one when `href` is given.

    `kind`: `primary` (one a page), `secondary`, `quiet`, `danger`; `size`: empty, `small`, `large` or `wide`. Others become attributes
    (`name="go" value="next" hx_post="/x/"`); a button submits its form unless `type="button"`.
    """
    css = classes("button", f"button-{kind}", size and f"button-{size}", attrs.pop("class_", ""))
    inside = format_html("{}{}", drawn(str(icon), 20) if icon else "", SafeString(content.strip()))
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', css, href, attributes(attrs), inside)
    attrs.setdefault("type", "submit")
    return format_html('<button class="{}"{}>{}</button>', css, attributes({**attrs, "disabled": bool(disabled)}), inside)


@register.simple_tag
def ui_copy(value: str, label: Any, id: str = "copy") -> SafeString:
    """Return a read-only field named `label` with a button that copies it, which needs JavaScript; `id` is unique in the page."""
    return format_html(
        '<copy-field class="copy" data-copied="{done}"><div class="field"><label class="label" for="{id}">{label}</label>'
        '<input class="input" id="{id}" value="{value}" readonly></div>'
        '<button class="button button-secondary" type="button" hidden>{icon}<span>{copy}</span></button>'
        '<span class="small" role="status"></span></copy-field>',
        done=_("Copied."),
        id=id,
        label=shown(label),
        value=value,
        icon=drawn("copy", 20),
        copy=_("Copy"),
    )
