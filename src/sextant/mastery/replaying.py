"""
The chain of observations, day after day: from the beginning, or taken up where the last day began so that an answer replays that day alone.

Both give the same numbers to the last digit: what is kept at the start of a day is the very state the whole chain passes through.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
from django.conf import settings

from sextant.engine.measurement.drift import PACE, Answer, Memory, Occasion, Step, occasions
from sextant.engine.measurement.drift import Study as Studied
from sextant.engine.measurement.gauss import Floats
from sextant.engine.measurement.posterior import Posterior
from sextant.frameworks.document import Framework
from sextant.mastery.models import Observation, Study
from sextant.mastery.state import Snapshot, day_of, seen


@dataclass(frozen=True, slots=True)
class Start:
    """Where a chain is taken up: what was carried into `day`, what stood of each competence seen, and how many observations it holds."""

    day: int
    memory: Memory
    seen: Mapping[str, Snapshot]
    observations: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The state after the last observation that counts and its moment, what stood of each competence seen, where to take it up again."""

    memory: Memory
    seen: Mapping[str, Snapshot]
    observations: int
    seen_at: datetime | None
    start: Start


def chain(
    framework: Framework,
    before: Posterior,
    floor: Posterior,
    rows: Iterable[Observation],
    studies: Iterable[Study],
    start: Start | None = None,
) -> Chain:
    """
    Return the chain of all the `rows` that count, in whatever order they come, or of those since `start`.

    `before` is what was expected before any answer, `floor` what time carries towards.
    """
    rows = list(rows)
    days = {row.pk: day_of(row.occurred_at) for row in rows}
    last = max(days.values(), default=start.day if start else 0)
    studied = [(day_of(one.studied_at), _studied(framework, one)) for one in studies]
    memory, known, count = (start.memory, dict(start.seen), start.observations) if start else (Memory.fresh(before), {}, 0)
    earlier = [row for row in rows if days[row.pk] < last]
    found, left = occasions(_answers(framework, earlier, days), [one for day, one in studied if day < last])
    memory = _through(framework, memory, found, floor, known).after_studies(left)
    begun = Start(last, memory, dict(known), count + _counting(earlier))
    found, _left = occasions(
        _answers(framework, (row for row in rows if days[row.pk] == last), days), [one for day, one in studied if day >= last]
    )
    memory = _through(framework, memory, found, floor, known)
    counting = (row.occurred_at for row in rows if seen(framework, [row]))
    return Chain(memory, known, count + _counting(rows), max(counting, default=None), begun)


def _counting(rows: Iterable[Observation]) -> int:
    """Return how many answers count: what was set aside stays in the chain, weighs nothing, and is not told as an answer."""
    return sum(row.weight > 0 for row in rows)


def steps_of(
    framework: Framework, before: Posterior, floor: Posterior, rows: Sequence[Observation], studies: Iterable[Study]
) -> list[tuple[Step, list[Observation]]]:
    """Return every step of a chain with its rows, in the order of the answers of its occasion; rows that count for nothing are left out."""
    answers = sorted(
        ((one, row) for row in rows for one in _answers(framework, [row], {row.pk: day_of(row.occurred_at)})),
        key=lambda pair: (pair[0].day, pair[0].moment),
    )
    row_of = {id(answer.seen): row for answer, row in answers}
    memory, taken = Memory.fresh(before), []
    for occasion in occasions((answer for answer, _row in answers), [_studied(framework, one) for one in studies])[0]:
        step = Step.of(memory, occasion, floor)
        taken.append((step, [row_of[id(one)] for one in occasion.answers]))
        memory = step.after
    return taken


def _answers(framework: Framework, rows: Iterable[Observation], days: Mapping[Any, int]) -> list[Answer]:
    return [Answer(days[row.pk], row.occurred_at.timestamp(), one) for row in rows for one in seen(framework, [row])]


def _studied(framework: Framework, study: Study) -> Studied:
    codes = (framework.axis[code] for code in study.competences if code in framework.axis)
    return Studied(study.studied_at.timestamp(), frozenset(codes))


def _through(framework: Framework, memory: Memory, found: Iterable[Occasion], floor: Posterior, known: dict[str, Snapshot]) -> Memory:
    """Take these steps, and note in `known` what stands of each competence after the answers on it."""
    for occasion in found:
        memory = Step.of(memory, occasion, floor).after
        sd = memory.posterior.sd
        for axis in sorted({axis for one in occasion.answers for axis, load in one.item.loads.items() if load > 0}):
            known[framework.codes[axis]] = Snapshot(occasion.day, float(memory.posterior.mean[axis]), float(sd[axis]))
    return memory


def key_of(framework: Framework, before: Posterior, floor: Posterior) -> str:
    """Return a name for all that a start rests on besides its observations: another name, and the chain begins anew."""
    parts = [framework.code, framework.version, *framework.codes, repr(PACE), settings.TIME_ZONE]
    numbers = b"".join(np.ascontiguousarray(one).tobytes() for one in (before.mean, before.cov, floor.mean, floor.cov))
    return sha256("\n".join(parts).encode() + numbers).hexdigest()[:16]


def carried(memory: Memory, known: Mapping[str, Snapshot]) -> dict[str, Any]:
    """Return what time acts on beside the mean and the covariance, as JSON."""
    return {
        "stability": memory.stability.tolist(),
        "seen": {code: [one.day, one.mean, one.sd] for code, one in known.items()},
    }


def kept(start: Start, key: str) -> dict[str, Any]:
    """Return a start as JSON: half of its covariance, which is symmetric."""
    memory, size = start.memory, start.memory.posterior.competences
    return {
        "key": key,
        "day": start.day,
        "observations": start.observations,
        "seen": {code: [one.day, one.mean, one.sd] for code, one in start.seen.items()},
        "since": memory.day,
        "mean": memory.posterior.mean.tolist(),
        "covariance": memory.posterior.cov[np.tril_indices(size)].tolist(),
        "stability": memory.stability.tolist(),
        "opening": memory.opening.tolist(),
        "succeeded": [None if math.isnan(day) else day for day in memory.succeeded.tolist()],
    }


def taken_up(start: Mapping[str, Any], key: str, *, since: datetime | None) -> Start | None:
    """Return the start that was kept, if it still holds for what comes at `since` and later; None where the chain must begin anew."""
    if start.get("key") != key or since is None or day_of(since) < start["day"]:
        return None
    memory = Memory(
        posterior=Posterior(np.array(start["mean"]), _whole(start["covariance"], len(start["mean"]))),
        day=start["since"],
        stability=np.array(start["stability"]),
        opening=np.array(start["opening"]),
        succeeded=np.array([math.nan if day is None else day for day in start["succeeded"]]),
    )
    known = {code: Snapshot(*one) for code, one in start["seen"].items()}
    return Start(start["day"], memory, known, start["observations"])


def _whole(half: Sequence[float], size: int) -> Floats:
    found = np.zeros((size, size))
    found[np.tril_indices(size)] = half
    return found + np.tril(found, -1).T
