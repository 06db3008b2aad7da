from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.study.choices import RemarkKind, RemarkState
from sextant.study.remarks.proposals import PROPOSITIONS
from sextant.ui.markup import plain
from sextant.ui.widgets import Choice

RATINGS = [
    (5, _("5: it changes what I do")),
    (4, _("4: very useful")),
    (3, _("3: useful")),
    (2, _("2: of little use")),
    (1, _("1: of no use to me")),
]


class RatingForm(forms.Form):
    """How useful a resource was."""

    rating = forms.TypedChoiceField(
        label=_("How useful was it for your practice?"), coerce=int, choices=RATINGS, widget=forms.RadioSelect, required=True
    )


class ErrorForm(forms.Form):
    """What is wrong in a text, and where."""

    passage = forms.CharField(
        label=_("The passage"),
        help_text=_("Copy the sentence in question, so that it is found at once."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    message = forms.CharField(
        label=_("What is wrong with it?"),
        help_text=_("If you know a source that says otherwise, name it. Name nobody: your name is not shown to those who read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


def _paragraph(label: Any, *, rows: int, most: int = 2000, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}), max_length=most)


class ProposalForm(forms.Form):
    """A question: four propositions, each right or wrong with the reason, and where it comes from."""

    competence = forms.ChoiceField(label=_("Competence"))
    stem = _paragraph(_("The question"), rows=3, hint=_("A situation in two or three sentences, then what is asked."))
    explanation = _paragraph(_("What to remember"), rows=3)
    issuer = forms.CharField(label=_("Who published the source"), max_length=200)
    source = forms.CharField(label=_("Title of the source"), max_length=300)
    url = forms.URLField(label=_("Its address, if it has one"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, framework: Framework, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework
        self._choices_of("competence", [(one.code, plain(Text(one.title))) for one in framework.competences])
        for number in range(1, PROPOSITIONS + 1):
            # Each label names its proposition: the list of what is wrong stands far from the fields.
            words = {"number": number}
            self.fields[f"text_{number}"] = _paragraph(_("Proposition %(number)d") % words, rows=2, most=500)
            self.fields[f"correct_{number}"] = forms.BooleanField(label=_("Proposition %(number)d is right") % words, required=False)
            self.fields[f"why_{number}"] = _paragraph(_("Why (proposition %(number)d)") % words, rows=2, most=1000)

    def _choices_of(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def propositions(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """The fields of each proposition: text, whether it is right, why."""
        return [(self[f"text_{number}"], self[f"correct_{number}"], self[f"why_{number}"]) for number in range(1, PROPOSITIONS + 1)]

    def clean(self) -> dict[str, Any]:
        """A question has a right answer and a wrong one."""
        given: dict[str, Any] = super().clean() or {}
        right = sum(bool(given.get(f"correct_{number}")) for number in range(1, PROPOSITIONS + 1))
        if right == 0:
            self.add_error("correct_1", _("Tick the proposition that is right; several may be."))
        elif right == PROPOSITIONS:
            self.add_error("correct_1", _("One proposition at least must be wrong: untick it."))
        return given

    def proposal(self, *, level: str) -> dict[str, Any]:
        """Return what is proposed, at a level of the framework."""
        given = self.cleaned_data
        return {
            "framework": self.framework.code,
            "level": level,
            **{name: given[name] for name in ("competence", "stem", "explanation", "issuer", "source", "url")},
            "propositions": [
                {"text": given[f"text_{number}"], "correct": given[f"correct_{number}"], "why": given[f"why_{number}"]}
                for number in range(1, PROPOSITIONS + 1)
            ],
            "seen": bool(given.get("seen")),
        }


def initial_of(proposal: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a form that would propose `proposal`."""
    initial = {name: value for name, value in proposal.items() if name not in ("propositions", "framework")}
    for number, one in enumerate(proposal.get("propositions", ()), start=1):
        initial |= {f"text_{number}": one["text"], f"correct_{number}": one["correct"], f"why_{number}": one["why"]}
    return initial


class AmendForm(ProposalForm):
    """A reviewer's version of a question proposed."""

    level = forms.ChoiceField(label=_("Level"))
    seen = forms.BooleanField(
        label=_("I have read the source"), help_text=_("Otherwise the question says that nobody has read it yet."), required=False
    )

    def __init__(self, framework: Framework, *args: Any, **kwargs: Any) -> None:
        super().__init__(framework, *args, **kwargs)
        self._choices_of("level", [(level.code, plain(Text(level.title))) for level in framework.scale.levels])


class ReviewForm(forms.Form):
    """What a reviewer decides of a remark, and a word to whoever made it."""

    state = forms.ChoiceField(label=_("Your decision"), widget=forms.RadioSelect)
    reply = forms.CharField(
        label=_("A word to whoever wrote this"),
        help_text=_("They read it beside their remark. You do not know who they are, nor they who you are."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        amended = {
            RemarkKind.ITEM: [(RemarkState.AMENDED, Choice(_("Accept with changes"), _("The question as you write it below.")))],
            RemarkKind.ERROR: [(RemarkState.AMENDED, Choice(_("Accept in part"), _("Say what will change and what will not.")))],
        }
        field.choices = [
            (RemarkState.ACCEPTED, _("Accept")),
            *amended.get(RemarkKind(kind) if kind in RemarkKind.values else RemarkKind.RATING, []),
            (RemarkState.DECLINED, Choice(_("Decline"), _("With a word that says why."))),
        ]

    def clean(self) -> dict[str, Any]:
        """Whoever is told no, or only half yes, is told why."""
        given: dict[str, Any] = super().clean() or {}
        said_why = (given.get("reply") or "").strip()
        if not said_why and given.get("state") == RemarkState.DECLINED:
            self.add_error("reply", _("Say why in a sentence: somebody took the trouble to write."))
        return given
