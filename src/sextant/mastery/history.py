"""How a state moved: since the week began (kept with the estimate), and over its whole life (by replaying what was seen up to each day)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.timezone import get_default_timezone

from sextant.engine.measurement.drift import Memory, Step, pulls
from sextant.engine.measurement.influence import influences
from sextant.engine.measurement.posterior import Posterior, interval
from sextant.frameworks.document import Framework, Level
from sextant.mastery.models import Estimate, Observation, Study
from sextant.mastery.queries import CONFIDENCE
from sextant.mastery.replaying import steps_of
from sextant.mastery.state import day_of, days_since, stability_of

MOST_POINTS = 30
"""Days with answers that are shown, at most."""

SILENCE = timedelta(days=30)
"""After so long without an answer the drawing shows what time alone has made of the level."""

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


def as_week_began(estimate: Estimate, framework: Framework, floor: Posterior, *, now: datetime) -> dict[str, Any]:
    """Return what to keep in `Estimate.week` before `estimate` moves at `now`: what is kept already, unless a new week began since."""
    monday = monday_of(now)
    kept: dict[str, Any] = estimate.week
    if kept and kept["monday"] >= monday.isoformat():
        return kept
    return {"monday": monday.isoformat(), "theta": _theta_on(estimate, framework, floor, monday)}


def earlier_of(estimate: Estimate, framework: Framework, floor: Posterior, *, now: datetime) -> Earlier | None:
    """Return what was known when the week of `now` began; None where nothing was, so that nothing is said to have moved."""
    monday = monday_of(now)
    kept = estimate.week
    # Where nothing was observed this week, what stands is what stood, but for the time.
    is_of_week = kept and kept["monday"] == monday.isoformat()
    theta = kept["theta"] if is_of_week else _theta_on(estimate, framework, floor, monday)
    return Earlier(monday, theta) if theta else None


def _theta_on(estimate: Estimate, framework: Framework, floor: Posterior, day: date) -> dict[str, float]:
    """Return the levels on a day after the last observation; none where nothing was observed."""
    if not estimate.observations:
        return {}
    if tuple(estimate.codes) != framework.codes:
        return dict(zip(estimate.codes, estimate.mean, strict=True))
    mean = np.array(estimate.mean, dtype=float)
    kept = np.exp(-days_since(estimate, day.toordinal()) / stability_of(estimate, framework))
    return dict(zip(estimate.codes, (mean - (1.0 - kept) * np.maximum(mean - floor.mean, 0.0)).tolist(), strict=True))


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
    """
    What was known of one competence at the end of a day: `own` answers on it and `others` on its neighbours came that day or since.

    Without any, time alone made the point: the eve of the next answers, or today.
    """

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
    How one competence moved. `points` are days with observations and the ends of long silences (the last one is now), `own` the
    observations on the competence, newest first; `alone` is what would be known without those on its neighbours, of which there are
    `others`.
    """

    points: tuple[Point, ...]
    own: tuple[Weighed, ...]
    others: int
    before: tuple[float, float, float]
    now: tuple[float, float, float]
    alone: tuple[float, float, float]


def history_of(
    framework: Framework,
    code: str,
    before: Posterior,
    floor: Posterior,
    rows: Sequence[Observation],
    studies: Sequence[Study] = (),
    *,
    zone: ZoneInfo,
    now: datetime,
) -> History:
    """Return the history of a competence at `now`, from what was expected `before` any answer and the observations that count."""
    axis = framework.axis[code]
    taken = steps_of(framework, before, floor, [row for row in rows if row.weight > 0], studies)
    last = taken[-1][0].after if taken else Memory.fresh(before)
    own_rows = []
    least = LEAST_WEIGHT * level_width(framework)
    for (step, its_rows), pull in zip(taken, pulls([step for step, _rows in taken], axis), strict=True):
        weights = influences(step.after.posterior, step.occasion.answers, pull)
        own_rows += [
            Weighed(row, float(weight), bool(weight > 0) if abs(weight) >= least else None)
            for row, weight in zip(its_rows, weights, strict=True)
            if _is_on(row, code)
        ]
    by_itself = steps_of(framework, before, floor, [row for _step, its_rows in taken for row in its_rows if _is_on(row, code)], studies)
    alone = by_itself[-1][0].after if by_itself else Memory.fresh(before)
    today = day_of(now)
    return History(
        points=tuple(_points(code, axis, taken, floor, zone=zone, now=now)),
        own=tuple(reversed(own_rows)),
        others=sum(len(its_rows) for _step, its_rows in taken) - len(own_rows),
        before=_known(before, axis),
        now=_known(last.at(today, floor), axis),
        alone=_known(alone.at(today, floor), axis),
    )


def _points(
    code: str, axis: int, taken: Sequence[tuple[Step, list[Observation]]], floor: Posterior, *, zone: ZoneInfo, now: datetime
) -> Iterator[Point]:
    """Return a point for each of the days shown, and one where a long silence ends."""
    evenings: dict[date, Memory] = {}
    came: dict[date, list[Observation]] = {}
    for step, its_rows in taken:
        day = its_rows[-1].occurred_at.astimezone(zone).date()
        evenings[day] = step.after
        came.setdefault(day, []).extend(its_rows)
    shown = set(_spread(list(evenings)))
    rows: list[Observation] = []
    before: tuple[date, Memory] | None = None
    for day, memory in evenings.items():
        rows += came[day]
        if day not in shown:
            continue
        if before is not None and day - before[0] >= SILENCE:
            yield _point(day - timedelta(days=1), before[1].at((day - timedelta(days=1)).toordinal(), floor), axis)
        own = sum(_is_on(row, code) for row in rows)
        yield _point(day, memory.posterior, axis, own, len(rows) - own)
        rows, before = [], (day, memory)
    today = now.astimezone(zone).date()
    if before is not None and today > before[0]:
        yield _point(today, before[1].at(day_of(now), floor), axis)


def _point(day: date, state: Posterior, axis: int, own: int = 0, others: int = 0) -> Point:
    return Point(day, *_known(state, axis), own, others)


def _spread(days: Sequence[date]) -> Sequence[date]:
    """Return at most `MOST_POINTS` of the days, evenly, the first and the last among them."""
    if len(days) <= MOST_POINTS:
        return days
    return [days[round(place * (len(days) - 1) / (MOST_POINTS - 1))] for place in range(MOST_POINTS)]


def _is_on(row: Observation, code: str) -> bool:
    return float(row.loads.get(code, 0)) > 0


def _known(state: Posterior, axis: int) -> tuple[float, float, float]:
    """Return level and interval of one competence."""
    low, high = interval(state, level=CONFIDENCE)[axis]
    return float(state.mean[axis]), float(low), float(high)
