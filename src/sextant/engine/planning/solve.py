"""
The best plan a solver finds in a given time, by OR-tools CP-SAT: in a task worker only (importing it takes a second and 80 MB).

The solver chooses modules and sessions under what is linear (coverage, order, clashes, weekly and total room, room before and after each
session);
`placement` then lays them in time. When it cannot, the smallest impossible part of the choice is forbidden and the solver asked again
(a logic-based Benders decomposition: Hooker & Ottosson, 2003, doi:10.1007/s10107-003-0375-9).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from . import greedy
from .desk import Desk, bits
from .model import Objective, Plan, Problem
from .outcome import cost, plan_of
from .placement import Placed, compatible, minutes_by_week, place_around

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

WIDEST = 10
"""Modules of one competence whose combinations the model sees; beyond, the rest counts for nothing there (the plan still counts it)."""

Choice = dict[int, int | None]
"""Chosen task → number of its session option, None when self-paced."""


@dataclass(frozen=True, slots=True)
class Solved:
    """
    A plan, and what is known of it.

    `proven`: no choice of modules and sessions covers more, or as much in fewer hours or, then, with less travel. `seconds`: time spent
    solving.
    `bound`: minutes below which no plan of this shortfall exists, as far as the solver knows; None when it proved nothing of use.
    """

    plan: Plan
    proven: bool
    seconds: float
    bound: int | None


def plan(problem: Problem, *, hint: Plan | None = None, seconds: float = 2.0) -> Plan:
    """
    Return the best plan found within `seconds` of solving, never worse than `hint` (by default the greedy plan, which is then made first).
    """
    return improve(problem, hint=hint, seconds=seconds).plan


def improve(problem: Problem, *, hint: Plan | None = None, seconds: float = 2.0) -> Solved:
    """As `plan`, with what the solver knows of the result. `hint` must be a possible plan for this very problem."""
    from ortools.sat.python import cp_model

    start = hint if hint is not None else greedy.plan(problem)
    desk = Desk(problem)
    if not desk.keys:
        return Solved(start, True, 0.0, 0)
    best = start
    known = greedy.placed_of(desk, start)
    question = _Question(desk)
    if known is not None:
        question.hint({i: o for i, (_, o) in known.items()})
    spent = 0.0
    forbidden = 0
    proven = False
    bound: int | None = None
    while seconds - spent > 0.01:
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds - spent
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        seen = _Seen(question)
        status = solver.solve(question.model, seen.callback)
        spent += solver.wall_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            proven = status == cp_model.INFEASIBLE and not forbidden and question.whole
            break
        if not forbidden and question.whole:
            bound = question.minutes_of(int(solver.best_objective_bound), best.objective)
        choice = question.choice(solver)
        placed, objective = _lay(desk, choice)
        if placed is None:
            # Earlier solutions of the same run may be possible though the last is not.
            for earlier in reversed(seen.choices[:-1]):
                placed, objective = _lay(desk, earlier)
                if placed is not None:
                    break
            question.forbid(_smallest_impossible(desk, choice))
            forbidden += 1
            if placed is not None and objective is not None and objective < best.objective:
                best = plan_of(desk, placed)
            continue
        if objective is not None and objective < best.objective:
            best = plan_of(desk, placed)
        proven = status == cp_model.OPTIMAL and not forbidden and question.whole
        break
    return Solved(best, proven, spent, bound)


def _lay(desk: Desk, choice: Choice) -> tuple[Placed | None, Objective | None]:
    chosen = sum(1 << i for i in choice)
    sessions = {i: o for i, o in choice.items() if o is not None}
    found = [place_around(desk, chosen, sessions)]
    if desk.previous:
        found.append(place_around(desk, chosen, sessions, keep=True))
    priced = [(cost(desk, chosen, placed), n) for n, placed in enumerate(found) if placed is not None]
    if not priced:
        return None, None
    objective, n = min(priced)
    return found[n], objective


def _smallest_impossible(desk: Desk, choice: Choice) -> Choice:
    """Return a part of `choice` that cannot be laid in time, though it can without any one of its tasks."""
    part = dict(choice)
    for i in list(choice):
        fewer = {j: o for j, o in part.items() if j != i}
        if _lay(desk, fewer)[0] is None:
            part = fewer
    return part


class _Question:
    """The choice of modules and sessions as a CP-SAT model whose one objective weighs the levels of the lexicographic one."""

    def __init__(self, desk: Desk) -> None:
        from ortools.sat.python import cp_model

        self.desk = desk
        # Does the model see every module of every competence? Only then is its bound a bound.
        self.whole = all(mask.bit_count() <= WIDEST for mask in desk.relevant)
        self.model = cp_model.CpModel()
        self.taken = [self.model.new_bool_var(desk.keys[i]) for i in range(len(desk.keys))]
        self.at: dict[tuple[int, int], cp_model.IntVar] = {}
        for i, options in enumerate(desk.options):
            for o in range(len(options)):
                self.at[i, o] = self.model.new_bool_var(f"{desk.keys[i]}@{options[o].key}")
            if options:
                self.model.add(sum(self.at[i, o] for o in range(len(options))) == self.taken[i])
        self._add_order()
        self._add_time()
        self._set_objective()

    def _add_order(self) -> None:
        for i in range(len(self.taken)):
            for j in bits(self.desk.closure[i] & ~(1 << i)):
                self.model.add_implication(self.taken[i], self.taken[j])
        pairs = list(self.at)
        for n, (i, o) in enumerate(pairs):
            for j, p in pairs[n + 1 :]:
                if i != j and not compatible(self.desk, i, o, j, p):
                    self.model.add_bool_or([self.at[i, o].negated(), self.at[j, p].negated()])

    def _add_time(self) -> None:
        desk, cap = self.desk, self.desk.problem.minutes_per_week
        self.minutes = sum(desk.minutes[i] * self.taken[i] for i in range(len(self.taken)) if not desk.options[i]) + sum(
            desk.options[i][o].minutes * var for (i, o), var in self.at.items()
        )
        self.model.add(self.minutes <= desk.capacity)
        weekly: dict[int, list[Any]] = {}
        for (i, o), var in self.at.items():
            for week, minutes in minutes_by_week(desk, desk.options[i][o].start, desk.options[i][o].end):
                weekly.setdefault(week, []).append(minutes * var)
        for parts in weekly.values():
            self.model.add(sum(parts) <= cap)
        for (i, o), var in self.at.items():
            option = desk.options[i][o]
            earlier = [desk.minutes[j] * self.taken[j] for j in bits(desk.before[i]) if not desk.options[j]]
            later = [desk.minutes[j] * self.taken[j] for j in range(len(self.taken)) if desk.before[j] >> i & 1 and not desk.options[j]]
            if earlier:
                self.model.add(sum(earlier) <= _room(desk, desk.problem.start, option.start)).only_enforce_if(var)
            if later:
                self.model.add(sum(later) <= _room(desk, option.end, desk.problem.deadline)).only_enforce_if(var)

    def _set_objective(self) -> None:
        desk = self.desk
        short: list[Any] = [desk.shortfall(0) - sum(desk.short(c, 0) for c in range(len(desk.competences)))]
        untested = desk.shortfall(0) - desk.shortfall(desk.tests)
        if desk.tests:
            share = untested // desk.tests.bit_count()
            short = [share * self.taken[i].negated() for i in bits(desk.tests)]
        for c in range(len(desk.competences)):
            short.append(self._shortfall(c))
        missed = [self.taken[i].negated() for i in desk.pins]
        travel = [desk.travel[i][o] * var for (i, o), var in self.at.items()]
        weeks = [(desk.week_of(desk.options[i][o].end - 1) + 1) * var for (i, o), var in self.at.items()]
        per_travel = len(desk.weeks) * max(1, len(self.at)) + 1
        per_minute = per_travel * (sum(max(t, default=0) for t in desk.travel) + 1)
        self.per_minute = per_minute
        self.per_short = per_minute * (desk.capacity + 1)
        per_pin = self.per_short * (desk.shortfall(0) + 1)
        self.per_pin = per_pin
        self.model.minimize(
            per_pin * sum(missed) + self.per_short * sum(short) + per_minute * self.minutes + per_travel * sum(travel) + sum(weeks)
        )

    def _shortfall(self, competence: int) -> Any:
        """
        Return the shortfall of a competence as an expression.

        Coverage only grows with modules, so "short of at most v" is a conjunction of clauses: of the tasks outside any set that is not
        enough, one must be taken. The sets that matter are the largest ones.
        """
        desk = self.desk
        rungs = sorted(bits(desk.relevant[competence]), key=lambda i: (desk.minutes[i], i))[:WIDEST]
        shorts = [desk.short(competence, _spread(n, rungs)) for n in range(1 << len(rungs))]
        values = sorted(set(shorts))
        total: Any = values[-1]
        for v, worse in pairwise(values):
            reached = self.model.new_bool_var(f"c{competence}≤{v}")
            total = total - (worse - v) * reached
            for n, short in enumerate(shorts):
                if short > v and all(n >> k & 1 or shorts[n | 1 << k] <= v for k in range(len(rungs))):
                    outside = [self.taken[rungs[k]] for k in range(len(rungs)) if not n >> k & 1]
                    self.model.add_bool_or([*outside, reached.negated()])
        return total

    def hint(self, choice: Choice) -> None:
        """Tell the solver of a choice known to be possible."""
        for i, var in enumerate(self.taken):
            self.model.add_hint(var, i in choice)
        for (i, o), var in self.at.items():
            self.model.add_hint(var, choice.get(i) == o)

    def forbid(self, part: Choice) -> None:
        """Exclude every choice that holds `part`."""
        self.model.add_bool_or([(self.taken[i] if o is None else self.at[i, o]).negated() for i, o in part.items()])

    def choice(self, values: Any) -> Choice:
        """Return what the solver, or its callback, chose."""
        chosen: Choice = {i: None for i in range(len(self.taken)) if values.boolean_value(self.taken[i])}
        for (i, o), var in self.at.items():
            if values.boolean_value(var):
                chosen[i] = o
        return chosen

    def minutes_of(self, bound: int, objective: Objective) -> int | None:
        """Return the least minutes a plan with the pins and the shortfall of `objective` takes if no objective is below `bound`."""
        rest = bound - self.per_pin * (objective.pins_missed - self.desk.missing_pins) - self.per_short * objective.shortfall
        return max(0, rest // self.per_minute) if rest > -self.per_short else None


class _Seen:
    """Remembers every choice the solver passes through."""

    def __init__(self, question: _Question) -> None:
        from ortools.sat.python import cp_model

        choices: list[Choice] = []

        class Callback(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                choices.append(question.choice(self))

        self.choices = choices
        self.callback = Callback()


def _spread(n: int, rungs: list[int]) -> int:
    """Return the mask of those `rungs` whose place is a one of `n`."""
    return sum(1 << i for k, i in enumerate(rungs) if n >> k & 1)


def _room(desk: Desk, start: int, end: int) -> int:
    """Return the minutes of training that fit between two moments."""
    weekly: dict[int, int] = {}
    for a, b in _within(desk, start, end):
        for week, minutes in minutes_by_week(desk, a, b):
            weekly[week] = weekly.get(week, 0) + minutes
    return sum(min(desk.problem.minutes_per_week, minutes) for minutes in weekly.values())


def _within(desk: Desk, start: int, end: int) -> Iterator[tuple[int, int]]:
    for a, b, _ in desk.free:
        if max(a, start) < min(b, end):
            yield max(a, start), min(b, end)
