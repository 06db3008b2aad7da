from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.ui.markup import plain


class SignForm(forms.Form):
    """A sign of life of somebody who reads."""

    version = forms.RegexField(r"\A[0-9a-f]{64}\Z")
    seconds = forms.IntegerField(min_value=0, max_value=100_000, required=False)
    anchor = forms.CharField(max_length=120, required=False)


class LibraryForm(forms.Form):
    """What one looks for in the library."""

    competence = forms.ChoiceField(label=_("Competence"), required=False)
    level = forms.ChoiceField(label=_("Level reached"), required=False)
    profession = forms.ChoiceField(label=_("Written for"), required=False)
    short = forms.BooleanField(label=_("10 minutes at most"), required=False)

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        domains = [
            (plain(Text(domain.title)), [(one.code, plain(Text(one.title))) for one in domain.competences]) for domain in framework.domains
        ]
        self._offer("competence", _("All competences"), domains)
        self._offer("level", _("All levels"), [(level.code, plain(Text(level.title))) for level in framework.scale.levels])
        professions = sorted((plain(Text(one.title)), one.code) for one in framework.people.professions)
        self._offer("profession", _("All professions"), [(code, title) for title, code in professions])

    def _offer(self, name: str, everything: Any, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]
