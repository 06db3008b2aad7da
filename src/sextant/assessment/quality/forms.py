"""What a reviewer says of a question: why they decide, what they answer to a report, how the question should read."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from sextant.assessment.choices import DecisionVerb, ReportState
from sextant.assessment.document import ChoiceDocument
from sextant.assessment.item_types import type_of
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.ui.markup import plain

LETTERS = "ABCDE"
LANGUAGES = (("fr", _("French")), ("en", _("English")))
LEAST_PROPOSITIONS = 4


class DecisionForm(forms.Form):
    """A decision, of which version, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    verb = forms.ChoiceField(
        choices=[(verb.value, verb.label) for verb in DecisionVerb if verb != DecisionVerb.CORRECT], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Why, in a sentence"),
        help_text=_("Those who review questions read it in the history. Name no learner."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )


class ReportForm(forms.Form):
    """What is answered to whoever reported a question."""

    state = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[(ReportState.ACCEPTED, _("They are right")), (ReportState.DECLINED, _("The question stands as it is"))],
    )
    reply = forms.CharField(
        label=_("A word to whoever wrote this"),
        help_text=_("They read it beside their report. You do not know who they are, nor they who you are."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )


def _paragraph(label: Any, *, rows: int, most: int, required: bool = True, language: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **({"lang": language} if language else {})})
    return forms.CharField(label=label, widget=widget, max_length=most, required=required)


class WrittenForm(forms.Form):
    """What every correction says: which version it rests on, and why."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What was wrong, in a sentence"),
        help_text=_("Those who review questions read it in the history."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )


class ChoiceForm(WrittenForm):
    """A choice question in both languages: the situation, the propositions, which are right and why, and how hard it is."""

    level = forms.ChoiceField(label=_("Difficulty: the level it is made for"))
    share = forms.IntegerField(
        label=_("Of 100 people who only just hold that level, how many get it right?"),
        help_text=_("Your own judgement, as long as there are no answers."),
        min_value=20,
        max_value=95,
    )

    def __init__(self, document: ChoiceDocument, framework: Framework, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        level.choices = [(one.code, plain(Text(one.title))) for one in framework.scale.levels]
        for code, language in LANGUAGES:
            french = code == "fr"
            named = {"language": language}
            self.fields[f"stem_{code}"] = _paragraph(
                _("The question (%(language)s)") % named, rows=4, most=3000, required=french, language=code
            )
            self.fields[f"explanation_{code}"] = _paragraph(
                _("What to remember (%(language)s)") % named, rows=4, most=3000, required=french, language=code
            )
        for place, letter in enumerate(LETTERS):
            needed = place < LEAST_PROPOSITIONS
            self.fields[f"correct_{letter}"] = forms.BooleanField(
                label=_("Proposition %(letter)s is right") % {"letter": letter}, required=False
            )
            for code, language in LANGUAGES:
                given = {"letter": letter, "language": language}
                required = needed and code == "fr"
                self.fields[f"text_{letter}_{code}"] = _paragraph(
                    _("Proposition %(letter)s (%(language)s)") % given, rows=2, most=1000, required=required, language=code
                )
                self.fields[f"why_{letter}_{code}"] = _paragraph(
                    _("Why, for %(letter)s (%(language)s)") % given, rows=2, most=2000, required=required, language=code
                )

    @property
    def texts(self) -> list[BoundField]:
        """The fields of the question itself."""
        return self._in_languages("stem")

    @property
    def explanations(self) -> list[BoundField]:
        """The fields of what to remember."""
        return self._in_languages("explanation")

    @property
    def propositions(self) -> list[tuple[str, BoundField, list[BoundField]]]:
        """The fields of each proposition: its letter, whether it is right, its texts."""
        return [
            (letter, self[f"correct_{letter}"], [*self._in_languages(f"text_{letter}"), *self._in_languages(f"why_{letter}")])
            for letter in LETTERS
        ]

    @property
    def untold(self) -> list[BoundField]:
        """The English fields of a question that says nothing in English, to be written apart; none where it does."""
        return [] if self._speaks_english else [self[name] for name in self.fields if name.endswith("_en")]

    @property
    def _speaks_english(self) -> bool:
        return any(self[name].value() or self[name].errors for name in self.fields if name.endswith("_en"))

    def _in_languages(self, name: str) -> list[BoundField]:
        codes = ("fr", "en") if self._speaks_english else ("fr",)
        return [self[f"{name}_{code}"] for code in codes]

    def clean(self) -> dict[str, Any]:
        """A question has a right answer and a wrong one; a proposition has a text and a reason."""
        given: dict[str, Any] = super().clean() or {}
        written = [letter for letter in LETTERS if given.get(f"text_{letter}_fr")]
        for letter in LETTERS[LEAST_PROPOSITIONS:]:
            self._check_optional(letter, given)
        right = [letter for letter in written if given.get(f"correct_{letter}")]
        if not right:
            self.add_error("correct_A", _("Tick the proposition that is right; several may be."))
        elif len(right) == len(written):
            self.add_error("correct_A", _("One proposition at least must be wrong: untick it."))
        return given

    def _check_optional(self, letter: str, given: Mapping[str, Any]) -> None:
        """A fifth proposition may be left out, but not be written by half."""
        parts = {name: given.get(f"{name}_{letter}_{code}") for name in ("text", "why") for code in ("fr", "en")}
        if (any(parts.values()) or given.get(f"correct_{letter}")) and not given.get(f"text_{letter}_fr"):
            self.add_error(f"text_{letter}_fr", _("Write the proposition in French, or empty everything about it."))
        elif given.get(f"text_{letter}_fr") and not given.get(f"why_{letter}_fr"):
            self.add_error(f"why_{letter}_fr", _("Say in French why it is right or wrong."))

    def body(self) -> dict[str, Any]:
        """Return the question as a pack writes it; everything the form does not ask stays as it is."""
        given = self.cleaned_data
        rules = {one.key: one for one in self.document.propositions}
        propositions = [
            {
                "key": letter,
                "text": _both(given, f"text_{letter}"),
                "correct": bool(given[f"correct_{letter}"]),
                "why": _both(given, f"why_{letter}"),
                # A rule follows its proposition only while it is as right, or as wrong, as it was.
                "rule": rules[letter].rule if letter in rules and rules[letter].correct == bool(given[f"correct_{letter}"]) else None,
            }
            for letter in LETTERS
            if given.get(f"text_{letter}_fr")
        ]
        right = sum(bool(one["correct"]) for one in propositions)
        before = self.document.difficulty
        share = before.share if round(100 * before.share) == given["share"] else given["share"] / 100
        return {
            **self.document.model_dump(mode="json"),
            "type": "qrm" if right > 1 else self.document.type,
            "difficulty": {"level": given["level"], "share": share},
            "stem": _both(given, "stem"),
            "explanation": _both(given, "explanation"),
            "propositions": propositions,
        }


def _both(given: Mapping[str, Any], name: str) -> dict[str, str]:
    return {code: given[f"{name}_{code}"] for code, _language in LANGUAGES if given.get(f"{name}_{code}")}


def initial_of(document: ChoiceDocument) -> dict[str, Any]:
    """Return the fields of a form that would write `document` again."""
    initial: dict[str, Any] = {"level": document.difficulty.level, "share": round(100 * document.difficulty.share)}
    for code, _language in LANGUAGES:
        initial |= {f"stem_{code}": document.stem.get(code, ""), f"explanation_{code}": document.explanation.get(code, "")}
        for one in document.propositions:
            initial |= {f"text_{one.key}_{code}": one.text.get(code, ""), f"why_{one.key}_{code}": one.why.get(code, "")}
    return initial | {f"correct_{one.key}": one.correct for one in document.propositions}


class YamlForm(WrittenForm):
    """Any other question, as the files of a pack write it."""

    text = forms.CharField(
        label=_("The question, as a pack writes it (YAML)"),
        help_text=_("Its `uid` and its `type` stay. What the reader of packs refuses is said line by line."),
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "input code-input"}),
        max_length=60000,
    )


def is_choice(document: object) -> bool:
    """Say whether a question can be corrected field by field."""
    return isinstance(document, ChoiceDocument) and type_of(document).code in ("qru", "qrm") and _lettered(document)


def _lettered(document: ChoiceDocument) -> bool:
    return all(one.key in LETTERS for one in document.propositions)
