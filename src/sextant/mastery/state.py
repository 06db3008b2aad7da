"""From rows to the engine and back: the only place that knows both."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache

import numpy as np
from django.utils.timezone import get_default_timezone

from sextant.accounts.models import Learner
from sextant.engine.measurement.drift import PACE, many
from sextant.engine.measurement.gauss import Floats
from sextant.engine.measurement.irt import Item
from sextant.engine.measurement.posterior import Posterior, declare, prior, project
from sextant.engine.measurement.replay import Observation as Seen
from sextant.frameworks.document import Framework
from sextant.mastery.models import Estimate, Observation

BELOW_FIRST_LEVEL = ""
"""What a learner declares who holds no level yet."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was known of one competence at the end of the last day with answers on it: the day's number, mean and standard error."""

    day: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class State:
    """
    What is known of a learner in a framework: before any answer, now, from how many answers, and which settling tests are over.

    `last` is the state after the last answer (`now` is the same, some time later, on the `day` of this number), `seen` the competences
    answered themselves; `stability` says in days how long each of them stays (None: nothing was answered).
    """

    framework: Framework
    before: Posterior
    now: Posterior
    observations: int
    settled: frozenset[str]
    last: Posterior
    day: int = 0
    seen: Mapping[str, Snapshot] = field(default_factory=dict)
    stability: Floats | None = None

    @classmethod
    def unseen(cls, framework: Framework, before: Posterior) -> "State":
        """Return the state of somebody who answered nothing: what is expected of them does not move with time."""
        return cls(framework, before, before, 0, frozenset(), before)

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
        shares = {axis: weight / total for axis, weight in loads.items()}
        item = Item(a=row.a, b=row.b, c=row.c, b_sd=row.b_sd, loads=shares, worth=row.worth)
        found.append(Seen(item=item, score=row.score, weight=row.weight))
    return found


def day_of(moment: datetime) -> int:
    """Return the number of the day of a moment, by the clock of the campus."""
    return moment.astimezone(get_default_timezone()).toordinal()


def morning_of(day: int) -> datetime:
    """Return the moment at which the day of this number begins."""
    return datetime.combine(date.fromordinal(day), time.min, get_default_timezone())


def floor_of(framework: Framework, learner: Learner) -> Posterior:
    """Return what time carries a state towards: what is expected of anybody of this profession and stage, whatever they declared."""
    return _floor(framework.domain_of, framework.prior_mean(learner.profession, learner.stage))


@lru_cache(maxsize=512)
def _floor(domain_of: tuple[int, ...], mean: float) -> Posterior:
    return prior(domain_of, mean)


def from_estimate(estimate: Estimate, framework: Framework, before: Posterior) -> Posterior:
    """Return the estimate after the last answer, on the axes of `framework` (another version may have other competences)."""
    cached = Posterior(np.array(estimate.mean, dtype=float), np.array(estimate.covariance, dtype=float))
    if tuple(estimate.codes) == framework.codes:
        return cached
    return project(cached, codes=estimate.codes, onto=before, onto_codes=framework.codes)


def days_since(estimate: Estimate, day: int) -> int:
    """Return how many days went by between the last observation and `day`; none where nothing was observed, or where it was later."""
    return max(0, day - day_of(estimate.seen_at)) if estimate.seen_at else 0


def stability_of(estimate: Estimate, framework: Framework) -> Floats:
    """Return the days after which a good third of each competence is left."""
    known = dict(zip(estimate.codes, estimate.carried.get("stability", ()), strict=False))
    return np.array([known.get(code, PACE.stability) for code in framework.codes])


def state_at(estimate: Estimate, framework: Framework, learner: Learner, *, now: datetime, before: Posterior | None = None) -> State:
    """Return the state of one learner at `now`, from their estimate; `before` is what was expected of them, where it is known already."""
    return states_at([(learner, estimate)], framework, now=now, before=before)[0]


def states_at(
    estimates: Sequence[tuple[Learner, Estimate]], framework: Framework, *, now: datetime, before: Posterior | None = None
) -> list[State]:
    """Return the states of many learners at `now`, in one go and without a query: the time since their last answers passes for all."""
    if not estimates:
        return []
    today = day_of(now)
    floors = [floor_of(framework, learner) for learner, _estimate in estimates]
    stability = np.array([stability_of(estimate, framework) for _learner, estimate in estimates])
    last = [from_estimate(estimate, framework, before or floor) for (_learner, estimate), floor in zip(estimates, floors, strict=True)]
    means, covariances = many(
        np.array([one.mean for one in last]),
        np.array([one.cov for one in last]),
        floors,
        np.array([days_since(estimate, today) for _learner, estimate in estimates], dtype=np.float64),
        stability,
    )
    return [
        State(
            framework=framework,
            before=before or floor,
            now=Posterior(mean, covariance),
            observations=estimate.observations,
            settled=frozenset(estimate.settled),
            last=then,
            day=today,
            seen={code: Snapshot(*seen) for code, seen in estimate.carried.get("seen", {}).items()},
            stability=lasts,
        )
        for (_learner, estimate), floor, then, mean, covariance, lasts in zip(
            estimates, floors, last, means, covariances, stability, strict=True
        )
    ]
