"""Bars add up; lines stay in their frame."""

import re

import pytest

from sextant.ui.bands import Bands
from sextant.ui.charts import Part, draw_parts, draw_spark
from sextant.ui.components.curves import ui_bands
from sextant.ui.components.figures import ui_parts, verdict_parts
from sextant.ui.components.scatter import ui_scatter
from sextant.ui.scatter import Scatter, ScatterPoint


def test_parts_fill_the_bar() -> None:
    widths = [
        float(width)
        for width in re.findall(r'<rect[^>]* width="([\d.]+)%"', draw_parts([Part("a", 1), Part("b", 2), Part("c", 4)], title="t"))
    ]

    assert widths == sorted(widths)
    assert sum(widths) == pytest.approx(100, abs=0.02)


def test_part_of_nothing_is_not_drawn_but_stays_in_the_table() -> None:
    figure = ui_parts([Part("many", 3), Part("none", 0)], "Title", "Finding")

    assert figure.count('height="32"/>') == 1
    assert '<th scope="row"><span>none</span></th>' in figure


def test_whole_of_nothing_has_no_share() -> None:
    assert "—" in ui_parts([Part("none", 0)], "Title", "Finding")


def test_verdict_parts_keep_our_order_and_leave_out_unknown_counts() -> None:
    parts = verdict_parts({"to-settle": 2, "acquired": 5})

    assert [(part.kind, part.count) for part in parts] == [("acquired", 5), ("to-settle", 2)]


@pytest.mark.parametrize("values", [[1.0], [2.0, 2.0, 2.0], [0, 5, -3, 12]])
def test_spark_stays_in_its_frame(values: list[float]) -> None:
    drawing = draw_spark(values, title="t")
    points = [tuple(map(float, point.split(","))) for point in re.search(r'points="([^"]+)"', drawing)[1].split()]

    assert len(points) == len(values)
    assert all(0 <= x <= 100 and 0 <= y <= 24 for x, y in points)


def test_spark_of_nothing_is_empty() -> None:
    assert "polyline" not in draw_spark([], title="t")


def test_scatter_marks_what_moved_and_repeats_all_of_it_in_its_table() -> None:
    scatter = Scatter(
        (ScatterPoint("Same", 0.0, 0.0), ScatterPoint("Far", -9.0, 9.0, marked=True)), (-1.0, 1.0), ("a", "b", "c"), "then", "now"
    )

    drawn = str(ui_scatter(scatter, title="Title", finding="Finding", head="Question", marked="moved"))

    assert 'cx="0.00%"' in drawn
    assert drawn.count('class="sight-notch" cx=') == 2
    assert "+18" in drawn
    assert ui_scatter(Scatter((), (), ("a",), "then", "now"), title="Title", finding="Finding") == ""
    assert "moved" not in str(ui_scatter(Scatter(scatter.points[:1], (), ("a",), "then", "now"), title="T", finding="F", marked="moved"))


def test_bands_are_everybody_at_every_level_and_stand_in_their_table() -> None:
    bands = Bands(
        ("all", "half", "none"), (-2.0, 0.0, 2.0), ((0.1, 0.3, 0.9), (0.2, 0.5, 0.1), (0.7, 0.2, 0.0)), (-1.0, 1.0), ("a", "b", "c")
    )

    drawn = str(ui_bands(bands, title="Title", finding="Finding", definition="What it is"))
    corners = [[tuple(map(float, corner.split(","))) for corner in found.split()] for found in re.findall(r'points="([^"]+)"', drawn)]

    assert len(corners) == 3
    # The first band stands on the ground, each other one on the one below, and the last reaches the top.
    assert {y for _x, y in corners[0][3:]} == {100.0}
    assert [corners[place + 1][3:] == corners[place][2::-1] for place in (0, 1)] == [True, True]
    assert {y for _x, y in corners[2][:3]} == {0.0}
    assert all(0 <= x <= 100 and 0 <= y <= 100 for outline in corners for x, y in outline)
    assert "30 %" in drawn
    assert drawn.count('class="band-0"') == 2
    assert "What it is" in drawn
