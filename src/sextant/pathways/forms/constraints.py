"""Hours, places, deadline: in the profile, and in short on the page of the plan."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sextant.catalogue.document import Site
from sextant.kernel.text import Text
from sextant.pathways.models import Constraints
from sextant.pathways.problem import DEFAULT_TRAVEL
from sextant.ui.markup import plain
from sextant.ui.widgets import DayInput

LEAST_HOURS, MOST_HOURS = Decimal("0.25"), Decimal(40)
LONGEST_TRAVEL = 24 * 60


def future_day(day: date | None, today: date) -> date | None:
    """Return `day`, or say what is wrong with it: a course is planned hour by hour up to its deadline, so that must be within reach."""
    if day is not None and day < today:
        raise ValidationError(_("This day is over: choose today or a later one."))
    if day is not None and day.year > today.year + 5:
        raise ValidationError(_("This is more than five years away: choose a nearer day."))
    return day


class ConstraintFields(forms.Form):
    """What the week of the profile and the short form share."""

    hours = forms.DecimalField(
        label=_("Hours a week"),
        help_text=_("Travel apart. Half an hour is 0.5; steps are often ten minutes long."),
        min_value=LEAST_HOURS,
        max_value=MOST_HOURS,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6}),
        error_messages={
            "min_value": _("A quarter of an hour a week is the least a course can be made of."),
            "max_value": _("Forty hours a week is the most."),
            "invalid": _("Write a number of hours, such as 2 or 1.5."),
        },
    )

    def clean_hours(self) -> int:
        """Return minutes."""
        return int(self.cleaned_data["hours"] * 60)


def hours_of(constraints: Constraints) -> Decimal:
    """Return the hours a week, without needless zeros: shown as 1,5 in French."""
    hours = (Decimal(constraints.minutes_per_week) / 60).quantize(Decimal("0.01"))
    return hours.quantize(Decimal(1)) if hours == hours.to_integral() else hours.normalize()


def site_label(site: Site) -> str:
    """Return the name of a place, its city where the name does not say it, and whether it is there for the demonstration."""
    name = plain(Text(site.name))
    return name if site.city in name else f"{name}, {site.city}"


def add_places(form: forms.Form, sites: Mapping[str, Site], travel: Mapping[str, int]) -> None:
    """Give `form` a box and minutes for each place."""
    for code, site in sites.items():
        form.fields[f"place_{code}"] = forms.BooleanField(label=site_label(site), required=False, initial=code in travel)
        form.fields[f"travel_{code}"] = forms.IntegerField(
            label=_("Minutes there and back: %(place)s") % {"place": site_label(site)},
            required=False,
            min_value=0,
            max_value=LONGEST_TRAVEL,
            initial=travel.get(code, DEFAULT_TRAVEL),
            widget=forms.NumberInput(attrs={"min": 0, "max": LONGEST_TRAVEL, "step": 5}),
        )


def places_of(form: forms.Form, sites: Mapping[str, Site]) -> dict[str, int]:
    """Return the places ticked with their minutes of travel."""
    cleaned = form.cleaned_data
    return {
        code: DEFAULT_TRAVEL if cleaned.get(f"travel_{code}") is None else cleaned[f"travel_{code}"]
        for code in sites
        if cleaned.get(f"place_{code}")
    }


class ConstraintsForm(ConstraintFields):
    """The short form on the page of the plan: hours, deadline, places."""

    deadline = forms.DateField(label=_("Until (last day included)"), required=False, widget=DayInput())
    places = forms.MultipleChoiceField(label=_("Places I can reach"), required=False, widget=forms.CheckboxSelectMultiple)

    no_lots = forms.BooleanField(
        label=_("Let nothing be drawn by lot"),
        help_text=_(
            "Where two resources are worth the same to you, chance takes one, and what each brings can be measured. You lose nothing by it "
            "and can swap at any time; tick here if you would rather that it did not."
        ),
        required=False,
    )

    def __init__(self, *args: Any, constraints: Constraints, deadline: date, sites: Mapping[str, Site], today: date) -> None:
        initial = {
            "hours": hours_of(constraints),
            "deadline": deadline,
            "places": list(constraints.places),
            "no_lots": constraints.no_lots,
        }
        super().__init__(*args)
        if not settings.DRAWS:
            del self.fields["no_lots"]
        self.initial = initial
        self.kept, self.today, self.in_force = constraints, today, deadline
        places = self.fields["places"]
        assert isinstance(places, forms.MultipleChoiceField)
        places.choices = [(code, site_label(site)) for code, site in sites.items()]
        self.fields["deadline"].widget.attrs["min"] = today.isoformat()

    def clean_deadline(self) -> date | None:
        """Refuse a day that is over, or years away."""
        return future_day(self.cleaned_data["deadline"], self.today)

    def constraints(self) -> dict[str, Any]:
        """Return the fields of the constraints that this form speaks of."""
        chosen = self.cleaned_data["places"]
        fields: dict[str, Any] = {
            "minutes_per_week": self.cleaned_data["hours"],
            "places": {code: self.kept.places.get(code, DEFAULT_TRAVEL) for code in chosen},
        }
        if "no_lots" in self.cleaned_data:
            fields["no_lots"] = self.cleaned_data["no_lots"]
        # A date that the learner did not touch stays what it was: their own, or the cohort's, or none.
        if self.cleaned_data["deadline"] != self.in_force:
            fields["deadline"] = self.cleaned_data["deadline"]
        return fields


class PostponeForm(forms.Form):
    """Not before a day."""

    until = forms.DateField(
        label=_("Not before"), widget=DayInput(), error_messages={"required": _("Choose the day from which this step suits you.")}
    )

    def __init__(self, *args: Any, today: date, deadline: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.deadline = today, deadline
        self.fields["until"].widget.attrs.update({"min": today.isoformat(), "max": deadline.isoformat()})

    def clean_until(self) -> date:
        """Refuse a day that is over, or after the deadline."""
        day: date = self.cleaned_data["until"]
        if day <= self.today:
            raise ValidationError(_("Choose a day after today."))
        if day > self.deadline:
            raise ValidationError(_("This is after your deadline: choose an earlier day, or move the deadline first."))
        return day
