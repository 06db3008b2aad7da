"""The track: a mark for each day, over the named levels, and the same in a table."""

import re
from dataclasses import replace

import pytest
from django.utils.translation import override

from sextant.ui.components.figures import ui_track
from sextant.ui.gallery import TRACK
from sextant.ui.track import draw_track


def numbers(drawing: str, css: str, attribute: str) -> list[float]:
    return [float(value) for value in re.findall(rf'class="{css}"[^>]* {attribute}="([\d.]+)', drawing)]


def test_each_point_is_a_band_from_its_low_end_to_its_high_one() -> None:
    drawing = draw_track(TRACK, title="Up.")

    tops, bottoms = numbers(drawing, "track-band", "y1"), numbers(drawing, "track-band", "y2")
    assert len(tops) == len(TRACK.points)
    assert tops == [TRACK.down(point.high) for point in TRACK.points]
    assert all(top < bottom for top, bottom in zip(tops, bottoms, strict=True))


def test_higher_is_higher_and_beyond_the_scale_stops_at_its_end() -> None:
    assert TRACK.down(1.0) < TRACK.down(0.0) < TRACK.down(-1.0)
    assert TRACK.down(99) == TRACK.down(50)


def test_marks_stand_in_order_inside_the_drawing() -> None:
    across = [float(TRACK.across(index).rstrip("%")) for index in range(len(TRACK.points))]

    assert across == sorted(across)
    assert 0 < across[0] < across[-1] < 100


def test_a_lone_point_stands_in_the_middle_with_its_label_once() -> None:
    one = replace(TRACK, points=TRACK.points[:1])

    drawing = draw_track(one, title="One day.")

    assert drawing.count(">2 March</text>") == 1
    assert "track-line" not in drawing


def test_what_is_required_is_drawn_where_something_is() -> None:
    assert "track-required" in draw_track(TRACK, title="x")
    assert "track-required" not in draw_track(replace(TRACK, required=None), title="x")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_figure_states_its_finding_and_repeats_itself_in_a_table(language: str) -> None:
    with override(language):
        figure = ui_track(TRACK, "How it moved", "It went up.", "A mark is a day.")

    assert "<title>It went up.</title>" in figure
    assert figure.count('<th scope="row">') == len(TRACK.points)
    assert "A mark is a day." in figure
    assert "4 answers" in figure


def test_nothing_known_is_no_figure() -> None:
    assert ui_track(replace(TRACK, points=()), "How it moved", "") == ""


def test_names_are_escaped() -> None:
    evil = replace(TRACK, level_names=("<b>", "b", "c", "d"))

    assert "<b>" not in draw_track(evil, title="<i>")
    assert "<i>" not in draw_track(evil, title="<i>")
