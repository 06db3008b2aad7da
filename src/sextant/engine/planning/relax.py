"""The ways out when a plan cannot cover everything: the smallest changes of the learner's constraints, each tried by planning anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from . import greedy
from .model import Plan, Problem, Reason, Slot
from .rules import merge, obstacles

WEEK = 7 * 24 * 60
MOST_WEEKS = 8
HALF_HOURS = 8
MOST_MOMENTS = 8
"""Sessions outside the free hours that are tried."""
QUICK = 10
"""Trials of the greedy planner for one relaxation."""
MENDABLE = frozenset({Reason.REFUSED, Reason.UNREACHABLE_PLACE, Reason.OUTSIDE_AVAILABILITY, Reason.NOT_ENOUGH_TIME})

Planner = Callable[[Problem, Plan], Plan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """
    A change of the learner's constraints and what follows from it.

    `weeks` more before the deadline; `minutes` more a week (slots become longer where they are too short for it); `places` more within
    reach;
    `taken_back` refusals; `brought_forward` postponements; `freed` moments, each that of one session (module, session).
    Mostly one of them, several only when no single one is enough.
    `feasible`: everything that can be mended is. `regained`: competences no longer unmet.
    """

    weeks: int = 0
    minutes: int = 0
    places: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    brought_forward: tuple[str, ...] = ()
    freed: tuple[tuple[str, str], ...] = ()
    feasible: bool
    regained: tuple[str, ...]
    plan: Plan

    @property
    def size(self) -> float:
        """
        How much is asked of the learner, to order by: our convention, not a measure.

        A week is 1/8, half an hour a week 1/8, a place 1/2, a refusal taken back, a module brought forward or a moment freed 1/4.
        """
        choices = len(self.taken_back) + len(self.brought_forward) + len(self.freed)
        return self.weeks / MOST_WEEKS + self.minutes / (30 * HALF_HOURS) + len(self.places) / 2 + choices / 4


@dataclass(frozen=True, slots=True)
class _Change:
    weeks: int = 0
    half_hours: int = 0
    places: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    brought_forward: tuple[str, ...] = ()
    freed: tuple[tuple[str, str], ...] = ()

    def apply(self, problem: Problem) -> Problem:
        moments = [o for m in problem.modules for o in m.sessions if (m.key, o.key) in self.freed]
        changed = replace(
            problem,
            deadline=problem.deadline + self.weeks * WEEK,
            places=problem.places | set(self.places),
            refused=problem.refused - set(self.taken_back),
            postponed={k: v for k, v in problem.postponed.items() if k not in self.brought_forward},
            slots=problem.slots + tuple(Slot(o.start, o.minutes) for o in moments),
        )
        return with_more_hours(changed, 30 * self.half_hours) if self.half_hours else changed


def with_more_hours(problem: Problem, minutes: int) -> Problem:
    """
    Return `problem` with `minutes` more a week: a higher cap, and the last slot of each week made longer where the slots do not hold it.
    """
    cap = problem.minutes_per_week + minutes
    free = merge(problem.slots, start=problem.weeks[0], deadline=problem.weeks[-1]) if problem.slots else []
    added = []
    for start, end in zip(problem.weeks, problem.weeks[1:], strict=False):
        inside = [(max(a, start), min(b, end)) for a, b in free if a < end and b > start]
        missing = cap - sum(b - a for a, b in inside)
        if inside and missing > 0:
            last = inside[-1][1]
            if last < end:
                added.append(Slot(last, min(missing, end - last)))
    return replace(problem, minutes_per_week=cap, slots=problem.slots + tuple(added))


def relaxations(problem: Problem, plan: Plan, *, planner: Planner | None = None) -> tuple[Relaxation, ...]:
    """
    Return the smallest changes that let everything mendable be covered, smallest first; those that help most where none is enough.

    Nothing is returned for a plan that leaves nothing mendable unmet. A later deadline is tried only if `problem.slots` go past the present
    one.
    `planner` makes the plans from a problem and a plan known to be possible for it (by default a quick greedy one).
    """
    make = planner or (lambda changed, known: greedy.plan(changed, incumbent=known, trials=QUICK))
    hopeless = {u.competence for u in plan.unmet if u.reason not in MENDABLE}
    if not plan.missed_pins and all(u.competence in hopeless for u in plan.unmet):
        return ()

    def attempt(change: _Change) -> Relaxation:
        other = make(change.apply(problem), plan)
        unmet = {u.competence for u in other.unmet}
        return Relaxation(
            weeks=change.weeks,
            minutes=30 * change.half_hours,
            places=change.places,
            taken_back=change.taken_back,
            brought_forward=change.brought_forward,
            freed=change.freed,
            feasible=unmet <= hopeless and not other.missed_pins,
            regained=tuple(u.competence for u in plan.unmet if u.competence not in unmet),
            plan=other,
        )

    weeks = _spare_weeks(problem)
    found = []
    if weeks:
        found.append(_least(lambda n: attempt(_Change(weeks=n)), weeks))
    if problem.slots:
        found.append(_least(lambda n: attempt(_Change(half_hours=n)), HALF_HOURS))
    places, refused, late = _candidates(problem)
    moments = _moments(problem, plan, {Reason.OUTSIDE_AVAILABILITY})
    found += [attempt(_Change(places=(place,))) for place in places]
    found += [attempt(_Change(taken_back=(key,))) for key in refused]
    found += [attempt(_Change(brought_forward=(key,))) for key in late]
    found += [attempt(_Change(freed=(moment,))) for moment in moments]
    enough = [r for r in found if r.feasible]
    if enough:
        return tuple(sorted(enough, key=lambda r: (r.size, r.plan.objective)))
    # Together, a moment may be worth freeing at a place that is not yet within reach.
    moments = _moments(problem, plan, {Reason.OUTSIDE_AVAILABILITY, Reason.UNREACHABLE_PLACE})
    everything = _Change(weeks, HALF_HOURS if problem.slots else 0, tuple(places), tuple(refused), tuple(late), tuple(moments))
    together = _least_of(attempt, everything)
    better = sorted(
        (r for r in found if _need(r) < (plan.objective.pins_missed, plan.objective.shortfall)), key=lambda r: (_need(r), r.size)
    )
    return (together, *better) if together.feasible else tuple(better)


def _spare_weeks(problem: Problem) -> int:
    """Return how many weeks past the deadline the given slots reach, at most `MOST_WEEKS`."""
    past = max((slot.end for slot in problem.slots), default=problem.deadline) - problem.deadline
    return min(MOST_WEEKS, -(-past // WEEK)) if past > 0 else 0


def _candidates(problem: Problem) -> tuple[list[str], list[str], list[str]]:
    """Return the places, refusals and postponements that concern some module which could serve."""
    useful = {c for c in problem.required if c not in problem.acquired and c not in problem.open_tests}
    serving = [m for m in problem.modules if useful & set(m.gains) and m.key not in problem.done]
    # A prerequisite serves through what needs it, whatever it brings itself.
    required = {p for m in problem.modules for p in m.prerequisites}
    keys = {m.key for m in serving} | required
    places = {o.place for m in problem.modules if m.key in keys for o in m.sessions if o.place is not None} - problem.places
    late = [key for key, minute in problem.postponed.items() if key in keys and minute > problem.start]
    return sorted(places), sorted(problem.refused & keys), sorted(late)


def _moments(problem: Problem, plan: Plan, despite: set[Reason]) -> list[tuple[str, str]]:
    """Return the sessions outside the free hours that would serve an unmet competence but for `despite`: the two soonest of each module."""
    blocked = {key for u in plan.unmet if u.reason in despite for key in u.blocked}
    standing = obstacles(problem)
    found = []
    for key in sorted(blocked & set(standing)):
        soonest = max(problem.start, problem.postponed.get(key, problem.start))
        options = [
            option
            for option, reasons in standing[key]
            if Reason.OUTSIDE_AVAILABILITY in reasons
            and reasons <= despite
            and soonest <= option.start
            and option.end <= problem.deadline
            and problem.weeks[0] <= option.start
            and option.end <= problem.weeks[-1]
        ]
        found += [(key, option.key) for option in sorted(options, key=lambda o: (o.start, o.key))[:2]]
    return found[:MOST_MOMENTS]


def _need(relaxation: Relaxation) -> tuple[int, int]:
    return relaxation.plan.objective.pins_missed, relaxation.plan.objective.shortfall


def _least(attempt: Callable[[int], Relaxation], most: int) -> Relaxation:
    """Return the smallest of 1..`most` that does as well as `most`, by halving: more time never hurts."""
    best = attempt(most)
    goal = _need(best)
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        tried = attempt(middle)
        if tried.feasible or (not best.feasible and _need(tried) <= goal):
            best, high = tried, middle
        else:
            low = middle + 1
    return best


def _least_of(attempt: Callable[[_Change], Relaxation], change: _Change) -> Relaxation:
    """Return `change`, part after part taken away or made smaller as long as it stays enough; all of it if it is not."""
    best = attempt(change)
    if not best.feasible:
        return best
    for drop in _parts(change):
        smaller = drop(change)
        tried = attempt(smaller)
        if tried.feasible:
            best, change = tried, smaller
    if change.weeks:
        best = _least(lambda n: attempt(replace(change, weeks=n)), change.weeks)
        change = replace(change, weeks=best.weeks)
    if change.half_hours:
        best = _least(lambda n: attempt(replace(change, half_hours=n)), change.half_hours)
    return best


def _parts(change: _Change) -> list[Callable[[_Change], _Change]]:
    """Return one way of making a change smaller for each of its parts, the heaviest parts first."""

    def without_place(place: str) -> Callable[[_Change], _Change]:
        return lambda c: replace(c, places=tuple(p for p in c.places if p != place))

    def without_refusal(key: str) -> Callable[[_Change], _Change]:
        return lambda c: replace(c, taken_back=tuple(k for k in c.taken_back if k != key))

    def without_postponement(key: str) -> Callable[[_Change], _Change]:
        return lambda c: replace(c, brought_forward=tuple(k for k in c.brought_forward if k != key))

    def without_moment(moment: tuple[str, str]) -> Callable[[_Change], _Change]:
        return lambda c: replace(c, freed=tuple(m for m in c.freed if m != moment))

    return [
        *(without_place(place) for place in change.places),
        *(without_refusal(key) for key in change.taken_back),
        *(without_postponement(key) for key in change.brought_forward),
        lambda c: replace(c, half_hours=0),
        lambda c: replace(c, weeks=0),
        *(without_moment(moment) for moment in change.freed),
    ]
