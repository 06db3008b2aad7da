"""The maximisation step: the items that make the expected answers most likely, each on its own, under weak priors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..gauss import Floats
from .expectation import CERTAIN, Nodes, Sums

NEWTON_STEPS = 4
LONGEST_STEP = 1.0


@dataclass(frozen=True, eq=False)
class Priors:
    """
    What is thought of the items beforehand, each array of shape (k,): log a ~ N(`log_a`, `log_a_sd`²), b ~ N(`b`, `b_sd`²).

    The experts' difficulty comes in through `b` and `b_sd`.
    """

    log_a: Floats
    log_a_sd: Floats
    b: Floats
    b_sd: Floats


def priors(items: int, *, b: ArrayLike = 0.0, b_sd: ArrayLike = 2.0, log_a: ArrayLike = 0.0, log_a_sd: ArrayLike = 0.35) -> Priors:
    """
    Return priors for `items` items; a scalar serves all. The defaults are weak: a within 0.5 to 2, b within −4 to 4, in 95 % of cases.

    Raises `ValueError` unless the spreads are positive and everything is finite.
    """

    def spread(value: ArrayLike) -> Floats:
        return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), (items,)))

    made = Priors(spread(log_a), spread(log_a_sd), spread(b), spread(b_sd))
    everything = np.concatenate([made.log_a, made.log_a_sd, made.b, made.b_sd])
    if not np.isfinite(everything).all() or (made.log_a_sd <= 0).any() or (made.b_sd <= 0).any():
        raise ValueError("priors must be finite, with spreads above 0")
    return made


@dataclass(frozen=True, eq=False)
class Slopes:
    """Derivatives at the nodes, shape (k, q): of the expected score by log a and by b; `weight` is 1 / (P (1 − P))."""

    expected: Floats
    by_log_a: Floats
    by_b: Floats
    weight: Floats


def slopes(at: Nodes, log_a: Floats, b: Floats, c: Floats) -> Slopes:
    """Return the curves of the items and how they move with their parameters."""
    a = np.exp(log_a)
    z = a[:, None] * (at.theta[None, :] - b[:, None])
    logistic = 0.5 * (1.0 + np.tanh(0.5 * z))
    expected = np.clip(c[:, None] + (1.0 - c[:, None]) * logistic, CERTAIN, 1.0 - CERTAIN)
    by_z = (1.0 - c[:, None]) * logistic * (1.0 - logistic)
    return Slopes(expected, by_z * z, -by_z * a[:, None], 1.0 / (expected * (1.0 - expected)))


def maximised(sums: Sums, at: Nodes, *, log_a: Floats, b: Floats, c: Floats, before: Priors) -> tuple[Floats, Floats]:
    """Return the log a and b, shape (k,), that Fisher scoring reaches from those given."""
    for _step in range(NEWTON_STEPS):
        curve = slopes(at, log_a, b, c)
        residual = (sums.right - sums.met * curve.expected) * curve.weight
        information = sums.met * curve.weight
        up_a = (residual * curve.by_log_a).sum(axis=1) - (log_a - before.log_a) / before.log_a_sd**2
        up_b = (residual * curve.by_b).sum(axis=1) - (b - before.b) / before.b_sd**2
        aa = (information * curve.by_log_a**2).sum(axis=1) + 1.0 / before.log_a_sd**2
        bb = (information * curve.by_b**2).sum(axis=1) + 1.0 / before.b_sd**2
        ab = (information * curve.by_log_a * curve.by_b).sum(axis=1)
        determinant = aa * bb - ab * ab
        step_a = np.clip((bb * up_a - ab * up_b) / determinant, -LONGEST_STEP, LONGEST_STEP)
        step_b = np.clip((aa * up_b - ab * up_a) / determinant, -LONGEST_STEP, LONGEST_STEP)
        log_a, b = log_a + step_a, b + step_b
        if max(np.abs(step_a).max(), np.abs(step_b).max()) < 1e-6:
            break
    return log_a, b
