"""
What a question is expected to bring, before it is asked.

The logistic curve is replaced here by the normal ogive of the same item (scale 1.702), for which the moments after either answer are closed
forms: choosing a question never needs quadrature. The estimate itself (`posterior.update`, `replay`) keeps the logistic curve. Every function
broadcasts over leading axes, so that one learner and a thousand take the same path.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .gauss import Floats, below, density

_OGIVE = 1.702
LEVEL = 0.2
"""
Weight of a variance (θ²) beside a probability of error. A decision made, the level is still worth knowing: without this share the errors of
level are larger than they need be; beyond it more verdicts are wrong. Chosen on banks other than those of the benchmark.
"""


@dataclass(frozen=True, slots=True)
class Foresight:
    """
    What either answer would do to u = ability along the item − difficulty ~ N(mean, spread).

    `right` is the probability of a right answer; `shift_*` the change of the mean of u; `kept_*` the share of its variance that remains.
    """

    right: Floats
    shift_right: Floats
    shift_wrong: Floats
    kept_right: Floats
    kept_wrong: Floats


def foresee(mean: ArrayLike, spread: ArrayLike, *, a: ArrayLike, c: ArrayLike = 0.0) -> Foresight:
    """Return what either answer would do to u ~ N(mean, spread); arguments broadcast."""
    mean, spread, a, c = (np.asarray(value, dtype=np.float64) for value in (mean, spread, a, c))
    variance = np.square(_OGIVE / a) + spread
    root = np.sqrt(variance)
    z = mean / root
    peak = density(z)
    knows, lacks = below(z), below(-z)
    hazard, hazard_lacks = peak / knows, peak / lacks
    right = c + (1.0 - c) * knows
    # A right answer is either knowledge, with probability `known`, or a lucky guess that leaves everything as it was: a mixture of both.
    known = (1.0 - c) * knows / right
    share = spread / variance
    jump = hazard * spread / root
    kept = 1.0 - known * share * hazard * (z + hazard) + known * (1.0 - known) * np.square(jump) / spread
    return Foresight(
        right=right,
        shift_right=known * jump,
        shift_wrong=-hazard_lacks * spread / root,
        kept_right=kept,
        kept_wrong=1.0 - share * hazard_lacks * (hazard_lacks - z),
    )


def variance_drop(mean: ArrayLike, spread: ArrayLike, *, a: ArrayLike, c: ArrayLike = 0.0) -> Floats:
    """Return the expected drop of the variance of u ~ N(mean, spread), the quick part of `foresee`; arguments broadcast."""
    mean, spread, a, c = (np.asarray(value, dtype=np.float64) for value in (mean, spread, a, c))
    variance = np.square(_OGIVE / a) + spread
    z = mean / np.sqrt(variance)
    lacks = below(-z)
    return np.asarray(np.square(spread * density(z)) * (1.0 - c) / (variance * (1.0 - (1.0 - c) * lacks) * lacks))


def loss(mean: Floats, var: Floats, thresholds: Floats) -> Floats:
    """
    Return what is still at stake, summed over the last axis: competences of mean `mean` and variance `var` against `thresholds`.

    Where a threshold stands, the expected error of announcing p, the probability of being above it: p(1 − p). Everywhere, NaN thresholds
    included, a share of the variance.
    """
    required = ~np.isnan(thresholds)
    above = below((mean - np.where(required, thresholds, 0.0)) / np.sqrt(var))
    return np.asarray((required * above * (1.0 - above) + LEVEL * var).sum(axis=-1))


def loss_expected(
    mean: Floats, var: Floats, thresholds: Floats, *, gain: Floats, centre: Floats, spread: Floats, a: Floats, c: Floats
) -> Floats:
    """
    Return the loss expected after asking each candidate, shape (…, candidates).

    `mean` and `var` have shape (…, d); `thresholds` (d,) or (…, d); `gain`, the covariance of every competence with the ability along the candidate,
    shape (…, candidates, d); `centre` and `spread`, mean and variance of that ability minus the difficulty, `a` and `c`: (…, candidates).
    """
    seen = foresee(centre, spread, a=a, c=c)
    mean, var, thresholds = mean[..., None, :], var[..., None, :], thresholds[..., None, :]
    expected = np.zeros(np.broadcast_shapes(np.shape(centre), np.shape(a)))
    for chance, shift, kept in ((seen.right, seen.shift_right, seen.kept_right), (1.0 - seen.right, seen.shift_wrong, seen.kept_wrong)):
        after = mean + gain * (shift / spread)[..., None]
        after_var = var - np.square(gain) * ((1.0 - kept) / spread)[..., None]
        expected = expected + chance * loss(after, after_var, thresholds)
    return expected
