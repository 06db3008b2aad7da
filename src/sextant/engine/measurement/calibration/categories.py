"""
Partial credit as ordered categories: the generalized partial credit model (Muraki, 1992), by the same alternation of sums over people and
of maximisation as `estimation`, sparse answers and weak priors included.

P(X = x | θ) ∝ exp Σ_{v ≤ x} a (θ − b_v): `a` tells how well the item tells who knows from who does not, b_v is where category v overtakes
category v − 1. With two categories it is the two-parameter model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..gauss import Floats
from .answers import NotAnswers
from .expectation import Nodes, nodes_for
from .joint import GRID

MISSING = -1
MOST_STEPS = 300
CLOSE_ENOUGH = 1e-4
NEWTON_STEPS = 3
LONGEST_STEP = 0.7
_CERTAIN = 1e-12
_TOGETHER = 4096

Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class CategoryCalibration:
    """
    k items of up to m + 1 categories: `a`, `a_se`, `n`, `misfit`, shape (k,); `steps`, `steps_se`, shape (k, m), NaN beyond an item's own.

    `misfit` is the root mean squared distance between expected and observed score (as a share of the highest category); `b` the mean of
    the steps, where the item as a whole lies.
    """

    a: Floats
    steps: Floats
    a_se: Floats
    steps_se: Floats
    n: Floats
    misfit: Floats
    log_likelihood: float
    rounds: int
    converged: bool

    @property
    def b(self) -> Floats:
        """Return the mean of each item's steps, shape (k,)."""
        return np.asarray(np.nanmean(self.steps, axis=1))


@dataclass(frozen=True, eq=False)
class CategorySums:
    """Expected answers by item, category and node, shape (k, m + 1, q), people by node, and the log-likelihood: all add up."""

    met: Floats
    place: Floats
    log_likelihood: float
    people: int

    def __add__(self, other: "CategorySums") -> "CategorySums":
        """Return the sums over both groups of people."""
        return CategorySums(
            self.met + other.met, self.place + other.place, self.log_likelihood + other.log_likelihood, self.people + other.people
        )


def chances(theta: Floats, a: Floats, steps: Floats) -> Floats:
    """
    Return the probability of each category, shape (k, m + 1, q), from `theta` (q,), `a` (k,), `steps` (k, m), NaN for no such category.

    >>> chances(np.array([0.0]), np.array([1.0]), np.array([[0.0, np.nan]]))[0, :, 0].tolist()
    [0.5, 0.5, 0.0]
    """
    there = np.isfinite(steps)
    rise = a[:, None, None] * (theta[None, None, :] - np.where(there, steps, 0.0)[:, :, None])
    log = np.concatenate([np.zeros((len(a), 1, len(theta))), np.cumsum(rise, axis=1)], axis=1)
    log[:, 1:][~there] = -np.inf
    log -= log.max(axis=1, keepdims=True)
    mass = np.exp(log)
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def calibrate_categories(
    answers: ArrayLike,
    *,
    b: ArrayLike = 0.0,
    b_sd: float = 2.0,
    log_a_sd: float = 0.35,
    counts: Sequence[int] | None = None,
) -> CategoryCalibration:
    """
    Return the calibration of `answers`, shape (people, items): the category of each answer (0, 1, …), `MISSING` where there is none.

    One ability, standard normal in the population. `b`, a scalar or shape (items,), and `b_sd` are what is thought of every step
    beforehand; `counts` the number of categories of each item, where not all were met (the greatest met, plus one, by default). A step
    between categories nobody reached keeps what was thought of it. Raises `NotAnswers`.
    """
    return calibrate_categories_parts([np.asarray(answers)], b=b, b_sd=b_sd, log_a_sd=log_a_sd, counts=counts)


def calibrate_categories_parts(
    parts: Sequence[ArrayLike],
    *,
    b: ArrayLike = 0.0,
    b_sd: float = 2.0,
    log_a_sd: float = 0.35,
    counts: Sequence[int] | None = None,
) -> CategoryCalibration:
    """Return the same as `calibrate_categories`, from people who are kept in several parts: only sums go from one to the other."""
    matrices = [_checked(part) for part in parts]
    if not matrices or len({matrix.shape[1] for matrix in matrices}) != 1:
        raise NotAnswers("every part must hold answers to the same items")
    greatest = np.max([matrix.max(axis=0, initial=0) for matrix in matrices], axis=0) + 1
    categories = np.maximum(greatest if counts is None else np.asarray(counts, dtype=np.intp), 2)
    if (categories < greatest).any():
        raise NotAnswers("an answer lies in a category beyond those its item has")
    k, m = len(categories), int(categories.max()) - 1
    before = np.where(np.arange(m)[None, :] < categories[:, None] - 1, np.broadcast_to(np.asarray(b, dtype=float), (k,))[:, None], np.nan)
    log_a, steps = np.zeros(k), before + np.where(np.isfinite(before), np.linspace(-0.5, 0.5, m)[None, :] if m > 1 else 0.0, 0.0)
    people = sum(len(matrix) for matrix in matrices)
    answered = sum(int((matrix >= 0).sum()) for matrix in matrices)
    if not answered:
        raise NotAnswers("there is no answer to calibrate from")
    at = nodes_for(np.full(k, 1.3), answered / people)
    spread = _Spread(log_a_sd, b_sd, before)
    converged, rounds = False, 0
    sums = _all(matrices, at, log_a, steps)
    while rounds < MOST_STEPS and not converged:
        rounds += 1
        mean = float(sums.place @ at.theta) / sums.people
        sd = float(np.sqrt(sums.place @ np.square(at.theta - mean) / sums.people))
        new_a, new_steps = _maximised(sums, at, log_a, steps, spread)
        # Parameter expansion, as for right and wrong answers: the population moves in a step and is put back to standard.
        new_a, new_steps = new_a + np.log(sd), (new_steps - mean) / sd
        change = max(float(np.abs(new_a - log_a).max()), float(np.nanmax(np.abs(new_steps - steps))))
        log_a, steps = new_a, new_steps
        sums = _all(matrices, at, log_a, steps)
        converged = change < CLOSE_ENOUGH
    a_se, steps_se = _errors(matrices, at, log_a, steps, spread)
    return CategoryCalibration(
        a=np.exp(log_a),
        steps=steps,
        a_se=a_se,
        steps_se=steps_se,
        n=np.sum([(matrix >= 0).sum(axis=0) for matrix in matrices], axis=0).astype(np.float64),
        misfit=_misfit(sums, at, log_a, steps),
        log_likelihood=sums.log_likelihood,
        rounds=rounds,
        converged=converged,
    )


def calibrate_categories_at(
    *,
    item: ArrayLike,
    category: ArrayLike,
    place: ArrayLike,
    place_sd: ArrayLike,
    counts: Sequence[int],
    b: ArrayLike = 0.0,
    b_sd: float = 2.0,
    log_a_sd: float = 0.35,
) -> CategoryCalibration:
    """
    Return the calibration of items whose people are placed already, by their other answers (`JointCalibration.place`, `place_sd`).

    One entry an answer, four arrays of shape (e,): the item (0 to k − 1), the category, where the person stands along that item and how
    unsure that is. So items of several competences are calibrated as categories after they were calibrated jointly. `counts`, k numbers
    of categories. Raises `NotAnswers`.
    """
    of_item, given = np.asarray(item, dtype=np.intp), np.asarray(category, dtype=np.intp)
    centre, sd = np.asarray(place, dtype=np.float64), np.asarray(place_sd, dtype=np.float64)
    categories = np.asarray(counts, dtype=np.intp)
    if not of_item.shape == given.shape == centre.shape == sd.shape or of_item.ndim != 1 or not len(of_item):
        raise NotAnswers("item, category, place and place_sd must be of one length, above 0")
    if not (np.isfinite(centre).all() and np.isfinite(sd).all() and (sd > 0).all()):
        raise NotAnswers("a place is not a finite number")
    if of_item.min() < 0 or of_item.max() >= len(categories) or given.min() < 0 or (given >= categories[of_item]).any():
        raise NotAnswers("an answer names an item or a category that is not there")
    k, m = len(categories), max(int(categories.max()) - 1, 1)
    there = np.arange(m)[None, :] < categories[:, None] - 1
    before = np.where(there, np.broadcast_to(np.asarray(b, dtype=float), (k,))[:, None], np.nan)
    spread = _Spread(log_a_sd, b_sd, before)
    log_a, steps = np.zeros(k), before.copy()
    near = -0.5 * np.square((GRID.theta[None, :] - centre[:, None]) / sd[:, None])
    converged, rounds = False, 0
    while True:
        sums, shares, told = _placed(near, of_item, given, log_a, steps)
        if converged or rounds == MOST_STEPS:
            break
        rounds += 1
        new_a, new_steps = _maximised(sums, GRID, log_a, steps, spread)
        change = max(float(np.abs(new_a - log_a).max()), float(np.nanmax(np.abs(new_steps - steps), initial=0.0)))
        log_a, steps, converged = new_a, new_steps, change < CLOSE_ENOUGH
    grows = _growth(GRID, log_a, steps)
    score = np.einsum("epq,eq->ep", grows[of_item, :, given, :], shares)
    information = np.zeros((k, m + 1, m + 1))
    np.add.at(information, of_item, score[:, :, None] * score[:, None, :])
    a_se, steps_se = _errors_from(information, log_a, there, spread)
    n = np.bincount(of_item, minlength=k).astype(np.float64)
    return CategoryCalibration(np.exp(log_a), steps, a_se, steps_se, n, _misfit(sums, GRID, log_a, steps), told, rounds, converged)


def _placed(near: Floats, of_item: Ints, given: Ints, log_a: Floats, steps: Floats) -> tuple[CategorySums, Floats, float]:
    """Return the sums over answers whose people are placed, where each was probably given, shape (e, q), and the log-likelihood."""
    chance = chances(GRID.theta, np.exp(log_a), steps)
    log = near + np.log(np.maximum(chance[of_item, given], _CERTAIN))
    top = log.max(axis=1, keepdims=True)
    shares = np.exp(log - top)
    total = shares.sum(axis=1, keepdims=True)
    shares /= total
    k, width, q = chance.shape
    met = np.zeros((k * width, q))
    np.add.at(met, of_item * width + given, shares)
    told = float((top + np.log(total)).sum() - np.log(np.exp(near).sum(axis=1)).sum())
    return CategorySums(met.reshape(k, width, q), shares.sum(axis=0), told, len(given)), shares, told


@dataclass(frozen=True, eq=False)
class _Spread:
    """The priors: log a ~ N(0, `log_a_sd`²), each step ~ N(`b`, `b_sd`²), `b` of shape (k, m)."""

    log_a_sd: float
    b_sd: float
    b: Floats


def _checked(part: ArrayLike) -> Ints:
    given = np.asarray(part)
    if given.ndim != 2 or 0 in given.shape:
        raise NotAnswers(f"expected a matrix of people by items with at least one of each, got the shape {given.shape}")
    if not np.isfinite(given.astype(np.float64)).all() or (given != np.round(given)).any() or given.min() < MISSING:
        raise NotAnswers("every answer must be a whole number of at least 0 (−1 for what was not answered)")
    return given.astype(np.intp)


def _all(matrices: Sequence[Ints], at: Nodes, log_a: Floats, steps: Floats) -> CategorySums:
    found = [_expected(matrix, at, log_a, steps) for matrix in matrices]
    return sum(found[1:], start=found[0])


def _whereabouts(answers: Ints, at: Nodes, log_chance: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the posterior of people over nodes, (n, q), their log-likelihood, (n,), and who gave which answer, (n, k · (m + 1))."""
    k, width, q = log_chance.shape
    given = (answers[:, :, None] == np.arange(width)[None, None, :]).reshape(len(answers), -1)
    log = given.astype(np.float64) @ log_chance.reshape(k * width, q) + at.log_share
    top = log.max(axis=1, keepdims=True)
    place = np.exp(log - top)
    total = place.sum(axis=1, keepdims=True)
    return place / total, (top + np.log(total)).reshape(-1), given


def _expected(answers: Ints, at: Nodes, log_a: Floats, steps: Floats) -> CategorySums:
    log_chance = np.log(np.maximum(chances(at.theta, np.exp(log_a), steps), _CERTAIN))
    met, place_sum, told = np.zeros(log_chance.shape), np.zeros(len(at.theta)), 0.0
    for first in range(0, len(answers), _TOGETHER):
        place, log_likelihood, given = _whereabouts(answers[first : first + _TOGETHER], at, log_chance)
        met += (given.T.astype(np.float64) @ place).reshape(met.shape)
        place_sum += place.sum(axis=0)
        told += float(log_likelihood.sum())
    return CategorySums(met, place_sum, told, len(answers))


def _statistics(at: Nodes, log_a: Floats, steps: Floats) -> Floats:
    """Return how the log-odds of each category grow with (log a, step 1, …, step m), shape (k, m + 1 parameters, m + 1 categories, q)."""
    k, m = steps.shape
    a = np.exp(log_a)
    there = np.isfinite(steps)
    rise = a[:, None, None] * (at.theta[None, None, :] - np.where(there, steps, 0.0)[:, :, None]) * there[:, :, None]
    found = np.zeros((k, m + 1, m + 1, len(at.theta)))
    found[:, 0, 1:] = np.cumsum(rise, axis=1)
    for step in range(m):
        found[:, step + 1, step + 1 :] = -(a * there[:, step])[:, None, None]
    return found


def _maximised(sums: CategorySums, at: Nodes, log_a: Floats, steps: Floats, spread: _Spread) -> tuple[Floats, Floats]:
    """Return the parameters that Fisher scoring reaches."""
    there = np.isfinite(steps)
    weight = sums.met.sum(axis=1)
    for _ in range(NEWTON_STEPS):
        chance = chances(at.theta, np.exp(log_a), steps)
        grows = _statistics(at, log_a, steps)
        off = sums.met - weight[:, None, :] * chance
        up = np.einsum("kpxq,kxq->kp", grows, off)
        mean = np.einsum("kpxq,kxq->kpq", grows, chance)
        second = np.einsum("kpxq,krxq,kxq,kq->kpr", grows, grows, chance, weight, optimize=True)
        information = second - np.einsum("kpq,krq,kq->kpr", mean, mean, weight, optimize=True)
        up[:, 0] -= log_a / spread.log_a_sd**2
        up[:, 1:] -= np.where(there, steps - spread.b, 0.0) / spread.b_sd**2
        information[:, np.arange(len(up[0])), np.arange(len(up[0]))] += _firmness(there, spread)
        move = np.clip(np.linalg.solve(information, up[:, :, None])[:, :, 0], -LONGEST_STEP, LONGEST_STEP)
        log_a, steps = log_a + move[:, 0], steps + np.where(there, move[:, 1:], np.nan)
        if np.abs(move).max() < 1e-6:
            break
    return log_a, steps


def _firmness(there: NDArray[np.bool_], spread: _Spread) -> Floats:
    """Return the precision of the priors, shape (k, m + 1); a step that does not exist is held fast."""
    return np.concatenate([np.full((len(there), 1), spread.log_a_sd**-2), np.where(there, spread.b_sd**-2, 1.0)], axis=1)


def _errors(matrices: Sequence[Ints], at: Nodes, log_a: Floats, steps: Floats, spread: _Spread) -> tuple[Floats, Floats]:
    """Return the standard errors of a and of the steps, from the outer products of the marginal scores (Louis, 1982) and the priors."""
    k, m = steps.shape
    there = np.isfinite(steps)
    log_chance = np.log(np.maximum(chances(at.theta, np.exp(log_a), steps), _CERTAIN))
    grows = _growth(at, log_a, steps)
    information = np.zeros((k, m + 1, m + 1))
    for matrix in matrices:
        for first in range(0, len(matrix), _TOGETHER):
            some = matrix[first : first + _TOGETHER]
            place, _, _ = _whereabouts(some, at, log_chance)
            for item in range(k):
                who = np.flatnonzero(some[:, item] >= 0)
                if not len(who):
                    continue
                # The score of each person: where they probably stand, times how their answer's log-odds grow there.
                by_category = np.einsum("nq,pxq->npx", place[who], grows[item])
                score = np.take_along_axis(by_category, some[who, item][:, None, None], axis=2)[:, :, 0]
                information[item] += score.T @ score
    return _errors_from(information, log_a, there, spread)


def _growth(at: Nodes, log_a: Floats, steps: Floats) -> Floats:
    """Return how the log-probability of each category grows with each parameter, shape (k, m + 1 parameters, m + 1 categories, q)."""
    grows = _statistics(at, log_a, steps)
    chance = chances(at.theta, np.exp(log_a), steps)
    return np.asarray(grows - np.einsum("kpxq,kxq->kpq", grows, chance)[:, :, None, :])


def _errors_from(information: Floats, log_a: Floats, there: NDArray[np.bool_], spread: _Spread) -> tuple[Floats, Floats]:
    parameters = np.arange(information.shape[1])
    information[:, parameters, parameters] += _firmness(there, spread)
    covariance = np.linalg.inv(information)
    sd = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    return np.exp(log_a) * sd[:, 0], np.where(there, sd[:, 1:], np.nan)


def _misfit(sums: CategorySums, at: Nodes, log_a: Floats, steps: Floats) -> Floats:
    most = np.maximum(np.isfinite(steps).sum(axis=1), 1)[:, None]
    category = np.arange(steps.shape[1] + 1)[None, :, None]
    met = sums.met.sum(axis=1)
    seen = (sums.met * category).sum(axis=1) / np.maximum(met, _CERTAIN)
    model = (chances(at.theta, np.exp(log_a), steps) * category).sum(axis=1)
    weight = met / np.maximum(met.sum(axis=1, keepdims=True), _CERTAIN)
    return np.asarray(np.sqrt((weight * np.square((seen - model) / most)).sum(axis=1)))
