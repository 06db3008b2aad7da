from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sextant.ui.widgets import DayInput


class PrintForm(forms.Form):
    """What to print: the period, and whether the name stands on it."""

    first = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    last = forms.DateField(label=gettext_lazy("To"), widget=DayInput(), help_text=gettext_lazy("Both days included."))
    named = forms.BooleanField(
        label=gettext_lazy("Print my name"),
        required=False,
        help_text=gettext_lazy("Without it, the transcript names nobody; whoever checks the code does not see it either."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_first(self) -> date:
        """Refuse a day before there were campuses."""
        day: date = self.cleaned_data["first"]
        if day.year < 2000:
            raise forms.ValidationError(_("Nothing is kept from so long ago: choose a later day."))
        return day

    def clean_last(self) -> date:
        """Refuse a day to come."""
        day: date = self.cleaned_data["last"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come: choose today or an earlier day."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            self.add_error("last", _("The period ends before it begins: choose a later day here, or an earlier one above."))
        return given


class IssueForm(PrintForm):
    """What was shown, to be issued; `key` makes a doubled click one transcript."""

    key = forms.UUIDField(widget=forms.HiddenInput)
