"""The profile after its first step: what one knows, one’s week, one’s goal."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sextant.catalogue.document import Site
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.mastery.sights import BELOW
from sextant.pathways.choices import Goal
from sextant.pathways.forms.constraints import ConstraintFields, add_places, future_day, hours_of, places_of
from sextant.pathways.forms.week import PARTS, day_choices, slots_of, ticks_of
from sextant.pathways.models import Constraints
from sextant.ui.markup import plain
from sextant.ui.widgets import DayInput

UNSAID = "?"


class KnownForm(forms.Form):
    """Step 2: a level and perhaps a certificate for each domain."""

    def __init__(
        self, *args: Any, framework: Framework, declared: Mapping[str, str], certificates: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.framework, self.declared = framework, declared
        levels = [(level.code, plain(Text(level.title))) for level in framework.scale.levels]
        for number, domain in enumerate(framework.domains):
            self.fields[f"level_{number}"] = forms.ChoiceField(
                label=_("Your level"),
                required=False,
                choices=[(UNSAID, _("I would rather not say")), ("", BELOW), *levels],
                initial=declared.get(domain.code, UNSAID),
            )
            self.fields[f"certificate_{number}"] = forms.CharField(
                label=_("Certificate or training that attests it"),
                required=False,
                max_length=120,
                initial=certificates.get(domain.code, ""),
            )

    def clean(self) -> dict[str, Any]:
        """A certificate attests a level: ask for it."""
        cleaned = super().clean() or self.cleaned_data
        for number, _domain in enumerate(self.framework.domains):
            if cleaned.get(f"certificate_{number}") and cleaned.get(f"level_{number}") in {UNSAID, ""}:
                self.add_error(f"level_{number}", _("Choose the level that this certificate attests."))
        return cleaned

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The domains with their two fields."""
        return [
            (Text(domain.title), self[f"level_{number}"], self[f"certificate_{number}"])
            for number, domain in enumerate(self.framework.domains)
        ]

    def levels(self) -> dict[str, str | None]:
        """Return domain → level code, empty for none yet, None for what is taken back; domains of which nothing was said are left out."""
        said: dict[str, str | None] = {}
        for number, domain in enumerate(self.framework.domains):
            level = self.cleaned_data[f"level_{number}"]
            if level != UNSAID:
                said[domain.code] = level
            elif domain.code in self.declared:
                said[domain.code] = None
        return said

    def certificates(self) -> dict[str, str]:
        """Return domain → certificate."""
        given = {domain.code: self.cleaned_data[f"certificate_{number}"] for number, domain in enumerate(self.framework.domains)}
        return {code: words for code, words in given.items() if words}


ZONES = [
    (
        _("French territories"),
        [
            ("Europe/Paris", _("Metropolitan France")),
            ("America/Guadeloupe", "Guadeloupe, Saint-Barthélemy, Saint-Martin"),
            ("America/Martinique", "Martinique"),
            ("America/Cayenne", "Guyane"),
            ("Indian/Reunion", "La Réunion"),
            ("Indian/Mayotte", "Mayotte"),
            ("America/Miquelon", "Saint-Pierre-et-Miquelon"),
            ("Pacific/Noumea", "Nouvelle-Calédonie"),
            ("Pacific/Tahiti", "Polynésie française (Tahiti)"),
            ("Pacific/Marquesas", "Polynésie française (Marquises)"),
            ("Pacific/Wallis", "Wallis-et-Futuna"),
        ],
    ),
    (
        _("Elsewhere"),
        [
            ("Europe/Brussels", _("Belgium")),
            ("Europe/Luxembourg", _("Luxembourg")),
            ("Europe/Zurich", _("Switzerland")),
            ("America/Toronto", _("Quebec")),
            ("Africa/Tunis", _("Tunisia")),
            ("Africa/Casablanca", _("Morocco")),
            ("Africa/Algiers", _("Algeria")),
            ("Africa/Dakar", _("Senegal")),
            ("Asia/Beirut", _("Lebanon")),
            ("UTC", "UTC"),
        ],
    ),
]


class WeekForm(ConstraintFields):
    """Step 3: free hours, hours a week, places, time zone."""

    slots = forms.MultipleChoiceField(
        label=_("When can you learn?"),
        help_text=_("Tick everything that could suit you: the course uses no more than your hours a week."),
        error_messages={"required": _("Tick at least one slot: without it, nothing can be planned.")},
    )
    zone = forms.ChoiceField(label=_("Your clock"), help_text=_("Your slots are hours of this clock, summer and winter."))

    field_order = ("slots", "hours")

    def __init__(self, *args: Any, constraints: Constraints, sites: Mapping[str, Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites, self.reached = sites, frozenset(constraints.places)
        slots, zone = self.fields["slots"], self.fields["zone"]
        assert isinstance(slots, forms.MultipleChoiceField)
        assert isinstance(zone, forms.ChoiceField)
        slots.choices = [(f"{day}-{part.code}", f"{name}, {part.label}") for day, name in day_choices() for part in PARTS]
        known = {code for _group, zones in ZONES for code, _name in zones}
        zone.choices = ZONES if constraints.zone in known else [*ZONES, (constraints.zone, constraints.zone)]
        slots.initial = ticks_of(constraints.slots)
        zone.initial = constraints.zone
        self.fields["hours"].initial = hours_of(constraints)
        add_places(self, sites, constraints.places)

    @property
    def has_places(self) -> bool:
        """Say whether the list must stand open: something is ticked, or wrong."""
        return any(box.value() or minutes.errors for _site, box, minutes in self.places)

    @property
    def places(self) -> list[tuple[Site, Any, Any]]:
        """Each place with its box and its minutes; those within reach first."""
        ordered = sorted(self.sites, key=lambda code: code not in self.reached)
        return [(self.sites[code], self[f"place_{code}"], self[f"travel_{code}"]) for code in ordered]

    def clean(self) -> dict[str, Any]:
        """The hours a week must fit into the slots ticked."""
        cleaned = super().clean() or self.cleaned_data
        minutes, ticked = cleaned.get("hours"), cleaned.get("slots")
        if minutes and ticked and minutes > sum(slot[2] for slot in slots_of(ticked)):
            self.add_error("hours", _("Your slots do not hold that many hours: tick more of them, or ask for fewer hours."))
        return cleaned

    def constraints(self) -> dict[str, Any]:
        """Return the fields of the constraints."""
        return {
            "slots": slots_of(self.cleaned_data["slots"]),
            "minutes_per_week": self.cleaned_data["hours"],
            "places": places_of(self, self.sites),
            "zone": self.cleaned_data["zone"],
        }


class GoalForm(forms.Form):
    """Step 4: what for, and until when."""

    goal = forms.ChoiceField(label=_("What brings you here?"), choices=Goal.choices, widget=forms.RadioSelect)
    deadline = forms.DateField(
        label=_("Until when?"),
        help_text=_("The last day counts. Left empty: the date of your cohort, else twelve weeks from now."),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["deadline"].widget.attrs["min"] = today.isoformat()

    def clean_deadline(self) -> date | None:
        """Refuse a day that is over."""
        return future_day(self.cleaned_data["deadline"], self.today)
