"""What may be said of each competence, when to stop asking, and how far a diagnostic has come."""

from collections.abc import Collection
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats, below
from .posterior import Posterior

SETTLING_QUESTIONS = 8


class Verdict(Enum):
    """What is said of one competence against what is required."""

    ACQUIRED = "acquired"
    TO_ACQUIRE = "to_acquire"
    TO_SETTLE = "to_settle"
    BORDERLINE = "borderline"
    NOT_REQUIRED = "not_required"


class Stop(Enum):
    """Why no further question is asked."""

    DECIDED = "decided"
    PRECISE = "precise"
    BUDGET_QUESTIONS = "budget_questions"
    BUDGET_TIME = "budget_time"
    BANK_EXHAUSTED = "bank_exhausted"


def _required(posterior: Posterior, thresholds: ArrayLike) -> Floats:
    return np.broadcast_to(np.asarray(thresholds, dtype=np.float64), (posterior.competences,))


def chance_above(posterior: Posterior, thresholds: ArrayLike) -> Floats:
    """
    Return the probability that each competence is above its threshold, shape (d,); NaN where nothing is required.

    >>> from .posterior import prior
    >>> chance_above(prior(["a", "a"]), [0.0, float("nan")]).round(3).tolist()
    [0.5, nan]
    """
    return below((posterior.mean - _required(posterior, thresholds)) / posterior.sd)


def verdicts(posterior: Posterior, thresholds: ArrayLike, *, p: float = 0.90, settled: Collection[int] = ()) -> tuple[Verdict, ...]:
    """
    Return the verdict on each competence: acquired or to acquire with probability `p` at least, else to settle.

    `settled` holds the competences whose settling test is over: still open there means borderline, at the requirement within the test's
    precision, and this is final. Where nothing is required (NaN), there is nothing to judge.

    >>> from .posterior import prior
    >>> [verdict.value for verdict in verdicts(prior(["a", "b"]), [-2.0, 0.0])]
    ['acquired', 'to_settle']
    """
    found = []
    for competence, above in enumerate(chance_above(posterior, thresholds)):
        if np.isnan(above):
            found.append(Verdict.NOT_REQUIRED)
        elif above >= p:
            found.append(Verdict.ACQUIRED)
        elif above <= 1.0 - p:
            found.append(Verdict.TO_ACQUIRE)
        else:
            found.append(Verdict.BORDERLINE if competence in settled else Verdict.TO_SETTLE)
    return tuple(found)


def stop(
    posterior: Posterior,
    thresholds: ArrayLike,
    *,
    asked: int,
    seconds: float = 0.0,
    least_questions: int = 5,
    most_questions: int = 25,
    most_seconds: float = 1200.0,
    p: float = 0.90,
    se: float = 0.30,
    items_left: bool = True,
) -> Stop | None:
    """
    Return why the sitting ends after `asked` questions and `seconds` of answering, or None while another question is worth asking.

    Decided: each required competence is classified with probability `p`, and each other one known to a standard error of `se`. Precise:
    all are known to `se`. Neither holds before `least_questions`: a verdict rests on answers, not on the prior alone. Otherwise the
    budget of questions, of time, or the bank has run out (`items_left` false).

    >>> from .posterior import prior
    >>> stop(prior(["a"]), 0.0, asked=25)
    <Stop.BUDGET_QUESTIONS: 'budget_questions'>
    """
    if asked >= least_questions:
        if _decided(posterior, thresholds, p, se).all() and not np.isnan(np.asarray(thresholds, dtype=np.float64)).all():
            return Stop.DECIDED
        if (posterior.sd <= se).all():
            return Stop.PRECISE
    if asked >= most_questions:
        return Stop.BUDGET_QUESTIONS
    if seconds >= most_seconds:
        return Stop.BUDGET_TIME
    return None if items_left else Stop.BANK_EXHAUSTED


def only(competence: int, thresholds: ArrayLike, *, competences: int) -> Floats:
    """
    Return the thresholds of a settling test: that of `competence` alone, NaN elsewhere; shape (competences,).

    >>> only(1, [0.5, 1.0], competences=2).tolist()
    [nan, 1.0]
    """
    kept = np.full(competences, np.nan)
    kept[competence] = np.broadcast_to(np.asarray(thresholds, dtype=np.float64), (competences,))[competence]
    return kept


def stop_settling(
    posterior: Posterior, thresholds: ArrayLike, competence: int, *, asked: int, p: float = 0.90, items_left: bool = True
) -> Stop | None:
    """
    Return why a settling test of one competence ends after `asked` questions, or None; it never asks more than eight.

    >>> from .posterior import prior
    >>> stop_settling(prior(["a"]), 0.0, 0, asked=8)
    <Stop.BUDGET_QUESTIONS: 'budget_questions'>
    """
    above = float(chance_above(posterior, thresholds)[competence])
    if max(above, 1.0 - above) >= p:
        return Stop.DECIDED
    if asked >= SETTLING_QUESTIONS:
        return Stop.BUDGET_QUESTIONS
    return None if items_left else Stop.BANK_EXHAUSTED


def precision_gained(prior: Posterior, posterior: Posterior, thresholds: ArrayLike, *, p: float = 0.90, se: float = 0.30) -> float:
    """
    Return how far the diagnostic has come, from 0 (nothing known beyond the prior) to 1 (it may stop), in [0, 1].

    A competence counts 1 when decided with probability `p` (or known to `se` where nothing is required); otherwise the share of the way
    its standard error has gone from the prior's to `se`. The mean over competences is rescaled so that the prior stands at 0. An answer
    that reopens a decision lowers it: the page may keep the highest value shown. Where the prior alone decides everything, only the
    standard errors count.

    >>> from .irt import Item
    >>> from .posterior import prior, update
    >>> start = prior(["a"])
    >>> precision_gained(start, start, 0.0), round(precision_gained(start, update(start, Item(), 1.0), 0.0), 3)
    (0.0, 0.128)
    """
    gone = np.clip((prior.sd - posterior.sd) / np.maximum(prior.sd - se, 1e-12), 0.0, 1.0)
    start = float(_decided(prior, thresholds, p, se).mean())
    if start >= 1.0:
        return float(gone.mean())
    now = float(np.where(_decided(posterior, thresholds, p, se), 1.0, gone).mean())
    return max((now - start) / (1.0 - start), 0.0)


def _decided(posterior: Posterior, thresholds: ArrayLike, p: float, se: float) -> NDArray[np.bool_]:
    above = chance_above(posterior, thresholds)
    return np.asarray(np.where(np.isnan(above), posterior.sd <= se, np.maximum(above, 1.0 - above) >= p))
