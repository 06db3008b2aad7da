from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from sextant.study.notes.actions import CONTEXT, LONGEST_BODY, LONGEST_QUOTE, Draft

LANGUAGE, SECTION = 5, 120


class OneLineEnd(forms.CharField):
    """A text whose lines end in one character, as the browser counts them: what fits on the page fits on the server."""

    def to_python(self, value: Any) -> str:
        """Return the text."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class NoteForm(forms.Form):
    """A highlight or a note, new or changed. What is pasted is text, whatever it holds."""

    client = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, initial=0)
    resource = forms.CharField(widget=forms.HiddenInput, max_length=120)
    content_hash = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    language = forms.RegexField(r"^[a-z]{2}$", widget=forms.HiddenInput)
    section = forms.RegexField(r"^[^\s<>\"'&]*$", max_length=SECTION, required=False, label=_("Section"), widget=forms.HiddenInput)
    before = OneLineEnd(required=False, strip=False, widget=forms.HiddenInput)
    after = OneLineEnd(required=False, strip=False, widget=forms.HiddenInput)
    quote = OneLineEnd(
        required=False,
        label=_("Passage"),
        max_length=LONGEST_QUOTE,
        widget=forms.HiddenInput,
        error_messages={"max_length": _("A passage holds %(limit_value)d characters at most, this one %(show_value)d: select less.")},
    )
    body = OneLineEnd(
        required=False,
        label=_("Your note"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("A note holds %(limit_value)d characters at most, this one %(show_value)d: make two of it.")},
    )

    def clean(self) -> dict[str, Any]:
        """A note says something, or marks something."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("body") and not given.get("quote"):
            self.add_error("body", _("Write something, or select a passage to highlight."))
        return given

    def draft(self) -> Draft:
        """Return what was sent; a change that names no key is known again by what it says."""
        given = self.cleaned_data
        key: UUID = given["key"] or uuid5(given["client"], f"{given['revision']} {given['body']}")
        return Draft(
            client=given["client"],
            key=key,
            revision=given["revision"],
            resource=given["resource"],
            content_hash=given["content_hash"],
            language=given["language"],
            section=given["section"],
            quote=given["quote"],
            # They only help to find the passage: the nearest characters are enough.
            before=given["before"][-CONTEXT:],
            after=given["after"][:CONTEXT],
            body=given["body"],
        )


def fresh_key() -> str:
    """Return a key for something not sent yet."""
    return str(uuid4())
