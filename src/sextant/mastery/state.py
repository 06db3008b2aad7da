"""From rows to the engine and back: the only place that knows both."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sextant.accounts.models import Learner
from sextant.engine.measurement.irt import Item
from sextant.engine.measurement.posterior import Posterior, declare, prior, project
from sextant.engine.measurement.replay import Observation as Seen
from sextant.engine.measurement.replay import replay
from sextant.frameworks.document import Framework
from sextant.mastery.models import Estimate, Observation

BELOW_FIRST_LEVEL = ""
"""What a learner declares who holds no level yet."""


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a learner in a framework: before any answer, now, from how many answers, and which settling tests are over."""

    framework: Framework
    before: Posterior
    now: Posterior
    observations: int
    settled: frozenset[str]

    @property
    def settled_axes(self) -> list[int]:
        """The positions of the settled competences."""
        return [self.framework.axis[code] for code in self.settled if code in self.framework.axis]


def thresholds(framework: Framework, learner: Learner) -> tuple[float, ...]:
    """Return what is required of `learner`, per competence; all NaN while their profession or stage is unknown."""
    if learner.profession in framework.professions and learner.stage in framework.stages:
        return framework.thresholds(learner.profession, learner.stage)
    return (math.nan,) * len(framework.codes)


def declared_theta(framework: Framework, level: str) -> float:
    """Return the middle of a declared level, in logits; half a level below the first for none."""
    cuts = framework.cuts
    gap = (cuts[-1] - cuts[0]) / (len(cuts) - 1) if len(cuts) > 1 else 1.0
    if level not in framework.levels:
        return cuts[0] - gap / 2
    place = list(framework.levels).index(level)
    above = cuts[place + 1] if place + 1 < len(cuts) else cuts[place] + gap
    return (cuts[place] + above) / 2


def prior_for(framework: Framework, learner: Learner, declared: Mapping[str, str]) -> Posterior:
    """
    Return what is expected of `learner` before any answer.

    `declared` maps competence and domain codes to level codes; what is declared of a competence prevails over its domain.
    """
    start = prior(framework.domain_of, framework.prior_mean(learner.profession, learner.stage))
    said: dict[int, float] = {}
    for position, code in enumerate(framework.codes):
        domain = framework.domains[framework.domain_of[position]].code
        level = declared.get(code, declared.get(domain))
        if level is not None:
            said[position] = declared_theta(framework, level)
    return declare(start, said)


def seen(framework: Framework, rows: Iterable[Observation]) -> list[Seen]:
    """Return the observations the engine can use: those that load on this framework, with their loads renormalised to it."""
    found = []
    for row in rows:
        loads = {framework.axis[code]: float(weight) for code, weight in row.loads.items() if code in framework.axis and weight > 0}
        total = sum(loads.values())
        if not loads or row.weight <= 0:
            continue
        item = Item(a=row.a, b=row.b, c=row.c, b_sd=row.b_sd, loads={axis: weight / total for axis, weight in loads.items()})
        found.append(Seen(item=item, score=row.score, weight=row.weight))
    return found


def replayed(framework: Framework, before: Posterior, rows: Iterable[Observation]) -> Posterior:
    """Return the estimate that follows from the observations, in whatever order they come."""
    return replay(before, seen(framework, rows))


def from_estimate(estimate: Estimate, framework: Framework, before: Posterior) -> Posterior:
    """Return the cached estimate on the axes of `framework` (another version of the same framework may have other competences)."""
    cached = Posterior(np.array(estimate.mean, dtype=float), np.array(estimate.covariance, dtype=float))
    if tuple(estimate.codes) == framework.codes:
        return cached
    return project(cached, codes=estimate.codes, onto=before, onto_codes=framework.codes)
