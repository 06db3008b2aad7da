"""
How a learner moves from answer to answer: learning adds, time forgets, and a small layer of named features says what to expect next.

The state of a learner is a general ability and, per skill met, what they have above or below it; an answer moves both by one Laplace step
(some microseconds), and between answers both become less sure. On top, a logistic regression of eleven named features corrects what the
state alone expects: each of its weights is a sentence a teacher understands (`FEATURES`). One event is one answer, with all its skills at
once: split into a row a skill, the answer would be among what predicts it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log1p, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats

FEATURES: tuple[tuple[str, str], ...] = (
    ("expected", "what ability and difficulty alone lead one to expect"),
    ("difficulty", "how hard the question is for everybody"),
    ("right-here", "how often this skill went right so far"),
    ("wrong-here", "how often this skill went wrong so far"),
    ("lately-here", "whether the last answers on this skill were better than expected"),
    ("lately", "whether the last ten or so answers were better than expected"),
    ("just-now", "whether the last two or three answers were better than expected"),
    ("answered", "how many questions were answered so far"),
    ("last-here", "whether the last answer on this skill was right"),
    ("same-question", "whether this very question went right the last time"),
    ("general", "how strong the learner is in general"),
)
"""The features of the layer, in order: a code, and what it stands for (higher means more of it)."""


@dataclass(frozen=True, slots=True)
class Pace:
    """
    How states start and move, in logits: the spread of general ability and of each skill around it, and the variance that each gains from
    one answer to the next. Declared values, chosen on learners that no figure is stated on.
    """

    general: float = 1.0
    skill: float = 0.8
    general_gain: float = 0.003
    skill_gain: float = 0.02


@dataclass(slots=True)
class _Skill:
    mean: float
    variance: float
    right: int = 0
    wrong: int = 0
    lately: float = 0.0
    last: int = 0


@dataclass(slots=True)
class Trace:
    """
    One learner's trace. Call `features` before an answer and `answer` after it, in the order of time.

    >>> trace = Trace()
    >>> before = trace.chance(["sum"], 0.0)
    >>> trace.answer(["sum"], "q1", difficulty=0.0, score=1.0)
    >>> trace.chance(["sum"], 0.0) > before
    True
    """

    pace: Pace = field(default_factory=Pace)
    general: float = 0.0
    variance: float = -1.0
    answered: int = 0
    lately: float = 0.0
    just_now: float = 0.0
    skills: dict[object, _Skill] = field(default_factory=dict)
    seen: dict[object, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start as unsure as the population is wide."""
        if self.variance < 0.0:
            self.variance = self.pace.general**2

    def _of(self, skills: Sequence[object]) -> list[_Skill]:
        known = self.skills
        for skill in skills:
            if skill not in known:
                known[skill] = _Skill(0.0, self.pace.skill**2)
        return [known[skill] for skill in skills]

    def _expected(self, here: list[_Skill], difficulty: float) -> tuple[float, float]:
        share = 1.0 / len(here)
        mean = self.general + share * sum(one.mean for one in here)
        variance = self.variance + share * share * sum(one.variance for one in here)
        return mean - difficulty, variance

    def chance(self, skills: Sequence[object], difficulty: float) -> float:
        """Return the chance of a right answer by the state alone."""
        distance, variance = self._expected(self._of(skills), difficulty)
        return 1.0 / (1.0 + exp(-distance / sqrt(1.0 + 0.35 * variance)))

    def features(self, skills: Sequence[object], question: object, difficulty: float) -> tuple[float, ...]:
        """Return the features of the question to come, in the order of `FEATURES`; `difficulty` in logits."""
        here = self._of(skills)
        share = 1.0 / len(here)
        distance, variance = self._expected(here, difficulty)
        return (
            distance / sqrt(1.0 + 0.35 * variance),
            difficulty,
            log1p(sum(one.right for one in here) * share),
            log1p(sum(one.wrong for one in here) * share),
            sum(one.lately for one in here) * share,
            self.lately,
            self.just_now,
            log1p(self.answered),
            sum(one.last for one in here) * share,
            self.seen.get(question, 0),
            self.general,
        )

    def answer(self, skills: Sequence[object], question: object, *, difficulty: float, score: float) -> None:
        """Take in an answer with a score in [0, 1]. Raises `ValueError` for any other score."""
        if not 0.0 <= score <= 1.0:
            raise ValueError(f"a score lies between 0 and 1, not {score}")
        here = self._of(skills)
        share = 1.0 / len(here)
        distance, variance = self._expected(here, difficulty)
        surplus = score - 1.0 / (1.0 + exp(-distance))
        chance = 1.0 / (1.0 + exp(-distance / sqrt(1.0 + 0.35 * variance)))
        sharpness = chance * (1.0 - chance)
        gain = 1.0 / (1.0 + sharpness * variance)
        self.general += self.variance * gain * surplus
        self.variance += self.pace.general_gain - self.variance**2 * sharpness * gain
        right = score >= 0.5
        for one in here:
            one.mean += share * one.variance * gain * surplus
            one.variance += self.pace.skill_gain - (share * one.variance) ** 2 * sharpness * gain
            one.lately += 0.25 * (surplus - one.lately)
            one.last = 1 if right else -1
            one.right += right
            one.wrong += not right
        self.lately += 0.1 * (surplus - self.lately)
        self.just_now += 0.4 * (surplus - self.just_now)
        self.answered += 1
        self.seen[question] = 1 if right else -1


@dataclass(frozen=True, eq=False)
class Layer:
    """The weights of the features, shape (11,), and the constant."""

    weights: Floats
    constant: float

    def chance(self, features: ArrayLike) -> Floats:
        """Return the chances of right answers, of features of shape (…, 11)."""
        return np.asarray(0.5 * (1.0 + np.tanh(0.5 * (np.asarray(features, dtype=np.float64) @ self.weights + self.constant))))


def fit_layer(features: ArrayLike, scores: ArrayLike, *, ridge: float = 1.0) -> Layer:
    """
    Return the layer that fits `scores`, shape (n,), best; `features` has shape (n, 11). Newton's method with a small ridge.

    The difficulties behind the features must come from other learners than those of the same rows: a difficulty that has seen the answer
    predicts it. Raises `ValueError` when the shapes disagree or a number is not finite.
    """
    x, y = np.asarray(features, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    if x.ndim != 2 or x.shape != (len(y), len(FEATURES)) or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError(f"expected finite features of shape (n, {len(FEATURES)}) and n scores")
    x = np.column_stack([x, np.ones(len(x))])
    penalty = ridge * np.eye(x.shape[1])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 0.5 * (1.0 + np.tanh(0.5 * (x @ weights)))
        step = np.linalg.solve((x.T * (chance * (1.0 - chance))) @ x + penalty, x.T @ (y - chance) - penalty @ weights)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return Layer(weights[:-1], float(weights[-1]))


def difficulties(
    *, learner: ArrayLike, question: ArrayLike, score: ArrayLike, group: ArrayLike | None = None, questions: int, groups: int = 1
) -> tuple[Floats, Floats]:
    """
    Return how hard each question is beyond its group (shape (questions,)) and each group of questions (shape (groups,)), in logits.

    Alternates learners, groups and questions in a Rasch model with normal priors, so that rare questions stay near their group.
    """
    who = np.unique(np.asarray(learner), return_inverse=True)[1].reshape(-1)
    item = np.asarray(question, dtype=np.intp)
    bundle = np.zeros_like(item) if group is None else np.asarray(group, dtype=np.intp)
    right = np.asarray(score, dtype=np.float64)
    ability, of_group, of_item = np.zeros(who.max() + 1), np.zeros(groups), np.zeros(questions)

    def step(index: NDArray[np.intp], values: Floats, sign: float, spread: float) -> None:
        chance = 0.5 * (1.0 + np.tanh(0.5 * (ability[who] - of_group[bundle] - of_item[item])))
        pull = sign * np.bincount(index, right - chance, minlength=len(values)) - values / spread
        values += pull / (np.bincount(index, chance * (1.0 - chance), minlength=len(values)) + 1.0 / spread)

    for _ in range(12):
        step(who, ability, 1.0, 1.0)
        step(bundle, of_group, -1.0, 1.0)
        step(item, of_item, -1.0, 0.7)
    return of_item, of_group


def traced(
    events: Iterable[tuple[object, Sequence[object], object, float, float]], *, pace: Pace | None = None
) -> tuple[Floats, dict[object, Trace]]:
    """
    Return the features of every event, shape (n, 11), each from the events before it alone, and the learners' traces after the last.

    An event is (learner, skills, question, difficulty, score), in the order of time for each learner.
    """
    traces: dict[object, Trace] = {}
    rows = []
    for learner, skills, question, difficulty, score in events:
        trace = traces.get(learner)
        if trace is None:
            trace = traces[learner] = Trace(pace or Pace())
        rows.append(trace.features(skills, question, difficulty))
        trace.answer(skills, question, difficulty=difficulty, score=score)
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES)), traces
