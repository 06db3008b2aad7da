from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.ui.markup import plain


class RequirementForm(forms.Form):
    """Whose requirements to show: a profession at a stage it has."""

    profession = forms.ChoiceField(label=_("Profession"))
    stage = forms.ChoiceField(label=_("Stage"))

    def __init__(self, framework: Framework, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        professions = [(one.code, plain(Text(one.title))) for one in framework.people.professions]
        self.fields["profession"].choices = sorted(professions, key=lambda one: one[1].casefold())  # type: ignore[attr-defined]
        self.fields["stage"].choices = [(one.code, plain(Text(one.title))) for one in framework.people.stages]  # type: ignore[attr-defined]
        self.framework = framework

    def clean(self) -> dict[str, Any]:
        """Refuse a stage the profession does not have."""
        given = super().clean() or {}
        profession = self.framework.professions.get(given.get("profession", ""))
        if profession and given.get("stage") and given["stage"] not in profession.stages:
            known = ", ".join(plain(Text(self.framework.stages[code].title)) for code in profession.stages)
            self.add_error("stage", _("This profession has other stages: %(stages)s.") % {"stages": known})
        return given
