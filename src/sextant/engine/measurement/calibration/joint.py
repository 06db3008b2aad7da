"""
Items of several competences at once, with the correlations of the competences: each person answers few items of each, and what they show
of one competence says something of the others.

Expectation step by expectation propagation over all people together (Minka, 2001), each answer being a normal factor along its item's
direction; maximisation of each item on the exact likelihood times what the other answers say along that direction.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..gauss import Floats, hermite
from ..irt import probability
from .answers import NotAnswers
from .estimation import misfit_of, standard_errors
from .expectation import CERTAIN, NARROW, Nodes, Sums
from .maximisation import Priors, maximised, priors, slopes

Ints = NDArray[np.intp]

GRID = Nodes(np.linspace(-5.0, 5.0, int(10 / (0.5 * NARROW)) | 1), np.zeros(int(10 / (0.5 * NARROW)) | 1))
"""Where the curves of the items are looked at; what each answer says of a place follows from the other answers, not from a population."""

INNER_NODES = 15
MOST_SWEEPS = 12
MOST_STEPS = 60
CLOSE_ENOUGH = 2e-3
LEAST_SLOPE = 1e-6
DAMPED = 0.8
MOST_CORRELATED = 0.98
FARTHEST_LEAP = 8.0


@dataclass(frozen=True, eq=False)
class Events:
    """
    Answers as a list, each array of shape (e,): `person` (from 0 to `people` − 1), `item`, `score` in [0, 1].

    `directions`, shape (k, d), are the weights of each item over the competences; `mean`, shape (people, d), what was expected of each
    person beforehand (profession, stage). Raises `NotAnswers`.
    """

    person: Ints
    item: Ints
    score: Floats
    directions: Floats
    mean: Floats

    def __post_init__(self) -> None:
        """Refuse what is not a set of answers."""
        if not self.person.shape == self.item.shape == self.score.shape or self.person.ndim != 1 or not len(self.score):
            raise NotAnswers("person, item and score must be of one length, above 0")
        if self.directions.ndim != 2 or self.mean.ndim != 2 or self.mean.shape[1] != self.directions.shape[1]:
            raise NotAnswers("directions and means must be over the same competences")
        if self.person.min() < 0 or self.person.max() >= len(self.mean) or self.item.min() < 0 or self.item.max() >= len(self.directions):
            raise NotAnswers("an answer names a person or an item that is not there")
        if not (np.isfinite(self.score).all() and self.score.min() >= 0.0 and self.score.max() <= 1.0):
            raise NotAnswers("every score must be a number from 0 to 1")
        if not (np.isfinite(self.mean).all() and np.isfinite(self.directions).all()):
            raise NotAnswers("a mean or a direction is not a finite number")
        if len(np.unique(self.person * len(self.directions) + self.item)) != len(self.person):
            raise NotAnswers("somebody's answer to an item is given twice: keep one (the first met, as a rule)")


def events(*, person: ArrayLike, item: ArrayLike, score: ArrayLike, directions: ArrayLike, mean: ArrayLike) -> Events:
    """Return answers from anything that can become arrays. Raises `NotAnswers`."""
    return Events(
        np.asarray(person, dtype=np.intp),
        np.asarray(item, dtype=np.intp),
        np.asarray(score, dtype=np.float64),
        np.asarray(directions, dtype=np.float64),
        np.asarray(mean, dtype=np.float64),
    )


@dataclass(frozen=True, eq=False)
class JointCalibration:
    """
    The items (as in `Calibration`) and the `correlation` of the competences, shape (d, d), each with unit variance around what was expected
    of a person.

    `place` and `place_sd`, shape (e,), say where each person stands along the item of each answer *by their other answers*, and how unsure
    that is: what item quality and fairness need.
    """

    a: Floats
    b: Floats
    c: Floats
    a_se: Floats
    b_se: Floats
    n: Floats
    misfit: Floats
    correlation: Floats
    place: Floats
    place_sd: Floats
    steps: int
    converged: bool


def calibrate_joint(
    answers: Events,
    *,
    c: ArrayLike = 0.0,
    before: Priors | None = None,
    correlation: ArrayLike | None = None,
    learn_correlation: bool = True,
    start: tuple[ArrayLike, ArrayLike] | None = None,
    progress: Callable[[int], None] | None = None,
) -> JointCalibration:
    """
    Return items and correlations together.

    `c` as in `calibrate`; `correlation` is where to begin, shape (d, d) (.5 everywhere by default), kept as it is unless
    `learn_correlation`; `start` the (a, b) to begin from (a warm start: it changes how soon one arrives, not where). `progress` is told the
    number of each step, `MOST_STEPS` at most. The scale is that of `answers.mean` and of unit variances. Raises `NotAnswers`.
    """
    items, d = answers.directions.shape
    before = before or priors(items)
    floor = np.array(np.broadcast_to(np.asarray(c, dtype=np.float64), (items,)))
    between = np.full((d, d), 0.5) + 0.5 * np.eye(d) if correlation is None else np.array(correlation, dtype=np.float64)
    if between.shape != (d, d) or np.linalg.eigvalsh(between)[0] <= 0:
        raise NotAnswers("the correlations to begin from are not those of a distribution")
    log_a, b = _begin(before, start)
    place = _Place(answers, between)
    steps, converged = 0, False
    trail: list[_Point] = [_Point(log_a, b, between)]
    while steps < MOST_STEPS and not converged:
        steps += 1
        if progress is not None:
            progress(steps)
        at = trail[-1]
        place.between = at.between
        place.settle(np.exp(at.log_a), at.b, floor)
        sums = place.sums(np.exp(at.log_a), at.b, floor)
        log_a, b = maximised(sums, GRID, log_a=at.log_a, b=at.b, c=floor, before=before)
        second = place.second_moment()
        # As in one dimension, the spread of each competence is let go in a step and put back to one.
        stretch = answers.directions @ np.sqrt(second.diagonal())
        reached = _Point(log_a + np.log(stretch), b / stretch, _as_correlation(second) if learn_correlation else at.between)
        converged = reached.farthest_from(at) < CLOSE_ENOUGH
        trail.append(reached)
        if len(trail) == 3 and not converged:
            trail = [_leapt(trail)]
    log_a, b, place.between = trail[-1].log_a, trail[-1].b, trail[-1].between
    place.settle(np.exp(log_a), b, floor)
    sums = place.sums(np.exp(log_a), b, floor)
    information = place.information(log_a, b, floor)
    a_se, b_se = standard_errors(information, np.exp(log_a), before)
    without, spread = place.cavities()
    return JointCalibration(
        a=np.exp(log_a),
        b=b,
        c=floor,
        a_se=a_se,
        b_se=b_se,
        n=np.bincount(answers.item, minlength=items).astype(np.float64),
        misfit=misfit_of(sums, GRID, np.exp(log_a), b, floor),
        correlation=place.between,
        place=without,
        place_sd=np.sqrt(spread),
        steps=steps,
        converged=converged,
    )


def _begin(before: Priors, start: tuple[ArrayLike, ArrayLike] | None) -> tuple[Floats, Floats]:
    if start is None:
        return before.log_a.copy(), before.b.copy()
    a, b = (np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), before.b.shape)) for value in start)
    if not (np.isfinite(a).all() and np.isfinite(b).all() and (a > 0).all()):
        raise NotAnswers("a warm start needs finite parameters and a above 0")
    return np.log(a), b


@dataclass(frozen=True, eq=False)
class _Point:
    """Where the estimation stands."""

    log_a: Floats
    b: Floats
    between: Floats

    def farthest_from(self, other: "_Point") -> float:
        """Return the greatest difference of any parameter."""
        pairs = ((self.log_a, other.log_a), (self.b, other.b), (self.between, other.between))
        return float(max(np.abs(one - two).max() for one, two in pairs))


def _leapt(trail: list[_Point]) -> _Point:
    """Return the point that three in a row lead to (Varadhan & Roland's extrapolation, 2008), or the last where it leads nowhere."""
    start, first, second = (np.concatenate([point.log_a, point.b, point.between.reshape(-1)]) for point in trail)
    change, bend = first - start, second - 2.0 * first + start
    leap = float(np.clip(np.sqrt((change**2).sum() / max((bend**2).sum(), 1e-300)), 1.0, FARTHEST_LEAP))
    point = start + 2.0 * leap * change + leap**2 * bend
    items = len(trail[0].b)
    between = point[2 * items :].reshape(trail[0].between.shape)
    between = np.clip(0.5 * (between + between.T), -MOST_CORRELATED, MOST_CORRELATED)
    np.fill_diagonal(between, 1.0)
    if np.linalg.eigvalsh(between)[0] < 1e-3 or not np.isfinite(point).all():
        return trail[-1]
    return _Point(np.clip(point[:items], -3.0, 3.0), np.clip(point[items : 2 * items], -9.0, 9.0), between)


def _as_correlation(second: Floats) -> Floats:
    sd = np.sqrt(second.diagonal())
    found = np.clip(second / np.outer(sd, sd), -MOST_CORRELATED, MOST_CORRELATED)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


class _Place:
    """Where each person stands: a normal over the competences, from the population and one factor an answer."""

    def __init__(self, answers: Events, between: Floats) -> None:
        self.answers, self.between = answers, between
        self.patterns, pattern_of = np.unique(answers.directions, axis=0, return_inverse=True)
        self.pattern = pattern_of.reshape(-1)[answers.item]
        self.along = answers.directions[answers.item]
        self.cell = answers.person * len(self.patterns) + self.pattern
        self.squares = np.einsum("pi,pj->pij", self.patterns, self.patterns).reshape(len(self.patterns), -1)
        self.slope, self.tilt = np.full(len(answers.score), LEAST_SLOPE), np.zeros(len(answers.score))
        self.nodes, self.weights = hermite(INNER_NODES)
        self.join()

    def join(self) -> None:
        """Bring the factors of each person together."""
        people, d = self.answers.mean.shape
        patterns = len(self.patterns)
        precision = np.linalg.inv(self.between)
        slope = np.bincount(self.cell, self.slope, minlength=people * patterns).reshape(people, patterns)
        tilt = np.bincount(self.cell, self.tilt, minlength=people * patterns).reshape(people, patterns)
        joint = (slope @ self.squares).reshape(people, d, d) + precision
        self.cov = np.linalg.inv(joint)
        self.mean = np.einsum("nij,nj->ni", self.cov, tilt @ self.patterns + self.answers.mean @ precision)

    def cavities(self) -> tuple[Floats, Floats]:
        """Return mean and variance along each answer's direction without that answer, shape (e,)."""
        spread = np.einsum("pi,nij,pj->np", self.patterns, self.cov, self.patterns, optimize=True).reshape(-1)[self.cell]
        centre = (self.mean @ self.patterns.T).reshape(-1)[self.cell]
        held = np.maximum(1.0 - spread * self.slope, 1e-3)
        return (centre - spread * self.tilt) / held, spread / held

    def settle(self, a: Floats, b: Floats, floor: Floats) -> None:
        """Refine the factors until they agree with these items."""
        item, score = self.answers.item, self.answers.score
        for _sweep in range(MOST_SWEEPS):
            self.join()
            centre, spread = self.cavities()
            theta = centre[:, None] + np.sqrt(spread)[:, None] * self.nodes[None, :]
            chance = np.clip(probability(theta, a=a[item, None], b=b[item, None], c=floor[item, None]), CERTAIN, 1 - CERTAIN)
            mass = self.weights * np.exp(score[:, None] * np.log(chance) + (1 - score[:, None]) * np.log1p(-chance))
            mass /= mass.sum(axis=1, keepdims=True)
            mean = (mass * theta).sum(axis=1)
            variance = (mass * (theta - mean[:, None]) ** 2).sum(axis=1)
            slope = np.maximum(1.0 / variance - 1.0 / spread, LEAST_SLOPE)
            tilt = mean * (slope + 1.0 / spread) - centre / spread
            change = np.abs(slope - self.slope).max()
            self.slope += DAMPED * (slope - self.slope)
            self.tilt += DAMPED * (tilt - self.tilt)
            if change < 1e-3:
                break
        self.join()

    def _shares(self, a: Floats, b: Floats, floor: Floats, rows: slice) -> Floats:
        """Return where on the grid each of these answers was probably given, shape (rows, q)."""
        item, score = self.answers.item[rows], self.answers.score[rows]
        expected = np.clip(probability(GRID.theta, a=a[:, None], b=b[:, None], c=floor[:, None]), CERTAIN, 1 - CERTAIN)[item]
        centre, spread = (array[rows, None] for array in self._cavity)
        log = -0.5 * (GRID.theta - centre) ** 2 / spread
        log += score[:, None] * np.log(expected) + (1 - score[:, None]) * np.log1p(-expected)
        log -= log.max(axis=1, keepdims=True)
        mass = np.exp(log)
        return np.asarray(mass / mass.sum(axis=1, keepdims=True))

    def sums(self, a: Floats, b: Floats, floor: Floats) -> Sums:
        """Return the expected answers to each item over the grid."""
        from scipy.sparse import csr_array

        self._cavity = self.cavities()
        items, answers = len(a), len(self.answers.score)
        shares = self._shares(a, b, floor, slice(None))
        of_item = csr_array((np.ones(answers), (self.answers.item, np.arange(answers))), shape=(items, answers))
        right = np.asarray(of_item @ (shares * self.answers.score[:, None]))
        met = np.asarray(of_item @ shares)
        return Sums(right, met, shares.sum(axis=0), 0.0, len(self.answers.mean))

    def second_moment(self) -> Floats:
        """Return how the people spread around what was expected of each, shape (d, d)."""
        off = self.mean - self.answers.mean
        return np.asarray((self.cov.sum(axis=0) + off.T @ off) / len(off))

    def information(self, log_a: Floats, b: Floats, floor: Floats) -> Floats:
        """Return, per item, the sums of the outer products of the marginal scores (Louis, 1982), shape (k, 3): aa, bb, ab."""
        curve = slopes(GRID, log_a, b, floor)
        item, score = self.answers.item, self.answers.score
        shares = self._shares(np.exp(log_a), b, floor, slice(None))
        residual = shares * (score[:, None] - curve.expected[item]) * curve.weight[item]
        of_a, of_b = (residual * curve.by_log_a[item]).sum(axis=1), (residual * curve.by_b[item]).sum(axis=1)
        return np.stack([np.bincount(item, product, minlength=len(b)) for product in (of_a**2, of_b**2, of_a * of_b)], axis=1)
