"""
What is known of a learner: a normal distribution over the competences of a framework, of any shape.

Competences of a domain are correlated and all share a general factor, so that an answer on one informs its neighbours. An answer changes
the covariance by a rank-one term along the item's direction: moment matching by Gauss–Hermite quadrature in one dimension, exact in the
others (assumed-density filtering; Minka, A Family of Algorithms for Approximate Bayesian Inference, 2001).
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from .gauss import Floats, half_width, hermite
from .irt import Item

NODES = 31


class NotAPosterior(ValueError):
    """The mean and covariance given do not describe a state of knowledge: the message says why."""


class NotAScore(ValueError):
    """A score lies outside [0, 1], or a weight outside (0, 1], or either is not a number."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """
    The estimate of a learner: `mean`, shape (d,), and `cov`, shape (d, d), in units of θ.

    Raises `NotAPosterior` when the shapes disagree, a number is not finite, or the covariance is not symmetric with a positive diagonal.
    """

    mean: Floats
    cov: Floats

    def __post_init__(self) -> None:
        """Refuse what is not a normal distribution."""
        mean = np.array(self.mean, dtype=np.float64)
        cov = np.array(self.cov, dtype=np.float64)
        if mean.ndim != 1 or not mean.size or cov.shape != (len(mean), len(mean)):
            raise NotAPosterior(f"expected shapes (d,) and (d, d), got {mean.shape} and {cov.shape}")
        if not (np.isfinite(mean).all() and np.isfinite(cov).all()):
            raise NotAPosterior("the mean or the covariance holds a number that is not finite")
        if (cov.diagonal() <= 0.0).any() or np.abs(cov - cov.T).max() > 1e-8 * cov.diagonal().max():
            raise NotAPosterior("a covariance is symmetric, with variances above 0")
        mean.setflags(write=False)
        cov.setflags(write=False)
        object.__setattr__(self, "mean", mean)
        object.__setattr__(self, "cov", cov)

    @property
    def competences(self) -> int:
        """Return the number of competences, d."""
        return len(self.mean)

    @property
    def sd(self) -> Floats:
        """Return the standard error of each competence, shape (d,)."""
        return np.asarray(np.sqrt(self.cov.diagonal()))


def prior(
    domain_of: Sequence[Hashable], mean: ArrayLike = 0.0, *, within: float = 0.7, across: float = 0.5, sd: ArrayLike = 1.0
) -> Posterior:
    """
    Return what is known before any answer, for a framework of any shape.

    `domain_of` names the domain of each competence, in order. `mean` and `sd` (units of θ) are scalars or have shape (d,): they follow
    from profession, stage and background. Two competences correlate by `within` in one domain and by `across` otherwise. Raises
    `NotAPosterior` when no such distribution exists.

    >>> prior(["data", "data", "security"]).cov[0].tolist()
    [1.0, 0.7, 0.5]
    """
    domains = list(domain_of)
    d = len(domains)
    if not -1.0 < across <= within < 1.0:
        raise NotAPosterior(f"expected -1 < across <= within < 1, got across={across}, within={within}")
    same = np.array([[one == other for other in domains] for one in domains], dtype=bool).reshape(d, d)
    correlation = np.where(same, within, across)
    np.fill_diagonal(correlation, 1.0)
    centre, spread = np.asarray(mean, dtype=np.float64), np.asarray(sd, dtype=np.float64)
    if {centre.shape, spread.shape} - {(), (d,)}:
        raise NotAPosterior(f"expected one mean and sd, or {d} of each; got shapes {centre.shape} and {spread.shape}")
    spread = np.broadcast_to(spread, (d,))
    found = Posterior(np.broadcast_to(centre, (d,)), correlation * np.outer(spread, spread))
    if np.linalg.eigvalsh(found.cov)[0] <= 0.0:
        raise NotAPosterior("these correlations contradict each other: the covariance is not positive definite")
    return found


def declare(posterior: Posterior, declared: Mapping[int, float], *, sd: float = 2.0) -> Posterior:
    """
    Return the posterior moved by what the learner says of themselves.

    `declared` maps a competence to the θ of the level declared; `sd` is how loosely a declaration follows ability (an assumption, to be
    estimated from "you thought / measured"). By default a declaration is worth less than two answers: learners judge themselves badly.
    Raises `NotAScore` when a declaration is not a number or `sd` is not above 0.

    >>> declare(prior(["a"]), {0: 1.0}, sd=1.0).mean.tolist()
    [0.5]
    """
    if not declared:
        return posterior
    indices = sorted(declared)
    stated = np.array([declared[index] for index in indices], dtype=np.float64)
    if not np.isfinite(stated).all() or not sd > 0.0:
        raise NotAScore("a declared level is not a finite number, or its spread is not above 0")
    gain = np.linalg.solve(posterior.cov[np.ix_(indices, indices)] + sd * sd * np.eye(len(indices)), posterior.cov[indices]).T
    cov = posterior.cov - gain @ posterior.cov[indices]
    return Posterior(posterior.mean + gain @ (stated - posterior.mean[indices]), 0.5 * (cov + cov.T))


def check_score(score: float, weight: float) -> None:
    """Raise `NotAScore` unless `score` lies in [0, 1] and `weight` in (0, 1]; a NaN fails both."""
    if not 0.0 <= score <= 1.0 or not 0.0 < weight <= 1.0:
        raise NotAScore(f"expected a score in [0, 1] and a weight in (0, 1], got score={score}, weight={weight}")


def tilted(mean: ArrayLike, var: ArrayLike, *, a: ArrayLike, c: ArrayLike, score: ArrayLike, weight: ArrayLike) -> tuple[Floats, Floats]:
    """
    Return mean and variance of u ~ N(mean, var) once an item of difficulty 0 gave `score`; arguments broadcast to a common shape.

    The likelihood is (P^score · (1 − P)^(1 − score))^weight: an answer for the scores 0 and 1; between them the quasi-likelihood of a
    fraction (Papke & Wooldridge, 1996), which claims the information of one right-or-wrong answer. A `weight` under 1 tempers it, one
    above 1 gives it what a share of credit is worth.
    """
    before, spread = np.asarray(mean, dtype=np.float64), np.asarray(var, dtype=np.float64)
    shift, kept = meaning(a=a, c=c, score=score, weight=weight)(before, spread)
    return before + shift, spread * kept


def meaning(*, a: ArrayLike, c: ArrayLike, score: ArrayLike, weight: ArrayLike) -> Callable[[Floats, Floats], tuple[Floats, Floats]]:
    """
    Return what answers say, to be asked again and again: a function of the mean and variance of u before them, as in `tilted`.

    It tells by how much each mean moves, and which share of the variance remains.
    """
    slope, floor, share, counts = (np.asarray(value, dtype=np.float64)[..., None] for value in (a, c, score, weight))
    nodes, powers = _moments()
    plain = bool(((share == 0.0) | (share == 1.0)).all() and (counts == 1.0).all())
    # P and 1 − P up to a constant: σ(logit) plus what is guessed, and σ(−logit).
    turned, guessed = slope * (2.0 * share - 1.0), share * (floor / (1.0 - floor))

    def said(mean: Floats, var: Floats) -> tuple[Floats, Floats]:
        sd = np.sqrt(var)
        u = mean[..., None] + sd[..., None] * nodes
        if plain:
            likelihood = guessed + 1.0 / (1.0 + _odds(-turned * u))
        else:
            odds = _odds(slope * u)
            lacks = 1.0 / (1.0 + odds)
            likelihood = np.exp(counts * (share * np.log(floor + (1.0 - floor) * odds * lacks) + (1.0 - share) * np.log(lacks)))
        sums = likelihood @ powers
        moments = sums[..., 1:] / sums[..., :1]
        first = moments[..., 0]
        return sd * first, moments[..., 1] - first * first

    return said


def _odds(logit: Floats) -> Floats:
    # Beyond these bounds nothing is told apart; within them every chance is a number above 0.
    return np.asarray(np.exp(np.minimum(np.maximum(logit, -600.0), 600.0)))


@cache
def _moments() -> tuple[Floats, Floats]:
    """Return the nodes of a standard normal, and what sums a function at them into its mass, mean and mean square, shape (nodes, 3)."""
    nodes, weights = hermite(NODES)
    return nodes, weights[:, None] * nodes[:, None] ** np.arange(3)


def update(posterior: Posterior, item: Item, score: float, *, weight: float = 1.0) -> Posterior:
    """
    Return the posterior after one answer: a rank-one change along the item's direction, in microseconds.

    `score` in [0, 1] is what the answer earned; `weight` in (0, 1] tempers it (unsupervised, just after the reading, …). The item's
    `b_sd` widens the answer's meaning. Raises `NotAScore`, and `NotAnItem` when the item loads beyond the framework.

    >>> after = update(prior(["data", "data"]), Item(a=1.0, b=0.0), 1.0)
    >>> [round(float(value), 3) for value in after.mean]
    [0.413, 0.289]
    """
    check_score(score, weight)
    direction = item.direction(posterior.competences)
    gain = posterior.cov @ direction
    along = float(direction @ gain)
    before, spread = float(direction @ posterior.mean) - item.b, along + item.b_sd**2
    after, var = tilted(before, spread, a=item.a, c=item.c, score=score, weight=weight * item.worth)
    mean = posterior.mean + gain * ((float(after) - before) / spread)
    return Posterior(mean, posterior.cov - np.outer(gain, gain) * ((1.0 - float(var) / spread) / spread))


def interval(posterior: Posterior, *, level: float = 0.9) -> Floats:
    """
    Return the central interval that holds each competence with probability `level`, shape (d, 2), units of θ.

    >>> interval(prior(["a"])).round(3).tolist()
    [[-1.645, 1.645]]
    """
    reach = half_width(level) * posterior.sd
    return np.stack([posterior.mean - reach, posterior.mean + reach], axis=1)


def by_domain(posterior: Posterior, domain_of: Sequence[Hashable]) -> Posterior:
    """
    Return the posterior of the domains, each the plain mean of its competences, in the order in which `domain_of` first names them.

    `domain_of` names the domain of each competence. Raises `NotAPosterior` when it names more or fewer than there are.

    >>> state = Posterior([1.0, 0.0, -1.0], [[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> by_domain(state, ["data", "data", "law"]).mean.tolist(), by_domain(state, ["data", "data", "law"]).cov.diagonal().tolist()
    ([0.5, -1.0], [0.75, 1.0])
    """
    if len(domain_of) != posterior.competences:
        raise NotAPosterior(f"expected the domain of {posterior.competences} competences, got {len(domain_of)}")
    shares = np.array([[float(domain == one) for domain in domain_of] for one in dict.fromkeys(domain_of)])
    shares /= shares.sum(axis=1, keepdims=True)
    cov = shares @ posterior.cov @ shares.T
    return Posterior(shares @ posterior.mean, 0.5 * (cov + cov.T))


def project(posterior: Posterior, *, codes: Sequence[str], onto: Posterior, onto_codes: Sequence[str]) -> Posterior:
    """
    Return the posterior carried from one version of a framework to another, by competence code.

    `codes` names the competences of `posterior`, `onto_codes` those of `onto`, the prior of the new version. A competence of both keeps
    its estimate; a new one gets its prior given the kept ones (it learns from its neighbours); a dropped one is forgotten. Raises
    `NotAPosterior` when codes repeat or do not match in number.

    >>> old = update(prior(["a"]), Item(), 1.0)
    >>> project(old, codes=["1.1"], onto=prior(["a", "a"]), onto_codes=["1.1", "1.2"]).mean.round(3).tolist()
    [0.413, 0.289]
    """
    if len(codes) != posterior.competences or len(onto_codes) != onto.competences:
        raise NotAPosterior("one code for each competence is needed")
    if len(set(codes)) != len(codes) or len(set(onto_codes)) != len(onto_codes):
        raise NotAPosterior("a competence code appears twice")
    where = {code: index for index, code in enumerate(codes)}
    new = [index for index, code in enumerate(onto_codes) if code in where]
    if not new:
        return onto
    old = [where[onto_codes[index]] for index in new]
    # Replace the prior's marginal of the shared competences by the estimate; every other one follows by regression on them.
    regression = np.linalg.solve(onto.cov[np.ix_(new, new)], onto.cov[new]).T
    mean = onto.mean + regression @ (posterior.mean[old] - onto.mean[new])
    cov = onto.cov + regression @ (posterior.cov[np.ix_(old, old)] - onto.cov[np.ix_(new, new)]) @ regression.T
    return Posterior(mean, 0.5 * (cov + cov.T))
