from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from sextant.accounts.models import Reach
from sextant.accounts.reach.hours import DAY, LONGEST_PAUSE, is_quiet
from sextant.ui.widgets import DayInput

LEAST_MINUTES, MOST_MINUTES = 15, 40 * 60
HALF_HOUR = 30


def _minutes(value: str) -> int:
    return int(value)


class RhythmForm(forms.Form):
    """Minutes a week, a pause, and reminders; `today` is the learner's own day, `proved` whether their address is known to be theirs."""

    minutes = forms.IntegerField(
        label=_("Minutes a week"),
        help_text=_("What suits you, travel apart. Your course is planned on it; change it whenever you like."),
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"step": 5, "inputmode": "numeric"}),
        error_messages={
            "min_value": _("A quarter of an hour a week is the least a course can be made of: write 15 or more."),
            "max_value": _("Forty hours a week is the most: write 2400 or less."),
            "invalid": _("Write a whole number of minutes, such as 60."),
        },
    )
    paused_until = forms.DateField(
        label=_("Pause until (last day included)"),
        required=False,
        widget=DayInput(),
        help_text=_("Until then nothing is expected of you and no mail is sent. Nothing is lost."),
    )
    wanted = forms.BooleanField(
        label=_("Remind me by mail"),
        required=False,
        help_text=_("At most one a day, only when something is due and you have not worked that day. It says what is next, no result."),
    )
    days = forms.TypedMultipleChoiceField(label=_("On these days"), required=False, coerce=_minutes, widget=forms.CheckboxSelectMultiple)
    minute = forms.TypedChoiceField(label=_("At this hour"), coerce=_minutes)
    quiet_from = forms.TypedChoiceField(label=_("Quiet from"), coerce=_minutes)
    quiet_until = forms.TypedChoiceField(label=_("Quiet until"), coerce=_minutes, help_text=_("The same hour twice: no quiet hours."))

    def __init__(self, data: Any = None, *, minutes: int, reach: Reach, today: date, proved: bool) -> None:
        super().__init__(data)
        self.today, self.proved = today, proved
        self.initial = {
            "minutes": minutes,
            **{name: getattr(reach, name) for name in ("paused_until", "wanted", "days", "minute", "quiet_from", "quiet_until")},
        }
        clock = [(minute, f"{minute // 60}:{minute % 60:02d}") for minute in range(0, DAY, HALF_HOUR)]
        for name in ("minute", "quiet_from", "quiet_until"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = clock
        days = self.fields["days"]
        assert isinstance(days, forms.ChoiceField)
        days.choices = [(day, WEEKDAYS[day - 1]) for day in range(1, 8)]
        self.fields["paused_until"].widget.attrs.update({"min": today.isoformat(), "max": (today + LONGEST_PAUSE).isoformat()})

    def clean_paused_until(self) -> date | None:
        """Refuse a pause that is over, or one so long that it would be forgotten."""
        day: date | None = self.cleaned_data["paused_until"]
        # A pause that ended is no error: it is simply over.
        if day is not None and day < self.today:
            if day == self.initial["paused_until"]:
                return None
            raise ValidationError(_("This day is over: choose today or a later one, or leave it empty."))
        if day is not None and day > self.today + LONGEST_PAUSE:
            raise ValidationError(_("This is more than a year away: choose a nearer day, you can pause again."))
        return day

    def clean(self) -> dict[str, Any]:
        """Check that the mails asked for can come."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("wanted"):
            return cleaned
        if not self.proved:
            self.add_error("wanted", _("Confirm your address first, in “My account”: we write only to addresses known to be yours."))
        if "days" in cleaned and not cleaned["days"]:
            self.add_error("days", _("Choose at least one day, or untick the mails."))
        hours = [cleaned.get(name) for name in ("minute", "quiet_from", "quiet_until")]
        if None not in hours and is_quiet(*hours):  # type: ignore[arg-type]
            self.add_error("minute", _("This is within your quiet hours: choose another hour, or change them."))
        return cleaned

    def reach(self) -> dict[str, Any]:
        """Return what the form says of mails and pauses."""
        return {name: value for name, value in self.cleaned_data.items() if name != "minutes"}
