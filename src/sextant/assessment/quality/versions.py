"""The versions of a question, each with its own numbers and with what it says otherwise than the one before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from sextant.assessment.choices import Withdrawal
from sextant.assessment.models import ItemVersion
from sextant.assessment.quality.queries.sheet import Sheet, answers_of
from sextant.assessment.quality.words import LEAST_ANSWERS, answers_words, discrimination_words, level_words, percent
from sextant.frameworks.document import Framework
from sextant.ground.packs.versions import Origin
from sextant.kernel.text import Text
from sextant.ui.components.changes import Change


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


def version_rows(of: Sheet, framework: Framework) -> list[VersionRow]:
    """Return the versions of a question, newest first."""
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
