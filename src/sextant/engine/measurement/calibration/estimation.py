"""From answers to item parameters with their standard errors and their fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from ..gauss import Floats
from .answers import Answers, NotAnswers
from .expectation import Curves, Nodes, Sums, expected, nodes, nodes_for, whereabouts
from .maximisation import Priors, maximised, priors, slopes

CLOSE_ENOUGH = 1e-4
"""The estimation ends when no log a and no b moves by more in one step: far below any standard error."""

MOST_STEPS = 200
ROUGH_NODES = 21
ROUGH_CLOSE = 1e-2

Expect = Callable[[Nodes, Curves], Sums]
"""An expectation step over all people."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """
    The items as the answers show them, each array of shape (k,).

    `a`, `b`, `c` as in `irt.Item`; `a_se`, `b_se` their standard errors; `n` the answers behind them; `misfit` the root mean squared
    distance between expected and observed score over the population (RMSD; above .10 an item does not behave as the model says).
    `log_likelihood` is the marginal one of all answers, `steps` how many the estimation took, `converged` whether it ended by itself.
    """

    a: Floats
    b: Floats
    c: Floats
    a_se: Floats
    b_se: Floats
    n: Floats
    misfit: Floats
    log_likelihood: float
    steps: int
    converged: bool


def calibrate(
    answers: Answers, *, c: ArrayLike = 0.0, before: Priors | None = None, start: tuple[ArrayLike, ArrayLike] | None = None
) -> Calibration:
    """
    Return the calibration of k items on one ability, standard normal in the population (fixes the scale).

    `c`, a scalar or shape (k,), is the guessing floor, not estimated; `before` the priors (weak ones by default); `start` the (a, b) to
    begin from (a warm start). Items that everybody got right or wrong, or nobody met, keep what the priors say of them, with the standard
    errors that go with it. Raises `NotAnswers`.
    """
    return calibrate_where(Here((answers,)), c=c, before=before, start=start)


def calibrate_parts(
    parts: Sequence[Answers], *, c: ArrayLike = 0.0, before: Priors | None = None, start: tuple[ArrayLike, ArrayLike] | None = None
) -> Calibration:
    """Return the same as `calibrate`, from people who are kept in several parts: only sums over people go from one to the other."""
    if not parts or len({part.items for part in parts}) != 1:
        raise NotAnswers("every part must hold answers to the same items")
    return calibrate_where(Here(tuple(parts)), c=c, before=before, start=start)


class People(Protocol):
    """Answers wherever they are: in this process, in parts, on other machines. What comes back are sums over people, nothing else."""

    @property
    def items(self) -> int:
        """Return how many items there are, k."""

    @property
    def people(self) -> int:
        """Return how many people answered."""

    def counts(self) -> Floats:
        """Return how many answers each item has, shape (k,)."""

    def totals(self) -> Floats:
        """Return the sum of the scores of each item, shape (k,)."""

    def expected(self, at: Nodes, curves: Curves) -> Sums:
        """Return the sums of an expectation step."""

    def information(self, at: Nodes, log_a: Floats, b: Floats, floor: Floats) -> Floats:
        """Return the sums of `information_of`."""


@dataclass(frozen=True, eq=False)
class Here:
    """Answers in this process, in one part or in several of the same items."""

    parts: tuple[Answers, ...]

    @property
    def items(self) -> int:
        """Return how many items there are."""
        return self.parts[0].items

    @property
    def people(self) -> int:
        """Return how many people answered."""
        return sum(part.people for part in self.parts)

    def counts(self) -> Floats:
        """Return how many answers each item has."""
        return np.asarray(np.sum([part.counts() for part in self.parts], axis=0))

    def totals(self) -> Floats:
        """Return the sum of the scores of each item."""
        return np.asarray(np.sum([part.totals() for part in self.parts], axis=0))

    def expected(self, at: Nodes, curves: Curves) -> Sums:
        """Return the sums of an expectation step."""
        sums = [expected(part, at, curves) for part in self.parts]
        return sum(sums[1:], start=sums[0])

    def information(self, at: Nodes, log_a: Floats, b: Floats, floor: Floats) -> Floats:
        """Return the sums of `information_of`."""
        return sum((information_of(part, at, log_a, b, floor) for part in self.parts), start=np.zeros((self.items, 3)))


def calibrate_where(
    answers: People, *, c: ArrayLike = 0.0, before: Priors | None = None, start: tuple[ArrayLike, ArrayLike] | None = None
) -> Calibration:
    """Return the same as `calibrate`, wherever the answers are."""
    items, people = answers.items, answers.people
    before = before or priors(items)
    floor = np.array(np.broadcast_to(np.asarray(c, dtype=np.float64), (items,)))
    if not ((floor >= 0.0) & (floor < 1.0)).all():
        raise NotAnswers("a guessing floor lies in [0, 1)")
    n = answers.counts()
    log_a, b = _start(n, answers.totals(), floor, before, start)
    log_a, b, steps, _ = _climb(answers.expected, nodes(ROUGH_NODES), log_a, b, floor, before, close=ROUGH_CLOSE)
    at = nodes_for(np.exp(log_a), float(n.sum()) / people)
    log_a, b, more, converged = _climb(answers.expected, at, log_a, b, floor, before, close=CLOSE_ENOUGH)
    sums = answers.expected(at, Curves.of(at, np.exp(log_a), b, floor))
    a_se, b_se = standard_errors(answers.information(at, log_a, b, floor), np.exp(log_a), before)
    return Calibration(
        a=np.exp(log_a),
        b=b,
        c=floor,
        a_se=a_se,
        b_se=b_se,
        n=n,
        misfit=misfit_of(sums, at, np.exp(log_a), b, floor),
        log_likelihood=sums.log_likelihood,
        steps=steps + more,
        converged=converged,
    )


def _start(n: Floats, totals: Floats, floor: Floats, before: Priors, start: tuple[ArrayLike, ArrayLike] | None) -> tuple[Floats, Floats]:
    if start is not None:
        a, b = (np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), n.shape)) for value in start)
        if not (np.isfinite(a).all() and np.isfinite(b).all() and (a > 0).all()):
            raise NotAnswers("a warm start needs finite parameters and a above 0")
        return np.log(a), b
    # The share of right answers, corrected for guessing, gives a difficulty; 1.19 widens it for the spread of the population.
    share = np.clip(((totals + 0.5) / (n + 1.0) - floor) / (1.0 - floor), 0.02, 0.98)
    return before.log_a.copy(), np.where(n > 0, -1.19 * np.log(share / (1.0 - share)) * np.exp(-before.log_a), before.b)


def _climb(
    expect: Expect, at: Nodes, log_a: Floats, b: Floats, floor: Floats, before: Priors, *, close: float
) -> tuple[Floats, Floats, int, bool]:
    """Alternate the two steps, leaping ahead (Varadhan & Roland's squared extrapolation, 2008) as long as a leap does not lose."""

    def once(point: Floats) -> tuple[Floats, float]:
        log_a, b = point
        sums = expect(at, Curves.of(at, np.exp(log_a), b, floor))
        gained = sums.log_likelihood - 0.5 * float(
            (((log_a - before.log_a) / before.log_a_sd) ** 2 + ((b - before.b) / before.b_sd) ** 2).sum()
        )
        # The items may be known before the scale is: in a long test, moving all of them along a wrong one takes for ever. So the population
        # is allowed a mean and a spread of its own in each step, and put back to standard (parameter expansion, Liu, Rubin & Wu, 1998).
        mean = float(sums.place @ at.theta) / sums.people
        spread = float(np.sqrt(sums.place @ np.square(at.theta - mean) / sums.people))
        log_a, b = maximised(sums, at, log_a=log_a, b=b, c=floor, before=before)
        return np.stack([log_a + np.log(spread), (b - mean) / spread]), gained

    point = np.stack([log_a, b])
    steps = 0
    best = -np.inf
    safe = point
    while steps < MOST_STEPS:
        first, gained = once(point)
        steps += 1
        if gained < best - 1e-9 * abs(best):
            # The leap went too far: back to where the two plain steps had led.
            point, best = safe, -np.inf
            continue
        best = gained
        if np.abs(first - point).max() < close:
            return first[0], first[1], steps, True
        second, _ = once(first)
        steps += 1
        if np.abs(second - first).max() < close:
            return second[0], second[1], steps, True
        change, bend = first - point, second - 2.0 * first + point
        leap = max(1.0, float(np.sqrt((change**2).sum() / max((bend**2).sum(), 1e-300))))
        safe, point = second, np.clip(point + 2.0 * leap * change + leap**2 * bend, -9.0, 9.0)
    return point[0], point[1], steps, False


def information_of(answers: Answers, at: Nodes, log_a: Floats, b: Floats, floor: Floats, *, part: int = 4096) -> Floats:
    """
    Return what the answers say of each item's (log a, b): sums over people of the outer product of their scores, shape (k, 3): aa, bb, ab.

    The outer product of the marginal scores estimates the observed information (Louis, 1982), place of the people being unknown included.
    """
    curve = slopes(at, log_a, b, floor)
    curves = Curves(curve.expected)
    by = [curve.by_log_a * curve.weight, curve.by_b * curve.weight]
    total = np.zeros((answers.items, 3))
    for some in answers.parts(part):
        place, _ = whereabouts(some, at, curves)
        scores = some.scores if isinstance(some.scores, np.ndarray) else some.scores.toarray()
        here = 1.0 if some.present is None else some.present if isinstance(some.present, np.ndarray) else some.present.toarray()
        of_a, of_b = ((scores * (place @ one.T) - place @ (one * curve.expected).T) * here for one in by)
        total += np.stack([(of_a**2).sum(axis=0), (of_b**2).sum(axis=0), (of_a * of_b).sum(axis=0)], axis=1)
    return total


def standard_errors(information: Floats, a: Floats, before: Priors) -> tuple[Floats, Floats]:
    """Return the standard errors of a and of b, shape (k,), from what the answers (aa, bb, ab) and the priors say."""
    aa = information[:, 0] + 1.0 / before.log_a_sd**2
    bb = information[:, 1] + 1.0 / before.b_sd**2
    determinant = aa * bb - information[:, 2] ** 2
    return a * np.sqrt(bb / determinant), np.sqrt(aa / determinant)


def misfit_of(sums: Sums, at: Nodes, a: Floats, b: Floats, floor: Floats) -> Floats:
    """Return the root mean squared distance between expected and observed curve, weighted by where the people who met the item stand."""
    distance = sums.right / np.maximum(sums.met, 1e-12) - Curves.of(at, a, b, floor).expected
    weight = sums.met / np.maximum(sums.met.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray(np.sqrt((weight * distance**2).sum(axis=1)))
