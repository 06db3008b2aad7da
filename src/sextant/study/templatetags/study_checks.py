"""The questions of a resource, for whoever reads it."""

from typing import Any

from django.template import Library

from sextant.study.checks.views.section import Section, section_of

register = Library()


@register.simple_tag(takes_context=True)
def checks_of(context: dict[str, Any], resource: str) -> Section:
    """Return the questions inside a resource, ready to be answered by the reader of this page."""
    return section_of(context["request"], resource)
