from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from sextant.assessment.choices import Explanations
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.mastery.state import BELOW_FIRST_LEVEL
from sextant.ui.markup import plain
from sextant.ui.widgets import Choice

DONT_KNOW = "?"
"""Posted where the learner has no idea of their level: nothing is declared."""


class BeginForm(forms.Form):
    """When to read the explanations."""

    explanations = forms.ChoiceField(
        label=_("When would you like the explanations?"),
        widget=forms.RadioSelect,
        initial=Explanations.EACH,
        choices=[
            (Explanations.EACH, Choice(_("After each answer"), _("You learn as you go."))),
            (Explanations.END, Choice(_("All at the end"), _("You answer faster; they wait for you on the result."))),
        ],
    )


class DiagnosticForm(BeginForm):
    """The self-rating, a level a competence, all of it optional; then when to read the explanations."""

    def __init__(self, framework: Framework, declared: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework
        levels = [(BELOW_FIRST_LEVEL, _("Not yet")), *((level.code, plain(Text(level.title))) for level in framework.scale.levels)]
        for axis, competence in enumerate(framework.competences):
            self.fields[f"level_{axis}"] = forms.ChoiceField(
                label=plain(Text(competence.title)),
                widget=forms.RadioSelect,
                required=False,
                choices=[(DONT_KNOW, _("I do not know")), *levels],
                initial=declared.get(competence.code, DONT_KNOW),
            )

    @property
    def domains(self) -> list[tuple[Text, list[BoundField]]]:
        """The fields of the self-rating by domain."""
        return [
            (Text(domain.title), [self[f"level_{axis}"] for axis, of in enumerate(self.framework.domain_of) if of == place])
            for place, domain in enumerate(self.framework.domains)
        ]

    def levels(self) -> dict[str, str | None]:
        """Return what was declared: competence → level, empty for none yet, None where nothing is said."""
        said = {code: self.cleaned_data.get(f"level_{axis}") for axis, code in enumerate(self.framework.codes)}
        # A field left out of the post is not "no level yet": only a value that was sent counts.
        sent = {code: level for code, level in said.items() if self.add_prefix(f"level_{self.framework.axis[code]}") in self.data}
        return {code: None if level == DONT_KNOW else level for code, level in sent.items()}


class ReportForm(forms.Form):
    """What is wrong with a question."""

    message = forms.CharField(
        label=_("What is wrong with this question?"),
        help_text=_("A sentence is enough. Do not name anybody: what you write is read by the people who keep the questions right."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )
