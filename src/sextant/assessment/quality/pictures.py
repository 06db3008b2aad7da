"""The pictures of a question's page: numbers of a report in, what the design system draws out, each with the sentence that it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sextant.assessment.document import ItemDocument, Proposition
from sextant.assessment.models import ItemCalibration, ItemVersion
from sextant.assessment.quality.fairness.queries import differences_in
from sextant.assessment.quality.fairness.words import between_words, size_words
from sextant.assessment.quality.words import (
    DISCRIMINATION_CUTS,
    DISCRIMINATION_WORDS,
    GROUPS,
    SURE,
    answers_words,
    discrimination_words,
    level_words,
    percent,
    scale_names,
)
from sextant.engine.measurement.irt import probability
from sextant.frameworks.document import Framework
from sextant.ground.privacy import LEAST_SHOWN
from sextant.kernel.text import Text
from sextant.ui.components.curves import ShareRow
from sextant.ui.curve import Curve, CurvePoint
from sextant.ui.prose import bare
from sextant.ui.sight import Sight, ends

LONGEST = 90
STEPS = 48


@dataclass(frozen=True, slots=True)
class Picture:
    """Something to draw, and what it shows in a sentence."""

    drawn: Any
    finding: str


def difficulty(item: ItemVersion, held: ItemCalibration | None, framework: Framework) -> Picture:
    """Return where a question stands on the scale of the levels: by the experts, and by the answers once there are some."""
    rows = [on_scale(_("By the experts"), item.b, item.b_sd, framework)]
    if held is None:
        finding = _("The experts put it at the level “%(level)s”; no answer has confirmed it yet.") % {
            "level": level_words(framework, item.b)
        }
        return Picture(rows, finding)
    rows.append(on_scale(_("By %(answers)s") % {"answers": answers_words(held.n)}, held.b, held.b_se, framework))
    given = {
        "level": level_words(framework, held.b),
        "low": level_words(framework, held.b - SURE * held.b_se),
        "high": level_words(framework, held.b + SURE * held.b_se),
    }
    where = (
        _("By the answers it stands at the level “%(level)s”.") % given
        if given["low"] == given["high"]
        else _("By the answers it stands at the level “%(level)s”, and somewhere from “%(low)s” to “%(high)s”.") % given
    )
    apart = held.b - item.b
    unsure = SURE * float(np.hypot(held.b_se, item.b_sd))
    than = (
        _("The experts thought much the same.")
        if abs(apart) <= unsure
        else _("It is harder than the experts thought.")
        if apart > 0
        else _("It is easier than the experts thought.")
    )
    return Picture(rows, f"{where} {than}")


def on_scale(label: str, value: float, doubt: float, framework: Framework) -> Sight:
    """Return a difficulty with its 90 % interval on the scale of the levels."""
    return Sight(label, value - SURE * doubt, value, value + SURE * doubt, None, None, framework.cuts, scale_names(framework))


def discrimination(held: ItemCalibration) -> Picture:
    """Return how well a question tells who knows from who does not."""
    low, high = max(0.0, held.a - SURE * held.a_se), held.a + SURE * held.a_se
    label = _("By %(answers)s") % {"answers": answers_words(held.n)}
    row = Sight(label, low, held.a, high, None, None, DISCRIMINATION_CUTS, DISCRIMINATION_WORDS)
    given = {"well": discrimination_words(held.a), "low": discrimination_words(low), "high": discrimination_words(high)}
    if given["low"] == given["high"]:
        return Picture([row], _("It tells %(well)s who knows from who does not.") % given)
    return Picture([row], _("It tells %(well)s who knows from who does not; anything from “%(low)s” to “%(high)s” is possible.") % given)


def curve(report: Mapping[str, Any], held: ItemCalibration, framework: Framework) -> Picture | None:
    """Return the curve seen over the curve expected; None where no group is large enough to be shown."""
    groups = [one for one in report.get("curve") or () if one["n"] >= LEAST_SHOWN and one["score"] is not None]
    if not groups:
        return None
    points = tuple(CurvePoint(one["theta"], one["score"], one["low"], one["high"], one["expected"], one["n"]) for one in groups)
    first, last = ends(framework.cuts)
    places = np.linspace(first, last, STEPS)
    line = tuple(zip(places.tolist(), probability(places, a=held.a, b=held.b, c=held.c).tolist(), strict=True))
    outside = [point for point in points if not point.low <= point.expected <= point.high]
    given = {"low": percent(points[0].share), "high": percent(points[-1].share)}
    said = _("From %(low)s right among those who hold least to %(high)s among those who hold most.") % given
    # One interval in ten misses what is true: of eight, one outside says nothing.
    than = _("It follows what was expected.") if len(outside) < 2 else _("It leaves what was expected in more than one place.")
    return Picture(Curve(points, line, framework.cuts, scale_names(framework)), f"{said} {than}")


def choices(report: Mapping[str, Any], document: ItemDocument) -> Picture | None:
    """Return who chooses which proposition; None for what is no choice, or where a third is too small to be shown."""
    found = report.get("choices")
    propositions: Sequence[Proposition] = getattr(document, "propositions", ())
    if not found or not propositions:
        return None
    shown = [int(n) >= LEAST_SHOWN for n in found["groups"]]
    if not any(shown):
        return None
    by_key = {row["key"]: row for row in found["rows"]}
    rows = [
        ShareRow(
            letter=one.key,
            text=Truncator(bare(str(Text(one.text).in_language(get_language() or "fr")))).chars(LONGEST),
            right=one.correct,
            shares=[share if fits else None for share, fits in zip(by_key[one.key]["shares"], shown, strict=True)],
        )
        for one in propositions
        if one.key in by_key
    ]
    return Picture((rows, GROUPS), _choices_finding(rows))


def _choices_finding(rows: Sequence[ShareRow]) -> str:
    """Say whether the right propositions draw the stronger, and which wrong one tempts them most."""
    lifted = [row.letter for row in rows if row.right and _rises(row)]
    tempting = [row for row in rows if not row.right and row.shares[-1] is not None and _rises(row)]
    said = []
    if lifted:
        said.append(_("The stronger, the more often %(letters)s.") % {"letters": ", ".join(lifted)})
    else:
        said.append(_("The right answer does not draw the stronger more than the weaker."))
    if tempting:
        most = max(tempting, key=lambda row: row.shares[-1] or 0.0)
        said.append(_("%(letter)s draws the stronger too, though it is held to be wrong.") % {"letter": most.letter})
    return " ".join(said)


def _rises(row: ShareRow) -> bool:
    first, last = row.shares[0], row.shares[-1]
    return first is not None and last is not None and last > first + 0.02


def times(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return how long answering takes, as facts; empty where too few times are known."""
    found = report.get("seconds")
    if not found or int(found.get("n") or 0) < LEAST_SHOWN or found.get("median") is None:
        return []
    facts = [
        (_("Half of the learners answer within"), _seconds(found["median"])),
        (_("The fastest tenth"), _("within %(time)s") % {"time": _seconds(found["q10"])}),
        (_("The slowest tenth"), _("after %(time)s or more") % {"time": _seconds(found["q90"])}),
    ]
    if found.get("readable_in") is not None:
        said = _("%(share)s of the answers came faster") % {"share": percent(found.get("fast"))}
        facts.append((_("Reading the question takes at least"), f"{_seconds(found['readable_in'])} ({said})"))
    return facts


def _seconds(value: float) -> str:
    if value < 90:
        return _("%(count)d s") % {"count": round(value)}
    return _("%(minutes)d min %(seconds)02d s") % {"minutes": int(value) // 60, "seconds": round(value) % 60}


@dataclass(frozen=True, slots=True)
class Between:
    """How a question works for one group against another, at equal level."""

    groups: str
    words: str
    notable: bool


def differences(report: Mapping[str, Any], framework: Framework) -> list[Between]:
    """Return the differences between groups that are large enough to be compared, those worth a look first."""
    found = [one for one in differences_in(report) if min(one.n_reference, one.n_focal) >= LEAST_SHOWN]
    found.sort(key=lambda one: (not one.notable, -abs(one.delta)))
    return [Between(between_words(one, framework), size_words(one), one.notable) for one in found]
