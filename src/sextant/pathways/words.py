"""What a plan keeps of its reasons: codes and numbers as JSON; `sentences` makes the words when shown, in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date
from time import perf_counter
from typing import Any

from sextant.engine.planning.explain import Alternative, explain
from sextant.engine.planning.explain import alternatives as other_ways
from sextant.engine.planning.hours import HoursSaved, hours_saved, required_course, share_covered
from sextant.engine.planning.model import Kind, Plan, Step
from sextant.engine.planning.relax import MENDABLE, Relaxation, relaxations
from sextant.engine.planning.rules import needs
from sextant.mastery.queries import CompetenceResult
from sextant.pathways.calendar import moment_of
from sextant.pathways.choices import ChoiceKind
from sextant.pathways.draws import why_drawn
from sextant.pathways.problem import Course

MOST_WAYS_OUT = 5


def summary_of(course: Course, plan: Plan, *, ways_out: bool = True) -> dict[str, Any]:
    """
    Return what the whole plan is and rests on: coverage, what stays unmet and why, hours against the full course, choices, ways out.

    Keys: `deadline`, `ends`, `fades_on` (local ISO dates; `ends` null for an empty plan, `fades_on` the day on which something acquired
    must be tested again), `travel` minutes, `weekly` minutes, `coverage`, `unmet`,
    `missed_pins`, `hours` (null where the comparison would mislead), `share_covered`, `choices`, `done`, `ways_out` (null
    when they are left to the worker).
    """
    saved = hours_of(course, plan)
    by_code = {result.code: result for result in course.results}
    return {
        "deadline": course.deadline.isoformat(),
        "fades_on": course.fades_on.isoformat() if course.fades_on else None,
        "ends": _local_day(course, max(step.end for step in plan.steps)).isoformat() if plan.steps else None,
        "travel": plan.objective.travel,
        "weekly": course.problem.minutes_per_week,
        "coverage": [
            {
                "competence": one.competence,
                "before": round(one.before, 4),
                "after": round(one.after, 4),
                "reached": one.reached,
                "to_test": one.to_test,
                "verdict": by_code[one.competence].verdict.value,
                "low": by_code[one.competence].low,
                "level": by_code[one.competence].theta,
                "high": by_code[one.competence].high,
                "required": course.framework.cuts[course.problem.required[one.competence]]
                if one.competence in course.problem.required
                else None,
            }
            for one in sorted(plan.coverage, key=lambda one: course.framework.axis[one.competence])
        ],
        "unmet": [
            {"competence": one.competence, "reason": one.reason.value, "blocked": list(one.blocked), "mendable": one.reason in MENDABLE}
            for one in sorted(plan.unmet, key=lambda one: course.framework.axis[one.competence])
        ],
        "missed_pins": list(plan.missed_pins),
        "hours": {"planned": saved.planned, "full": saved.full} if saved else None,
        "share_covered": round(share_covered(course.problem), 4),
        "choices": [_choice(choice, course) for choice in course.choices],
        "done": sorted(
            ([module, at.isoformat()] for module, at in course.completed.items() if module in course.resources),
            key=lambda one: one[1],
            reverse=True,
        ),
        "ways_out": [_way_out(one, course) for one in relaxations(course.problem, plan)[:MOST_WAYS_OUT]] if ways_out else None,
    }


def hours_of(course: Course, plan: Plan) -> HoursSaved | None:
    """
    Return what the plan spares against every module the pack requires of that profession and stage, where this may be said.

    The time already given counts as time of the plan: the questions answered, and the modules of that full course already finished.
    """
    full = required_course(course.problem)
    finished = sum(module.minutes for module in full if module.key in course.problem.done)
    return hours_saved(plan, full, share_covered(course.problem), diagnostic_minutes=finished + course.asked_minutes)


def _choice(choice: Any, course: Course) -> dict[str, Any]:
    until = choice.until.isoformat() if choice.until else None
    known = choice.module in course.resources
    return {"module": choice.module, "kind": ChoiceKind(choice.kind).value, "instead_of": choice.instead_of, "until": until, "known": known}


def _way_out(one: Relaxation, course: Course) -> dict[str, Any]:
    return {
        "weeks": one.weeks,
        "minutes": one.minutes,
        "places": list(one.places),
        "taken_back": list(one.taken_back),
        "brought_forward": list(one.brought_forward),
        "freed": [_moment(course, module, key) for module, key in one.freed],
        "enough": one.feasible,
        "regained": sorted(one.regained, key=course.framework.axis.__getitem__),
        "ends": _local_day(course, max(step.end for step in one.plan.steps)).isoformat() if one.plan.steps else None,
    }


def _moment(course: Course, module: str, key: str) -> dict[str, Any]:
    session = course.sessions[module, key]
    moment = {"starts": session.starts_at.isoformat(), "ends": session.ends_at.isoformat(), "zone": session.zone}
    return {"module": module, "session": key, "place": session.place, **moment}


def _local_day(course: Course, minute: int) -> date:
    # A step that ends at midnight ends on the day before.
    return moment_of(minute - 1).astimezone(course.zone).date()


def why_of(course: Course, plan: Plan, *, seconds: float = 0.0) -> dict[str, dict[str, Any]]:
    """
    Return, for each step, why it is there: `brings`, `opens`, `after`, `pinned`, `tests`, `drawn` (see `draws.why_drawn`), and how it is
    taken (`session`, `travel`).

    The cost of other ways (`otherwise`) is worked out step after step for `seconds`; it is missing where the time ran out.
    """
    known = {result.code: result for result in course.results}
    levels = list(course.framework.levels)
    steps = {step.key: step for step in plan.steps}
    lots = why_drawn(course, plan)
    started = perf_counter()
    found = {}
    for reason in explain(course.problem, plan):
        step = steps[reason.key]
        why: dict[str, Any] = {
            "brings": [
                {
                    "competence": one.competence,
                    "from": held.code if (held := known[one.competence].level) else "",
                    "level": levels[one.level],
                    "before": round(one.held_before, 4),
                    "after": round(one.held_after, 4),
                    "without": round(one.required_without, 4),
                    "with": round(one.required_with, 4),
                }
                for one in reason.brings
            ],
            "opens": list(reason.opens),
            "after": [key for key in needs(course.problem, course.problem.module(step.key)) if key in steps]
            if step.kind is not Kind.TEST
            else [],
            "pinned": reason.pinned,
            "tests": reason.tests,
            **_faded(known.get(reason.tests or "")),
            **({"drawn": lots[reason.key]} if reason.key in lots else {}),
            **_where(course, step),
        }
        if step.kind is not Kind.TEST and perf_counter() - started < seconds:
            why["otherwise"] = [_other_way(course, one) for one in other_ways(course.problem, plan, step.key)]
        found[reason.key] = why
    return found


def _faded(result: CompetenceResult | None) -> dict[str, Any]:
    """Return the day of the last answers on what was acquired and is not sure any more."""
    return {"faded": result.seen.on.isoformat() if result.seen else ""} if result is not None and result.faded else {}


def _where(course: Course, step: Step) -> dict[str, Any]:
    session = course.sessions.get((step.key, step.session or ""))
    if session is None:
        return {"travel": step.travel_minutes}
    return {"travel": step.travel_minutes, "session": {"zone": session.zone, "demonstration": session.demonstration}}


def _other_way(course: Course, one: Alternative) -> dict[str, Any]:
    session = course.sessions.get((one.module or "", one.session or ""))
    return {
        "kind": one.kind.value,
        "module": one.module,
        "session": one.session,
        "starts": session.starts_at.isoformat() if session else None,
        "zone": session.zone if session else None,
        "place": session.place if session else "",
        "minutes": one.minutes,
        "travel": one.travel,
        "days": one.days,
        "added": list(one.added),
        "removed": list(one.removed),
        "losses": [{"competence": loss.competence, "before": round(loss.before, 4), "after": round(loss.after, 4)} for loss in one.losses],
    }


def difference_of(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """
    Return what changed between two lists of steps (mappings with `module`, `session`, `minutes`, `moments`), or None when nothing did.

    `added` and `removed` are modules, `moved` counts the steps kept at another time, `minutes` the change of training time.
    """
    old, new = {step["module"]: step for step in before}, {step["module"]: step for step in after}
    added = [module for module in new if module not in old]
    removed = [module for module in old if module not in new]
    moved = sum(
        1
        for module, step in new.items()
        if module in old and (step["moments"], step["session"]) != (old[module]["moments"], old[module]["session"])
    )
    if not (added or removed or moved):
        return None
    minutes = sum(step["minutes"] for step in new.values()) - sum(step["minutes"] for step in old.values())
    return {"added": added, "removed": removed, "moved": moved, "minutes": minutes}
