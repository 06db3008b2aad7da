from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

ZONES = (
    ("Europe/Paris", _("Metropolitan France")),
    ("America/Guadeloupe", _("Guadeloupe")),
    ("America/Martinique", _("Martinique")),
    ("America/Cayenne", _("French Guiana")),
    ("Indian/Reunion", _("La Réunion")),
    ("Indian/Mayotte", _("Mayotte")),
    ("America/Miquelon", _("Saint-Pierre-et-Miquelon")),
    ("Pacific/Noumea", _("New Caledonia")),
    ("Pacific/Tahiti", _("French Polynesia")),
    ("Pacific/Wallis", _("Wallis and Futuna")),
)
"""Where French institutions are; another zone of the IANA list can be kept if an institution already has it."""


class InstitutionForm(forms.Form):
    """What an institution is called and which clock it lives by."""

    name = forms.CharField(
        label=_("Name of the institution"), max_length=200, help_text=_("As it stands on its letters, such as “Université de Montpellier”.")
    )
    uai = forms.CharField(
        label=_("UAI code"),
        required=False,
        max_length=8,
        help_text=_("Seven figures and a letter, for French institutions."),
        validators=[RegexValidator(r"^[0-9]{7}[A-Za-z]$", _("A UAI code is seven figures and a letter, such as 0342321N."))],
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=ZONES, initial="Europe/Paris", help_text=_("Deadlines end at midnight of this clock.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.initial.get("zone")
        if own and own not in dict(ZONES) and own in available_timezones():
            self.fields["zone"].choices = [*ZONES, (own, own)]  # type: ignore[attr-defined]

    def clean_uai(self) -> str:
        """Write the letter in capitals."""
        return str(self.cleaned_data["uai"]).upper()


class NewInstitutionForm(InstitutionForm):
    """A new institution and, if it is not oneself, who manages it."""

    manager = forms.EmailField(
        label=_("E-mail of its programme manager"),
        required=False,
        max_length=254,
        help_text=_("Leave it empty to manage it yourself. They get a message; the role counts once they have confirmed their address."),
    )


class RoleForm(forms.Form):
    """Who gets a role."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
