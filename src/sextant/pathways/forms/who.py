"""The first step of the profile: profession and diploma, stage, cohort."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sextant.accounts.choices import Status, Structure
from sextant.accounts.codes import VisitorsTooOften, cohort_of_code
from sextant.accounts.models import Cohort, Learner, Person
from sextant.frameworks.document import Framework, Profession
from sextant.ground.limits import TooOften
from sextant.kernel.text import Text
from sextant.ui.markup import plain

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

    def __init__(self, *args: Any, known: Mapping[str, Framework], person: Person | None, learner: Learner | None, now: datetime) -> None:
        initial = initial_who(learner, known)
        super().__init__(*args)
        self.initial = initial
        self.known, self.person, self.learner, self.now, self.today = known, person, learner, now, localdate(now)
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
            cohort = cohort_of_code(code, person=self.person, learner=self.learner, now=self.now)
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
