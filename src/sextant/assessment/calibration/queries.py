from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.conf import settings

from sextant.assessment.bank import document_of
from sextant.assessment.calibration.choices import KeptBack
from sextant.assessment.calibration.comparing import Comparison, Known, Named, compared
from sextant.assessment.choices import Weighing
from sextant.assessment.models import Attempt, CalibrationEdition, ItemCalibration, ItemVersion, Response
from sextant.engine.measurement.calibration import moved
from sextant.ground.audit.models import AuditEntry
from sextant.ground.privacy import LEAST_SHOWN
from sextant.kernel.text import Text
from sextant.mastery.models import Estimate

VERB = "put-calibration-in-force"
"""The audit entry of an edition that is put in force."""

FEWEST_PEOPLE = 50
FEWEST_ANSWERS = 500
"""Below either, an edition is written but not put in force by itself: what all its items share, the scale and how the competences go
together, would rest on too few people. One item with few answers is no reason: it stays near the experts' judgement."""

LEAST_DOUBT = 0.3
"""Logits. No judgement is so sure that answers could not move it."""

FRESH_ANSWERS = 200
FRESH_SHARE = 0.02
"""So many answers since the last edition, or so great a share of those it rests on, whichever is more, are worth a new one."""


def simulated_here() -> bool:
    """Say whether it is simulated answers that count here: in a demonstration, where nobody real has answered."""
    return bool(settings.DEMO)


def editions(framework: str = "") -> list[CalibrationEdition]:
    """Return every edition (of one framework), newest first."""
    rows = CalibrationEdition.objects.order_by("-made_at", "-pk").defer("correlation")
    return list(rows.filter(framework=framework) if framework else rows)


def newest_edition(framework: str, *, simulated: bool) -> CalibrationEdition | None:
    """Return the last edition made of these answers, in force or not."""
    return CalibrationEdition.objects.filter(framework=framework, simulated=simulated).order_by("-made_at", "-pk").first()


def reasons_against(edition: CalibrationEdition) -> tuple[KeptBack, ...]:
    """Return why an edition should not be put in force by itself: nothing, as a rule."""
    found = (
        (KeptBack.SIMULATED, edition.simulated and not simulated_here()),
        (KeptBack.NOT_CONVERGED, not edition.settings.get("converged", True)),
        (KeptBack.FEW_PEOPLE, edition.people < FEWEST_PEOPLE),
        (KeptBack.FEW_ANSWERS, edition.answers < FEWEST_ANSWERS),
    )
    return tuple(reason for reason, holds in found if holds)


def has_gone_back(framework: str) -> bool:
    """
    Say whether somebody went back to an earlier edition, or to the experts, and nobody has chosen the newest one since.

    Their choice stands: a calibration that runs at night does not undo it.
    """
    last = AuditEntry.objects.filter(verb=VERB, details__framework=framework).order_by("-at", "-pk").first()
    if last is None or not last.details.get("by_hand"):
        return False
    known = list(CalibrationEdition.objects.filter(framework=framework).order_by("-made_at", "-pk").only("name", "made_at", "in_force"))
    if not known or known[0].in_force:
        return False
    # What it was chosen against: the editions there were by then.
    there = [row for row in known if row.made_at <= last.at]
    return bool(there) and there[0].name != last.target.removeprefix("calibration:")


def fresh_answers(framework: str, *, simulated: bool, since: datetime | None) -> int:
    """Return how many answers that could count came after `since` (all of them without it): two counts, a little above what is used."""
    given = {"item__framework": framework, "learner__simulated": simulated, "score__isnull": False}
    given |= {"answered_at__gt": since} if since else {"answered_at__isnull": False}
    return Response.objects.filter(**given).count() + Attempt.objects.filter(**given, weighing=Weighing.FULL).count()


def is_worth_it(framework: str, *, simulated: bool) -> bool:
    """Say whether enough answers came since the last edition; before the first one, whether there are enough for one."""
    last = newest_edition(framework, simulated=simulated)
    if last is None:
        return fresh_answers(framework, simulated=simulated, since=None) >= FEWEST_ANSWERS
    return fresh_answers(framework, simulated=simulated, since=last.made_at) >= max(FRESH_ANSWERS, FRESH_SHARE * last.answers)


def comparison(edition: CalibrationEdition, against: CalibrationEdition | None) -> Comparison:
    """Return how the items of `edition` stand against an older one, or against the experts' judgement (one query)."""
    rows = ItemCalibration.objects.filter(edition__in=[edition, against] if against else [edition])
    before: dict[int, Known] = {}
    after: dict[int, Known] = {}
    names: dict[int, Named] = {}
    doubts: dict[int, float] = {}
    about = ("item__uid", "item__body__stem", "item__competence", "item__current", "item__withdrawn")
    for row in rows.values("edition", "item", "a", "b", "b_se", "n", "item__a", "item__b", "item__b_sd", *about):
        key = row["item"]
        names[key] = Named(row["item__uid"], Text(row["item__body__stem"]), row["item__competence"], _is_asked(row))
        doubts[key] = max(row["item__b_sd"], LEAST_DOUBT)
        known = Known(row["a"], row["b"], row["b_se"], row["n"])
        (after if row["edition"] == edition.pk else before)[key] = known
        if against is None:
            before[key] = Known(row["item__a"], row["item__b"], doubts[key], 0)
    same_people = against is None or against.simulated == edition.simulated
    return compared(before, after, names, doubts=doubts, same_people=same_people)


def _is_asked(row: dict[str, object]) -> bool:
    return bool(row["item__current"]) and not row["item__withdrawn"]


MOST_FOLLOWED = 2000
"""So many answers are followed one by one: with more, an edition is due."""


@dataclass(frozen=True, slots=True)
class Since:
    """What came in for an item after an edition; `b` and `b_se` are where that brings its difficulty (None under `LEAST_SHOWN` answers)."""

    answers: int
    b: float | None = None
    b_se: float | None = None


def since(edition: CalibrationEdition, item: ItemVersion) -> Since:
    """
    Return the answers to `item` since `edition`, and where its difficulty has moved (four queries, however many answers).

    As in a calibration, the first answer of a person to the item, in any version, counts, and only if it weighed fully. Where a person
    stands is their level of today less what this answer itself said. An item that the edition does not hold starts from the experts.
    """
    held = ItemCalibration.objects.filter(edition=edition, item=item).first()
    fresh = {
        learner: score
        for learner, (key, score, at, weighing) in _first_answers(item.uid, simulated=edition.simulated).items()
        if key == item.pk and weighing == Weighing.FULL and (held is None or at > edition.made_at) and 0.0 <= score <= 1.0
    }
    if len(fresh) < LEAST_SHOWN:
        return Since(len(fresh))
    a, b, c = (held.a, held.b, held.c) if held else (item.a, item.b, item.c)
    a_se, b_se = (held.a_se, held.b_se) if held else (0.35 * item.a, max(item.b_sd, LEAST_DOUBT))
    loads = document_of(item).weights
    scores, places, spreads = [], [], []
    followed = list(fresh)[:MOST_FOLLOWED]
    for row in Estimate.objects.filter(learner__in=followed, framework=edition.framework).order_by("learner"):
        along = np.array([loads.get(code, 0.0) for code in row.codes])
        if not along.any():
            continue
        along /= along.sum()
        mean, variance = float(along @ np.array(row.mean)), float(along @ np.array(row.covariance) @ along)
        place, spread = _without(mean, variance, fresh[row.learner_id], a=a, b=b, c=c)
        scores.append(fresh[row.learner_id])
        places.append(place)
        spreads.append(spread)
    if len(scores) < LEAST_SHOWN:
        return Since(len(fresh))
    found = moved(a=a, b=b, a_se=a_se, b_se=b_se, c=c, scores=scores, theta=places, theta_sd=spreads)
    return Since(len(fresh), float(found.b[-1]), float(found.b_se[-1]))


def _without(mean: float, variance: float, score: float, *, a: float, b: float, c: float) -> tuple[float, float]:
    """Return mean and standard deviation of a place without one answer: the normal factor that it was, by its slope there, is taken out."""
    logistic = 1.0 / (1.0 + np.exp(-a * (mean - b)))
    expected = c + (1.0 - c) * logistic
    slope = (1.0 - c) * a * logistic * (1.0 - logistic)
    weight = slope**2 / (expected * (1.0 - expected))
    pull = (score - expected) * slope / (expected * (1.0 - expected))
    left = max(1.0 - variance * weight, 0.05)
    return float(mean - variance * pull / left), float(np.sqrt(variance / left))


def _first_answers(uid: str, *, simulated: bool) -> dict[UUID, tuple[int, float, datetime, str]]:
    """Return, by learner, the version of the item that each first answered, with the score, the moment, and how it weighed."""
    given = {"item__uid": uid, "learner__simulated": simulated, "answered_at__isnull": False, "score__isnull": False}
    names = ("answered_at", "item_id", "score", "learner_id")
    inside = Response.objects.filter(**given).order_by().values_list(*names)
    outside = Attempt.objects.filter(**given).order_by().values_list(*names, "weighing")
    first: dict[UUID, tuple[int, float, datetime, str]] = {}
    for at, item, score, learner, weighing in sorted([*((*row, Weighing.FULL) for row in inside), *outside], key=lambda row: row[:2]):
        if at is not None and score is not None:
            first.setdefault(learner, (item, score, at, weighing))
    return first
