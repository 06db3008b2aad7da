"""The page of a question, put together: what its template shows and nothing that asks the database again."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.choices import DecisionVerb, ItemRole, Withdrawal
from sextant.assessment.document import ChoiceDocument
from sextant.assessment.models import Attempt, ItemDecision
from sextant.assessment.piloting import ENOUGH_ANSWERS, answers_of_pilots
from sextant.assessment.quality import pictures
from sextant.assessment.quality.credit import credits_of
from sextant.assessment.quality.queries.answers import learners_of, open_sittings_with
from sextant.assessment.quality.queries.sheet import Possible, Sheet, possible
from sextant.assessment.quality.versions import version_rows
from sextant.assessment.quality.words import (
    LEAST_ANSWERS,
    answers_words,
    flag_of,
    people_words,
    percent,
    type_words,
    worth_showing,
)
from sextant.assessment.shown import explained
from sextant.frameworks.document import Framework
from sextant.ground.privacy import LEAST_SHOWN
from sextant.kernel.text import Text
from sextant.ui.markup import plain
from sextant.ui.prose import bare

SHORT = 60
"""Characters of a question that tell its tab from the others."""


def page_of(of: Sheet, framework: Framework, *, language: str) -> dict[str, Any]:
    """Return what the template of a question shows."""
    item, held, document = of.item, of.held, of.document
    answered = held is not None and held.n >= LEAST_SHOWN
    key = ", ".join(sorted(document.key)) if isinstance(document, ChoiceDocument) else ""
    differences = pictures.differences(of.report, framework) if answered else []
    flags = sorted(
        (flag_of(one, key=key) for one in worth_showing(of.report.get("flags"))), key=lambda flag: (not flag.grave, -flag.chance)
    )
    # As one reads it who said "I do not know": every proposition with its reason, and nobody's choice.
    shown = explained([Attempt(item=item, answer=DONT_KNOW, score=0.0)], framework, language=language)[0]
    level = framework.levels.get(document.difficulty.level)
    return {
        "sheet": of,
        "item": item,
        "one": shown,
        "short": Truncator(bare(str(Text(document.stem).in_language(language)))).chars(SHORT),
        "framework": framework,
        "type": type_words(item.type),
        "role": ItemRole(item.role).label,
        "guess": _("%(share)s of those who only just hold “%(level)s” are expected to get it right.")
        % {"share": percent(document.difficulty.share), "level": plain(Text(level.title)) if level else document.difficulty.level},
        "answered": answered,
        "trial": _trial(of),
        "few": held is not None and held.n < LEAST_ANSWERS,
        "least": LEAST_ANSWERS,
        "answers": answers_words(of.answers),
        "n": answers_words(held.n) if held else "",
        "share": percent(of.report.get("share")) if of.report.get("share") is not None else "",
        "dont_know": percent(of.report.get("dont_know")) if of.report.get("dont_know") is not None else "",
        "difficulty": pictures.difficulty(item, held if answered else None, framework),
        "discrimination": pictures.discrimination(held) if held and answered else None,
        "curve": pictures.curve(of.report, held, framework) if held and answered else None,
        "credits": credits_of(of.report, framework) if answered else None,
        "forfeits": any(one.rule for one in getattr(document, "propositions", ())),
        "choices": pictures.choices(of.report, document) if answered else None,
        "times": pictures.times(of.report) if answered else [],
        "flags": flags,
        "doubtful": any(flag.grave for flag in flags),
        "differences": differences,
        "notable": [one for one in differences if one.notable],
        "alike": [one for one in differences if not one.notable],
        "history": [_told(one, of) for one in of.decisions],
        "versions": version_rows(of, framework),
        "possible": _offers(of),
        "is_newest": item.pk == of.newest.pk,
        "why_not_asked": _why_not_asked(of),
    }


@dataclass(frozen=True, slots=True)
class Trial:
    """How far a question that is being tried out has come, and whether somebody should decide now."""

    words: str
    is_ready: bool


def _trial(of: Sheet) -> Trial | None:
    """Say how far trying out has come; None for a question that is not tried out, or no more."""
    if of.item.role != ItemRole.PILOT or not of.item.current:
        return None
    answers = answers_of_pilots(of.item.framework).get(of.item.pk, 0)
    if answers < ENOUGH_ANSWERS:
        words = _("It has %(answers)s of the %(enough)d it needs.") % {"answers": answers_words(answers), "enough": ENOUGH_ANSWERS}
        return Trial(words, is_ready=False)
    if of.held is None or of.held.n < LEAST_ANSWERS:
        words = _("Wait for the next calibration, this night as a rule: it will say how hard it is and how well it tells.")
    else:
        words = _("If nothing is to be looked at and it tells who knows, put it into the bank; if not, correct it or retire it.")
    return Trial(words, is_ready=True)


def _why_not_asked(of: Sheet) -> str:
    """Say why the version looked at is not asked, if it is not."""
    item = of.item
    if item.withdrawn == Withdrawal.RETIRED:
        return _("It is retired: nobody is asked it any more. The answers already given count as before.")
    if item.withdrawn == Withdrawal.NEUTRALISED:
        return _("It is neutralised: nobody is asked it any more, and its answers count for nobody.")
    if not item.current:
        return _("A newer version took its place, or its pack no longer holds it. Its answers stay with it and count as before.")
    return ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A decision one may take now: what the button says, and what it does, said before."""

    verb: str
    label: str
    effect: str
    kind: str
    icon: str


def _offers(of: Sheet) -> list[Offer]:
    touched = _touched(of)
    return [_offer(one, of, touched) for one in possible(of)]


def _touched(of: Sheet) -> str:
    """Say whose levels a decision on the answers reaches, in the whole campus."""
    if not of.answers:
        return _("Nobody has answered this version: no level changes.")
    learners, sittings = people_words(learners_of(of.item)), open_sittings_with(of.item)
    said = _("This reaches the whole campus, beyond your own cohorts: %(learners)s answered it.") % {"learners": learners}
    if not sittings:
        return said
    if sittings < LEAST_SHOWN:
        return said + " " + _("Fewer than %(least)d tests under way hold it.") % {"least": LEAST_SHOWN}
    return said + " " + _("%(count)d tests under way hold it.") % {"count": sittings}


def _offer(one: Possible, of: Sheet, touched: str) -> Offer:
    if one.verb == DecisionVerb.RETIRE:
        effect = _(
            "Nobody is asked it from now on; diagnostics under way go round it, and whoever has it on the screen may still answer. "
            "Answers already given keep counting."
        )
        return Offer(one.verb, _("Retire"), effect, "secondary", "archive")
    if one.verb == DecisionVerb.NEUTRALISE:
        effect = _(
            "Nobody is asked it any more, and its answers count for nobody: levels are computed again without it, in the background, and "
            "courses follow. For a question that counted answers wrong."
        )
        effect = f"{effect} {touched}"
        return Offer(one.verb, _("Neutralise"), effect, "danger", "eraser")
    if one.verb == DecisionVerb.ADMIT:
        effect = _("Diagnostics ask it like any other, and from now on its answers count. Those given while it was tried out never do.")
        return Offer(one.verb, _("Put into the bank"), effect, "secondary", "check")
    return Offer(one.verb, _("Undo"), _undo_effect(one.undo, of, touched), "secondary", "undo-2")


def _undo_effect(undo: str, of: Sheet, touched: str) -> str:
    if undo == "correction":
        return _("This version is asked again in the place of its correction, which stays in the history with its answers.")
    if undo == "admission":
        return _("It goes back to being tried out: diagnostics ask it without counting it. Answers that counted keep counting.")
    replaced = any(one.current for one in of.versions)
    asked = _("A newer version is asked, and stays so.") if replaced else _("It is asked again.")
    if of.item.withdrawn == Withdrawal.NEUTRALISED:
        return f"{asked} {_('Its answers count again, as they did before.')} {touched}"
    return asked


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as the history tells it."""

    decision: ItemDecision
    words: str
    older: bool
    done: str


def _told(decision: ItemDecision, of: Sheet) -> Told:
    done = ""
    if decision.learners and decision.recounted_at:
        done = _("levels computed again: %(learners)s") % {"learners": people_words(decision.learners)}
    return Told(decision, str(DecisionVerb(decision.verb).label), decision.item_id != of.item.pk, done)
