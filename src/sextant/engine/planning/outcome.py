"""From tasks laid in time to a plan: its steps, what they cost, what stays unmet and why."""

from __future__ import annotations

from .desk import Desk
from .gains import holds, probability_after, states_after
from .model import Coverage, Objective, Plan, Problem, Reason, Step, Unmet, key_of_test
from .placement import Placed
from .rules import Obstacles, obstacles, usable

# From the obstacle nobody can mend to the one a learner lifts with a click: a competence is unmet for the first whose removal makes it
# reachable.
OBSTACLES = (
    Reason.ALREADY_DONE,
    Reason.NO_SESSION,
    Reason.SESSION_FULL,
    Reason.UNREACHABLE_PLACE,
    Reason.OUTSIDE_AVAILABILITY,
    Reason.REFUSED,
)


def cost(desk: Desk, chosen: int, placed: Placed) -> Objective:
    """Return what the tasks of mask `chosen`, laid as `placed`, cost."""
    minutes = travel = lateness = changes = 0
    last = desk.problem.start
    for i, (chunks, o) in placed.items():
        minutes += sum(c.minutes for c in chunks)
        end = chunks[-1].end
        lateness += end - desk.problem.start
        last = max(last, end)
        if o is not None:
            travel += desk.travel[i][o]
        if desk.previous:
            step = desk.previous.get(desk.keys[i])
            session = None if o is None else desk.options[i][o].key
            if step is None or step.chunks != chunks or step.session != session:
                changes += 1
    for key, step in desk.previous.items():
        if step.end > desk.problem.start and key not in desk.problem.done and (key not in desk.index or not chosen >> desk.index[key] & 1):
            changes += 1
    finish = desk.week_of(last - 1) - desk.week_of(desk.problem.start) + 1 if placed else 0
    return Objective(desk.pins_missed(chosen), desk.shortfall(chosen), minutes, travel, changes, finish, lateness)


def plan_of(desk: Desk, placed: Placed) -> Plan:
    """Return the plan that `placed` describes."""
    problem = desk.problem
    steps = []
    for i, (chunks, o) in placed.items():
        option = None if o is None else desk.options[i][o]
        steps.append(
            Step(
                key=desk.keys[i],
                kind=desk.kinds[i],
                chunks=chunks,
                session=option.key if option else None,
                place=option.place if option else None,
                travel_minutes=0 if o is None else desk.travel[i][o],
            )
        )
    steps.sort(key=lambda step: (step.start, step.key))
    chosen = sum(1 << i for i in placed)
    coverage = coverage_of(problem, {step.key for step in steps})
    known = obstacles(problem)
    unmet = tuple(
        _unmet(problem, c, known) for c in coverage if not c.reached and not (c.to_test and key_of_test(c.competence) in _keys(steps))
    )
    missed = tuple(sorted(k for k in problem.pinned if k not in problem.done and not (k in desk.index and chosen >> desk.index[k] & 1)))
    return Plan(steps=tuple(steps), coverage=coverage, unmet=unmet, missed_pins=missed, objective=cost(desk, chosen, placed))


def _keys(steps: list[Step]) -> set[str]:
    return {step.key for step in steps}


def coverage_of(problem: Problem, taken: set[str]) -> tuple[Coverage, ...]:
    """Return the coverage of every required competence (and of every one to test) once the modules of keys `taken` are done, by code."""
    modules = [m for m in problem.modules if m.key in taken]
    found = []
    for competence in sorted({*problem.required, *problem.open_tests}):
        if competence in problem.required:
            before = probability_after(problem, competence, ())
            after = probability_after(problem, competence, modules)
        else:
            before = after = holds(states_after(problem, competence, ()), 0)
        if competence in problem.acquired:
            # The verdict is the measurement's to give; the plan does not argue with it.
            before, after = max(before, problem.target), max(after, problem.target)
        found.append(Coverage(competence, before, after, problem.target, to_test=competence in problem.open_tests))
    return tuple(found)


def _unmet(problem: Problem, coverage: Coverage, known: Obstacles) -> Unmet:
    competence = coverage.competence
    if coverage.to_test:
        return Unmet(competence, Reason.NOT_ENOUGH_TIME, coverage.before, problem.target, 1.0, (key_of_test(competence),))
    best = probability_after(problem, competence, problem.modules)
    reason, blocked = _reason(problem, competence, best, known)
    return Unmet(competence, reason, coverage.after, problem.target, best, blocked)


def _reason(problem: Problem, competence: str, best: float, known: Obstacles) -> tuple[Reason, tuple[str, ...]]:
    """Return why `competence` is unmet: the first obstacle that, added to those before it, puts the target out of reach."""
    serving = {m.key for m in problem.modules if competence in m.gains and m.gains[competence].level <= problem.required[competence]}
    if best < problem.target - 1e-9:
        return Reason.NO_MODULE, ()
    despite = set(OBSTACLES)
    open_before = set(usable(problem, despite=despite, known=known)) & serving
    for reason in OBSTACLES:
        despite.discard(reason)
        still_open = set(usable(problem, despite=despite, known=known)) & serving
        if probability_after(problem, competence, [m for m in problem.modules if m.key in still_open]) < problem.target - 1e-9:
            return reason, tuple(sorted(open_before - still_open))
        open_before = still_open
    return Reason.NOT_ENOUGH_TIME, tuple(sorted(open_before))
