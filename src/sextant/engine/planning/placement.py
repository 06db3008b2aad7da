"""Laying chosen tasks in free hours: sessions first, then the rest by the earliest time that order, week and deadline allow."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from .desk import Desk, bits
from .model import Chunk, Kind, SessionOption

Placed = dict[int, tuple[tuple[Chunk, ...], int | None]]
"""Task → its pieces, and the number of the session option taken (None when self-paced)."""

ASSIGNMENTS = 8
"""Ways of choosing sessions that are tried before a choice of modules is called impossible."""
NODES = 400
"""Partial choices of sessions looked at in one search."""
TIGHT = 0.9
"""Share of the room above which long modules are also tried first."""


class Order(Enum):
    """Which of the tasks that could come next does."""

    SHORTEST = "the shortest"
    URGENT = "the one with least time left, then the shortest"
    LONGEST = "the one with least time left, then the longest"


ATTEMPTS = ((Order.SHORTEST, False), (Order.URGENT, False), (Order.URGENT, True), (Order.LONGEST, True))
"""How tasks are laid, with splitting or not, until one way works."""


@dataclass(frozen=True, slots=True)
class Room:
    """
    What fixed tasks leave: free intervals with their week, minutes by week, longest stretch from each interval on, and minutes in all.

    `known` remembers the answers of `until`.
    """

    free: list[tuple[int, int, int]]
    weekly: list[int]
    longest: list[int]
    total: int
    known: dict[int, int]

    def until(self, moment: int) -> int:
        """Return the minutes of training there is room for before `moment`."""
        found = self.known.get(moment)
        if found is None:
            spare: dict[int, int] = {}
            for a, b, week in self.free:
                if a >= moment:
                    break
                spare[week] = spare.get(week, 0) + min(b, moment) - a
            found = self.known[moment] = sum(min(self.weekly[week], minutes) for week, minutes in spare.items())
        return found


def place(desk: Desk, chosen: int, *, keep: bool = False) -> Placed | None:
    """
    Lay the tasks of mask `chosen` in the free hours, or return None where no way was found.

    With `keep`, steps of the plan in force stay where they are as far as each can. Otherwise a module is split only where nothing fits
    whole.
    """
    for sessions in _assignments(desk, chosen):
        placed = place_around(desk, chosen, sessions, keep=keep)
        if placed is not None:
            return placed
    return None


def place_around(desk: Desk, chosen: int, sessions: Mapping[int, int], *, keep: bool = False) -> Placed | None:
    """As `place`, the session of each task that has some being given (task → number of the option)."""
    fixed = _fixed(desk, sessions)
    if keep:
        kept = _stay(desk, chosen, fixed)
        for order, split in ATTEMPTS[1:]:
            placed = _fill(desk, chosen, kept, order=order, split=split)
            if placed is not None:
                return placed
    for order, split in ATTEMPTS:
        placed = _fill(desk, chosen, fixed, order=order, split=split)
        if placed is not None:
            return placed
    return None


class Fitter:
    """Answers "can these tasks be laid in time?" for many masks of one desk: it remembers what sessions leave free."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._in_sessions = sum(1 << i for i in range(len(desk.keys)) if desk.options[i])
        self._ways: dict[int, tuple[list[tuple[Placed, Room]], Iterator[dict[int, int]]]] = {}

    def fits(self, chosen: int) -> bool:
        """Return whether a way of laying mask `chosen` in time was found."""
        desk = self._desk
        sessions = chosen & self._in_sessions
        work = desk.duration(chosen & ~sessions)
        for n, (fixed, room) in enumerate(self._left_by(sessions)):
            if work > room.total:
                continue
            if _fill(desk, chosen, fixed, order=Order.URGENT, split=True, remaining=room) is not None:
                return True
            # Worth its time only where it can matter: when nearly all the room is needed.
            if (
                n == 0
                and work > TIGHT * room.total
                and _fill(desk, chosen, fixed, order=Order.LONGEST, split=True, remaining=room) is not None
            ):
                return True
        return False

    def _left_by(self, sessions: int) -> Iterator[tuple[Placed, Room]]:
        """Yield the ways of attending `sessions`, each with what it leaves free, working them out as they are asked for."""
        known = self._ways.get(sessions)
        if known is None:
            known = self._ways[sessions] = ([], _assignments(self._desk, sessions))
        ways, more = known
        yield from ways
        for assigned in more:
            fixed = _fixed(self._desk, assigned)
            ways.append((fixed, _remaining(self._desk, fixed)))
            yield ways[-1]


def _fixed(desk: Desk, sessions: Mapping[int, int]) -> Placed:
    return {i: ((Chunk(desk.options[i][o].start, desk.options[i][o].end),), o) for i, o in sessions.items()}


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
            if any(not compatible(desk, i, o, j, p) for j, p in taken.items()):
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


def compatible(desk: Desk, i: int, o: int, j: int, p: int) -> bool:
    """Can option `o` of task `i` and option `p` of task `j` both be taken, in the order the tasks require?"""
    option, other = desk.options[i][o], desk.options[j][p]
    if clash((option, desk.travel[i][o]), (other, desk.travel[j][p])):
        return False
    if desk.before[i] >> j & 1 and other.end > option.start:
        return False
    return not (desk.before[j] >> i & 1 and option.end > other.start)


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


def _fill(desk: Desk, chosen: int, fixed: Placed, *, order: Order, split: bool, remaining: Room | None = None) -> Placed | None:
    """Add the chosen tasks that are not in `fixed`, which stays; a module is split freely with `split`, else only where nothing fits."""
    todo = [i for i in bits(chosen) if i not in fixed]
    if not todo:
        return dict(fixed)
    remaining = remaining or _remaining(desk, fixed)
    bounds = _bounds(desk, chosen, todo, fixed)
    if bounds is None or not _roomy(desk, todo, bounds[1], remaining):
        return None
    release, due = bounds
    free, room, later = remaining.free, list(remaining.weekly), remaining.longest
    problem = desk.problem
    pending = sum(1 << i for i in todo)
    chunk = problem.chunk
    rank = {i: _rank(desk, i, due[i], order) for i in todo}
    # Tasks by what they wait for: nothing (in order of rank) or another task.
    ready = sorted((i for i in todo if not desk.before[i] & pending), key=rank.__getitem__)
    waiting = [i for i in todo if desk.before[i] & pending]
    left = {i: desk.minutes[i] for i in todo}
    pieces: dict[int, list[Chunk]] = {i: [] for i in todo}
    begun: int | None = None
    for k, (t, b, week) in enumerate(free):
        while t < b and pending and room[week]:
            space = min(room[week], b - t)
            pick, length, soonest = -1, 0, b
            for i in ready if begun is None else (begun,):
                if release[i] > t:
                    soonest = min(soonest, release[i])
                    continue
                rest = left[i]
                if rest <= space:
                    pick, length = i, rest
                    break
                # A test is taken in one go.
                if space < chunk or rest < 2 * chunk or desk.kinds[i] is Kind.TEST:
                    continue
                if i == begun or split or rest > later[k + 1]:
                    pick, length = i, min(space, rest - chunk)
                    break
            if pick < 0:
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
            pending ^= 1 << pick
            ready.remove(pick)
            if waiting:
                for i in [i for i in waiting if not desk.before[i] & pending]:
                    waiting.remove(i)
                    insort(ready, i, key=rank.__getitem__)
        if not pending:
            break
    if pending:
        return None
    placed = dict(fixed)
    for i in todo:
        placed[i] = (tuple(pieces[i]), None)
    return placed


def _roomy(desk: Desk, todo: list[int], due: Mapping[int, int], room: Room) -> bool:
    """Is there room, order and splitting apart, for all tasks before the moments they are due?"""
    work = 0
    for i in sorted(todo, key=due.__getitem__):
        work += desk.minutes[i]
        if due[i] < desk.problem.deadline and work > room.until(due[i]):
            return False
    return work <= room.total


def _rank(desk: Desk, i: int, due: int, order: Order) -> tuple[int, ...]:
    """
    Return what to sort by: tests first, then the order of the plan in force, then shorter or longer modules; the urgent before all that.
    """
    step = desk.previous.get(desk.keys[i])
    length = desk.minutes[i]
    rank = (0 if desk.kinds[i] is Kind.TEST else 1, step.start if step else 1 << 62, -length if order is Order.LONGEST else length, i)
    return (due, *rank) if order is not Order.SHORTEST else rank


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


def _remaining(desk: Desk, fixed: Placed) -> Room:
    """Return what is left once the fixed tasks are taken out."""
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
        return _room(desk.free, room)
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
    return _room(free, room)


def _room(free: list[tuple[int, int, int]], weekly: list[int]) -> Room:
    longest = [0] * (len(free) + 1)
    spare = [0] * len(weekly)
    for k in range(len(free) - 1, -1, -1):
        a, b, week = free[k]
        stretch = b - a
        spare[week] += stretch
        stretch = min(weekly[week], stretch)
        longest[k] = max(longest[k + 1], stretch)
    return Room(free, weekly, longest, sum(min(w, s) for w, s in zip(weekly, spare, strict=True)), {})
