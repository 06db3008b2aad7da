"""
What a question is expected to bring, before it is asked.

Two speeds: `variance_drop` ranks a whole bank by a closed form, in which the chance of a right answer averaged over a normal is a
logistic curve of gentler slope (MacKay, The evidence framework applied to classification networks, 1992); `loss_expected` weighs a few
candidates by quadrature. Every function broadcasts over leading axes, so that one learner and a thousand take the same path.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats, below, half_width, hermite

_NODES = 15

LEVEL = 0.2
"""
Weight of a variance (θ²) beside a probability of error. A decision made, the level is still worth knowing: without this share the errors
of level are larger than they need be; beyond it more verdicts are wrong. Chosen on banks other than those of the benchmark.
"""


ENDING = 0.1
"""
What sparing the next question is worth on the same scale. In simulated settling tests it decides one learner in fifteen to twenty more
than no such share; several times as much gambles on far too hard questions.
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
    nodes, weights = hermite(_NODES)
    deviation = np.sqrt(spread)
    logit = (a * mean)[..., None] + (a * deviation)[..., None] * nodes
    lacks = 0.5 - 0.5 * np.tanh(0.5 * logit)
    # Mean, first and second moment of a wrong answer over the standardised ability; a right answer has the rest.
    wrong, first, second = np.moveaxis(
        (1.0 - c)[..., None] * (lacks @ np.stack([weights, weights * nodes, weights * nodes**2], axis=1)), -1, 0
    )
    right = 1.0 - wrong
    up, down = -first / right, first / wrong
    return Foresight(
        right=right,
        shift_right=deviation * up,
        shift_wrong=deviation * down,
        kept_right=(1.0 - second) / right - np.square(up),
        kept_wrong=second / wrong - np.square(down),
    )


def variance_drop(mean: ArrayLike, spread: ArrayLike, *, a: ArrayLike, c: ArrayLike = 0.0) -> Floats:
    """Return, nearly, the expected drop of the variance of u ~ N(mean, spread) after an answer; arguments broadcast."""
    mean, spread, a, c = (np.asarray(value, dtype=np.float64) for value in (mean, spread, a, c))
    slope = a / np.sqrt(1.0 + 0.125 * np.pi * np.square(a) * spread)
    knows = 0.5 + 0.5 * np.tanh(0.5 * slope * mean)
    # By Stein's identity the covariance of answer and ability is spread × the slope of the averaged curve; the drop is its square over
    # the variance of the answer. What cancels is left out.
    return np.asarray(np.square(spread * slope * knows) * (1.0 - knows) * (1.0 - c) / (c + (1.0 - c) * knows))


def loss(mean: Floats, var: Floats, thresholds: Floats) -> Floats:
    """
    Return what is still at stake, summed over the last axis: competences of mean `mean` and variance `var` against `thresholds`.

    Where a threshold stands, the expected error of announcing p, the probability of being above it: p(1 − p). Everywhere, NaN thresholds
    included, a share of the variance.
    """
    required = ~np.isnan(thresholds)
    above = below((mean - np.where(required, thresholds, 0.0)) / np.sqrt(var))
    return np.asarray((required * above * (1.0 - above) + LEVEL * var).sum(axis=-1))


def finished(mean: Floats, var: Floats, thresholds: Floats, *, p: float, se: float) -> NDArray[np.bool_]:
    """Tell whether nothing more need be asked: each competence is decided with probability `p`, or known to `se` where no threshold is."""
    reach = half_width(2.0 * p - 1.0)
    decided = np.square(mean - thresholds) >= reach * reach * var
    return np.asarray(np.where(np.isnan(thresholds), var <= se * se, decided).all(axis=-1))


def loss_expected(
    mean: Floats,
    var: Floats,
    thresholds: Floats,
    *,
    gain: Floats,
    centre: Floats,
    spread: Floats,
    a: Floats,
    c: Floats,
    p: float = 0.90,
    se: float = 0.30,
) -> Floats:
    """
    Return the loss expected after asking each candidate, shape (…, candidates).

    An answer after which nothing more need be asked (each competence decided with probability `p`, or known to `se`) spares a question:
    every outcome that leaves open a sitting still open now costs `ENDING`.

    `mean` and `var` have shape (…, d); `thresholds` (d,) or (…, d); `gain`, the covariance of every competence with the ability along the
    candidate, shape (…, candidates, d); `centre` and `spread`, mean and variance of that ability minus the difficulty, `a` and `c`: (…,
    candidates).
    """
    seen = foresee(centre, spread, a=a, c=c)
    mean, var, thresholds = mean[..., None, :], var[..., None, :], thresholds[..., None, :]
    open_now = ~finished(mean, var, thresholds, p=p, se=se)
    expected = np.zeros(np.broadcast_shapes(np.shape(centre), np.shape(a)))
    for chance, shift, kept in ((seen.right, seen.shift_right, seen.kept_right), (1.0 - seen.right, seen.shift_wrong, seen.kept_wrong)):
        after = mean + gain * (shift / spread)[..., None]
        after_var = var - np.square(gain) * ((1.0 - kept) / spread)[..., None]
        still_open = open_now & ~finished(after, after_var, thresholds, p=p, se=se)
        expected = expected + chance * (loss(after, after_var, thresholds) + ENDING * still_open)
    return expected
