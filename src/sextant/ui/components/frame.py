"""What the base page puts around the content."""

from typing import Any

from django.conf import settings
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..page import Page, Persona
from .blocks import NOTICE_ICONS, notice
from .library import register


@register.simple_tag
def ui_site_name() -> str:
    """Return the name of this campus, also where there is no context (error pages)."""
    return str(getattr(settings, "SITE_NAME", "Sextant"))


@register.simple_tag(takes_context=True)
def ui_messages(context: Context) -> SafeString:
    """Return the messages of the request in the live region `#messages`; `oob=True` in the context makes it an out-of-band swap."""
    rows = format_html_join("", "{}", ((message_notice(message),) for message in context.get("messages") or ()))
    oob = SafeString(' hx-swap-oob="true"') if context.get("oob") else ""
    return format_html('<div class="messages" id="messages" role="status" aria-live="polite"{}>{}</div>', oob, rows)


def message_notice(message: Any) -> SafeString:
    """Return one message as a notice."""
    kind = message.level_tag if message.level_tag in NOTICE_ICONS else "info"
    return notice(format_html("<p>{}</p>", message.message), kind=kind)


@register.simple_tag(takes_context=True)
def ui_personas(context: Context, page: Page) -> SafeString:
    """Return the bar "Enter as …" of the demo: one POST form a person. Nothing outside the demo."""
    if not (page.demo and page.shell.personas and page.shell.enter_url):
        return SafeString("")
    token = context.get("csrf_token", "")
    people = format_html_join("", "{}", ((persona_button(person, who=page.shell.who),) for person in page.shell.personas))
    return format_html(
        '<section class="personas" aria-label="{}"><form class="wrap" method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><span>{}</span><span class="personas-list">{}</span></form></section>',
        _("Demonstration"), page.shell.enter_url, token, _("Demonstration: enter as"), people,
    )  # fmt: skip


def persona_button(person: Persona, *, who: str) -> SafeString:
    """Return the button that enters as somebody; pressed when they are the one logged in."""
    pressed = SafeString(' aria-pressed="true"') if who and who.startswith(person.name) else ""
    return format_html('<button name="persona" value="{}" title="{}"{}>{}</button>', person.key, person.job, pressed, person.name)
