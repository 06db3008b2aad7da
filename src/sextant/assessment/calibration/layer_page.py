"""The layer of an edition in words: each feature with what it adds, and a sentence that follows from its sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sextant.assessment.calibration.layer import LEAST_ANSWERS, LEAST_PEOPLE
from sextant.assessment.calibration.page import count_words
from sextant.assessment.models import CalibrationEdition
from sextant.ui.components.forest import ForestRow
from sextant.ui.components.scatter import in_words

POINTS = 25.0
"""Around even chances, one logit more is some 25 points in 100 more."""

FOR_90 = 1.645

SAYINGS: Mapping[str, tuple[Any, Any, Any]] = {
    "expected": (
        gettext_lazy("Level against difficulty"),
        gettext_lazy("The farther one’s level stands above the difficulty of the question, the likelier a right answer."),
        gettext_lazy("Once the other lines are known, level against difficulty says the contrary of what was thought: look into it."),
    ),
    "difficulty": (
        gettext_lazy("How hard the question is"),
        gettext_lazy("Hard questions go right a little more often than their difficulty says."),
        gettext_lazy("Hard questions go wrong a little more often than their difficulty says."),
    ),
    "right-here": (
        gettext_lazy("Right answers so far on the competence"),
        gettext_lazy("Somebody who has often been right on a competence goes on so."),
        gettext_lazy("Many right answers on a competence promise a little less than they seem to: the level counts them already."),
    ),
    "wrong-here": (
        gettext_lazy("Wrong answers so far on the competence"),
        gettext_lazy(
            "At equal level, somebody who has practised a competence and missed does better next: practice counts, right or wrong."
        ),
        gettext_lazy("Somebody who has often been wrong on a competence goes on so."),
    ),
    "lately-here": (
        gettext_lazy("Last answers on the competence better than expected"),
        gettext_lazy("A good run on a competence is a good sign for the next question on it."),
        gettext_lazy("A good run on a competence is partly luck: what follows is a little less good than it promised."),
    ),
    "lately": (
        gettext_lazy("Last ten answers better than expected"),
        gettext_lazy("Doing better than expected over ten answers or so, whatever the competence, is a good sign."),
        gettext_lazy("Doing better than expected over ten answers or so is partly luck: what follows is a little less good."),
    ),
    "just-now": (
        gettext_lazy("Last two or three answers better than expected"),
        gettext_lazy("Doing better than expected in the last two or three answers is a good sign."),
        gettext_lazy("Doing better than expected in the last two or three answers is partly luck."),
    ),
    "answered": (
        gettext_lazy("Questions answered so far"),
        gettext_lazy("The more questions one has answered, the oftener the next goes right: one learns by answering."),
        gettext_lazy("After many questions each further one goes right slightly less often: one tires, or what is left is harder."),
    ),
    "last-here": (
        gettext_lazy("Last answer on the competence right"),
        gettext_lazy("Whoever got the last question on a competence right is likelier to get the next one."),
        gettext_lazy("After a right answer on a competence the next one is a little less often right than the level says."),
    ),
    "same-question": (
        gettext_lazy("This very question right the last time"),
        gettext_lazy("Whoever got this very question right the last time is likelier to get it again."),
        gettext_lazy("Whoever missed this very question, and read why, is likelier to get it this time."),
    ),
    "general": (
        gettext_lazy("Level over all competences"),
        gettext_lazy("Somebody strong in general does better on a competence than that competence alone says."),
        gettext_lazy("Being strong in general helps a little less on one competence than was thought."),
    ),
}
"""Of each feature of `engine.measurement.tracing.FEATURES`: its name, and what it says where its weight is positive, and negative."""


@dataclass(frozen=True, slots=True)
class LayerLine:
    """A feature: its name, its weight with its interval, and what that says."""

    name: str
    weight: str
    between: str
    says: str


@dataclass(frozen=True, slots=True)
class LayerPage:
    """What the page says of a layer; without `lines`, `why_not` says why there are none."""

    lines: tuple[LayerLine, ...] = ()
    bars: tuple[ForestRow, ...] = ()
    ends: tuple[str, str] = ("", "")
    finding: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    in_use: bool = False
    used: str = ""
    why_not: str = ""


def layer_page(edition: CalibrationEdition) -> LayerPage:
    """Return what the page of an edition says of its layer."""
    held = edition.settings.get("layer")
    if held is None:
        return LayerPage(why_not=_("This calibration was made before this was looked into. The next one will say it."))
    if "weights" not in held:
        few = _("Not enough answers yet: %(answers)s of %(people)s people, and it takes %(least)s of %(least_people)s.") % {
            "answers": count_words(held["answers"]),
            "people": count_words(held["people"]),
            "least": count_words(LEAST_ANSWERS),
            "least_people": count_words(LEAST_PEOPLE),
        }
        return LayerPage(why_not=few)
    # The sentence of greatest effect first: what one usual difference between two answers adds.
    codes = sorted(SAYINGS, key=lambda code: -abs(held["weights"][code] * held["spreads"][code]))
    return LayerPage(
        lines=tuple(_line(code, held) for code in codes),
        bars=tuple(_bar(code, held) for code in codes if held["spreads"][code] > 0),
        ends=(_("less often right"), _("oftener right")),
        finding=_finding(held, codes),
        facts=tuple(_facts(held)),
        in_use=held["in_use"],
        used=_used(in_use=held["in_use"]),
    )


def _line(code: str, held: dict[str, Any]) -> LayerLine:
    name, more, less = SAYINGS[code]
    weight, within = held["weights"][code], FOR_90 * held["errors"][code]
    if held["spreads"][code] <= 0:
        says = _("Too seldom seen in these answers to say anything.")
        return LayerLine(str(name), "—", "", says)
    says = str(more if weight > 0 else less)
    if abs(weight) <= within:
        says = _("These answers do not tell whether it helps: what shows may be chance.")
    between = _("%(low)s to %(high)s") % {"low": in_words(weight - within), "high": in_words(weight + within)}
    return LayerLine(str(name), in_words(weight), between, says)


def _bar(code: str, held: dict[str, Any]) -> ForestRow:
    scale = POINTS * held["spreads"][code]
    value, within = scale * held["weights"][code], FOR_90 * scale * held["errors"][code]
    sign = _("oftener right") if value > 0 else _("less often right")
    words = sign if abs(value) > within else _("not sure")
    return ForestRow(SAYINGS[code][0], value, value - within, value + within, words)


def _finding(held: dict[str, Any], codes: list[str]) -> str:
    sure = [code for code in codes if abs(held["weights"][code]) > FOR_90 * held["errors"][code]]
    if not sure:
        return _("None of them surely counts.")
    return _("What counts most: %(name)s. Surely count: %(sure)d of %(all)d.") % {
        "name": str(SAYINGS[sure[0]][0])[0].lower() + str(SAYINGS[sure[0]][0])[1:],
        "sure": len(sure),
        "all": len(codes),
    }


def _facts(held: dict[str, Any]) -> list[tuple[str, str]]:
    aside = held["held_out"]
    pair = _("with these weights %(layer)s, by level and difficulty alone %(state)s")
    areas = (aside["layer"]["auc"], aside["state"]["auc"])
    # People kept aside are a fifth of a hundred or more: never few.
    judged = _("%(answers)s answers of %(people)s people who had no part in the weights") % {
        "answers": count_words(aside["answers"]),
        "people": count_words(aside["people"]),
    }
    told = _("not known: these answers were all right, or all wrong")
    if None not in areas:
        told = pair % {"layer": _times(areas[0]), "state": _times(areas[1])}
    off = pair % {"layer": _points(aside["layer"]["ece"]), "state": _points(aside["state"]["ece"])}
    return [
        (_("Fitted on"), _("%(answers)s answers of %(people)s people, in their order") % _counts(held)),
        (_("Tried on"), judged),
        (_("Of one right and one wrong answer, the right one was held likelier"), told),
        (_("The chances it tells are off by, on average"), off),
        (
            _("Surprise by an answer (log loss, less is better)"),
            pair % {name: _three(aside[name]["log_loss"]) for name in ("layer", "state")},
        ),
    ]


def _counts(held: dict[str, Any]) -> dict[str, str]:
    aside = held["held_out"]
    return {"answers": count_words(held["answers"] - aside["answers"]), "people": count_words(held["people"] - aside["people"])}


def _used(*, in_use: bool) -> str:
    if in_use:
        return _("It foresees better than level and difficulty alone: while this calibration is in force, the daily review uses it.")
    return _(
        "It does not surely foresee better than level and difficulty alone: it is shown here and used nowhere. While this calibration is "
        "in force, the daily review goes by level and difficulty alone."
    )


def _times(area: float) -> str:
    return _("%(times)s times in 100") % {"times": number_format(round(100 * area, 1), 1)}


def _points(share: float) -> str:
    return _("%(points)s points in 100") % {"points": number_format(round(100 * share, 1), 1)}


def _three(value: float) -> str:
    return number_format(round(value, 3), 3)  # it cuts, and does not round
