"""The page of a question, put together: what its template shows and nothing that asks the database again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.choices import DecisionVerb, ItemRole, Withdrawal
from sextant.assessment.document import ChoiceDocument
from sextant.assessment.models import Attempt, ItemDecision, ItemVersion
from sextant.assessment.quality import pictures
from sextant.assessment.quality.credit import credits_of
from sextant.assessment.quality.queries.answers import learners_of
from sextant.assessment.quality.queries.sheet import Possible, Sheet, answers_of, possible
from sextant.assessment.quality.words import (
    LEAST_ANSWERS,
    answers_words,
    discrimination_words,
    flag_of,
    level_words,
    people_words,
    percent,
    type_words,
    worth_showing,
)
from sextant.assessment.shown import explained
from sextant.frameworks.document import Framework
from sextant.ground.packs.versions import Origin
from sextant.ground.privacy import LEAST_SHOWN
from sextant.kernel.text import Text
from sextant.ui.components.changes import Change
from sextant.ui.markup import plain


def page_of(of: Sheet, framework: Framework, *, language: str) -> dict[str, Any]:
    """Return what the template of a question shows."""
    item, held, document = of.item, of.held, of.document
    answered = held is not None and held.n >= LEAST_SHOWN
    key = ", ".join(sorted(document.key)) if isinstance(document, ChoiceDocument) else ""
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
        "framework": framework,
        "type": type_words(item.type),
        "role": ItemRole(item.role).label,
        "guess": _("%(share)s of those who only just hold “%(level)s” are expected to get it right.")
        % {"share": percent(document.difficulty.share), "level": plain(Text(level.title)) if level else document.difficulty.level},
        "answered": answered,
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
        "choices": pictures.choices(of.report, document) if answered else None,
        "times": pictures.times(of.report) if answered else [],
        "flags": flags,
        "doubtful": any(flag.grave for flag in flags),
        "differences": pictures.differences(of.report, framework) if answered else [],
        "history": [_told(one, of) for one in of.decisions],
        "versions": _versions(of, framework),
        "possible": _offers(of),
        "is_newest": item.pk == of.newest.pk,
        "why_not_asked": _why_not_asked(of),
    }


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
    learners = people_words(learners_of(of.item))
    return [_offer(one, of, learners) for one in possible(of)]


def _offer(one: Possible, of: Sheet, learners: str) -> Offer:
    if one.verb == DecisionVerb.RETIRE:
        effect = _(
            "Nobody is asked it from now on; diagnostics under way go round it, and whoever has it on the screen may still answer. "
            "Answers already given keep counting."
        )
        return Offer(one.verb, _("Retire"), effect, "secondary", "archive")
    if one.verb == DecisionVerb.NEUTRALISE:
        effect = _(
            "Nobody is asked it any more, and the answers of %(learners)s count for nobody: their levels are computed again without it, in "
            "the background, and their courses follow. For a question that counted answers wrong."
        ) % {"learners": learners}
        return Offer(one.verb, _("Neutralise"), effect, "danger", "eraser")
    if one.verb == DecisionVerb.ADMIT:
        effect = _("Diagnostics ask it like any other, and from now on its answers count. Those given while it was tried out never do.")
        return Offer(one.verb, _("Put into the bank"), effect, "secondary", "check")
    return Offer(one.verb, _("Undo"), _undo_effect(one.undo, of, learners), "secondary", "undo-2")


def _undo_effect(undo: str, of: Sheet, learners: str) -> str:
    if undo == "correction":
        return _("This version is asked again in the place of its correction, which stays in the history with its answers.")
    if undo == "admission":
        return _("It goes back to being tried out: diagnostics ask it without counting it. Answers that counted keep counting.")
    replaced = any(one.current for one in of.versions)
    asked = _("A newer version is asked, and stays so.") if replaced else _("It is asked again.")
    if of.item.withdrawn == Withdrawal.NEUTRALISED:
        return asked + " " + _("The answers of %(learners)s count again, as they did before.") % {"learners": learners}
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


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version: where it comes from, its own numbers, and what changed since the one before it."""

    version: ItemVersion
    origin: str
    state: str
    answers: str
    difficulty: str
    discrimination: str
    changes: list[Change]
    here: bool


def _versions(of: Sheet, framework: Framework) -> list[VersionRow]:
    found = []
    for version, before in pairwise([*of.versions, None]):
        assert version is not None
        held = of.calibrations.get(version.pk)
        judged = held if held is not None and held.n >= LEAST_ANSWERS else None
        found.append(
            VersionRow(
                version=version,
                origin=_("written in this campus") if version.origin == Origin.CAMPUS else _("from the pack"),
                state=_state(version),
                answers=answers_words(answers_of(version)),
                difficulty=level_words(framework, judged.b) if judged else "",
                discrimination=discrimination_words(judged.a) if judged else "",
                changes=list(changes(before.body, version.body)) if before is not None else [],
                here=version.pk == of.item.pk,
            )
        )
    return found


def _state(version: ItemVersion) -> str:
    if version.withdrawn:
        return str(Withdrawal(version.withdrawn).label)
    return _("asked today") if version.current else _("replaced")


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Change]:
    """Yield what a version says otherwise than the one before it."""
    for name, label in (("stem", _("The question")), ("explanation", _("What to remember"))):
        yield from _text_changes(label, before.get(name), after.get(name))
    yield from _proposition_changes(before.get("propositions") or (), after.get("propositions") or ())
    if before["difficulty"] != after["difficulty"]:
        was, now = (f"{one['difficulty']['level']}, {percent(one['difficulty']['share'])}" for one in (before, after))
        yield Change("changed", _("Difficulty by the experts"), was, now)
    told = {"stem", "explanation", "propositions", "difficulty", "reviewed", "review_by"}
    others = sorted(name for name in {*before, *after} - told if before.get(name) != after.get(name))
    if others:
        yield Change("changed", _("Elsewhere in the question"), note=", ".join(others))


def _proposition_changes(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterable[Change]:
    was, now = ({one["key"]: one for one in propositions} for propositions in (before, after))
    for key in sorted({*was, *now}):
        label = _("Proposition %(letter)s") % {"letter": key}
        if key not in now:
            yield Change("removed", label, Text(was[key]["text"]))
        elif key not in was:
            yield Change("added", label, after=Text(now[key]["text"]))
        else:
            yield from _text_changes(label, was[key]["text"], now[key]["text"])
            if was[key]["correct"] != now[key]["correct"]:
                yield Change("changed", label, *(_("right") if one[key]["correct"] else _("wrong") for one in (was, now)))
            yield from _text_changes(_("Why, for %(letter)s") % {"letter": key}, was[key]["why"], now[key]["why"])


def _text_changes(label: str, before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> Iterable[Change]:
    was, now = dict(before or {}), dict(after or {})
    for language in sorted({*was, *now}, reverse=True):
        old, new = was.get(language, ""), now.get(language, "")
        if old != new:
            kind = "changed" if old and new else "added" if new else "removed"
            yield Change(kind, f"{label} ({language})", old, new)  # type: ignore[arg-type]
