"""What holds of the scoring of grids, checklists and dialogues, whatever the exercise."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.engine.scoring import checklists, dialogues, grids
from sextant.engine.scoring.dialogues import Reply
from sextant.engine.scoring.score import NotAKey, UnknownProposition

ROWS = "pqrs"
LINES = "abcdefgh"


@st.composite
def a_grid(draw: st.DrawFn) -> dict[str, dict[str, object]]:
    """A grid of one to four rows, each with two to four columns, some of them unacceptable."""
    rows = ROWS[: draw(st.integers(1, 4))]
    columns = {row: "ABCD"[: draw(st.integers(2, 4))] for row in rows}
    key = {row: draw(st.sampled_from(columns[row])) for row in rows}
    never = {row: draw(st.sets(st.sampled_from([one for one in columns[row] if one != key[row]]))) for row in rows}
    return {"columns": columns, "key": key, "unacceptable": never}


@given(grid=a_grid(), data=st.data())
def test_grid_pays_the_key_alone_in_full_and_never_more_for_one_more_mistake(grid: dict, data: st.DataObject) -> None:  # type: ignore[type-arg]
    columns, key = grid["columns"], grid["key"]
    given_ = {row: data.draw(st.sampled_from(columns[row])) for row in columns}
    mended = data.draw(st.sampled_from(sorted(columns)))

    score = grids.score(given=given_, **grid)
    better = grids.score(given={**given_, mended: key[mended]}, **grid)

    assert 0.0 <= score.value <= better.value <= 1.0
    assert (score.value == 1.0) == (given_ == key)


@given(grid=a_grid())
def test_grid_floor_is_the_mean_over_every_way_to_sort(grid: dict) -> None:  # type: ignore[type-arg]
    columns = grid["columns"]
    ways = [dict(zip(columns, way, strict=True)) for way in product(*columns.values())]

    mean = sum(grids.score(given=way, **grid).value for way in ways) / len(ways)

    assert grids.floor(**grid) == pytest.approx(mean)


def test_grid_refuses_a_key_that_contradicts_itself() -> None:
    with pytest.raises(NotAKey):
        grids.score(columns={"p": "AB"}, key={"p": "C"}, given={})
    with pytest.raises(NotAKey):
        grids.floor(columns={"p": "AB"}, key={"p": "A"}, unacceptable={"p": "A"})
    with pytest.raises(NotAKey):
        grids.floor(columns={"p": "AB"}, key={"p": "A"}, unacceptable={"q": "A"})
    with pytest.raises(UnknownProposition):
        grids.score(columns={"p": "AB"}, key={"p": "A"}, given={"q": "A"})


@st.composite
def a_sheet(draw: st.DrawFn) -> dict[str, object]:
    """A checklist of two to eight lines, with marks."""
    lines = LINES[: draw(st.integers(2, 8))]
    key = draw(st.sets(st.sampled_from(lines), min_size=1, max_size=len(lines) - 1))
    wrong = set(lines) - key
    return {
        "lines": lines,
        "key": key,
        "essential": draw(st.sets(st.sampled_from(sorted(key)), max_size=2)),
        "unacceptable": draw(st.sets(st.sampled_from(sorted(wrong)), max_size=2)),
    }


@given(sheet=a_sheet(), data=st.data())
def test_checklist_pays_the_key_alone_in_full_and_never_more_for_one_more_mistake(sheet: dict, data: st.DataObject) -> None:  # type: ignore[type-arg]
    ticked = data.draw(st.sets(st.sampled_from(sheet["lines"])))
    line = data.draw(st.sampled_from(sheet["lines"]))
    mended = ticked | {line} if line in sheet["key"] else ticked - {line}

    score = checklists.score(ticked=ticked, **sheet)
    better = checklists.score(ticked=mended, **sheet)

    assert 0.0 <= score.value <= better.value <= 1.0
    assert (score.value == 1.0) == (ticked == sheet["key"])


@given(sheet=a_sheet())
def test_checklist_pays_nothing_to_all_or_none_and_its_floor_is_the_mean_of_all_sheets(sheet: dict) -> None:  # type: ignore[type-arg]
    lines = sheet["lines"]
    sheets = [[line for line, tick in zip(lines, ticks, strict=True) if tick] for ticks in product((False, True), repeat=len(lines))]

    earned = [checklists.score(ticked=ticked, **sheet).value for ticked in sheets]

    assert earned[0] == earned[-1] == 0.0
    assert checklists.floor(**sheet) == pytest.approx(sum(earned) / len(earned))


def test_checklist_refuses_what_is_not_a_key() -> None:
    with pytest.raises(NotAKey):
        checklists.score(lines="ab", key="ab", ticked="a")
    with pytest.raises(NotAKey):
        checklists.score(lines="ab", key="a", ticked="a", essential="b")
    with pytest.raises(UnknownProposition):
        checklists.score(lines="ab", key="a", ticked="c")
    with pytest.raises(UnknownProposition):
        checklists.floor(lines="ab", key="c")


CREDITS = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


@st.composite
def a_conversation(draw: st.DrawFn) -> dict[str, dict[str, Reply]]:
    """A conversation of one to four turns in which one way earns 1 and another 0."""
    names = [str(number) for number in range(draw(st.integers(1, 4)))]
    turns = {}
    for place, name in enumerate(names):
        after = names[place + 1] if place + 1 < len(names) else None
        onward = [None, *names[place + 1 :]]
        turns[name] = {
            "best": Reply(1.0, after),
            "worst": Reply(0.0, draw(st.sampled_from(onward)), draw(st.booleans())),
            "other": Reply(draw(CREDITS), draw(st.sampled_from(onward))),
        }
    return turns


@given(turns=a_conversation(), data=st.data())
def test_dialogue_lies_in_0_1_and_a_better_reply_to_the_same_turn_never_costs(turns: dict, data: st.DataObject) -> None:  # type: ignore[type-arg]
    path = data.draw(st.sampled_from(list(dialogues.paths(turns, "0"))))
    place = data.draw(st.integers(0, len(path) - 1))
    met, _left = dialogues.walk(turns, "0", path)
    turn, reply = met[place]

    score = dialogues.score(turns, "0", path).value
    mended = {**turns, turn: {**turns[turn], path[place]: Reply(1.0, reply.to)}}

    assert 0.0 <= score <= 1.0
    # The perfect way may become shorter by the mended reply, which only lowers what a conversation is divided by.
    assert dialogues.score(mended, "0", path).value >= score
    assert (score == 1.0) == all(one.credit == 1.0 for _turn, one in met) or len(met) < len(turns)


@given(turns=a_conversation())
def test_dialogue_is_sound_its_best_way_earns_1_and_its_floor_is_the_mean_of_all_ways(turns: dict) -> None:  # type: ignore[type-arg]
    dialogues.check(turns, "0")

    every = [(path, dialogues.score(turns, "0", path).value) for path in dialogues.paths(turns, "0")]
    # Each turn offers three replies: a way of n replies is met once in 3 to the n.
    mean = sum(value / 3 ** len(path) for path, value in every)

    assert dialogues.score(turns, "0", ["best"] * len(turns)).value == 1.0
    assert dialogues.floor(turns, "0") == pytest.approx(mean)


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        ({}, "no turn 'a' to begin with"),
        ({"a": {"x": Reply(1)}}, "at least two replies"),
        ({"a": {"x": Reply(1, "z"), "y": Reply(0)}}, "which is no turn"),
        ({"a": {"x": Reply(1, "a"), "y": Reply(0)}}, "comes back to 'a'"),
        ({"a": {"x": Reply(1), "y": Reply(0)}, "b": {"x": Reply(1), "y": Reply(0)}}, "no reply leads to ['b']"),
        ({"a": {"x": Reply(1), "y": Reply(0.5)}}, "one way through must earn 1 and another 0"),
        ({"a": {"x": Reply(0.5), "y": Reply(0)}}, "one way through must earn 1 and another 0"),
        ({"a": {"x": Reply(1, None, True), "y": Reply(0)}}, "an unacceptable reply earns none"),
        (
            {str(n): {name: Reply(1, str(n + 1) if n < 7 else None) for name in "wxyz"} for n in range(8)}
            | {"a": {"w": Reply(1, "0"), "x": Reply(0)}},
            "more than 10000 ways",
        ),
    ],
)
def test_dialogue_refuses_what_cannot_be_held(turns: dict, says: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(NotAKey) as refusal:
        dialogues.check(turns, "a")

    assert says in str(refusal.value)


def test_dialogue_refuses_a_reply_that_is_not_offered_there() -> None:
    turns = {"a": {"x": Reply(1, "b"), "y": Reply(0)}, "b": {"x": Reply(1), "y": Reply(0)}}

    for path in (["z"], ["y", "x"], ["x"]):
        with pytest.raises(dialogues.OffThePath):
            dialogues.score(turns, "a", path)
