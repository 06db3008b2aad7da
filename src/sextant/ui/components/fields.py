"""Forms: each field with its label, hint and error tied together, and a summary of what is wrong on top."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..markup import attributes, classes, shown
from .blocks import notice
from .icons import drawn
from .library import register


@register.simple_block_tag(takes_context=True)
def ui_form(
    context: Context, content: SafeString, form: BaseForm | None = None, action: str = "", method: str = "post", **attrs: Any
) -> SafeString:
    """
    Return a `<form>` with the CSRF token, the error summary of `form`, its hidden fields, and the content.

    A second submission of the same page is stopped in the browser (`data-once`); the server must stop it too.
    """
    post = str(method).lower() == "post"
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context.get("csrf_token", "")) if post else ""
    hidden = format_html_join("", "{}", ((field.as_widget(),) for field in form.hidden_fields())) if form is not None else ""
    given = {
        "action": action,
        "method": method,
        "enctype": "multipart/form-data" if form is not None and form.is_multipart() else "",
        "data_once": post,
        **attrs,
    }
    return format_html(
        '<form class="form"{} novalidate>{}{}{}{}</form>',
        attributes(given),
        token,
        error_summary(form) if form is not None else "",
        hidden,
        content,
    )


@register.simple_tag
def ui_fields(form: BaseForm) -> SafeString:
    """Return all visible fields of `form`, in order."""
    return format_html('<div class="fields">{}</div>', format_html_join("", "{}", ((ui_field(field),) for field in form.visible_fields())))


@register.simple_tag
def ui_errors(form: BaseForm) -> SafeString:
    """Return the summary of what is wrong in `form`, with a link to each field; `ui_form` already shows it."""
    return error_summary(form, focus=False)


def error_summary(form: BaseForm, *, focus: bool = True) -> SafeString:
    """Return a notice that lists the errors of a form that takes the focus of the page, or nothing."""
    if not form.is_bound or not form.errors:
        return SafeString("")
    general = [(format_html("{}", error),) for error in form.non_field_errors()]
    linked = [
        (format_html('<a href="#{}">{}</a>', target_of(field), _fault(str(field.label), str(error))),)
        for field in form.visible_fields()
        for error in field.errors
    ]
    listed = format_html('<ul class="error-list">{}</ul>', format_html_join("", "<li>{}</li>", [*general, *linked]))
    return notice(
        listed, kind="error", title=_("Something needs your attention before we can go on."), id="errors", tabindex="-1", autofocus=focus
    )


def _fault(label: str, error: str) -> str:
    """Return a fault after the name of its field; a name that is a question has its own mark."""
    return f"{label} {error}" if label.endswith(("?", ":")) else _("%(field)s: %(error)s") % {"field": label, "error": error}


def target_of(field: BoundField) -> str:
    """Return the id of the first control of a field: where a link from the summary must lead."""
    return f"{field.auto_id}_0" if is_group(field) else field.auto_id


def is_group(field: BoundField) -> bool:
    """Say whether the field is several radio buttons or checkboxes under one legend."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.simple_tag
def ui_field(field: BoundField, hint: Any = "", label: Any = "", columns: bool = False) -> SafeString:
    """
    Return a form field with its label, hint (the form's `help_text` by default) and errors, announced together.

    Radio buttons and checkbox groups become a fieldset, in `columns` if asked; a lone checkbox carries its label beside it.
    """
    words = shown(label) if label else shown(field.label)
    more = hint or field.help_text
    if is_group(field):
        return group(field, words=words, hint=more, columns=bool(columns))
    if isinstance(field.field.widget, forms.CheckboxInput):
        return lone_checkbox(field, words=words, hint=more)
    control = field.as_widget(attrs={"class": "input", **described(field, hint=more)})
    return format_html(
        '<div class="{}"><label class="label" for="{}">{}{}</label>{}{}{}</div>',
        field_classes(field), field.id_for_label, words, optional_mark(field), hint_line(field, more), error_lines(field), control,
    )  # fmt: skip


def group(field: BoundField, *, words: SafeString, hint: Any, columns: bool) -> SafeString:
    """Return radio buttons or checkboxes under one legend."""
    rows = format_html_join("", "{}", ((choice_row(field, option.data),) for option in field.subwidgets))
    return format_html(
        '<fieldset class="{}"{}><legend class="label group-legend">{}{}</legend>{}{}<div class="{}">{}</div></fieldset>',
        field_classes(field), attributes({"aria_describedby": described(field, hint=hint).get("aria-describedby", "")}),
        words, optional_mark(field),
        hint_line(field, hint), error_lines(field), classes("choices", "choices-columns" if columns else ""), rows,
    )  # fmt: skip


def choice_row(field: BoundField, option: dict[str, Any]) -> SafeString:
    """Return one radio button or checkbox of a group, with the hint of its label if it has one."""
    given = {
        **option["attrs"],
        "type": option["type"],
        "name": option["name"],
        "value": option["value"],
        "checked": option["selected"],
        "aria_invalid": "true" if field.errors else None,
    }
    if option["type"] == "radio" and field.field.required:
        given["required"] = True
    hint = getattr(option["label"], "hint", "")
    label = getattr(option["label"], "label", option["label"])
    line = format_html('<span class="hint">{}</span>', shown(hint)) if hint else ""
    return format_html('<label class="choice"><input{}><span>{}</span>{}</label>', attributes(given), shown(label), line)


def lone_checkbox(field: BoundField, *, words: SafeString, hint: Any) -> SafeString:
    """Return a single checkbox with its label beside it."""
    control = field.as_widget(attrs={**described(field, hint=hint)})
    return format_html(
        '<div class="{}">{}<label class="choice choice-alone">{}<span>{}</span></label>{}</div>',
        field_classes(field), error_lines(field), control, words, hint_line(field, hint),
    )  # fmt: skip


def field_classes(field: BoundField) -> str:
    """Return the classes of the block around a field."""
    return classes("field", "field-invalid" if field.errors else "")


def described(field: BoundField, *, hint: Any) -> dict[str, str]:
    """Return the ARIA attributes that tie a control to its hint and errors."""
    ids = [f"{field.auto_id}_hint"] * bool(hint) + [f"{field.auto_id}_error"] * bool(field.errors)
    return {**({"aria-describedby": " ".join(ids)} if ids else {}), **({"aria-invalid": "true"} if field.errors else {})}


def optional_mark(field: BoundField) -> SafeString:
    """Return "(optional)" where nothing need be given: most fields are needed, so the exception is marked."""
    return SafeString("") if field.field.required else format_html(' <span class="optional">({})</span>', _("optional"))


def hint_line(field: BoundField, hint: Any) -> SafeString:
    """Return the hint under the label."""
    return format_html('<div class="hint" id="{}_hint">{}</div>', field.auto_id, shown(hint)) if hint else SafeString("")


def error_lines(field: BoundField) -> SafeString:
    """Return the errors of a field, under one id."""
    if not field.errors:
        return SafeString("")
    return format_html('<div id="{}_error">{}</div>', field.auto_id, error_rows(field.errors))


def error_rows(errors: Iterable[Any]) -> SafeString:
    """Return each error with an icon."""
    return format_html_join("", '<p class="error">{}<span>{}</span></p>', ((drawn("circle-alert", 18), error) for error in errors))
