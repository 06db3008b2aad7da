"""The widgets written in Python are those of Django's templates."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sextant.ui.renderer import INPUTS, SELECT, Renderer
from sextant.ui.widgets import Choice, DayInput

BLANKS = re.compile(r"\s+(?=<)|(?<=>)\s+")

LEVELS = [("", _("Search")), ("N<1>", 'A "first" & <b>'), (3, mark_safe("<i>safe</i>")), (None, 1234), ("c", Choice("With a hint", "hint"))]
GROUPED = [("", "all"), ("D1 & D2", [("D1.1", "one"), ("D1.2", "two")]), (_("Search"), [("D2.1", "three")])]


class Filled(forms.Form):
    level = forms.ChoiceField(choices=LEVELS, required=False)
    competence = forms.ChoiceField(choices=GROUPED, help_text="hint")
    several = forms.MultipleChoiceField(choices=LEVELS, widget=forms.SelectMultiple(attrs={"size": 3, "hidden": False}))
    name = forms.CharField(
        max_length=30, widget=forms.TextInput(attrs={"placeholder": 'x"y', "autofocus": True, "data-x": mark_safe("&amp;")})
    )
    number = forms.IntegerField(min_value=0)
    share = forms.FloatField(initial=1234.5)
    day = forms.DateField(widget=DayInput())
    other_day = forms.DateField()
    mail = forms.EmailField()
    address = forms.URLField(assume_scheme="https")
    secret = forms.CharField(widget=forms.PasswordInput(render_value=True))
    hidden = forms.CharField(widget=forms.HiddenInput())
    agreed = forms.BooleanField()
    words = forms.CharField(widget=forms.Textarea())
    radio = forms.ChoiceField(choices=GROUPED, widget=forms.RadioSelect())


SENT = {
    "level": "N<1>", "competence": "D1.2", "several": ["3", "c"], "name": "<script>", "number": "x", "share": "2,5", "day": "2026-11-23",
    "mail": "a@b", "address": "x'y", "secret": "é&", "hidden": '"', "agreed": "on", "other_day": "hier",
    "words": "</textarea>", "radio": "",
}  # fmt: skip
STARTED = {"day": date(2026, 11, 23), "number": 12345, "agreed": True, "level": "c", "several": [3]}


@pytest.mark.parametrize("name", Filled.base_fields)
@pytest.mark.parametrize("given", [{}, {"data": SENT}, {"initial": STARTED}], ids=["empty", "sent", "started"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_field_is_what_django_makes_of_it(name: str, given: dict, language: str) -> None:
    with override(language):
        ours, theirs = (str(Filled(**given, renderer=renderer)[name]) for renderer in (Renderer(), DjangoTemplates()))

    assert BLANKS.sub("", ours) == BLANKS.sub("", theirs)


def test_no_template_is_read_for_an_input_or_a_list(monkeypatch) -> None:
    monkeypatch.setattr(DjangoTemplates, "render", lambda *_args: pytest.fail("a template"))

    for name in ("level", "competence", "name", "number", "day", "agreed"):
        assert str(Filled(renderer=Renderer())[name]).startswith(("<select", "<input"))
    assert len(INPUTS | {SELECT}) == 10
