"""The four steps of the profile."""

from collections.abc import Mapping
from datetime import date, datetime
from math import ceil
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sextant.accounts.choices import Status, Structure
from sextant.accounts.codes import VisitorsTooOften, cohort_of_code
from sextant.accounts.models import Cohort, Learner
from sextant.catalogue.document import Site
from sextant.frameworks.document import Framework, Profession
from sextant.ground.limits import TooOften
from sextant.kernel.text import Text
from sextant.mastery.sights import BELOW
from sextant.pathways.choices import Goal
from sextant.pathways.forms.constraints import ConstraintFields, add_places, future_day, hours_of, places_of
from sextant.pathways.forms.week import PARTS, day_choices, slots_of, ticks_of
from sextant.pathways.models import Constraints
from sextant.ui.markup import plain
from sextant.ui.widgets import DayInput

SEPARATOR = ":"
EARLIEST_YEAR = 1960


def profession_choices(known: Mapping[str, Framework]) -> list[Any]:
    """Return the professions of every framework, one line a diploma, grouped by family; those outside the arrêté say so."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, framework in known.items():
        profession = framework.professions[code]
        families = {family.code: plain(Text(family.title)) for family in framework.people.families}
        lines = groups.setdefault(families.get(profession.family, profession.family), [])
        lines += [(value, label) for value, label in _lines(profession)]
    return [("", _("Choose your profession")), *groups.items()]


def _lines(profession: Profession) -> list[tuple[str, str]]:
    name = plain(Text(profession.title))
    if not profession.in_decree:
        name = _("%(profession)s (not in the arrêté)") % {"profession": name}
    if not profession.diplomas:
        return [(profession.code + SEPARATOR, name)]
    if len(profession.diplomas) == 1:
        return [(profession.code + SEPARATOR + profession.diplomas[0].code, name)]
    return [(f"{profession.code}{SEPARATOR}{diploma.code}", f"{name} — {plain(Text(diploma.title))}") for diploma in profession.diplomas]


def stage_choices(known: Mapping[str, Framework], profession: str) -> list[tuple[str, str]]:
    """Return the stages of `profession`; none while it is unknown."""
    framework = known.get(profession)
    if framework is None:
        return []
    return [(code, plain(Text(framework.stages[code].title))) for code in framework.professions[profession].stages]


class WhoForm(forms.Form):
    """Step 1: profession and diploma, stage, entry year, status, structure, cohort."""

    profession = forms.ChoiceField(
        label=_("Profession and diploma"),
        help_text=_("The one you prepare or practise: it decides what is required of you."),
        error_messages={"required": _("Choose your profession: nothing can be required of you without it.")},
    )
    stage = forms.ChoiceField(
        label=_("Where you are in your training"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where you are in your training.")},
    )
    entry_year = forms.IntegerField(
        label=_("Year you entered this training"),
        help_text=_("Four digits, such as 2024. It decides which version of the framework applies to you."),
        required=False,
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("I would rather not say")), *Status.choices])
    structure = forms.ChoiceField(
        label=_("Where you practise or train"), required=False, choices=[("", _("I would rather not say")), *Structure.choices]
    )
    cohort = forms.CharField(
        label=_("Cohort code"),
        help_text=_(
            "Only if your university or employer gave you one. Its teachers then see your progress and verdicts, never your answers."
        ),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, known: Mapping[str, Framework], learner: Learner | None, now: datetime) -> None:
        initial = initial_who(learner, known)
        super().__init__(*args)
        self.initial = initial
        self.known, self.learner, self.now, self.today = known, learner, now, localdate(now)
        chosen = str(self.data.get("profession", "")) if self.is_bound else initial.get("profession", "")
        self.chosen_profession = chosen.partition(SEPARATOR)[0]
        self._choices("profession", profession_choices(known))
        self._choices("stage", stage_choices(known, self.chosen_profession))
        self.fields["entry_year"].widget.attrs.update({"min": EARLIEST_YEAR, "max": self.today.year + 1, "inputmode": "numeric"})

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def awaits_profession(self) -> bool:
        """Say whether stages cannot be offered yet."""
        return self.chosen_profession not in self.known

    def clean_entry_year(self) -> int | None:
        """Refuse years that nobody entered a training in."""
        year: int | None = self.cleaned_data["entry_year"]
        if year is not None and not EARLIEST_YEAR <= year <= self.today.year + 1:
            raise ValidationError(
                _("Give a year between %(first)s and %(last)s."), params={"first": EARLIEST_YEAR, "last": self.today.year + 1}, code="range"
            )
        return year

    def clean_cohort(self) -> Cohort | None:
        """Find the cohort of the code."""
        code = self.cleaned_data["cohort"].strip()
        if not code:
            return None
        try:
            cohort = cohort_of_code(code, learner=self.learner, now=self.now)
        except TooOften as closed:
            raise ValidationError(_too_often(closed, now=self.now), code="often") from None
        if cohort is None:
            raise ValidationError(
                _("No cohort has this code. Check it with whoever gave it to you, or leave the field empty: you can add it later.")
            )
        return cohort

    def profile(self) -> dict[str, Any]:
        """Return the fields of the learner."""
        profession, _mark, diploma = self.cleaned_data["profession"].partition(SEPARATOR)
        return {
            "profession": profession,
            "diploma": diploma,
            **{name: self.cleaned_data[name] for name in ("stage", "entry_year", "status", "structure")},
        }


def _too_often(closed: TooOften, *, now: datetime) -> str:
    minutes = max(1, ceil((closed.until - now).total_seconds() / 60))
    if isinstance(closed, VisitorsTooOften):
        return ngettext(
            "Too many wrong codes were tried without an account. Log in to join at once, or try again in %(minutes)d minute. "
            "With the field empty you can go on: the code can be added later.",
            "Too many wrong codes were tried without an account. Log in to join at once, or try again in %(minutes)d minutes. "
            "With the field empty you can go on: the code can be added later.",
            minutes,
        ) % {"minutes": minutes}
    return ngettext(
        "Too many wrong codes in a row. Ask for the code again where you got it, then try in %(minutes)d minute. "
        "With the field empty you can go on: the code can be added later.",
        "Too many wrong codes in a row. Ask for the code again where you got it, then try in %(minutes)d minutes. "
        "With the field empty you can go on: the code can be added later.",
        minutes,
    ) % {"minutes": minutes}


def initial_who(learner: Learner | None, known: Mapping[str, Framework]) -> dict[str, Any]:
    """Return what is already known of a learner, as the form names it."""
    if learner is None:
        return {}
    framework = known.get(learner.profession)
    diploma = learner.diploma
    if framework and not diploma and framework.professions[learner.profession].diplomas:
        diploma = framework.professions[learner.profession].diplomas[0].code
    return {
        "profession": f"{learner.profession}{SEPARATOR}{diploma}" if framework else "",
        "stage": learner.stage,
        "entry_year": learner.entry_year,
        "status": learner.status,
        "structure": learner.structure,
    }


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
