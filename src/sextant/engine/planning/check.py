"""An independent verifier: what, if anything, a plan does that its problem forbids. It shares no search code with the planners."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from .gains import probability_after, to_cover
from .model import TEST_PREFIX, Kind, Module, Plan, Problem, SessionOption, Step
from .rules import ladder, needs


class Rule(StrEnum):
    """A rule a plan can break."""

    UNKNOWN_STEP = "unknown-step"
    REPEATED_STEP = "repeated-step"
    REFUSED = "refused"
    DONE = "done"
    WRONG_LENGTH = "wrong-length"
    SHORT_CHUNK = "short-chunk"
    TOO_EARLY = "too-early"
    AFTER_DEADLINE = "after-deadline"
    NOT_FREE = "not-free"
    OVERLAP = "overlap"
    WEEK_TOO_FULL = "week-too-full"
    UNKNOWN_SESSION = "unknown-session"
    UNREACHABLE_PLACE = "unreachable-place"
    SESSION_FULL = "session-full"
    NOT_THE_PINNED_SESSION = "not-the-pinned-session"
    PREREQUISITE = "prerequisite"
    LEVEL_ORDER = "level-order"
    WRONG_ACCOUNT = "wrong-account"


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule, the key of the step that breaks it (empty for the plan itself), and the other step or number involved."""

    rule: Rule
    step: str
    other: str = ""


def violations(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Return all that `plan` does against the rules of `problem`: nothing, when it is right."""
    modules = {m.key: m for m in problem.modules}
    found: list[Violation] = []
    keys = [step.key for step in plan.steps]
    found += [Violation(Rule.REPEATED_STEP, key) for key in sorted(set(keys)) if keys.count(key) > 1]
    for step in plan.steps:
        found += _of_step(problem, step, modules)
        found += _of_time(problem, step)
    found += _of_pairs(problem, plan, modules)
    found += _of_weeks(problem, plan)
    found += _of_account(problem, plan)
    return tuple(found)


def _of_step(problem: Problem, step: Step, modules: dict[str, Module]) -> list[Violation]:
    if step.kind is Kind.TEST:
        if step.key.removeprefix(TEST_PREFIX) not in problem.open_tests:
            return [Violation(Rule.UNKNOWN_STEP, step.key)]
        right = len(step.chunks) == 1 and step.minutes == problem.test_minutes
        return [] if right else [Violation(Rule.WRONG_LENGTH, step.key)]
    module = modules.get(step.key)
    if module is None or module.kind is not step.kind:
        return [Violation(Rule.UNKNOWN_STEP, step.key)]
    found = []
    if step.key in problem.refused:
        found.append(Violation(Rule.REFUSED, step.key))
    if step.key in problem.done:
        found.append(Violation(Rule.DONE, step.key))
    if step.start < problem.postponed.get(step.key, problem.start):
        found.append(Violation(Rule.TOO_EARLY, step.key))
    if module.kind is Kind.SELF_PACED:
        if step.minutes != module.minutes:
            found.append(Violation(Rule.WRONG_LENGTH, step.key, str(step.minutes)))
        if len(step.chunks) > 1 and min(c.minutes for c in step.chunks) < problem.chunk:
            found.append(Violation(Rule.SHORT_CHUNK, step.key))
        return found
    option = _option(module, step)
    if option is None or len(step.chunks) != 1 or (step.start, step.end, step.place) != (option.start, option.end, option.place):
        return [*found, Violation(Rule.UNKNOWN_SESSION, step.key, step.session or "")]
    if option.place is not None and option.place not in problem.places:
        found.append(Violation(Rule.UNREACHABLE_PLACE, step.key, option.place))
    if option.seats_left is not None and option.seats_left < 1:
        found.append(Violation(Rule.SESSION_FULL, step.key, option.key))
    pin = problem.pinned.get(step.key)
    if pin is not None and pin != option.key:
        found.append(Violation(Rule.NOT_THE_PINNED_SESSION, step.key, option.key))
    return found


def _option(module: Module, step: Step) -> SessionOption | None:
    return next((option for option in module.sessions if option.key == step.session), None)


def _of_time(problem: Problem, step: Step) -> list[Violation]:
    found = []
    if step.start < problem.start:
        found.append(Violation(Rule.TOO_EARLY, step.key))
    if step.end > problem.deadline:
        found.append(Violation(Rule.AFTER_DEADLINE, step.key))
    previous_end = step.start
    for chunk in step.chunks:
        if chunk.start < previous_end or chunk.minutes <= 0:
            found.append(Violation(Rule.OVERLAP, step.key))
        previous_end = chunk.end
        # Walk through the slots: the piece is free if each of its minutes lies in some slot.
        minute = chunk.start
        while minute < chunk.end:
            reach = max((slot.end for slot in problem.slots if slot.start <= minute < slot.end), default=minute)
            if reach == minute:
                found.append(Violation(Rule.NOT_FREE, step.key))
                break
            minute = reach
    return found


def _of_pairs(problem: Problem, plan: Plan, modules: dict[str, Module]) -> list[Violation]:
    found = []
    pieces = [(chunk.start, chunk.end, step) for step in plan.steps for chunk in step.chunks]
    for n, (a, b, one) in enumerate(pieces):
        for c, d, other in pieces[n + 1 :]:
            if one.key == other.key:
                continue
            together = one.place is not None and one.place == other.place
            before = 0 if together else (one.travel_minutes + 1) // 2
            after = 0 if together else (other.travel_minutes + 1) // 2
            if a - before < d + after and c - after < b + before:
                found.append(Violation(Rule.OVERLAP, one.key, other.key))
    steps = {step.key: step for step in plan.steps}
    taken = [modules[key] for key in steps if key in modules]
    for module in taken:
        for key in needs(problem, module):
            if key not in steps or steps[key].end > steps[module.key].start:
                found.append(Violation(Rule.PREREQUISITE, module.key, key))
    for low, high in ladder(problem, taken):
        if steps[low].end > steps[high].start:
            found.append(Violation(Rule.LEVEL_ORDER, high, low))
    return found


def _of_weeks(problem: Problem, plan: Plan) -> list[Violation]:
    found = []
    for week, (start, end) in enumerate(zip(problem.weeks, problem.weeks[1:], strict=False)):
        spent = sum(max(0, min(end, c.end) - max(start, c.start)) for step in plan.steps for c in step.chunks)
        if spent > problem.minutes_per_week:
            found.append(Violation(Rule.WEEK_TOO_FULL, "", str(week)))
    return found


def _of_account(problem: Problem, plan: Plan) -> list[Violation]:
    """Does the plan say of itself what its steps say?"""
    keys = {step.key for step in plan.steps}
    taken = [m for m in problem.modules if m.key in keys]
    short = 0
    unmet = set()
    for competence in to_cover(problem):
        before, after = (probability_after(problem, competence, modules) for modules in ((), taken))
        if after < problem.target - 1e-9:
            short += ceil((problem.target - before) / problem.grain - 1e-9) - int((after - before) / problem.grain + 1e-9)
            unmet.add(competence)
    for competence in problem.open_tests:
        if TEST_PREFIX + competence not in keys:
            short += ceil(problem.target / problem.grain - 1e-9)
            unmet.add(competence)
    pins = {key for key in problem.pinned if key not in keys and key not in problem.done}
    said = plan.objective
    wrong = []
    if said.shortfall != short or {u.competence for u in plan.unmet} != unmet:
        wrong.append("shortfall")
    if said.minutes != sum(step.minutes for step in plan.steps):
        wrong.append("minutes")
    if said.travel != sum(step.travel_minutes for step in plan.steps):
        wrong.append("travel")
    if said.pins_missed != len(pins) or set(plan.missed_pins) != pins:
        wrong.append("pins")
    if said.lateness != sum(step.end - problem.start for step in plan.steps):
        wrong.append("lateness")
    return [Violation(Rule.WRONG_ACCOUNT, "", what) for what in wrong]
