"""The sight draws what it is told, whatever the number of levels, and says the same in words."""

import re
from dataclasses import replace

import pytest
from django.utils.translation import override

from sextant.ui.components.figures import sights
from sextant.ui.gallery import SIGHTS
from sextant.ui.sight import BadSight, Sight, draw, ends, level_at, place, words

ONE = SIGHTS[2]


def shares(drawing: str, css: str, attribute: str = "x1") -> list[float]:
    return [float(value) for value in re.findall(rf'class="{css}" {attribute}="([\d.]+)%', drawing)]


def test_place_is_linear_between_the_ends_and_stops_there() -> None:
    cuts = (-1.0, 0.0, 2.0)
    first, last = ends(cuts)

    assert place(first, cuts) == 0.0
    assert place(last, cuts) == 1.0
    assert place((first + last) / 2, cuts) == pytest.approx(0.5)
    assert place(-99, cuts) == 0.0
    assert place(99, cuts) == 1.0


@pytest.mark.parametrize("cuts", [(), (0.3,), (-1.0, 1.0), (-2.0, -1.0, 0.5, 1.0, 2.5)])
def test_sight_follows_any_number_of_levels(cuts: tuple[float, ...]) -> None:
    names = tuple(f"level {number}" for number in range(len(cuts) + 1))
    one = replace(ONE, cuts=cuts, level_names=names)

    drawing = draw(one)

    assert shares(drawing, "sight-cut") == [pytest.approx(100 * place(cut, cuts), abs=0.01) for cut in cuts]
    assert [name for name in names if f">{name}</text>" in drawing] == list(names)


def test_sight_draws_band_tick_notch_and_ring_where_they_belong() -> None:
    drawing = draw(ONE)
    low, high = (100 * place(value, ONE.cuts) for value in (ONE.low, ONE.high))

    assert shares(drawing, "sight-band", "x") == [pytest.approx(low, abs=0.01)]
    assert float(re.search(r'width="([\d.]+)%" y=', drawing)[1]) == pytest.approx(high - low, abs=0.01)
    assert shares(drawing, "sight-level") == [pytest.approx(100 * place(ONE.level, ONE.cuts), abs=0.01)]
    assert f'<svg x="{100 * place(ONE.required, ONE.cuts):.2f}%"' in drawing
    assert shares(drawing, "sight-thought", "cx") == [pytest.approx(100 * place(ONE.thought, ONE.cuts), abs=0.01)]


def test_sight_leaves_out_what_is_unknown() -> None:
    drawing = draw(replace(ONE, required=None, thought=None))

    assert "sight-notch" not in drawing
    assert "sight-thought" not in drawing


def test_small_sight_has_no_level_names() -> None:
    assert "<text" in draw(ONE)
    assert "<text" not in draw(ONE, small=True)


def test_sight_of_a_width_is_in_pixels() -> None:
    drawing = draw(ONE, width=200)

    assert "%" not in drawing
    assert 'width="200"' in drawing


def test_band_of_a_certain_level_is_still_visible() -> None:
    drawing = draw(replace(ONE, low=0.2, level=0.2, high=0.2))

    assert float(re.search(r'width="([\d.]+)%" y=', drawing)[1]) > 0


@pytest.mark.parametrize(
    ("value", "name"), [(-9, "discovery"), (-1.2, "foundation"), (-0.01, "foundation"), (0.0, "adapted"), (1.2, "confirmed")]
)
def test_level_on_a_cut_is_the_level_above(value: float, name: str) -> None:
    assert level_at(value, ONE) == name


def test_words_say_level_interval_requirement_and_guess() -> None:
    with override("en"):
        said = words(ONE)

    level = "Telehealth with a patient who hears badly: level adapted, between foundation and adapted."
    assert said == f"{level} Required: adapted. You thought: foundation."


@pytest.mark.parametrize(
    "wrong",
    [{"level": 5.0}, {"cuts": (0.0, 0.0, 1.0)}, {"cuts": (1.0, 0.0, 2.0)}, {"level_names": ("a", "b")}],
)
def test_contradictory_numbers_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadSight):
        replace(ONE, **wrong)


def test_label_is_escaped() -> None:
    assert "<script" not in draw(replace(ONE, label="<script>alert(1)</script>"))


def test_group_repeats_every_sight_in_a_table() -> None:
    figure = sights(SIGHTS, "Where you stand", "One is solid.")

    assert figure.count('class="sight-band"') == len(SIGHTS) + 1  # and one in the key
    assert figure.count('<th scope="row">') == len(SIGHTS)
    assert "One is solid." in figure


def test_group_without_any_guess_has_no_column_for_it() -> None:
    with override("en"):
        figure = sights([replace(one, thought=None) for one in SIGHTS], "Title", "Finding")

    assert "You thought" not in figure
    assert "what you thought" not in figure


def test_group_of_nothing_is_nothing() -> None:
    assert sights([], "Title", "Finding") == ""


def test_sight_needs_no_verdict() -> None:
    bare = Sight(label="x", low=0, level=0, high=0, required=None, thought=None, cuts=(0.0,), level_names=("a", "b"))

    assert "sights-row" in sights([bare], "Title", "Finding")


def test_sight_marks_where_the_level_was_when_the_week_began() -> None:
    moved = replace(ONE, before=-0.7)

    assert shares(draw(moved), "sight-before") == [pytest.approx(100 * place(-0.7, ONE.cuts), abs=0.01)]
    assert "sight-before" not in draw(ONE)
    with override("en"):
        assert words(moved).endswith("When the week began: discovery.") is (level_at(-0.7, ONE) == "discovery")
        assert f"When the week began: {level_at(-0.7, ONE)}." in words(moved)
        assert "When the week began" not in words(ONE)


def test_group_says_in_its_key_and_table_where_the_week_began() -> None:
    with override("en"):
        figure = sights([replace(ONE, before=-0.7), ONE], "Title", "Finding")
        without = sights([ONE], "Title", "Finding")

    assert '<th scope="col">When the week began</th>' in figure
    assert "when the week began</span>" in figure
    assert "hen the week began" not in without
