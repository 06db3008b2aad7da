"""What the numbers of a question say, in the words of somebody who never heard of a latent scale."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sextant.frameworks.document import Framework
from sextant.ground.privacy import LEAST_SHOWN
from sextant.kernel.text import Text
from sextant.ui.markup import plain

LEAST_ANSWERS = 50
"""Fewer answers than this bear no judgement: they are shown, with that said."""

LEAST_CHANCE = 0.05
"""
A flag less likely than this is not shown: it would be wrong nineteen times in twenty, and below some 9 chances in 100 nothing has been
checked of how often such a chance is borne out (`docs/reference/benchmarks.md`). Beside a strong story the engine keeps traces of others.
"""

SURE = 1.645
"""Standard errors on each side of a value that hold it with a probability of 90 %."""

DISCRIMINATION_CUTS = (0.35, 0.65, 1.35, 1.7)
"""Where the words for a discrimination change (F. B. Baker, The Basics of Item Response Theory, 2001)."""

DISCRIMINATION_WORDS = (
    gettext_lazy("hardly"),
    gettext_lazy("weakly"),
    gettext_lazy("fairly well"),
    gettext_lazy("well"),
    gettext_lazy("very well"),
)

TYPES = {
    "qru": gettext_lazy("QRU: one right answer"),
    "qrm": gettext_lazy("QRM: several right answers"),
    "qroc": gettext_lazy("QROC: a few words"),
    "grid": gettext_lazy("grid"),
    "checklist": gettext_lazy("checklist"),
    "dialogue": gettext_lazy("dialogue"),
}

GROUPS = (gettext_lazy("weaker"), gettext_lazy("middle"), gettext_lazy("stronger"))
"""The thirds of those who answered, by their other answers."""


def type_words(code: str) -> str:
    """Return what a type of question is called."""
    return str(TYPES.get(code, code))


def discrimination_words(a: float) -> str:
    """Return how well a question tells who knows from who does not."""
    return str(DISCRIMINATION_WORDS[bisect_right(DISCRIMINATION_CUTS, a)])


def scale_names(framework: Framework) -> tuple[str, ...]:
    """Return the names of the parts of the scale, from what lies below the first level up."""
    return (_("below"), *(plain(Text(level.title)) for level in framework.scale.levels))


def level_words(framework: Framework, value: float) -> str:
    """Return the name of the part of the scale that holds `value`."""
    return scale_names(framework)[bisect_right(framework.cuts, value)]


def people_words(count: int) -> str:
    """Return how many people, few of them not told exactly."""
    if 0 < count < LEAST_SHOWN:
        return _("fewer than %(least)d learners") % {"least": LEAST_SHOWN}
    return ngettext("%(count)d learner", "%(count)d learners", count) % {"count": count}


def answers_words(count: int) -> str:
    """Return how many answers, few of them not told exactly."""
    if 0 < count < LEAST_SHOWN:
        return _("fewer than %(least)d answers") % {"least": LEAST_SHOWN}
    return ngettext("%(count)d answer", "%(count)d answers", count) % {"count": count}


def percent(share: float | None) -> str:
    """Return a share in percent."""
    return "—" if share is None else _("%(share)d %%") % {"share": round(100 * share)}


def chance_words(chance: float | None) -> str:
    """Return a probability as one says it."""
    if chance is None:
        return ""
    if chance >= 0.95:
        return _("more than 19 chances in 20")
    if chance < 0.05:
        return _("less than 1 chance in 20")
    tenths = min(9, max(1, round(10 * chance)))
    return ngettext("%(tenths)d chance in 10", "%(tenths)d chances in 10", tenths) % {"tenths": tenths}


@dataclass(frozen=True, slots=True)
class Flag:
    """Why a question deserves to be looked at: a short title, the reason, and what to do about it."""

    code: str
    title: str
    reason: str
    todo: str
    chance: float
    grave: bool


def worth_showing(flags: Iterable[Mapping[str, Any]] | None) -> tuple[Mapping[str, Any], ...]:
    """Return the flags of a report that deserve a look; one whose chance is not known does."""
    return tuple(one for one in flags or () if one.get("chance") is None or one["chance"] >= LEAST_CHANCE)


GRAVE = frozenset({"mis-keyed", "two-right", "unrelated"})
"""What may have counted answers wrong."""


def flag_of(found: Mapping[str, Any], *, key: str) -> Flag:
    """Return a flag of a report in words; `key` names the right propositions."""
    code = str(found["code"])
    given = {
        "chance": chance_words(found.get("chance")),
        "other": found.get("other") or "?",
        "key": key,
        "share": percent(abs(found.get("value") or 0.0)),
        "answers": answers_words(int(found.get("n") or 0)),
    }
    title, reason, todo = _FLAGS.get(code, _UNKNOWN)(given, found)
    return Flag(code, title, capfirst(reason), todo, float(found.get("chance") or 0.0), code in GRAVE)


Words = tuple[str, str, str]


def _mis_keyed(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    return (
        _("Another proposition may be right"),
        _("%(chance)s that another proposition is right: %(other)s. Those who do well elsewhere choose it rather than %(key)s.") % given,
        _(
            "Read the question and its source again with %(other)s in mind. If it is right, correct the question, then neutralise this "
            "version: its answers were counted wrong."
        )
        % given,
    )


def _two_right(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    return (
        _("Two propositions may be right"),
        _("%(chance)s that %(other)s is right as well as %(key)s: those who do well elsewhere are divided between them.") % given,
        _(
            "Reword %(other)s so that it is clearly wrong, or accept both. If learners lost points for a right answer, neutralise this "
            "version."
        )
        % given,
    )


def _too_easy(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    return (
        _("Too easy to tell anything"),
        _("%(chance)s that nearly everybody gets it right, whatever they know.") % given,
        _("Make the wrong propositions more tempting, or retire it: it takes a learner’s time and teaches us nothing."),
    )


def _unrelated(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    return (
        _("Unrelated to the rest"),
        _("%(chance)s that those who do well elsewhere do no better here: the answers look like chance.") % given,
        _("Look for a trap, an ambiguous word, or another competence than the one it is filed under. Correct it, or retire it."),
    )


def _dead(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    return (
        _("A proposition nobody chooses"),
        _("%(chance)s that %(other)s tempts fewer than 1 in 20 of those who are wrong.") % given,
        _("Replace %(other)s with a mistake you hear from learners. Nothing was counted wrong meanwhile.") % given,
    )


def _drift(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    easier = (found.get("value") or 0.0) > 0
    said = (
        _("%(chance)s that it became easier with time, by about %(share)s: it may have become known.")
        if easier
        else _("%(chance)s that it became harder with time, by about %(share)s: what it asks may no longer be taught so, or be true.")
    )
    todo = _("Write another one on the same point, and retire this one.") if easier else _("Check it against its source of today.")
    return (_("Not as hard as it was"), said % given, todo)


def _speeded(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    return (
        _("Answered before it can be read"),
        _("%(share)s of the answers come faster than the text can be read (%(chance)s that it is more than one in ten).") % given,
        _("It may be recognised, or too long. Shorten it, or write another one."),
    )


def _misfit(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    return (
        _("Not the curve expected"),
        _("The share of right answers does not follow the level as the model says: look at the curve below."),
        _("Nothing urgent. If strong learners miss it, look for what they know that the question does not say."),
    )


def _weak(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    return (
        _("Tells little"),
        _("Those who do well elsewhere hardly do better here, by %(answers)s.") % given,
        _("Make what it asks plainer: one situation, one difficulty. It can stay meanwhile; it just counts little."),
    )


def _unknown(given: Mapping[str, Any], found: Mapping[str, Any]) -> Words:
    return (
        _("To be looked at"),
        _("The answers are not what was expected."),
        _("Read the question again, and look at the pictures below."),
    )


_UNKNOWN = _unknown
_FLAGS = {
    "mis-keyed": _mis_keyed,
    "two-right": _two_right,
    "too-easy": _too_easy,
    "unrelated": _unrelated,
    "dead": _dead,
    "drift": _drift,
    "speeded": _speeded,
    "misfit": _misfit,
    "weak": _weak,
}
