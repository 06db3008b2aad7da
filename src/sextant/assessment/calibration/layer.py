"""The layer of an edition: what helps to foresee the next answer, fitted on the campus's own answers and judged on people kept aside."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sextant.assessment.calibration.gathering import Gathered
from sextant.assessment.foresight import Given, answers_in_order
from sextant.engine.measurement.foreseen import area, calibration_error, gain, losses, weight_errors
from sextant.engine.measurement.gauss import Floats
from sextant.engine.measurement.tracing import FEATURES, difficulties, fit_layer, traced

LEAST_ANSWERS, LEAST_PEOPLE = 2000, 100
"""Below either, eleven weights would describe chance: nothing is fitted."""

LEAST_AGAIN = 200
"""Fewer answers than this to a question met before say nothing of what the last answer to it is worth: that feature is left out."""

SURE = 1.645
"""The layer is used where its gain exceeds so many standard errors: a chance of one in twenty that it gained by luck."""

FOLDS, SEED = 5, 20261122
"""People are dealt out to five folds. The first is kept aside; difficulties behind an answer come from the other folds."""

_SAME_QUESTION = [code for code, _meaning in FEATURES].index("same-question")


def layer_of(gathered: Gathered) -> dict[str, Any]:
    """Return the layer to keep with an edition, from every answer to its questions in the order of time (one query)."""
    axis = gathered.framework.axis
    skills = {
        item.uid: tuple(sorted(code for code in document.weights if code in axis))
        for item, document in zip(gathered.items, gathered.documents, strict=True)
    }
    answers = answers_in_order(gathered.framework.code, learner__simulated=gathered.simulated)
    return fitted_layer([one for one in answers if one.uid in skills], skills)


def fitted_layer(answers: Sequence[Given], skills: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """
    Return the layer of these answers, sorted, and how well it foresaw those of the people kept aside; only counts where they are too few.

    It is `in_use` where, on those people, the mean log loss lies surely below that of the state alone (`SURE`) and right answers are told
    from wrong ones no worse. What is kept (weights, difficulties) is what was judged: the people kept aside had no part in it. The same
    answers give the same layer.
    """
    number = {learner: place for place, learner in enumerate(dict.fromkeys(one.learner for one in answers))}
    counts = {"people": len(number), "answers": len(answers)}
    if counts["people"] < LEAST_PEOPLE or counts["answers"] < LEAST_ANSWERS:
        return counts
    uids = sorted({one.uid for one in answers})
    place = {uid: at for at, uid in enumerate(uids)}
    who = np.array([number[one.learner] for one in answers])
    question = np.array([place[one.uid] for one in answers])
    score = np.array([one.score for one in answers])
    # A question met again is answered with the memory of its explanation: it says nothing of how hard it is.
    first = np.zeros(len(answers), dtype=bool)
    first[np.unique(who * len(uids) + question, return_index=True)[1]] = True
    fold = (np.random.default_rng(SEED).permutation(len(number)) % FOLDS)[who]
    hard, kept = np.zeros(len(answers)), np.zeros(len(uids))
    for one in range(FOLDS):
        others = first & (fold != one) & (fold != 0)
        of_item, of_all = difficulties(learner=who[others], question=question[others], score=score[others], questions=len(uids))
        hard[fold == one] = (of_item + of_all)[question[fold == one]]
        kept = of_item + of_all if one == 0 else kept
    of_question = [skills[uid] for uid in uids]
    rows = zip(who.tolist(), question.tolist(), hard.tolist(), score.tolist(), strict=True)
    features, _traces = traced((person, of_question[item], item, b, earned) for person, item, b, earned in rows)
    if (~first).sum() < LEAST_AGAIN:
        features[:, _SAME_QUESTION] = 0.0
    train, aside = fold != 0, fold == 0
    layer = fit_layer(features[train], score[train])
    errors = weight_errors(layer, features[train], score[train], who[train])
    if not (np.isfinite(layer.weights).all() and np.isfinite(errors).all() and np.isfinite(layer.constant)):
        return counts
    with_layer = layer.chance(features[aside])
    alone = 0.5 * (1.0 + np.tanh(0.5 * features[aside, 0]))
    ours, states = _judged(score[aside], with_layer), _judged(score[aside], alone)
    better, better_se = gain(losses(score[aside], alone), losses(score[aside], with_layer), who[aside])
    return {
        **counts,
        "again": int((~first).sum()),
        "weights": _named(layer.weights),
        "errors": _named(errors),
        "spreads": _named(features[train].std(axis=0)),
        "constant": round(layer.constant, 6),
        "held_out": {
            "people": len(np.unique(who[aside])),
            "answers": int(aside.sum()),
            "layer": ours,
            "state": states,
            "gain": round(better, 6),
            "gain_se": round(better_se, 6),
        },
        "in_use": beats(better, better_se, ours["auc"], states["auc"]),
        "questions": {uid: [round(float(kept[at]), 4), list(skills[uid])] for at, uid in enumerate(uids)},
        "seed": SEED,
    }


def beats(gained: float, error: float, area_with: float | None, area_alone: float | None) -> bool:
    """Say whether a layer does better than the state alone: surely less surprised by answers, and no worse at telling right from wrong."""
    return gained > SURE * error and area_with is not None and area_alone is not None and area_with >= area_alone


def _named(values: Floats) -> dict[str, float]:
    return {code: round(float(value), 6) for (code, _meaning), value in zip(FEATURES, values, strict=True)}


def _judged(score: Floats, chance: Floats) -> dict[str, float | None]:
    """Return the figures of a forecast; the area is None where all were right, or all wrong."""
    right = score >= 0.5
    return {
        "auc": round(area(right, chance), 4) if 0 < right.sum() < len(right) else None,
        "log_loss": round(float(losses(score, chance).mean()), 4),
        "ece": round(calibration_error(score, chance), 4),
    }
