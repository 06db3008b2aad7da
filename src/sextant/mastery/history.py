"""How a state moved: since the week began (kept with the estimate), and over its whole life (by replaying what was seen up to each day)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import get_default_timezone

from sextant.engine.measurement.influence import influences
from sextant.engine.measurement.posterior import Posterior, interval
from sextant.engine.measurement.replay import replay
from sextant.frameworks.document import Framework, Level
from sextant.mastery.models import Estimate, Observation
from sextant.mastery.queries import CONFIDENCE
from sextant.mastery.state import seen

MOST_POINTS = 30
"""Days at which the state is replayed: 200 observations over 15 competences then take some 70 ms."""

LEAST_MOVE = 0.15
"""The share of a level by which an estimate must differ to be said to have moved: neighbours shift it a little with every answer."""

LEAST_DOMAIN_MOVE = 0.05
"""The same for the mean of a domain, which moves less than any of its competences."""

LEAST_WEIGHT = 0.02
"""The share of a level below which one answer is said to have hardly moved the estimate."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was known when the week began: θ by competence, on Monday `monday`."""

    monday: date
    theta: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Move:
    """How far something moved since the week began; `code` is a competence or a domain. `up` is None where it stayed."""

    code: str
    before: float
    after: float
    level_before: Level | None
    level_after: Level | None
    up: bool | None


def monday_of(now: datetime) -> date:
    """Return the Monday of the week of `now`, by the clock of the campus."""
    today = now.astimezone(get_default_timezone()).date()
    return today - timedelta(days=today.weekday())


def as_week_began(estimate: Estimate, *, now: datetime) -> dict[str, Any]:
    """Return what to keep in `Estimate.week` before `estimate` moves at `now`: what is kept already, unless a new week began since."""
    monday = monday_of(now).isoformat()
    kept: dict[str, Any] = estimate.week
    if kept and kept["monday"] >= monday:
        return kept
    known = bool(estimate.observations)
    return {"monday": monday, "theta": dict(zip(estimate.codes, estimate.mean, strict=True)) if known else {}}


def earlier_of(estimate: Estimate, *, now: datetime) -> Earlier | None:
    """Return what was known when the week of `now` began; None where nothing was, so that nothing is said to have moved."""
    monday = monday_of(now)
    kept = estimate.week
    if kept and kept["monday"] == monday.isoformat():
        theta = kept["theta"]
    else:
        # Nothing was observed this week: what stands is what stood.
        theta = dict(zip(estimate.codes, estimate.mean, strict=True)) if estimate.observations else {}
    return Earlier(monday, theta) if theta else None


def competence_moves(earlier: Earlier | None, framework: Framework, after: Mapping[str, float]) -> list[Move]:
    """Return how far each competence moved that was known when the week began, in the framework's order."""
    if earlier is None:
        return []
    return [_move(framework, code, earlier.theta[code], after[code]) for code in framework.codes if code in earlier.theta]


def domain_moves(earlier: Earlier | None, framework: Framework, after: Mapping[str, float]) -> list[Move]:
    """Return how far the mean of each domain moved, over the competences known when the week began."""
    if earlier is None:
        return []
    found = []
    for position, domain in enumerate(framework.domains):
        inside = [code for axis, code in enumerate(framework.codes) if framework.domain_of[axis] == position and code in earlier.theta]
        if inside:
            means = [sum(theta[code] for code in inside) / len(inside) for theta in (earlier.theta, after)]
            found.append(_move(framework, domain.code, *means, least=LEAST_DOMAIN_MOVE))
    return found


def level_width(framework: Framework) -> float:
    """Return how wide a level is on average, in logits."""
    cuts = framework.cuts
    return (cuts[-1] - cuts[0]) / (len(cuts) - 1) if len(cuts) > 1 else 1.0


def _move(framework: Framework, code: str, before: float, after: float, *, least: float = LEAST_MOVE) -> Move:
    moved = abs(after - before) >= least * level_width(framework)
    return Move(code, before, after, framework.level_at(before), framework.level_at(after), after > before if moved else None)


@dataclass(frozen=True, slots=True)
class Point:
    """What was known of one competence at the end of a day: `own` answers on it and `others` on its neighbours came that day or since."""

    day: date
    theta: float
    low: float
    high: float
    own: int
    others: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """One observation and how far it carries the estimate of the competence: `influence` in logits; `up` None where it hardly does."""

    row: Observation
    influence: float
    up: bool | None


@dataclass(frozen=True, slots=True)
class History:
    """
    How one competence moved. `points` are days with observations (the last one is now), `own` the observations on the competence, newest
    first; `alone` is what would be known without those on its neighbours, of which there are `others`.
    """

    points: tuple[Point, ...]
    own: tuple[Weighed, ...]
    others: int
    before: tuple[float, float, float]
    now: tuple[float, float, float]
    alone: tuple[float, float, float]


def history_of(framework: Framework, code: str, before: Posterior, rows: Sequence[Observation], *, zone: ZoneInfo) -> History:
    """Return the history of a competence from what was expected `before` any answer and the observations that count, oldest first."""
    axis = framework.axis[code]
    ordered = sorted((row for row in rows if row.weight > 0), key=lambda row: (row.occurred_at, row.pk))
    usable = [(row, one) for row in ordered for one in seen(framework, [row])]
    after = replay(before, [one for _, one in usable])
    points = []
    start = 0
    for day, end in _days([row for row, _ in usable], zone):
        state = after if end == len(usable) else replay(before, [one for _, one in usable[:end]])
        own = sum(_is_on(row, code) for row, _ in usable[start:end])
        points.append(Point(day, *_known(state, axis), own, end - start - own))
        start = end
    pulls = influences(after, [one for _, one in usable], axis)
    least = LEAST_WEIGHT * level_width(framework)
    own_rows = [
        Weighed(row, float(pull), bool(pull > 0) if abs(pull) >= least else None)
        for (row, _), pull in zip(usable, pulls, strict=True)
        if _is_on(row, code)
    ]
    return History(
        points=tuple(points),
        own=tuple(reversed(own_rows)),
        others=len(usable) - len(own_rows),
        before=_known(before, axis),
        now=_known(after, axis),
        alone=_known(replay(before, [one for row, one in usable if _is_on(row, code)]), axis),
    )


def _days(rows: Sequence[Observation], zone: ZoneInfo) -> list[tuple[date, int]]:
    """Return (local day, number of observations up to its end) of at most `MOST_POINTS` days, the last one among them."""
    days, end = [], 0
    for day, group in groupby(rows, key=lambda row: row.occurred_at.astimezone(zone).date()):
        end += len(list(group))
        days.append((day, end))
    if len(days) <= MOST_POINTS:
        return days
    return [days[round(place * (len(days) - 1) / (MOST_POINTS - 1))] for place in range(MOST_POINTS)]


def _is_on(row: Observation, code: str) -> bool:
    return float(row.loads.get(code, 0)) > 0


def _known(state: Posterior, axis: int) -> tuple[float, float, float]:
    """Return level and interval of one competence."""
    low, high = interval(state, level=CONFIDENCE)[axis]
    return float(state.mean[axis]), float(low), float(high)
