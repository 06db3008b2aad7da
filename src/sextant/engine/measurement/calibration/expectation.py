"""
The expectation step: where people probably stand, given the items of the moment, and what that makes each item's answers look like.

It returns sums over people and nothing else, so that parts of the people can be worked through anywhere and their sums added.
"""

from dataclasses import dataclass

import numpy as np

from ..gauss import Floats
from ..irt import probability
from .answers import Answers

NARROW = 0.8
"""The nodes stand at most this many posterior standard deviations apart: farther, a posterior falls between two of them."""

REACH = 5.0
"""The nodes cover this many standard deviations of the population on either side."""

CERTAIN = 1e-12


@dataclass(frozen=True, eq=False)
class Nodes:
    """Abilities at which the population is looked at, shape (q,), and the logarithm of the share of it at each."""

    theta: Floats
    log_share: Floats


def nodes(count: int) -> Nodes:
    """Return `count` equally spaced nodes over a standard normal population."""
    theta = np.linspace(-REACH, REACH, count)
    log_share = -0.5 * theta**2
    return Nodes(theta, log_share - np.log(np.exp(log_share).sum()))


def nodes_for(a: Floats, answered: float) -> Nodes:
    """Return as many nodes as the length of the test asks for: `answered` items a person, of discrimination `a`."""
    information = 1.0 + answered * float(np.mean(np.square(a))) * 0.18
    return nodes(int(np.clip(np.ceil(2 * REACH * np.sqrt(information) / NARROW), 31, 161)) | 1)


@dataclass(frozen=True, eq=False)
class Sums:
    """
    What one pass over some people adds up to.

    `right` and `met`, shape (k, q): expected sum of scores and number of answers to each item at each node; `log_likelihood` of the
    answers; `people` seen; `place`, shape (q,): how many people are expected at each node.
    """

    right: Floats
    met: Floats
    place: Floats
    log_likelihood: float
    people: int

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sums over both groups of people."""
        return Sums(
            self.right + other.right,
            self.met + other.met,
            self.place + other.place,
            self.log_likelihood + other.log_likelihood,
            self.people + other.people,
        )


@dataclass(frozen=True, eq=False)
class Curves:
    """The expected score of each item at each node, shape (k, q), kept away from 0 and 1."""

    expected: Floats

    @classmethod
    def of(cls, at: Nodes, a: Floats, b: Floats, c: Floats) -> "Curves":
        """Return the curves of these items."""
        raw = probability(at.theta[None, :], a=a[:, None], b=b[:, None], c=c[:, None])
        return cls(np.clip(raw, CERTAIN, 1.0 - CERTAIN))


def whereabouts(answers: Answers, at: Nodes, curves: Curves) -> tuple[Floats, Floats]:
    """Return the posterior of each person over the nodes, shape (n, q), and the log-likelihood of their answers, shape (n,)."""
    wrong = np.log1p(-curves.expected)
    odds = np.log(curves.expected) - wrong
    log = np.asarray(answers.scores @ odds)
    log += wrong.sum(axis=0) if answers.present is None else answers.present @ wrong
    log += at.log_share
    top = log.max(axis=1, keepdims=True)
    np.subtract(log, top, out=log)
    np.exp(log, out=log)
    total = log.sum(axis=1, keepdims=True)
    log /= total
    return log, (top + np.log(total)).reshape(-1)


def expected(answers: Answers, at: Nodes, curves: Curves, *, part: int = 20_000) -> Sums:
    """Return the sums over all of `answers`, worked through `part` people at a time."""
    found: Sums | None = None
    for some in answers.parts(part):
        place, log_likelihood = whereabouts(some, at, curves)
        share = place.sum(axis=0)
        met = np.broadcast_to(share, curves.expected.shape) if some.present is None else np.asarray(some.present.T @ place)
        sums = Sums(np.asarray(some.scores.T @ place), met, share, float(log_likelihood.sum()), some.people)
        found = sums if found is None else found + sums
    assert found is not None
    return found
