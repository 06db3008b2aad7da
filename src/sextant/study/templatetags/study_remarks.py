"""What a reader may say of the resource on the page."""

from typing import Any

from django.template import Library

from sextant.study.remarks.views.said import Ask, ask_of

register = Library()


@register.simple_tag(takes_context=True)
def remarks_on(context: dict[str, Any], resource: str) -> Ask:
    """Return the form with which the reader of this page rates a resource, with what they said before."""
    return ask_of(context["request"], resource)
