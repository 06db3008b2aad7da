"""Laying chosen tasks in free hours: sessions first, then the rest by the earliest time that order, week and deadline allow."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping

from .desk import Desk, bits
from .model import Chunk, Kind, SessionOption

Placed = dict[int, tuple[tuple[Chunk, ...], int | None]]
"""Task → its pieces, and the number of the session option taken (None when self-paced)."""

ASSIGNMENTS = 8
"""Ways of choosing sessions that are tried before a choice of modules is called impossible."""
NODES = 400
"""Partial choices of sessions looked at in one search."""


def place(desk: Desk, chosen: int, *, keep: bool = False) -> Placed | None:
    """
    Lay the tasks of mask `chosen` in the free hours, or return None where no way was found.

    With `keep`, steps of the plan in force stay where they are as far as each can. Otherwise a module is split only where nothing fits whole.
    """
    for sessions in _assignments(desk, chosen):
        fixed: Placed = {i: ((Chunk(desk.options[i][o].start, desk.options[i][o].end),), o) for i, o in sessions.items()}
        if keep:
            kept = _stay(desk, chosen, fixed)
            placed = _fill(desk, chosen, kept, urgent=True, split=False) or _fill(desk, chosen, kept, urgent=True, split=True)
            if placed is not None:
                return placed
        for urgent, split in ((False, False), (True, False), (True, True)):
            placed = _fill(desk, chosen, fixed, urgent=urgent, split=split)
            if placed is not None:
                return placed
    return None


def window(option: SessionOption, travel: int) -> tuple[int, int]:
    """Return the time a session blocks for everything that is not at the same place."""
    half = (travel + 1) // 2
    return option.start - half, option.end + half


def clash(one: tuple[SessionOption, int], other: tuple[SessionOption, int]) -> bool:
    """Can two sessions, each with its minutes of travel, not both be attended?"""
    (a, travel_a), (b, travel_b) = one, other
    if a.place is not None and a.place == b.place:
        travel_a = travel_b = 0
    a_from, a_to = window(a, travel_a)
    b_from, b_to = window(b, travel_b)
    return a_from < b_to and b_from < a_to


def minutes_by_week(desk: Desk, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (week, minutes) of the interval from `start` to `end`."""
    while start < end:
        week = desk.week_of(start)
        stop = min(end, desk.weeks[week + 1])
        yield week, stop - start
        start = stop


def _assignments(desk: Desk, chosen: int) -> Iterator[dict[int, int]]:
    """Yield choices of one session per chosen module that has sessions, cheapest first, none of them clashing."""
    tasks = sorted((i for i in bits(chosen) if desk.options[i]), key=lambda i: (len(desk.options[i]), i))
    if not tasks:
        yield {}
        return
    cap = desk.problem.minutes_per_week
    used: dict[int, int] = {}
    taken: dict[int, int] = {}
    left = [NODES, ASSIGNMENTS]

    def descend(depth: int) -> Iterator[dict[int, int]]:
        if depth == len(tasks):
            left[1] -= 1
            yield dict(taken)
            return
        i = tasks[depth]
        for o, option in enumerate(desk.options[i]):
            left[0] -= 1
            if left[0] < 0 or left[1] <= 0:
                return
            if not _compatible(desk, i, o, taken):
                continue
            spent = list(minutes_by_week(desk, option.start, option.end))
            if any(used.get(week, 0) + minutes > cap for week, minutes in spent):
                continue
            for week, minutes in spent:
                used[week] = used.get(week, 0) + minutes
            taken[i] = o
            yield from descend(depth + 1)
            del taken[i]
            for week, minutes in spent:
                used[week] -= minutes

    yield from descend(0)


def _compatible(desk: Desk, i: int, o: int, taken: Mapping[int, int]) -> bool:
    option, travel = desk.options[i][o], desk.travel[i][o]
    for j, p in taken.items():
        other = desk.options[j][p]
        if clash((option, travel), (other, desk.travel[j][p])):
            return False
        if desk.before[i] >> j & 1 and other.end > option.start:
            return False
        if desk.before[j] >> i & 1 and option.end > other.start:
            return False
    return True


def _stay(desk: Desk, chosen: int, fixed: Placed) -> Placed:
    """Return `fixed` and, added to it, the chosen self-paced steps of the plan in force that can stay where they are."""
    kept: Placed = dict(fixed)
    spent: dict[int, int] = {}
    taken: list[tuple[int, int]] = []
    for i, (chunks, o) in fixed.items():
        for week, minutes in minutes_by_week(desk, chunks[0].start, chunks[0].end):
            spent[week] = spent.get(week, 0) + minutes
        if o is not None:
            taken.append(window(desk.options[i][o], desk.travel[i][o]))
    for i in bits(chosen):
        step = desk.previous.get(desk.keys[i])
        if i in fixed or step is None or desk.options[i] or step.minutes != desk.minutes[i] or step.start < desk.release[i]:
            continue
        inside = all(any(a <= c.start and c.end <= b for a, b, _ in desk.free) for c in step.chunks)
        apart = all(c.end <= a or b <= c.start for c in step.chunks for a, b in taken)
        if not inside or not apart or any(c.minutes < min(desk.problem.chunk, desk.minutes[i]) for c in step.chunks):
            continue
        if any(
            (desk.before[i] >> j & 1 and chunks[-1].end > step.start) or (desk.before[j] >> i & 1 and step.end > chunks[0].start)
            for j, (chunks, _) in kept.items()
        ):
            continue
        weekly: dict[int, int] = {}
        for c in step.chunks:
            week = desk.week_of(c.start)
            weekly[week] = weekly.get(week, 0) + c.minutes
        if any(spent.get(week, 0) + minutes > desk.problem.minutes_per_week for week, minutes in weekly.items()):
            continue
        for week, minutes in weekly.items():
            spent[week] = spent.get(week, 0) + minutes
        taken += [(c.start, c.end) for c in step.chunks]
        kept[i] = (step.chunks, None)
    return kept


def _fill(desk: Desk, chosen: int, fixed: Placed, *, urgent: bool, split: bool) -> Placed | None:
    """Add the chosen tasks that are not in `fixed`, which stays; `urgent` takes first what has least time left, else what is shortest."""
    todo = [i for i in bits(chosen) if i not in fixed]
    if not todo:
        return dict(fixed)
    bounds = _bounds(desk, chosen, todo, fixed)
    if bounds is None:
        return None
    release, due = bounds
    free, room = _remaining(desk, fixed)
    problem = desk.problem
    # Longest stretch still to come, so as to know whether waiting can spare a split.
    later = [0] * (len(free) + 1)
    for k in range(len(free) - 1, -1, -1):
        a, b, week = free[k]
        later[k] = max(later[k + 1], min(b - a, room[week]))
    pending = set(todo)
    rank = {i: _rank(desk, i, due[i], urgent) for i in todo}
    ready: list[tuple[tuple[int, ...], int]] = []
    waiting: list[int] = []
    for i in todo:
        if any(j in pending for j in bits(desk.before[i] & chosen)):
            waiting.append(i)
        else:
            insort(ready, (rank[i], i))
    left = {i: desk.minutes[i] for i in todo}
    pieces: dict[int, list[Chunk]] = {i: [] for i in todo}
    begun: int | None = None
    for k, (t, b, week) in enumerate(free):
        while t < b and room[week] > 0 and pending:
            space = min(b - t, room[week])
            pick, length = -1, 0
            for _, i in ready:
                if begun is not None and i != begun:
                    continue
                if release[i] > t:
                    continue
                rest = left[i]
                if rest <= space:
                    pick, length = i, rest
                    break
                # A test is taken in one go.
                if desk.kinds[i] is Kind.TEST or rest < 2 * problem.chunk or space < problem.chunk:
                    continue
                if i == begun or split or rest > later[k + 1]:
                    pick, length = i, min(space, rest - problem.chunk)
                    break
            if pick < 0:
                soonest = min((release[i] for _, i in ready if t < release[i] < b), default=b)
                t = soonest
                continue
            pieces[pick].append(Chunk(t, t + length))
            t += length
            room[week] -= length
            left[pick] -= length
            if left[pick]:
                begun = pick
                continue
            if t > due[pick]:
                return None
            begun = None
            pending.discard(pick)
            ready.remove((rank[pick], pick))
            still = []
            for i in waiting:
                if any(j in pending for j in bits(desk.before[i] & chosen)):
                    still.append(i)
                else:
                    insort(ready, (rank[i], i))
            waiting = still
        if not pending:
            break
    if pending:
        return None
    placed = dict(fixed)
    for i in todo:
        placed[i] = (tuple(pieces[i]), None)
    return placed


def _rank(desk: Desk, i: int, due: int, urgent: bool) -> tuple[int, ...]:
    step = desk.previous.get(desk.keys[i])
    order = (0 if desk.kinds[i] is Kind.TEST else 1, step.start if step else 1 << 62, desk.minutes[i], i)
    return (due, *order) if urgent else order


def _bounds(desk: Desk, chosen: int, todo: list[int], fixed: Placed) -> tuple[dict[int, int], dict[int, int]] | None:
    """Return earliest start and latest end of each task to lay, given the fixed ones; None when the fixed ones contradict each other."""
    release: dict[int, int] = {}
    due: dict[int, int] = {}
    for i, (chunks, _) in fixed.items():
        if any(fixed[j][0][-1].end > chunks[0].start for j in bits(desk.before[i] & chosen) if j in fixed):
            return None
    for i in todo:
        release[i] = max([desk.release[i], *(fixed[j][0][-1].end for j in bits(desk.before[i] & chosen) if j in fixed)])
        due[i] = desk.problem.deadline
    for i, (chunks, _) in fixed.items():
        for j in bits(desk.before[i] & chosen):
            if j in due:
                due[j] = min(due[j], chunks[0].start)
    # Tasks are numbered in an order in which they can be taken, so one backward pass carries the latest ends to all predecessors.
    for i in reversed(todo):
        for j in bits(desk.before[i] & chosen):
            if j in due:
                due[j] = min(due[j], due[i] - desk.minutes[i])
    return release, due


def _remaining(desk: Desk, fixed: Placed) -> tuple[list[tuple[int, int, int]], list[int]]:
    """Return the free intervals and the minutes left in each week once the fixed tasks are taken out."""
    room = [desk.problem.minutes_per_week] * max(1, len(desk.weeks))
    blocked: list[tuple[int, int]] = []
    for i, (chunks, o) in fixed.items():
        for chunk in chunks:
            for week, minutes in minutes_by_week(desk, chunk.start, chunk.end):
                room[week] -= minutes
        if o is None:
            blocked += [(c.start, c.end) for c in chunks]
        else:
            blocked.append(window(desk.options[i][o], desk.travel[i][o]))
    if not blocked:
        return desk.free, room
    blocked.sort()
    free: list[tuple[int, int, int]] = []
    first = 0
    for a, b, week in desk.free:
        while first < len(blocked) and blocked[first][1] <= a:
            first += 1
        k = first
        while k < len(blocked) and blocked[k][0] < b:
            if a < blocked[k][0]:
                free.append((a, blocked[k][0], week))
            a = max(a, blocked[k][1])
            k += 1
        if a < b:
            free.append((a, b, week))
    return free, room
