"""A problem that makes no sense is refused by name."""

from dataclasses import replace

import pytest

from sextant.engine.planning.model import Chunk, Gain, Kind, Module, SessionOption, Slot, Step
from sextant.engine.planning.refusals import (
    CyclicPrerequisites,
    DuplicateKey,
    EmptyInterval,
    OutOfRange,
    PinnedAndRefused,
    UnknownCompetence,
    UnknownLevel,
    UnknownModule,
    UnknownPrerequisite,
    WeeksDoNotCover,
)

from .conftest import DAY, WEEK, make_problem, reading, session


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (UnknownLevel, {"cuts": (0.5, -0.5)}),
        (UnknownLevel, {"cuts": ()}),
        (UnknownLevel, {"required": {"x": 4}}),
        (UnknownCompetence, {"required": {"z": 1}}),
        (UnknownCompetence, {"open_tests": frozenset({"z"})}),
        (UnknownCompetence, {"sd": {"x": 0.3}}),
        (OutOfRange, {"sd": {"x": 0.0, "y": 0.3}}),
        (OutOfRange, {"mean": {"x": float("nan"), "y": 0.0}}),
        (OutOfRange, {"target": 1.0}),
        (OutOfRange, {"minutes_per_week": -1}),
        (EmptyInterval, {"deadline": -1}),
        (UnknownModule, {"pinned": {"nothing": None}}),
        (UnknownModule, {"pinned": {"a": "no such session"}}),
        (PinnedAndRefused, {"pinned": {"a": None}, "refused": frozenset({"a"})}),
        (WeeksDoNotCover, {"weeks": (0, WEEK)}),
        (WeeksDoNotCover, {"weeks": (0, 2 * WEEK, WEEK, 5 * WEEK)}),
        (WeeksDoNotCover, {"weeks": ()}),
        (DuplicateKey, {"modules": (reading("a", 10, x=1), reading("a", 20, x=1))}),
        (UnknownPrerequisite, {"modules": (reading("a", 10, x=1, prerequisites=("gone",)),)}),
        (
            CyclicPrerequisites,
            {"modules": (reading("a", 10, x=1, prerequisites=("b",)), reading("b", 10, x=1, prerequisites=("a",)))},
        ),
        (UnknownLevel, {"modules": (reading("a", 10, x=4),)}),
    ],
)
def test_problem_refuses_nonsense(refusal, changes):
    right = make_problem(reading("a", 10, x=1))

    with pytest.raises(refusal):
        replace(right, **changes)


@pytest.mark.parametrize(
    ("refusal", "make"),
    [
        (EmptyInterval, lambda: Module("a", 0, {})),
        (OutOfRange, lambda: Module("a", 10, {}, Kind.TEST)),
        (DuplicateKey, lambda: Module("test:x", 10, {})),
        (OutOfRange, lambda: Module("a", 10, {}, Kind.SELF_PACED, sessions=(session("s", 0),))),
        (OutOfRange, lambda: Module("a", 10, {}, Kind.ON_SITE, sessions=(session("s", 0),))),
        (DuplicateKey, lambda: Module("a", 10, {}, Kind.LIVE, sessions=(session("s", 0), session("s", DAY)))),
        (EmptyInterval, lambda: SessionOption("s", 10, 10)),
        (OutOfRange, lambda: SessionOption("s", 10, 20, travel_minutes=-1)),
        (OutOfRange, lambda: SessionOption("s", 10, 20, seats_left=-1)),
        (EmptyInterval, lambda: Slot(0, 0)),
        (UnknownLevel, lambda: Gain(-1)),
        (OutOfRange, lambda: Gain(1, lift=0.2, leap=0.3)),
    ],
)
def test_parts_refuse_nonsense(refusal, make):
    with pytest.raises(refusal):
        make()


def test_step_tells_its_bounds_and_length():
    step = Step("a", Kind.SELF_PACED, (Chunk(10, 25), Chunk(100, 120)))

    assert (step.start, step.end, step.minutes, step.tests) == (10, 120, 35, None)


def test_test_step_names_its_competence():
    assert Step("test:D1.2", Kind.TEST, (Chunk(0, 8),)).tests == "D1.2"
