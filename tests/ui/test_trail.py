"""The trail: a mark for each day, over the named levels, and the same in a table."""

import re
from dataclasses import replace

import pytest
from django.utils.translation import override

from sextant.ui.components.figures import ui_trail
from sextant.ui.gallery import TRAIL
from sextant.ui.trail import draw_trail


def numbers(drawing: str, css: str, attribute: str) -> list[float]:
    return [float(value) for value in re.findall(rf'class="{css}"[^>]* {attribute}="([\d.]+)', drawing)]


def test_each_point_is_a_band_from_its_low_end_to_its_high_one() -> None:
    drawing = draw_trail(TRAIL, title="Up.")

    tops, bottoms = numbers(drawing, "trail-band", "y1"), numbers(drawing, "trail-band", "y2")
    assert len(tops) == len(TRAIL.points)
    assert tops == [TRAIL.down(point.high) for point in TRAIL.points]
    assert all(top < bottom for top, bottom in zip(tops, bottoms, strict=True))


def test_higher_is_higher_and_beyond_the_scale_stops_at_its_end() -> None:
    assert TRAIL.down(1.0) < TRAIL.down(0.0) < TRAIL.down(-1.0)
    assert TRAIL.down(99) == TRAIL.down(50)


def test_marks_stand_in_order_inside_the_drawing() -> None:
    across = [float(TRAIL.across(index).rstrip("%")) for index in range(len(TRAIL.points))]

    assert across == sorted(across)
    assert 0 < across[0] < across[-1] < 100


def test_a_lone_point_stands_in_the_middle_with_its_label_once() -> None:
    one = replace(TRAIL, points=TRAIL.points[:1])

    drawing = draw_trail(one, title="One day.")

    assert drawing.count(">2 March</text>") == 1
    assert "trail-line" not in drawing


def test_what_is_required_is_drawn_where_something_is() -> None:
    assert "trail-required" in draw_trail(TRAIL, title="x")
    assert "trail-required" not in draw_trail(replace(TRAIL, required=None), title="x")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_figure_states_its_finding_and_repeats_itself_in_a_table(language: str) -> None:
    with override(language):
        figure = ui_trail(TRAIL, "How it moved", "It went up.", "A mark is a day.")

    assert "<title>It went up.</title>" in figure
    assert figure.count('<th scope="row">') == len(TRAIL.points)
    assert "A mark is a day." in figure
    assert "4 answers" in figure


def test_nothing_known_is_no_figure() -> None:
    assert ui_trail(replace(TRAIL, points=()), "How it moved", "") == ""


def test_names_are_escaped() -> None:
    evil = replace(TRAIL, level_names=("<b>", "b", "c", "d"))

    assert "<b>" not in draw_trail(evil, title="<i>")
    assert "<i>" not in draw_trail(evil, title="<i>")
