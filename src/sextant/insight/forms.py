from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sextant.accounts.institutions.actions import new_code
from sextant.accounts.models import Cohort
from sextant.accounts.rosters.refusals import UnreadableRoster
from sextant.accounts.rosters.sheets import MOST_BYTES, Sheet, read_sheet
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.ui.markup import plain
from sextant.ui.widgets import Choice, DayInput


class CohortForm(forms.Form):
    """A cohort: name, code, deadline, framework version. `versions` are the framework versions there are."""

    name = forms.CharField(
        label=gettext_lazy("Name of the cohort"), max_length=150, help_text=gettext_lazy("Such as “Nursing, year 2, Nîmes”.")
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        min_length=4,
        max_length=20,
        help_text=gettext_lazy("Learners without an invitation join with it. We made one up; write your own if you prefer."),
        validators=[
            RegexValidator(r"^[A-Za-z0-9-]+$", gettext_lazy("A code is made of letters, figures and dashes, without accents or spaces."))
        ],
    )
    deadline = forms.DateField(
        label=gettext_lazy("Deadline"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("The last day, included. Each learner’s course is planned to end before it."),
    )
    framework = forms.ChoiceField(label=gettext_lazy("Framework version"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, versions: list[Framework], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["framework"].choices = [(key_of(one), Choice(plain(Text(one.title)), _version_hint(one))) for one in versions]  # type: ignore[attr-defined]

    def clean_deadline(self) -> date | None:
        """Refuse a day years away: every course of the cohort is planned hour by hour up to it."""
        day: date | None = self.cleaned_data["deadline"]
        if day is not None and day.year > self.today.year + 5:
            raise forms.ValidationError(_("This is more than five years away: choose a nearer day."))
        return day

    @property
    def fields_of_cohort(self) -> dict[str, Any]:
        """The cohort's fields, once valid."""
        code, _at, version = self.cleaned_data["framework"].partition("@")
        given = {name: self.cleaned_data[name] for name in ("name", "code", "deadline")}
        return {**given, "framework": code, "framework_version": version}


def _version_hint(framework: Framework) -> str:
    if not framework.applies:
        return _("Draft of a version to come: only cohorts that choose it follow it.")
    return _("For those who entered in %(year)d or later.") % {"year": framework.entry_from}


def key_of(framework: Framework) -> str:
    """Return how a form names a framework version."""
    return f"{framework.code}@{framework.version}"


def initial_of(cohort: Cohort | None, versions: list[Framework]) -> dict[str, Any]:
    """Return what a cohort's form shows first: the cohort as it is, or a code made up and the newest version that applies."""
    if cohort is not None:
        key = f"{cohort.framework}@{cohort.framework_version}"
        return {"name": cohort.name, "code": cohort.code, "deadline": cohort.deadline, "framework": key}
    applying = [one for one in versions if one.applies] or versions
    return {"code": new_code(), "framework": key_of(applying[-1]) if applying else ""}


class RosterForm(forms.Form):
    """A file of people; `sheet` is what it holds once the form is valid."""

    file = forms.FileField(
        label=gettext_lazy("File of learners"),
        help_text=gettext_lazy("XLSX or CSV, one line per person, at most 20,000 lines. Nothing changes before you have seen what would."),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,.csv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
        max_length=200,
        allow_empty_file=True,
    )
    sheet: Sheet

    def clean_file(self) -> Any:
        """Read the file as a sheet."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file weighs more than %(megabytes)d MB: keep only the columns of the template, or split it, and send it again.")
                % {"megabytes": MOST_BYTES // 1024 // 1024}
            )
        try:
            self.sheet = read_sheet(file.read(), name=file.name)
        except UnreadableRoster as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal
        return file
