"""How Django's form widgets become HTML: the common ones in Python, since a list of choices costs a template for each of its options."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

_WIDGETS = "django/forms/widgets"
INPUTS = {f"{_WIDGETS}/{name}.html" for name in ("input", "text", "number", "email", "url", "password", "hidden", "date", "checkbox")}
"""Templates of Django that are an `input` and nothing else."""

SELECT = f"{_WIDGETS}/select.html"


class Renderer(DjangoTemplates):
    """Django's own renderer, without its templates where they are many and say little: what it returns is the same."""

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
        """Return a widget as HTML."""
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, dict(context), request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return SafeString(f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget["attrs"])}>')


def _select(widget: Mapping[str, Any]) -> SafeString:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        lines = "".join(
            f'<option value="{_text(one["value"])}"{_attributes(one["attrs"])}>{conditional_escape(localize(one["label"]))}</option>'
            for one in options
        )
        parts.append(f'<optgroup label="{_text(group)}">{lines}</optgroup>' if group else lines)
    return SafeString("".join([*parts, "</select>"]))


def _attributes(values: Mapping[str, Any]) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"' for name, value in values.items() if value is not False
    )


def _text(value: Any) -> str:
    # As `stringformat:"s"` does: what is safe stays so, all else is escaped as text.
    return conditional_escape(value if hasattr(value, "__html__") else str(value))
