"""
The coin between equivalent resources: what it does to a plan, and what is kept of it.

The learner loses nothing (see `engine.planning.draws`), may always take the other one or ask that no coin decides for them
(`Constraints.no_lots`), and a campus that wants no coin turns it off (`SEXTANT_DRAWS`).
"""

from collections.abc import Mapping
from typing import Any

from sextant.engine.planning.draws import Draw, draw
from sextant.engine.planning.model import Plan
from sextant.pathways.problem import Course, may_draw


def drawn(course: Course, found: Plan) -> Plan:
    """Return `found` with the resources the coin names for this learner in the places of their equals."""
    return _draw(course, found)[0] if may_draw(course.constraints) else found


def why_drawn(course: Course, found: Plan) -> Mapping[str, dict[str, Any]]:
    """Return what a step keeps of its draw: step → among which resources (`among`), and with which probability (`chance`)."""
    if not may_draw(course.constraints):
        return {}
    return {one.key: {"among": list(one.among), "chance": one.chance} for one in _draw(course, found)[1]}


def _draw(course: Course, found: Plan) -> tuple[Plan, tuple[Draw, ...]]:
    return draw(course.problem, found, seed=str(course.learner.pk), settled=course.undrawn)
