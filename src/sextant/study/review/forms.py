from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sextant.study.choices import CardKind
from sextant.study.review.actions import MOST_NEW
from sextant.study.review.deck import Stage
from sextant.study.review.schedule import Rating

LONGEST_SEARCH = 100


class RatingForm(forms.Form):
    """How well one knew a card."""

    rating = forms.TypedChoiceField(choices=[(rating.value, rating.name) for rating in Rating], coerce=lambda value: Rating(int(value)))


class PaceForm(forms.Form):
    """How many new cards a day."""

    new_a_day = forms.IntegerField(
        label=_("New cards a day, at most"),
        min_value=0,
        max_value=MOST_NEW,
        help_text=_("From 0 to 20. Each comes back about ten times in its first year: five a day make ten minutes."),
    )


class DeckForm(forms.Form):
    """Which cards to show."""

    q = forms.CharField(required=False, max_length=LONGEST_SEARCH)
    kind = forms.ChoiceField(required=False, choices=[("", _("words and questions")), *CardKind.choices])
    state = forms.ChoiceField(required=False, choices=[("", _("in my review")), *Stage.choices])

    def wanted(self) -> dict[str, Any]:
        """Return what is asked for; a value that makes no sense asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
