"""Partial credit on a question's page: who earns how much at which level, and whether each credit tells anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sextant.assessment.quality.words import SURE, level_words, scale_names
from sextant.engine.measurement.calibration.categories import chances
from sextant.engine.measurement.gauss import Floats
from sextant.frameworks.document import Framework
from sextant.ground.privacy import LEAST_SHOWN
from sextant.ui.bands import Bands
from sextant.ui.sight import ends

PLACES = 97
"""Places of the scale at which the shares are worked out."""

RARE = 0.05
"""A credit likeliest on a smaller share of the scale than this is hardly ever the likeliest."""


@dataclass(frozen=True, slots=True)
class Credits:
    """The picture, what it shows, which credits it shows to be passed over (empty: none), and whether that is more than chance."""

    drawn: Bands
    finding: str
    passed_over: str
    sure: bool


def credits_of(report: Mapping[str, Any], framework: Framework) -> Credits | None:
    """Return who earns how much; None for a question that is right or wrong, or whose steps are not known."""
    found = report.get("credit")
    if not found or int(found.get("n") or 0) < LEAST_SHOWN:
        return None
    scores = [float(score) for score in found["scores"]]
    steps, errors = (np.array(found[name], dtype=np.float64) for name in ("steps", "steps_se"))
    a = float(found["a"])
    if len(scores) < 3 or len(steps) != len(scores) - 1 or not (np.isfinite([a, *steps, *errors]).all() and a > 0.0):
        return None
    places = np.linspace(*ends(framework.cuts), PLACES)
    shares = chances(places, np.array([a]), steps[None, :])[0]
    labels = [_label(score, lowest=place == 0) for place, score in enumerate(scores)]
    drawn = Bands(
        labels=tuple(reversed(labels)),
        places=tuple(places.tolist()),
        shares=tuple(tuple(row) for row in shares[::-1].tolist()),
        cuts=framework.cuts,
        level_names=scale_names(framework),
    )
    said, seldom = _passed_over(labels, shares)
    # The steps around a credit that is passed over are out of order; only chance may have put them so.
    sure = [place for place in seldom if steps[place - 1] - steps[place] > SURE * np.hypot(errors[place - 1], errors[place])]
    return Credits(drawn, _finding(places, shares, framework), said, bool(sure))


def _label(score: float, *, lowest: bool) -> str:
    if score >= 1.0:
        return _("full credit")
    if score <= 0.0:
        return _("no credit")
    said = number_format(round(score, 2))
    return _("%(credit)s or less") % {"credit": said} if lowest else said


def _finding(places: Floats, shares: Floats, framework: Framework) -> str:
    """Say from which level on full credit is likelier than not."""
    sure = np.flatnonzero(shares[-1] >= 0.5)
    if not len(sure):
        return _("At no level do half of the people earn full credit.")
    if float(places[sure[0]]) < framework.cuts[0]:
        return _("Below the first level already, half of the people earn full credit.")
    level = level_words(framework, float(places[sure[0]]))
    return _("Half of the people earn full credit somewhere in the level “%(level)s”, and more of them above.") % {"level": level}


def _passed_over(labels: Sequence[str], shares: Floats) -> tuple[str, list[int]]:
    """Say which credits are hardly ever, or never, what people most often earn, and which places they have."""
    likeliest = np.bincount(shares.argmax(axis=0), minlength=len(labels)) / shares.shape[1]
    # The credits at both ends are always the likeliest somewhere, if not on the part of the scale that is drawn.
    seldom = [place for place in range(1, len(labels) - 1) if likeliest[place] < RARE]
    if not seldom:
        return "", []
    told = {"credits": ", ".join(_("“%(text)s”") % {"text": labels[place]} for place in seldom)}
    if all(likeliest[place] == 0.0 for place in seldom):
        return _("People pass over %(credits)s: at no level is that what they earn most often.") % told, seldom
    return _("People hardly ever stop at %(credits)s: nearly nowhere is that what they earn most often.") % told, seldom
