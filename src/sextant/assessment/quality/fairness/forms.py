from django import forms
from django.utils.translation import gettext_lazy as _

from sextant.assessment.choices import Conclusion


class NoteForm(forms.Form):
    """What a reviewer concludes of a difference, and why."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    by = forms.CharField(widget=forms.HiddenInput, max_length=12)
    reference = forms.CharField(widget=forms.HiddenInput, max_length=200)
    focal = forms.CharField(widget=forms.HiddenInput, max_length=200)
    conclusion = forms.ChoiceField(label=_("Your conclusion"), widget=forms.RadioSelect, choices=Conclusion.choices)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("A sentence that the next reviewer understands. Do not name anybody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
